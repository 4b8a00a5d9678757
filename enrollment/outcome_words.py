"""The words for the codes of an outcome on the pages of the portal.

They are the table of the engine (``enrollment.selection.words``), said in the language of the
reader, and what only the portal knows. Residents never see a code itself.
"""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from enrollment.choices import ApplicationStatus
from enrollment.selection import words

FILE_NOT_ACCEPTED = words.Words(
    gettext_noop(
        "Your file was not accepted, so this wish took no part. The page of your application "
        "gives the reason."
    ),
    gettext_noop("File not accepted"),
)

APPLICATION_STATUS = {
    "seated": ApplicationStatus.SEATED,
    "waitlisted": ApplicationStatus.WAITLISTED,
    "not_selected": ApplicationStatus.NOT_SELECTED,
    "not_eligible": ApplicationStatus.INELIGIBLE,
}

UNCONFIRMED_HIGHER_WISH = _(
    "You kept a seat at a lower wish, so people behind you may have moved up here."
)


def reason_of(code, application):
    """Return a reason as it is put to people.

    A file that was not accepted stands in the problem as withdrawn; nobody shall read that they
    withdrew when they did not.
    """
    if code == "withdrawn" and application.status != ApplicationStatus.WITHDRAWN:
        return "file_not_accepted"
    return code


def reason_words(code, *, names=None):
    """Return the words of a reason; ``names`` maps ids (gates, criteria) to words for people."""
    if code == "file_not_accepted":
        return words.Words(gettext(FILE_NOT_ACCEPTED.resident), gettext(FILE_NOT_ACCEPTED.staff))
    return words.reason_words(code, gettext, names)


def choice_words(code, *, names=None):
    """Return the words of the code of one wish."""
    return words.choice_words(code, gettext, names)


def application_words(code, *, names=None):
    """Return the words of the code of an application."""
    return words.application_words(code, gettext, names)


def distance_sentence(pool_rank, capacity):
    """Say how far somebody stands from the last seat, in places and not in scores."""
    if pool_rank <= capacity:
        return gettext("You are number {place} for {seats} seats.").format(
            place=pool_rank, seats=capacity
        )
    return gettext(
        "You are number {place} for {seats} seats: {distance} places from the last seat."
    ).format(place=pool_rank, seats=capacity, distance=pool_rank - capacity)


def closed_waitlist_sentence(place):
    """Say to somebody who waited that the list ended before their turn."""
    return gettext(
        "You were number {place} on the waitlist of this class. It closed before your turn."
    ).format(place=place)


def from_the_waitlist_sentence(place):
    """Say to somebody who has a seat now how they came to it."""
    return gettext(
        "You were number {place} on the waitlist of this class. Your turn came, so you have a seat."
    ).format(place=place)


def waitlist_left_sentence(place, seat_title):
    """Say to somebody who waits no longer where they stood, and what they have instead."""
    if seat_title:
        return gettext(
            "You were number {place} on the waitlist of this class. You have a seat in: {title}."
        ).format(place=place, title=seat_title)
    return gettext(
        "You were number {place} on the waitlist of this class. You do not wait any more."
    ).format(place=place)


def seat_gone_sentence(seat_title):
    """Say to somebody who got a seat here what became of it."""
    if seat_title:
        return gettext(
            "You got a seat in this class first. Then one became free in: {title}."
        ).format(title=seat_title)
    return gettext("You got a seat in this class. You do not have it any more.")
