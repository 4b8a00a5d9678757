"""Messages about a person's account and data; merged into ``KINDS``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind, Urgency

_DEADLINE = gettext_noop("Wednesday, 22 July 2026 at 16.00 WIB")

KINDS_OF_ACCOUNTS = {
    "nik_removed": Kind(
        name=_("NIK removed from an account that did not own it"),
        subject=gettext_noop("Enter your NIK again"),
        text=gettext_noop(
            "The NIK in your account belongs to somebody else, who showed the KTP at our counter. "
            "It is removed from your account. Your other answers are safe. Enter your own NIK, "
            "or come to BLK with your KTP."
        ),
        examples={},
        needs_answer=True,
    ),
    "identity_claim_upheld": Kind(
        name=_("NIK given to its owner"),
        subject=gettext_noop("Your NIK is in your account now"),
        text=gettext_noop(
            "We have seen your KTP, and your NIK is in your account now. "
            "Go on with your application before registration closes."
        ),
        examples={},
        urgency=Urgency.AT_ONCE,
    ),
    "account_joined": Kind(
        name=_("Account opened for somebody who was helped"),
        subject=gettext_noop("You have an account of your own now"),
        text=gettext_noop(
            "What our staff entered for you is in an account of your own since {when}. It signs in "
            "with {number}. Was it not you? Call BLK or come with your KTP at once."
        ),
        examples={"number": "0812-****-0002", "when": _DEADLINE},
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "sign_in_number_changed": Kind(
        name=_("Number for signing in changed at the counter"),
        subject=gettext_noop("Your account: the number for signing in has changed"),
        text=gettext_noop(
            "At our counter the number for signing in to your account was changed to {number} on "
            "{when}. Was it not you? Call BLK or come with your KTP at once."
        ),
        examples={"number": "0812-****-0002", "when": _DEADLINE},
        required=frozenset({"number"}),
        urgency=Urgency.AT_ONCE,
    ),
    "data_request_answered": Kind(
        name=_("Request about own data answered"),
        subject=gettext_noop("Your request about your data: {decision}"),
        text=gettext_noop("{request}: {decision}. {answer}\n{next}"),
        examples={
            "request": gettext_noop("Delete my data"),
            "decision": gettext_noop("Accepted"),
            "answer": gettext_noop("Nothing needs to be kept any more."),
            "next": gettext_noop("You can take the request back for one day."),
        },
        required=frozenset({"decision", "answer"}),
    ),
}
