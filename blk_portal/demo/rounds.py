"""Selection rounds of the demo world, held by the same services as real ones."""

from datetime import timedelta

from django.utils import timezone

from blk_portal.demo.clock import at
from enrollment.choices import (
    ApplicationStatus,
    EventType,
    OfferAnswer,
    OfferClosing,
    PairReason,
)
from enrollment.models import DuplicatePair, Offer, PromotionStep, SelectionRound
from enrollment.services.approval import approve_round
from enrollment.services.duplicates import find_pairs
from enrollment.services.offers import answer_offer
from enrollment.services.pair_decisions import call_apart
from enrollment.services.promotion import close_waitlist
from enrollment.services.publishing import dispatch_key, publish_round
from enrollment.services.rounds import close_intake, enter_entropy
from enrollment.services.running import request_run, run_round
from enrollment.services.standings import decide_with_steps, settle_seats, standings_of
from enrollment.services.status import change_statuses
from notices.choices import NoticeStatus
from notices.models import Dispatch, Notice
from notices.services.dispatches import release_dispatch


def close(intake):
    """End registration; return the round, if the intake holds one."""
    with at(intake.closes_at + timedelta(minutes=1)):
        close_intake(intake)
    intake.refresh_from_db()
    return SelectionRound.objects.filter(intake=intake).first()


def hold(selection_round, staff, chance):
    """Draw, decide, approve and publish a round at its announced times."""
    intake = selection_round.intake
    dice = "".join(str(chance.randrange(1, 7)) for _throw in range(6))
    with at(intake.closes_at + timedelta(hours=10)):
        enter_entropy(
            selection_round,
            f"dice:{dice}",
            again=f"dice:{dice}",
            occasion="Aula BLK, di hadapan pendaftar dan Inspektorat",
            actor=staff["verifier"],
        )
    with at(intake.round_runs_at):
        _tell_apart(staff["verifier"])
        request_run(selection_round, actor=staff["training_manager"])
        run_round(selection_round)
    with at(intake.round_runs_at + timedelta(hours=5)):
        approve_round(
            selection_round,
            actor=staff["approver"],
            decree_number=f"DEMO/SK/{intake.code}",
            decree_on=timezone.localdate(intake.round_runs_at),
            decree_signer="Kepala UPTD BLK (contoh)",
        )
    with at(intake.announced_at):
        publish_round(selection_round, actor=staff["approver"])
        dispatch = Dispatch.objects.get(event_key=dispatch_key(selection_round))
        release_dispatch(dispatch, actor=staff["approver"])
    selection_round.refresh_from_db()


def _tell_apart(verifier):
    """Invented people of one name and birth date are different people."""
    find_pairs()
    for pair in DuplicatePair.objects.open().likely():
        call_apart(pair, actor=verifier, reason=PairReason.PAPERS, note="KTP dan foto berbeda.")


def decline(intake, counts, chance):
    """Let some holders decline their seats; ``counts`` is ``{batch: how many}``."""
    with at(intake.announced_at + timedelta(hours=26)):
        for batch, count in counts.items():
            offers = list(_open_offers(intake).filter(seat__batch=batch))
            for offer in chance.sample(offers, count):
                answer_offer(offer, OfferAnswer.DECLINE, actor=offer.application.user)


def answer(intake, count, chance):
    """Let ``count`` holders accept and stay, one by one."""
    with at(min(intake.announced_at + timedelta(hours=50), timezone.now() - timedelta(hours=1))):
        offers = list(_open_offers(intake))
        for offer in chance.sample(offers, count):
            answer_offer(offer, OfferAnswer.STAY, actor=offer.application.user)


def register_all(selection_round, *, actor):
    """Let everybody with a seat accept and register again, as one list of steps."""
    intake = selection_round.intake
    with at(intake.reregistration_until - timedelta(hours=3)) as moment:
        offers = list(_open_offers(intake).order_by("pk"))
        already = selection_round.steps.count()
        events = [(EventType.CONFIRM, offer.application.draw_code) for offer in offers]
        outcome = decide_with_steps(selection_round, events)
        PromotionStep.objects.bulk_create(
            PromotionStep(
                selection_round=selection_round,
                run_id=selection_round.approved_run_id,
                number=number,
                type=EventType.CONFIRM,
                application=offer.application,
                reason="answered",
                entry=outcome["steps"][number - 1],
                recorded_by=offer.application.user,
            )
            for number, offer in enumerate(offers, start=already + 1)
        )
        settle_seats(selection_round, standings_of(outcome))
        for offer in offers:
            offer.answer, offer.answered_at = OfferAnswer.STAY, moment
            offer.answered_by = offer.application.user
            offer.closed_at, offer.closing = moment, OfferClosing.ANSWERED
        Offer.objects.bulk_update(
            offers, ["answer", "answered_at", "answered_by", "closed_at", "closing"]
        )
        change_statuses(
            intake.applications.filter(status=ApplicationStatus.SEATED),
            ApplicationStatus.CONFIRMED,
            actor=actor,
            reason="registered_again",
        )
    with at(intake.promotion_until + timedelta(minutes=5)):
        close_waitlist(selection_round)


def mark_as_seen(intake):
    """People have read what the office told them about an intake that is long over."""
    Notice.objects.filter(person__applications__intake=intake).update(
        status=NoticeStatus.SEEN, seen_at=intake.announced_at + timedelta(hours=2)
    )


def _open_offers(intake):
    return (
        Offer.objects.open()
        .filter(application__intake=intake, answer="")
        .select_related("application__user", "seat__batch")
        .order_by("pk")
    )
