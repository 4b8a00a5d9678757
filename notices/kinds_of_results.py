"""Messages about results, seats and the waitlist; merged into ``KINDS``."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from notices.kind import Kind

_TITLE = gettext_noop("Bread and cake baking")
_STARTS = gettext_noop("3 August 2026")
_DEADLINE = gettext_noop("Wednesday, 22 July 2026 at 16.00 WIB")
_SEAT = {"title": _TITLE, "starts": _STARTS, "deadline": _DEADLINE}

KINDS_OF_RESULTS = {
    "seat_offered": Kind(
        name=_("Seat offered"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "You got a seat: {title}, from {starts}. Answer by {deadline}. Without an answer the "
            "seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_freed": Kind(
        name=_("Seat offered from the waitlist"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "A seat became free and is now yours: {title}, from {starts}. Answer by {deadline}. "
            "Without an answer the seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_moved_up": Kind(
        name=_("Seat in a class ranked higher"),
        subject=gettext_noop("You moved up: {title}"),
        text=gettext_noop(
            "A seat in a class you ranked higher became free and is now yours: {title}, from "
            "{starts}. Your earlier seat went to the next person."
        ),
        examples={"title": _TITLE, "starts": _STARTS},
        required=frozenset({"title"}),
    ),
    "offer_reminder": Kind(
        name=_("Reminder to answer an offer"),
        subject=gettext_noop("NOT YET CONFIRMED: your seat in {title}, before {deadline}"),
        text=gettext_noop(
            "You have not answered yet whether you take your seat in {title}. Answer by "
            "{deadline}. Without an answer the seat goes to the waitlist."
        ),
        examples={"title": _TITLE, "deadline": _DEADLINE},
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_lapsed": Kind(
        name=_("Seat lost without an answer"),
        subject=gettext_noop("Your seat in {title} went to the waitlist"),
        text=gettext_noop(
            "We did not hear from you by {deadline}, so your seat in {title} went to the next "
            "person. You may apply again in the next intake."
        ),
        examples={"title": _TITLE, "deadline": _DEADLINE},
        required=frozenset({"title"}),
    ),
    "result_waitlisted": Kind(
        name=_("Result: on the waitlist"),
        subject=gettext_noop("You are on the waitlist"),
        text=gettext_noop(
            "All seats are taken for now. You are on the waitlist: when somebody gives up a seat "
            "and it is your turn, you will be told. Your place stands on the page of your "
            "application."
        ),
        examples={},
    ),
    "result_not_selected": Kind(
        name=_("Result: not selected"),
        subject=gettext_noop("Not selected this time"),
        text=gettext_noop(
            "There were more people than seats. The page of your application explains the "
            "result of each class."
        ),
        examples={},
    ),
    "result_ineligible": Kind(
        name=_("Result: no class open to the person"),
        subject=gettext_noop("You cannot join this time"),
        text=gettext_noop(
            "None of the classes you chose is open to you this time. The page of your "
            "application gives the reason for each class and the next way."
        ),
        examples={},
    ),
    "seat_corrected": Kind(
        name=_("Seat after a correction"),
        subject=gettext_noop("CONFIRMATION NEEDED before {deadline}: your seat in {title}"),
        text=gettext_noop(
            "The result was corrected, without drawing anybody again. You have a seat: {title}, "
            "from {starts}. Answer by {deadline}. Without an answer the seat goes to the waitlist."
        ),
        examples=_SEAT,
        required=frozenset({"title", "deadline"}),
        needs_answer=True,
    ),
    "seat_taken_back": Kind(
        name=_("Seat taken back by a correction"),
        subject=gettext_noop("The result was corrected: your seat is no longer yours"),
        text=gettext_noop(
            "There was a mistake in the result. Put right, without drawing anybody again, your "
            "seat goes to somebody else. We are sorry. The page of your application explains it, "
            "and you may object."
        ),
        examples={},
    ),
    "waitlist_closed": Kind(
        name=_("Waitlist closed"),
        subject=gettext_noop("The waitlist is closed: not selected this time"),
        text=gettext_noop(
            "No further seat became free, so the waitlist of {intake} is closed. You may apply "
            "again in the next intake."
        ),
        examples={"intake": gettext_noop("Intake III 2026")},
    ),
    "objection_answered": Kind(
        name=_("Objection answered"),
        subject=gettext_noop("Your objection is answered"),
        text="{answer}",
        examples={"answer": gettext_noop("We looked again. Your score was added up correctly.")},
        required=frozenset({"answer"}),
    ),
}
