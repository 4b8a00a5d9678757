"""The one thing nearest to having changed a result, in words that a clerk can say aloud."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blk_portal.shared.formats import decimal
from enrollment.gate_words import requirement_sentence
from programs.wording import retraining_sentence

# What would have let a wish take part, by the reason that stood in its way.
TAKING_PART = {
    "withdrawn": gettext_lazy("{title}: this wish takes part only if you do not withdraw."),
    "file_not_accepted": gettext_lazy(
        "{title}: with a file that is accepted this wish takes part."
    ),
    "superseded": gettext_lazy("{title}: your newer application counts. Look at its result."),
    "duplicate_choice": gettext_lazy(
        "{title} stands in your list twice. Its first mention counts."
    ),
    "over_limit": gettext_lazy("{title}: this wish takes part if it stands higher in your list."),
    "unknown_batch": gettext_lazy("{title} was taken out of this round. It may come back later."),
    "holds_seat": gettext_lazy("{title}: you may join again once the other class is over."),
    "trained_recently": gettext_lazy("{title}: you may join again later. The rule is: {detail}."),
    "gate": gettext_lazy("{title}: this wish takes part when one condition is met. {detail}."),
    "missing_score": gettext_lazy("{title}: with a score for {detail} this wish takes part."),
    "score_out_of_range": gettext_lazy(
        "{title}: the score for {detail} is written wrongly. Object, and our staff mend it."
    ),
    "below_minimum": gettext_lazy("{title}: {detail} needs a score of at least {minimum}."),
    "below_minimum_merit": gettext_lazy("{title} needs a final score of at least {minimum}."),
}


def nearest_change(wishes, seated_rank=None):
    """Say the single thing that would have come nearest to a seat, or to one wanted more.

    ``wishes`` are ``WishOutcome``; those below ``seated_rank``, the wish of the seat, no longer
    matter, nor do those for classes that are not held. Return an empty string for somebody
    whose first wish came true.
    """
    wanted = [
        wish
        for wish in wishes
        if (seated_rank is None or wish.rank < seated_rank) and (wish.place or wish.reasons)
    ]
    stood = [wish for wish in wanted if wish.place]
    if stood:
        return _in_the_order(min(stood, key=_distance))
    return _to_take_part(min(wanted, key=lambda wish: len(wish.reasons))) if wanted else ""


def _distance(wish):
    """How many people would have to make room; somebody who waits knows it exactly."""
    return wish.waitlist_place or max(wish.place - wish.batch.capacity, 1), wish.rank


def _in_the_order(wish):
    title, seats = wish.batch.program.title, wish.batch.capacity
    if wish.waitlist_place and wish.has_reserves:
        return ngettext(
            "{title}: one seat more. A guaranteed seat that becomes free goes to its group first.",
            "{title}: {count} seats more. A guaranteed seat that becomes free goes to its group "
            "first.",
            wish.waitlist_place,
        ).format(title=title, count=wish.waitlist_place)
    if wish.waitlist_place:
        return ngettext(
            "{title}: one seat more, or one person who gives up the seat.",
            "{title}: {count} seats more, or {count} people who give up their seats.",
            wish.waitlist_place,
        ).format(title=title, count=wish.waitlist_place)
    if wish.place <= seats:
        return _(
            "{title}: one seat more that is open to all. The last ones went to guaranteed groups."
        ).format(title=title)
    return ngettext(
        "{title}: one place higher in the order.",
        "{title}: {count} places higher in the order.",
        wish.place - seats,
    ).format(title=title, count=wish.place - seats)


def _to_take_part(wish):
    reason, batch = wish.reasons[0], wish.batch
    head, _colon, code = reason.partition(":")
    criteria = {criterion.code: criterion for criterion in batch.criteria.all()}
    detail, minimum = "", batch.minimum_merit
    if head == "gate":
        gates = {gate.code: gate for gate in batch.gates.all()}
        detail = requirement_sentence(gates[code], batch)
    elif head == "trained_recently":
        detail = retraining_sentence(batch)
    elif code in criteria:
        detail, minimum = criteria[code].name, criteria[code].minimum
    return str(TAKING_PART[head]).format(
        title=batch.program.title,
        detail=detail,
        minimum="" if minimum is None else decimal(minimum),
    )
