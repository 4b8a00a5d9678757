from notices.models import Notice
from tests.access.matrix import Row, everybody, only, signed_in

CALLERS = ["helper", "verifier", "training_manager"]


def notice(owner):
    made, _created = Notice.objects.get_or_create(
        event_key=f"seat_offered:{owner.pk}",
        defaults={
            "person": owner.person,
            "kind": "seat_offered",
            "subject": "Anda mendapat kursi",
            "text": "Jawab sebelum Jumat.",
            "needs_answer": True,
        },
    )
    return {"pk": made.pk}


def told(owner):
    notice(owner)
    return {"pk": owner.person.pk}


OBJECTS = {"notice": notice, "told": told}
WRITERS = ["training_manager", "admin"]

ROWS = [
    Row("notices:my_notices", get=signed_in(), post=signed_in(405)),
    Row("notices:delivery_callback", get=everybody(405), post=everybody(401)),
    Row("notices:call_list", get=only(*CALLERS), post=only(*CALLERS, answer=405)),
    Row("notices:template_list", get=only(*WRITERS), post=only(*WRITERS, answer=405)),
    Row(
        "notices:template",
        kwargs={"kind": "seat_offered", "language": "id"},
        get=only(*WRITERS),
        post=only(*WRITERS, answer=422),
    ),
    Row(
        "notices:person_notices",
        of="told",
        get=only(*CALLERS),
        own_get=only(*CALLERS, answer=404),
        post=only(*CALLERS, answer=405),
    ),
    Row(
        "notices:call",
        of="notice",
        get=only(*CALLERS),
        own_get=only(*CALLERS, answer=404),
        post=only(*CALLERS, answer=422),
        own_post=only(*CALLERS, answer=404),
    ),
]
