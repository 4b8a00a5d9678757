"""Messages about tests, their days, and who missed one; merged into ``KINDS``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind

KINDS_OF_TESTS = {
    "test_invitations": Kind(
        name=_("Invitation to tests"),
        subject=gettext_noop("COME TO {appointments}"),
        text=gettext_noop(
            "Your file is complete. Come to:\n{details}\n"
            "Bring your KTP and registration number {number}. Who does not come has no score."
        ),
        examples={
            "appointments": gettext_noop(
                "WRITTEN TEST: Monday, 20 July 2026 at 08.00 WIB; "
                "INTERVIEW: Tuesday, 21 July 2026 at 08.00 WIB"
            ),
            "details": gettext_noop(
                "- Written test: Monday, 20 July 2026 at 08.00 WIB, at the hall of BLK\n"
                "- Interview: Tuesday, 21 July 2026 at 08.00 WIB, at the hall of BLK"
            ),
            "number": "7KM4-9TQX",
        },
        required=frozenset({"appointments", "details", "number"}),
        needs_answer=True,
    ),
    "test_moved": Kind(
        name=_("Test moved to another time or place"),
        subject=gettext_noop("CHANGED: {appointments}"),
        text=gettext_noop(
            "Time or place of your test has changed. Reason: {reason}\nCome to:\n{details}\n"
            "Bring your KTP and registration number {number}. Who does not come has no score."
        ),
        examples={
            "appointments": gettext_noop("WRITTEN TEST: Monday, 20 July 2026 at 08.00 WIB"),
            "details": gettext_noop(
                "- Written test: Monday, 20 July 2026 at 08.00 WIB, at the hall of BLK"
            ),
            "number": "7KM4-9TQX",
            "reason": gettext_noop("Tidal flood around the hall."),
        },
        required=frozenset({"appointments", "details", "number"}),
        needs_answer=True,
    ),
    "test_missed": Kind(
        name=_("Test missed"),
        subject=gettext_noop("You were not at {test}"),
        text=gettext_noop(
            "You were not at {test} on {when}. {consequence}\n{excuse}",
        ),
        examples={
            "test": gettext_noop("Written test"),
            "when": gettext_noop("Monday, 20 July 2026 at 08.00 WIB"),
            "consequence": gettext_noop("You have no score in it."),
            "excuse": gettext_noop("The test cannot be taken any more."),
        },
        required=frozenset({"test", "consequence", "excuse"}),
    ),
    "test_not_missed": Kind(
        name=_("Test missed: corrected"),
        subject=gettext_noop("You are written down at {test}"),
        text=gettext_noop(
            "We had written down that you missed {test} on {when}. That was wrong: you were there."
        ),
        examples={
            "test": gettext_noop("Written test"),
            "when": gettext_noop("Monday, 20 July 2026 at 08.00 WIB"),
        },
        required=frozenset({"test"}),
    ),
}
