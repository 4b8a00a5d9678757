"""The access matrix: every URL, for every role, on one's own and on a foreign object.

Each part of the portal writes its rows by hand in ``rows_<part>.py`` (found by its name)::

    ROWS = [
        Row("programs:landing", get=EVERYBODY, post=everybody(405)),
        Row("enrollment:queue", get=only("verifier"), post=only("verifier", answer=405)),
        Row(
            "enrollment:case",
            of="submitted_application",
            get=only("verifier"),
            own_get=only("verifier", answer=404),
            post=only("verifier", answer=422),
            own_post=only("verifier", answer=404),
        ),
    ]

Expectations are dicts from role (or "anonymous") to status, "others" for whoever is not named.
``LOGIN`` means: sent to the sign-in page. ``of`` names a function in ``OBJECTS`` of any rows
module; it takes the user whose object it shall be and returns the kwargs of the URL. Each role's
user is asked for the *foreign* object, which belongs to a resident who is nobody else in the
matrix, and for his *own*; where ``own_get`` or ``own_post`` is left out the answer must be the
same for both. What a request changes is undone before the next one.
"""
