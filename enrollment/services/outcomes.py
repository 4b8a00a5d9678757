"""Why an application got what it got, read from the published run of its round."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from enrollment.choices import HOLDING_A_SEAT, ApplicationStatus, ChangeKind
from enrollment.gate_words import reason_sentences
from enrollment.models import (
    Application,
    Choice,
    CorrectionChange,
    Offer,
    Placement,
    Seat,
    SelectionRound,
)
from enrollment.outcome_words import (
    UNCONFIRMED_HIGHER_WISH,
    choice_words,
    closed_waitlist_sentence,
    distance_sentence,
    from_the_waitlist_sentence,
    reason_of,
    reason_words,
    seat_gone_sentence,
    waitlist_left_sentence,
)
from enrollment.place_drawing import draw_place
from enrollment.services.facts import verified_facts
from enrollment.services.scores import MeanScores
from enrollment.services.standings import published_round_of, waitlist_places
from enrollment.services.waiting import moved_into
from programs.choices import NOT_HELD, BatchStatus, Upgrade
from programs.lists_beside import read_with_lists

STILL_MOVING = [ApplicationStatus.WAITLISTED, ApplicationStatus.SEATED]
_WAITED_TO_THE_END = [ApplicationStatus.WAITLISTED, ApplicationStatus.NOT_SELECTED]


@dataclass(frozen=True)
class ScoreRow:
    name: str
    score: Decimal | None
    weight: Decimal
    result: Decimal | None


@dataclass(frozen=True)
class WishOutcome:
    """One wish; ``place`` is the rank among those who stood for the class, if any.

    ``groups`` names the guaranteed groups of the class to which the person belongs; ``moved``
    counts who got a seat of the class since publication.
    """

    batch: object
    rank: int
    head: str
    sentences: list
    place: int | None = None
    waitlist_place: int | None = None
    scores: list = field(default_factory=list)
    total: Decimal | None = None
    reasons: list = field(default_factory=list)
    groups: list = field(default_factory=list)
    draw_number: str = ""
    moved: int = 0

    @property
    def stood_above(self):
        return self.place - 1

    @property
    def has_reserves(self):
        return bool(self.batch.reserves.all())

    @property
    def drawing(self):
        return draw_place(self.place, self.batch.capacity)


@dataclass(frozen=True)
class Outcome:
    """``seat`` is the one that the person holds now, if any."""

    selection_round: SelectionRound
    wishes: list
    seat: Seat | None

    @property
    def waiting(self):
        """The wish on whose waitlist the person stands highest, if any."""
        waiting = [wish for wish in self.wishes if wish.waitlist_place]
        return min(waiting, key=lambda wish: wish.waitlist_place, default=None)

    @property
    def main_wish(self):
        """The wish that the page is about: the seat, else the waitlist, else the first one."""
        seated = [wish for wish in self.wishes if wish.head.startswith("selected")]
        return next(iter(seated), self.waiting or self.wishes[0])


def explain_outcome(application):
    """Return the outcome of each wish in words, or ``None`` while nothing is published."""
    selection_round = published_round_of(application)
    if selection_round is None:
        return None
    spoken = Placement.objects.filter(
        run__selection_round=selection_round, application=application
    ).order_by("-run__number")
    placements = read_with_lists(
        Placement.objects.filter(run__in=spoken.values("run")[:1], application=application)
        .select_related("batch__program")
        .order_by("rank"),
        *("gates", "criteria", "reserves"),
        batch="batch",
    )
    if not placements:
        return None
    titles = {placement.batch.code: placement.batch.program.title for placement in placements}
    is_moving = application.status in STILL_MOVING
    places = waitlist_places(application, selection_round) if is_moving else {}
    moved = moved_into(selection_round) if places else {}
    has_reserves = any(placement.batch.reserves.all() for placement in placements)
    facts = verified_facts(application) if has_reserves else set()
    means = MeanScores(Application.objects.filter(pk=application.pk))
    seat = _seat_of(application)
    instead = _seat_instead(seat, placements)
    corrected = corrected_scores(application, selection_round)
    return Outcome(
        selection_round,
        [
            _explain(
                application,
                placement,
                titles,
                seat,
                places.get(placement.batch.code),
                means.of(application.pk, placement.batch_id) | corrected(placement.batch_id),
                facts,
                moved.get(placement.batch.code, 0),
            )
            if placement.batch.status not in NOT_HELD and placement.batch_id != instead
            else _after_a_class_gone(placement)
            for placement in placements
        ],
        seat,
    )


def corrected_scores(application, selection_round):
    """Return a function that gives ``{criterion: score}`` as corrections put them right."""
    changes = []
    if selection_round.is_corrected:
        changes = list(
            CorrectionChange.objects.filter(
                correction__published_at__isnull=False,
                kind=ChangeKind.SCORE,
                application=application,
            )
        )
    return lambda batch_pk: {
        change.code: change.value for change in changes if change.batch_id in (None, batch_pk)
    }


def last_offer_of(application):
    """Return the newest offer of somebody who holds a seat, answered or not, with ``may_hope``.

    That says whether the published run left the person waiting for a class that they wanted
    more than the one that is offered.
    """
    if application.status not in HOLDING_A_SEAT:
        return None
    offered_rank = Choice.objects.filter(
        application=OuterRef("application"), batch=OuterRef("seat__batch")
    ).values("rank")
    waiting = Placement.objects.filter(
        run=F("run__selection_round__approved_run"),
        application=OuterRef("application"),
        code__startswith="waitlisted:",
    )
    return (
        Offer.objects.filter(application=application)
        .annotate(offered_rank=Subquery(offered_rank))
        .annotate(may_hope=Exists(waiting.filter(rank__lt=OuterRef("offered_rank"))))
        .select_related("seat__batch__program")
        .last()
    )


def _explain(application, placement, titles, seat, waitlist_place, means, facts, moved):
    batch = placement.batch
    head = placement.code.partition(":")[0]
    since = None if waitlist_place else _since_announced(application, placement, seat)
    if since and seat and seat.batch_id == batch.pk:
        head = "selected_since"
    rows = [_score_row(criterion, means) for criterion in batch.criteria.all()]
    has_scores = any(row.score is not None for row in rows)
    return WishOutcome(
        batch=batch,
        rank=placement.rank,
        head=head,
        sentences=[since]
        if since
        else list(_sentences(application, placement, head, titles, waitlist_place)),
        place=placement.pool_rank,
        waitlist_place=waitlist_place,
        scores=rows if has_scores else [],
        total=Decimal(placement.merit) if has_scores and placement.merit else None,
        reasons=[reason_of(reason, application) for reason in placement.reasons],
        groups=[
            reserve.name for reserve in batch.reserves.all() if facts.intersection(reserve.facts)
        ],
        draw_number=placement.lottery,
        moved=moved,
    )


def _seat_of(application):
    if application.status not in HOLDING_A_SEAT:
        return None
    return application.seats.taken().select_related("batch__program").first()


def _seat_instead(seat, placements):
    """Return the class in which somebody got a seat because another is not held, if any."""
    if seat is None or not any(placement.batch.status in NOT_HELD for placement in placements):
        return None
    selected = {row.batch_id for row in placements if row.code.startswith("selected")}
    return None if seat.batch_id in selected else seat.batch_id


def _since_announced(application, placement, seat):
    """Say what became of a seat or a place on the waitlist after the result, if anything did."""
    head, _colon, detail = placement.code.partition(":")
    is_here = seat and seat.batch_id == placement.batch_id
    if head.startswith("selected"):
        return None if is_here else seat_gone_sentence(seat and seat.batch.program.title)
    if head != "waitlisted" or application.status in _WAITED_TO_THE_END:
        return None
    if is_here:
        return from_the_waitlist_sentence(detail)
    return waitlist_left_sentence(detail, seat and seat.batch.program.title)


def _after_a_class_gone(placement):
    """Say what became of a class that is not held, or that a seat came in its place."""
    batch = placement.batch
    if batch.status == BatchStatus.CANCELLED:
        head, sentence = "not_held", _("This class is cancelled, so nobody has a seat in it.")
    elif batch.status == BatchStatus.MERGED:
        head, sentence = "not_held", _("This class is held together with another one.")
    else:
        head = "selected_instead"
        sentence = _(
            "You have a seat here in place of the class that is not held. Seats that were free "
            "went to its people in the order of the round; nobody lost one for it."
        )
    return WishOutcome(batch=batch, rank=placement.rank, head=head, sentences=[sentence])


def _sentences(application, placement, head, titles, waitlist_place):
    batch = placement.batch
    names = titles | {
        **{criterion.code: criterion.name for criterion in batch.criteria.all()},
        **{reserve.category: reserve.name for reserve in batch.reserves.all()},
    }
    if head == "not_eligible":
        birth_date = application.person.birth_date
        for reason in (reason_of(reason, application) for reason in placement.reasons):
            if reason.startswith("gate:") or reason in {"holds_seat", "trained_recently"}:
                yield from reason_sentences([reason], batch, birth_date=birth_date)
            else:
                yield reason_words(reason, names=names).resident
        return
    code = f"waitlisted:{waitlist_place}" if waitlist_place else placement.code
    if head == "waitlisted" and application.status == ApplicationStatus.NOT_SELECTED:
        yield closed_waitlist_sentence(code.partition(":")[2])
    else:
        yield choice_words(code, names=names).resident
    if placement.pool_rank is None or head.startswith("selected"):
        return
    yield distance_sentence(placement.pool_rank, batch.capacity)
    if placement.pool_rank <= batch.capacity and batch.reserves.all():
        yield _("Guaranteed seats went to people who qualify for them, as the rules announced.")
    is_kept_below = application.status in HOLDING_A_SEAT
    if is_kept_below and application.intake.upgrade == Upgrade.NONE:
        yield str(UNCONFIRMED_HIGHER_WISH)


def _score_row(criterion, means):
    score = means.get(criterion.code)
    return ScoreRow(
        criterion.name,
        score,
        criterion.weight,
        None if score is None else score * criterion.weight / 100,
    )
