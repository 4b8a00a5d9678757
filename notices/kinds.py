"""Every kind of message the portal sends: its words, the facts in them, and how it travels.

The words are message ids with named ``{fields}``; staff may put their own words in their place
(``notices.services.templates``), but none of the ``required`` fields may be missing there. About
one application in one intake some six messages ring the phone, a correction and all tests
included (a test set days after the others rings once more); what only repeats what its reader has
just done, or will be said again soon, is read on the portal's page alone (``is_quiet``).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind, Urgency
from notices.kinds_of_accounts import KINDS_OF_ACCOUNTS
from notices.kinds_of_changes import KINDS_OF_CHANGES
from notices.kinds_of_checks import KINDS_OF_CHECKS
from notices.kinds_of_results import KINDS_OF_RESULTS
from notices.kinds_of_tests import KINDS_OF_TESTS

_TITLE = gettext_noop("Bread and cake baking")
_DEADLINE = gettext_noop("Wednesday, 22 July 2026 at 16.00 WIB")

KINDS = {
    "application_received": Kind(
        name=_("Application received"),
        subject=gettext_noop("Your application {number} has arrived"),
        text=gettext_noop(
            "Your application for {intake} has arrived. Its number is {number}. {check} "
            "This is not yet an acceptance."
        ),
        examples={
            "number": "7KM4-9TQX",
            "intake": gettext_noop("Intake III 2026"),
            "check": gettext_noop("Our staff check it by 22 July 2026."),
        },
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "closing_extended": Kind(
        name=_("Registration stays open longer"),
        subject=gettext_noop("You can still apply until {closes}"),
        text=gettext_noop(
            "The portal could not be opened for a while, so registration for {intake} stays open "
            "until {closes}. Your answers are safe, but your application is not sent yet."
        ),
        examples={
            "intake": gettext_noop("Intake III 2026"),
            "closes": gettext_noop("Monday, 27 July 2026 at 03.59 WIB"),
        },
        required=frozenset({"closes"}),
        urgency=Urgency.AT_ONCE,
    ),
    "registration_opened": Kind(
        name=_("Registration has opened"),
        subject=gettext_noop("Registration is open: {title}"),
        text=gettext_noop(
            "You asked us to tell you: registration for {title} is open until {closes}. "
            "It is free.\nYou want no such messages any more: {stop}"
        ),
        examples={
            "title": _TITLE,
            "closes": _DEADLINE,
            "stop": "https://blk.example/kabari/batal/12:9fKq/",
        },
        required=frozenset({"title", "closes", "stop"}),
    ),
    "named_by_letter": Kind(
        name=_("Named for a class by a company or kelurahan"),
        subject=gettext_noop("{body} named you for a class: {title}"),
        text=gettext_noop(
            "{body} named you for {title}. It is free. Complete your application and send it by "
            "{closes}: the seat is yours from then on. Do you not want it? Then do nothing, or "
            "withdraw."
        ),
        examples={
            "body": gettext_noop("PT Contoh Sejahtera"),
            "title": _TITLE,
            "closes": _DEADLINE,
        },
        required=frozenset({"body", "title", "closes"}),
        needs_answer=True,
    ),
    **KINDS_OF_CHECKS,
    **KINDS_OF_TESTS,
    **KINDS_OF_RESULTS,
    **KINDS_OF_CHANGES,
    **KINDS_OF_ACCOUNTS,
    "office_message": Kind(
        name=_("Message of the office to many applicants"),
        subject=gettext_noop("FROM BLK: {subject}"),
        text="{message}",
        examples={
            "subject": gettext_noop("The written test begins half an hour later"),
            "message": gettext_noop(
                "The written test of Monday begins at 08.30 WIB. The place stays the same."
            ),
        },
        required=frozenset({"subject", "message"}),
    ),
}

AT_ANY_HOUR = [name for name, kind in KINDS.items() if kind.urgency == Urgency.AT_ONCE]
