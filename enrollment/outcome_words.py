"""Every code of a selection outcome in words, for the person it is about and for staff.

The codes are those of the engine (``enrollment.selection``); residents never see a code itself.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enrollment.choices import ApplicationStatus


@dataclass(frozen=True)
class Words:
    """``{detail}`` stands for what follows the colon of a code."""

    resident: str | Promise
    staff: str | Promise


REASONS = {
    "withdrawn": Words(
        _("You withdrew this application."),
        _("Withdrawn"),
    ),
    "file_not_accepted": Words(
        _(
            "Your file was not accepted, so this wish took no part. The page of your application "
            "gives the reason."
        ),
        _("File not accepted"),
    ),
    "superseded": Words(
        _("You sent a newer application, and that one counts."),
        _("Superseded by a newer application"),
    ),
    "duplicate_choice": Words(
        _("This class stands in your list twice; the first mention counts."),
        _("Same class named twice"),
    ),
    "over_limit": Words(
        _("This wish is beyond the number of wishes allowed."),
        _("Beyond the number of wishes allowed"),
    ),
    "unknown_batch": Words(
        _("This class is not part of the round."),
        _("Class not in this round"),
    ),
    "holds_seat": Words(
        _("You already have a seat in another class."),
        _("Already has a seat elsewhere"),
    ),
    "trained_recently": Words(
        _("You were trained a short time ago, and others come first this time."),
        _("Trained too recently"),
    ),
    "gate": Words(
        _("A condition of this class is not met: {detail}."),
        _("Condition not met: {detail}"),
    ),
    "missing_score": Words(
        _("There is no score for: {detail}. Whoever does not come to the test has none."),
        _("No score: {detail}"),
    ),
    "score_out_of_range": Words(
        _("The score for {detail} is above the highest possible one. Our staff must mend this."),
        _("Score above the maximum: {detail}"),
    ),
    "below_minimum": Words(
        _("Your score for {detail} is below the lowest score that passes."),
        _("Below the minimum: {detail}"),
    ),
    "below_minimum_merit": Words(
        _("Your final score is below the lowest that passes."),
        _("Final score below the minimum"),
    ),
}

CHOICES = {
    "not_eligible": Words(
        _("The conditions of this class are not met."),
        _("Not eligible: {detail}"),
    ),
    "selected_open": Words(
        _("You have a seat in this class."),
        _("Seat, open"),
    ),
    "selected_reserve": Words(
        _("You have a seat in this class. It counts towards the guaranteed seats: {detail}."),
        _("Seat, guaranteed: {detail}"),
    ),
    "waitlisted": Words(
        _("You are number {detail} on the waitlist of this class."),
        _("Waitlist, number {detail}"),
    ),
    "below_cutoff": Words(
        _("All seats of this class went to people above you in the order."),
        _("Below the last seat"),
    ),
    "seated_elsewhere": Words(
        _("You have a seat in a class that you wanted more: {detail}."),
        _("Seated at a higher wish: {detail}"),
    ),
}

APPLICATIONS = {
    "seated": Words(_("You have a seat: {detail}."), _("Seated: {detail}")),
    "waitlisted": Words(_("You are on the waitlist."), _("Waitlisted")),
    "not_selected": Words(_("You were not selected this time."), _("Not selected")),
    "not_eligible": Words(
        _("None of your wishes could take part in the selection."), _("Not eligible")
    ),
}

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
    return _words(REASONS, code, names)


def choice_words(code, *, names=None):
    """Return the words of the code of one wish."""
    head, _colon, detail = code.partition(":")
    if head == "not_eligible" and detail:
        reason = reason_words(detail, names=names)
        return Words(reason.resident, CHOICES[head].staff.format(detail=reason.staff))
    return _words(CHOICES, code, names)


def application_words(code, *, names=None):
    """Return the words of the code of an application."""
    return _words(APPLICATIONS, code, names)


def _words(table, code, names):
    head, _colon, detail = code.partition(":")
    words = table[head]
    detail = (names or {}).get(detail, detail)
    return Words(str(words.resident).format(detail=detail), str(words.staff).format(detail=detail))


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
