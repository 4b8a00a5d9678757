"""After publication every event is a step, and the seats are those of the engine."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus, OfferAnswer
from enrollment.models import Application, Offer, PromotionStep, Seat
from enrollment.services import standings as standings_module
from enrollment.services.offers import answer_offer, due_offers, end_hope, ended_hopes, lapse_offer
from enrollment.services.promotion import (
    close_waitlist,
    confirm_registration,
    give_up_unregistered_seat,
    leave_class,
    open_waitlists_past_their_time,
    record_lapse,
)
from enrollment.services.seats import take_seats
from enrollment.services.standings import (
    current_standings,
    decide_with_steps,
    refuse_unless_equal,
    standings_of,
    waitlist_places,
)
from enrollment.services.status import change_status
from notices.models import Notice, NoticeCall
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    read_again,
    set_dates,
    statuses,
)

pytestmark = pytest.mark.django_db
PAST = timedelta(seconds=-1)


def two_classes(**fields):
    """Two classes of one seat. ``low`` sits in her second wish and waits for her first."""
    selection_round = open_round(1, 1, **fields)
    first, second = batches_of(selection_round)
    high = apply_for(selection_round, first, score=90)
    low = apply_for(selection_round, first, second, score=80)
    last = apply_for(selection_round, second, score=70)
    return published(selection_round), high, low, last


def seats():
    """Who sits where, as ``{application: class}``."""
    return dict(Seat.objects.taken().values_list("application", "batch__code"))


def answered(application, answer):
    return answer_offer(application.offers.open().get(), answer, actor=application.user)


def test_staying_is_a_confirmation_and_final():
    selection_round, high, low, last = two_classes()
    first, second = batches_of(selection_round)

    answered(low, OfferAnswer.STAY)
    answered(high, OfferAnswer.DECLINE)

    assert statuses(high, low, last) == ["lapsed", "seated", "waitlisted"]
    assert seats() == {low.pk: second.code}
    assert list(PromotionStep.objects.values_list("number", "type", "application", "reason")) == [
        (1, "confirm", low.pk, "answered"),
        (2, "lapse", high.pk, "declined"),
    ]
    with pytest.raises(Offer.DoesNotExist):
        low.offers.open().get()


def test_hoping_keeps_the_seat_and_moves_up_when_the_higher_wish_becomes_free():
    selection_round, high, low, last = two_classes()
    first, second = batches_of(selection_round)

    answered(low, OfferAnswer.ACCEPT_AND_HOPE)
    assert PromotionStep.objects.count() == 0
    answered(high, OfferAnswer.DECLINE)

    assert statuses(high, low, last) == ["lapsed", "seated", "seated"]
    assert seats() == {low.pk: first.code, last.pk: second.code}
    assert list(Seat.objects.order_by("pk").values_list("application", "release")) == [
        (high.pk, "declined"),
        (low.pk, "moved_up"),
        (low.pk, ""),
        (last.pk, ""),
    ]
    moved = low.offers.get(closed_at=None)
    assert (moved.seat.batch, moved.answer) == (first, "accept_and_hope")
    assert low.offers.get(closing="moved_up").seat.batch == second
    assert Notice.objects.filter(kind="seat_freed", person=last.person).count() == 1


def test_nobody_hopes_for_a_class_that_cannot_become_theirs():
    _round, high, _low, _last = two_classes()

    with pytest.raises(DomainError, match="^Tidak ada kelas pilihan lebih tinggi"):
        answered(high, OfferAnswer.ACCEPT_AND_HOPE)

    assert high.offers.get().answer == ""


def test_an_offer_is_answered_once():
    _round, high, _low, _last = two_classes()
    offer = high.offers.get()
    answer_offer(offer, OfferAnswer.STAY, actor=high.user)

    with pytest.raises(DomainError, match="^Anda sudah menjawab"):
        answer_offer(offer, OfferAnswer.DECLINE, actor=high.user)

    assert statuses(high) == ["seated"]


def let_the_day_pass(offer):
    Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(hours=1))


def test_an_unanswered_offer_lapses_only_if_its_holder_knew():
    selection_round, high, low, last = two_classes()
    offer = high.offers.get()
    let_the_day_pass(offer)

    assert list(due_offers()) == [offer]
    assert lapse_offer(offer) is False
    assert statuses(high, low, last) == ["seated", "seated", "waitlisted"]

    Notice.objects.filter(event_key=f"seat_offered:{offer.pk}").update(
        seen_at=timezone.now() - timedelta(days=2)
    )
    assert lapse_offer(offer) is True
    assert statuses(high, low, last) == ["lapsed", "seated", "seated"]
    assert list(high.offers.values_list("closing", "answer")) == [("lapsed", "")]
    assert lapse_offer(offer) is False


def test_somebody_told_late_by_telephone_has_a_day_from_then():
    _round, high, _low, _last = two_classes()
    offer = high.offers.get()
    let_the_day_pass(offer)
    notice = Notice.objects.get(event_key=f"seat_offered:{offer.pk}")
    NoticeCall.objects.create(notice=notice, by=UserFactory(), outcome="reached")

    assert lapse_offer(offer) is False
    answer_offer(offer, OfferAnswer.STAY, actor=high.user)

    assert statuses(high) == ["seated"]


def test_a_call_that_nobody_answered_tells_nobody():
    _round, high, _low, _last = two_classes()
    offer = high.offers.get()
    let_the_day_pass(offer)
    notice = Notice.objects.get(event_key=f"seat_offered:{offer.pk}")
    NoticeCall.objects.create(notice=notice, by=UserFactory(), outcome="no_answer")

    assert lapse_offer(offer) is False


def test_an_answer_after_the_day_is_refused_to_whoever_knew():
    _round, high, _low, _last = two_classes()
    offer = high.offers.get()
    let_the_day_pass(offer)
    Notice.objects.update(delivered_at=timezone.now() - timedelta(days=2))

    with pytest.raises(DomainError, match="^Waktu untuk menjawab"):
        answer_offer(offer, OfferAnswer.STAY, actor=high.user)


def test_the_end_of_reregistration_ends_hopes():
    selection_round, _high, low, _last = two_classes()
    answered(low, OfferAnswer.ACCEPT_AND_HOPE)
    assert list(ended_hopes()) == []

    set_dates(selection_round, reregistration_until=timezone.now() + PAST)
    for offer in ended_hopes():
        end_hope(offer)

    assert list(PromotionStep.objects.values_list("type", "reason")) == [("confirm", "hope_ended")]
    assert list(low.offers.values_list("answer", "closing")) == [("accept_and_hope", "answered")]


def test_registering_again_confirms_the_seat():
    _round, high, _low, last = two_classes()
    clerk = UserFactory(roles=["training_manager"])

    confirm_registration(high, actor=clerk)

    assert statuses(high) == ["confirmed"]
    assert list(PromotionStep.objects.values_list("type", "recorded_by")) == [("confirm", clerk.pk)]
    with pytest.raises(DomainError, match="^Hanya orang yang mendapat kursi"):
        confirm_registration(last, actor=clerk)
    with pytest.raises(DomainError, match="^Hanya orang yang mendapat kursi"):
        confirm_registration(high, actor=clerk)
    assert PromotionStep.objects.count() == 1


def test_a_participant_who_leaves_is_followed_while_the_waitlist_moves():
    _round, high, low, last = two_classes()
    confirm_registration(high, actor=UserFactory())
    high.refresh_from_db()

    leave_class(high, actor=UserFactory())

    assert statuses(high, low, last) == ["left", "seated", "seated"]


def test_nobody_follows_once_promotion_has_stopped():
    selection_round, high, low, last = two_classes()
    confirm_registration(high, actor=UserFactory())
    set_dates(selection_round, promotion_until=timezone.now() + PAST)
    high = Application.objects.get(pk=high.pk)

    leave_class(high, actor=UserFactory())
    assert list(open_waitlists_past_their_time()) == [selection_round]
    close_waitlist(selection_round)

    assert statuses(high, low, last) == ["left", "seated", "not_selected"]
    assert list(open_waitlists_past_their_time()) == []
    assert Seat.objects.get(application=high).release == "left"


def test_the_waitlist_is_not_closed_before_its_time():
    selection_round, _high, _low, last = two_classes()

    with pytest.raises(DomainError, match="^Daftar cadangan masih berjalan"):
        close_waitlist(selection_round)

    assert statuses(last) == ["waitlisted"]


def test_a_withdrawal_frees_the_seat_and_takes_back_the_offer():
    _round, high, low, last = two_classes()

    change_status(high, ApplicationStatus.WITHDRAWN, actor=high.user)
    record_lapse(high, "withdrawn", high.user)

    assert statuses(high, low, last) == ["withdrawn", "seated", "seated"]
    assert list(high.offers.values_list("closing", flat=True)) == ["withdrawn"]
    assert Seat.objects.get(application=high).release == "withdrawn"


def test_the_office_frees_a_seat_only_after_reregistration():
    selection_round, high, _low, last = two_classes()
    answered(high, OfferAnswer.STAY)
    high = Application.objects.get(pk=high.pk)

    with pytest.raises(DomainError, match="^Daftar ulang masih dibuka"):
        give_up_unregistered_seat(high, actor=UserFactory())
    set_dates(selection_round, reregistration_until=timezone.now() + PAST)
    give_up_unregistered_seat(Application.objects.get(pk=high.pk), actor=UserFactory())

    assert statuses(high, last) == ["lapsed", "seated"]


def test_places_on_the_waitlist_move_up():
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    first, second, third = (
        apply_for(selection_round, batch, score=score) for score in (90, 80, 70)
    )
    published(selection_round)
    assert [waitlist_places(one) for one in (first, second, third)] == [
        {},
        {batch.code: 1},
        {batch.code: 2},
    ]

    answered(first, OfferAnswer.DECLINE)

    assert [waitlist_places(one) for one in (first, second, third)] == [{}, {}, {batch.code: 1}]


def test_a_leaver_on_a_guaranteed_seat_is_followed_by_a_member_of_the_category():
    selection_round = open_round(2, reserves=[("women", ["woman"], 1)])
    (batch,) = batches_of(selection_round)
    best = apply_for(selection_round, batch, score=90, person__gender="L")
    woman = apply_for(selection_round, batch, score=60)
    next_man = apply_for(selection_round, batch, score=80, person__gender="L")
    other_woman = apply_for(selection_round, batch, score=50)
    published(selection_round)

    answered(woman, OfferAnswer.DECLINE)

    assert statuses(best, next_man, other_woman) == ["seated", "waitlisted", "seated"]
    assert Seat.objects.taken().get(application=other_woman).label == "reserve:women"


def test_a_difference_between_engine_and_seats_takes_everything_back(monkeypatch):
    selection_round, high, _low, _last = two_classes()
    monkeypatch.setattr(
        standings_module,
        "take_seats",
        lambda batch, places, at: take_seats(batch, [(one, "wrong") for one, _label in places]),
    )
    before = seats()

    with pytest.raises(RuntimeError, match="seats differ from the engine's"):
        change_status(high, ApplicationStatus.WITHDRAWN, actor=None)
        record_lapse(high, "withdrawn", None)

    assert seats() == before
    assert PromotionStep.objects.count() == 0


@pytest.mark.parametrize("seed", range(6))
def test_seats_equal_the_engine_after_any_sequence_of_events(seed):
    chance = random.Random(seed)
    selection_round = open_round(3, 2, 2, reserves=[("women", ["woman"], 1)])
    batches = batches_of(selection_round)
    for _person in range(18):
        apply_for(
            selection_round,
            *chance.sample(batches, chance.randint(1, 3)),
            score=chance.randint(50, 60),
            person__gender=chance.choice("LP"),
        )
    selection_round = published(selection_round)

    for _event in range(14):
        act_at_random(selection_round, chance)

        stored = current_standings(read_again(selection_round))
        assert stored == standings_of(decide_with_steps(selection_round, []))
        refuse_unless_equal(selection_round, stored)
        assert set(seats()) == set(
            Application.objects.holding_a_seat().values_list("pk", flat=True)
        )
        assert set(Offer.objects.open().values_list("application", flat=True)) <= set(seats())
        for batch in batches:
            assert batch.seats.taken().count() <= batch.capacity


def act_at_random(selection_round, chance):
    """Let one person answer, withdraw, register again or leave, as the rules allow."""
    acts = [
        *(
            (lambda one=offer, what=answer: answer_offer(one, what, actor=None))
            for offer in Offer.objects.open().order_by("pk")
            for answer in ("stay", "decline", "accept_and_hope")
        ),
        *(
            (lambda one=application: confirm_registration(one, actor=None))
            for application in Application.objects.filter(status="seated").order_by("pk")
        ),
        *(
            (lambda one=application: leave_class(one, actor=None))
            for application in Application.objects.filter(status="confirmed").order_by("pk")
        ),
        *(
            (lambda one=application: withdraw(one))
            for application in Application.objects.filter(
                status__in=["seated", "waitlisted"]
            ).order_by("pk")
        ),
    ]
    try:
        chance.choice(acts)()
    except DomainError as refusal:
        assert "lebih tinggi" in str(refusal)


def withdraw(application):
    change_status(application, ApplicationStatus.WITHDRAWN, actor=None)
    record_lapse(application, "withdrawn", None)
