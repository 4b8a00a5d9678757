"""Messages about days and classes that are not as they were promised; merged into ``KINDS``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind

_TITLE = gettext_noop("Bread and cake baking")
_STARTS = gettext_noop("3 August 2026")
_DEADLINE = gettext_noop("Wednesday, 22 July 2026 at 16.00 WIB")
_SEAT = {"title": _TITLE, "starts": _STARTS, "deadline": _DEADLINE}
_CHANGE = {"title": _TITLE, "reason": gettext_noop("Too few people for a class")}
_OTHER = {
    "other": gettext_noop("Sewing"),
    "starts": _STARTS,
    "venue": gettext_noop("the hall of BLK"),
}

KINDS_OF_CHANGES = {
    "seat_instead": Kind(
        name=_("Seat offered instead of one that is gone"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "{lost} is not held as announced. Reason: {reason}. Instead you have a seat in "
            "{title}, from {starts}. Answer by {deadline}. Without an answer the seat is given on."
        ),
        examples=_SEAT
        | {
            "lost": gettext_noop("Sewing"),
            "reason": gettext_noop("Too few people for a class"),
        },
        required=frozenset({"title", "deadline", "lost"}),
        needs_answer=True,
    ),
    "class_postponed": Kind(
        name=_("Class postponed"),
        subject=gettext_noop("Postponed: {title}"),
        text=gettext_noop(
            "{title} is postponed. Reason: {reason}. What you have stays yours: your seat, your "
            "wish, your place. You will be told the new days."
        ),
        examples=_CHANGE,
        required=frozenset({"title"}),
    ),
    "class_merged": Kind(
        name=_("Class merged into another"),
        subject=gettext_noop("Your class is now {other}"),
        text=gettext_noop(
            "{title} is held together with {other}, from {starts}, at {venue}. Reason: {reason}. "
            "Your seat is kept; you need do nothing. Does it not suit you? Give the seat up on "
            "the page of your application, or call us."
        ),
        examples=_CHANGE | _OTHER,
        required=frozenset({"title", "other", "starts"}),
    ),
    "class_other_seat": Kind(
        name=_("Class cancelled, seat in another"),
        subject=gettext_noop("Cancelled: {title}. You have a seat in {other}"),
        text=gettext_noop(
            "{title} is not held. Reason: {reason}. You have a seat in another class of your "
            "list instead: {other}, from {starts}, at {venue}. Does it not suit you? Withdraw on "
            "the page of your application."
        ),
        examples=_CHANGE | _OTHER,
        required=frozenset({"title", "other", "starts"}),
    ),
    "class_cancelled": Kind(
        name=_("Class cancelled"),
        subject=gettext_noop("Cancelled: {title}"),
        text=gettext_noop("{title} is not held. Reason: {reason}. We are sorry. {next}"),
        examples=_CHANGE
        | {
            "next": gettext_noop(
                "None of your other wishes has a free seat. You may apply in the next intake."
            )
        },
        required=frozenset({"title", "next"}),
    ),
    "days_moved": Kind(
        name=_("Promised days moved"),
        subject=gettext_noop("New days for {subject}: {names}"),
        text=gettext_noop(
            "For {subject} these days have changed:\n{details}\n{why} Nothing else changes."
        ),
        examples={
            "subject": gettext_noop("Intake III 2026"),
            "names": gettext_noop("Results announced"),
            "details": gettext_noop(
                "- Results announced: Monday, 20 July 2026 at 10.00 WIB (before: Wednesday, "
                "15 July 2026 at 10.00 WIB)"
            ),
            "why": gettext_noop("Reason: Checking the files takes longer."),
        },
        required=frozenset({"subject", "details"}),
    ),
    "promise_warning": Kind(
        name=_("Warning to training managers: a promised day"),
        subject=gettext_noop("{intake}: {date} is {state}"),
        text=gettext_noop("{intake}: {date} on {day} is {state}. {obstacle} {next}"),
        examples={
            "intake": gettext_noop("Intake III 2026"),
            "date": gettext_noop("Results announced"),
            "state": gettext_noop("late"),
            "day": _DEADLINE,
            "obstacle": gettext_noop("The outcome is not approved yet."),
            "next": gettext_noop("Move the day before applicants ask."),
        },
        required=frozenset({"intake", "date", "day"}),
    ),
}
