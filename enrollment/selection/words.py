"""Every code of an outcome in words, for the person it is about and for staff.

Pages and ``explain`` say them from this one table, whose sentences stand in the catalogue of the
portal. ``{detail}`` is what follows the colon of a code.
"""

from dataclasses import dataclass


def gettext_noop(message):
    """Mark a sentence for the catalogue; it is translated when it is said."""
    return message


@dataclass(frozen=True)
class Words:
    resident: str
    staff: str


REASONS = {
    "withdrawn": Words(
        gettext_noop("You withdrew this application."),
        gettext_noop("Withdrawn"),
    ),
    "superseded": Words(
        gettext_noop("You sent a newer application, and that one counts."),
        gettext_noop("Superseded by a newer application"),
    ),
    "duplicate_choice": Words(
        gettext_noop("This class stands in your list twice; the first mention counts."),
        gettext_noop("Same class named twice"),
    ),
    "over_limit": Words(
        gettext_noop("This wish is beyond the number of wishes allowed."),
        gettext_noop("Beyond the number of wishes allowed"),
    ),
    "unknown_batch": Words(
        gettext_noop("This class is not part of the round."),
        gettext_noop("Class not in this round"),
    ),
    "holds_seat": Words(
        gettext_noop("You already have a seat in another class."),
        gettext_noop("Already has a seat elsewhere"),
    ),
    "trained_recently": Words(
        gettext_noop("You were trained a short time ago, and others come first this time."),
        gettext_noop("Trained too recently"),
    ),
    "gate": Words(
        gettext_noop("A condition of this class is not met: {detail}."),
        gettext_noop("Condition not met: {detail}"),
    ),
    "missing_score": Words(
        gettext_noop(
            "There is no score for: {detail}. Whoever does not come to the test has none."
        ),
        gettext_noop("No score: {detail}"),
    ),
    "score_out_of_range": Words(
        gettext_noop(
            "The score for {detail} is above the highest possible one. Our staff must mend this."
        ),
        gettext_noop("Score above the maximum: {detail}"),
    ),
    "below_minimum": Words(
        gettext_noop("Your score for {detail} is below the lowest score that passes."),
        gettext_noop("Below the minimum: {detail}"),
    ),
    "below_minimum_merit": Words(
        gettext_noop("Your final score is below the lowest that passes."),
        gettext_noop("Final score below the minimum"),
    ),
}

CHOICES = {
    "not_eligible": Words(
        gettext_noop("The conditions of this class are not met."),
        gettext_noop("Not eligible: {detail}"),
    ),
    "selected_open": Words(
        gettext_noop("You have a seat in this class."),
        gettext_noop("Seat, open"),
    ),
    "selected_reserve": Words(
        gettext_noop(
            "You have a seat in this class. It counts towards the guaranteed seats: {detail}."
        ),
        gettext_noop("Seat, guaranteed: {detail}"),
    ),
    "waitlisted": Words(
        gettext_noop("You are number {detail} on the waitlist of this class."),
        gettext_noop("Waitlist, number {detail}"),
    ),
    "below_cutoff": Words(
        gettext_noop("All seats of this class went to people above you in the order."),
        gettext_noop("Below the last seat"),
    ),
    "seated_elsewhere": Words(
        gettext_noop("You have a seat in a class that you wanted more: {detail}."),
        gettext_noop("Seated at a higher wish: {detail}"),
    ),
}

APPLICATIONS = {
    "seated": Words(gettext_noop("You have a seat: {detail}."), gettext_noop("Seated: {detail}")),
    "waitlisted": Words(gettext_noop("You are on the waitlist."), gettext_noop("Waitlisted")),
    "not_selected": Words(
        gettext_noop("You were not selected this time."), gettext_noop("Not selected")
    ),
    "not_eligible": Words(
        gettext_noop("None of your wishes could take part in the selection."),
        gettext_noop("Not eligible"),
    ),
}


def reason_words(code, translate, names=None):
    """Return the words of a reason; ``names`` maps ids (gates, criteria) to words for people."""
    return _said(REASONS, code, translate, names)


def choice_words(code, translate, names=None):
    """Return the words of the code of one wish."""
    head, _colon, detail = code.partition(":")
    if head == "not_eligible" and detail:
        reason = reason_words(detail, translate, names)
        staff = translate(CHOICES[head].staff)
        return Words(reason.resident, staff.format(detail=reason.staff))
    return _said(CHOICES, code, translate, names)


def application_words(code, translate, names=None):
    """Return the words of the code of an application."""
    return _said(APPLICATIONS, code, translate, names)


def _said(table, code, translate, names):
    head, _colon, detail = code.partition(":")
    words = table[head]
    detail = (names or {}).get(detail, detail)
    return Words(
        translate(words.resident).format(detail=detail),
        translate(words.staff).format(detail=detail),
    )
