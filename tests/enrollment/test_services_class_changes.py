"""A class that is not held as announced: its seats, offers and people, and the round after it."""

import json
import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from blk_portal.shared.errors import DomainError
from enrollment.choices import OfferAnswer
from enrollment.models import Application, Offer, PromotionStep, Reassignment, Seat
from enrollment.published_result import reduced_documents
from enrollment.selection import decide
from enrollment.services.class_changes import (
    cancel_class,
    merge_class,
    postpone_class,
    preview,
)
from enrollment.services.offers import answer_offer
from enrollment.services.outcomes import explain_outcome
from enrollment.services.promotion import confirm_registration, record_lapse
from enrollment.services.standings import (
    current_standings,
    decide_with_steps,
    refuse_unless_equal,
    standings_of,
)
from notices.models import Notice
from programs.models import Batch, ClassChange
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    published,
    read_again,
    run,
    statuses,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = {"reason": "too_few"}


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


def seats():
    """Who sits where, as ``{application: class}``."""
    return dict(Seat.objects.taken().values_list("application", "batch"))


def told(application):
    notices = Notice.objects.filter(person=application.person).exclude(kind="seat_offered")
    return list(notices.order_by("pk").values_list("kind", flat=True))


def with_free_seats(*, seats_in_second=2):
    """Three people sit in the first class; the second has free seats, for which two asked as well.

    By score the order is best, middle, last; last did not ask for the second class.
    """
    selection_round = open_round(3, seats_in_second)
    first, second = batches_of(selection_round)
    best = apply_for(selection_round, first, second, score=90)
    middle = apply_for(selection_round, first, second, score=80)
    last = apply_for(selection_round, first, score=70)
    return published(selection_round), first, second, [best, middle, last]


def test_people_of_a_cancelled_class_are_offered_free_seats_in_the_order_of_the_round(manager):
    selection_round, first, second, people = with_free_seats(seats_in_second=1)
    best, middle, last = people

    effects = cancel_class(first, actor=manager, **WHY)

    first.refresh_from_db()
    assert first.status == "cancelled"
    assert seats() == {best.pk: second.pk}
    assert statuses(*people) == ["seated", "not_selected", "not_selected"]
    assert [(row.pk, into.pk) for row, into in effects.moved] == [(best.pk, second.pk)]
    assert [row.pk for row in effects.left_without] == [middle.pk, last.pk]
    assert effects.told == 3
    assert told(best) == ["seat_instead"]
    assert told(middle) == told(last) == ["class_cancelled"]
    offer = Offer.objects.open().get()
    assert (offer.application, offer.answer) == (best, "")
    assert set(Offer.objects.exclude(pk=offer.pk).values_list("closing", flat=True)) == {
        "class_gone"
    }
    assert ClassChange.objects.values_list("kind", "reason", "made_by").get() == (
        "cancelled",
        "too_few",
        manager.pk,
    )


def test_the_result_page_explains_the_seat_that_came_instead(client, manager):
    _round, first, second, (best, _middle, last) = with_free_seats()

    cancel_class(first, actor=manager, **WHY)
    best.refresh_from_db()

    heads = [(wish.batch, wish.head) for wish in explain_outcome(best).wishes]
    assert heads == [(first, "not_held"), (second, "selected_instead")]
    assert explain_outcome(best).main_wish.batch == second
    assert [wish.head for wish in explain_outcome(last).wishes] == ["not_held"]
    client.force_login(best.user)
    page = client.get(f"/lamaran/{best.pk}/hasil/").text
    assert "Anda mendapat kursi di sini sebagai ganti kelas yang tidak diadakan." in page
    assert client.get(best.get_absolute_url()).status_code == 200
    client.force_login(last.user)
    assert "Kelas ini dibatalkan, jadi tidak ada yang punya kursi di sini." in (
        client.get(f"/lamaran/{last.pk}/hasil/").text
    )


def test_how_the_seats_were_given_can_be_decided_again(manager):
    selection_round, first, _second, _people = with_free_seats(seats_in_second=1)

    cancel_class(first, actor=manager, **WHY)

    kept = Reassignment.objects.get()
    problem = json.loads(kept.problem)
    approved = json.loads(read_again(selection_round).approved_run.problem)
    assert problem["lottery"] == approved["lottery"]
    assert problem["correction"] == 1
    assert decide(problem)["digest"] == kept.digest
    with pytest.raises(DatabaseError), transaction.atomic():
        Reassignment.objects.update(digest="0" * 64)


def test_nobody_loses_a_seat_to_people_of_a_cancelled_class(manager):
    selection_round = open_round(1, 1)
    first, second = batches_of(selection_round)
    better = apply_for(selection_round, first, second, score=90)
    holder = apply_for(selection_round, second, score=60)
    published(selection_round)

    cancel_class(first, actor=manager, **WHY)

    assert seats() == {holder.pk: second.pk}
    assert statuses(better, holder) == ["not_selected", "seated"]
    assert told(holder) == []


def test_a_confirmed_seat_is_offered_anew(manager):
    _round, first, second, (best, middle, _last) = with_free_seats()
    confirm_registration(best, actor=manager)

    cancel_class(first, actor=manager, **WHY)

    assert statuses(best, middle) == ["seated", "seated"]
    assert seats() == {best.pk: second.pk, middle.pk: second.pk}
    assert Offer.objects.open().filter(application=best).get().answer == ""


def test_whoever_waits_for_a_higher_wish_goes_on_waiting_and_moves_up(manager):
    selection_round = open_round(1, 1)
    high, low = batches_of(selection_round)
    holder = apply_for(selection_round, high, score=90)
    waits = apply_for(selection_round, high, low, score=80)
    selection_round = published(selection_round)
    assert seats() == {holder.pk: high.pk, waits.pk: low.pk}

    cancel_class(low, actor=manager, **WHY)
    assert statuses(waits) == ["waitlisted"]
    answer_offer(Offer.objects.open().get(), OfferAnswer.DECLINE, actor=None)

    assert seats() == {waits.pk: high.pk}
    assert statuses(waits) == ["seated"]


def test_whoever_waited_for_the_cancelled_class_alone_is_told(manager):
    selection_round = open_round(1, 1)
    first, second = batches_of(selection_round)
    apply_for(selection_round, first, score=90)
    stranded = apply_for(selection_round, first, score=80)
    sits_below = apply_for(selection_round, first, second, score=70)
    selection_round = published(selection_round)
    assert statuses(stranded, sits_below) == ["waitlisted", "seated"]

    effects = cancel_class(first, actor=manager, **WHY)

    assert statuses(stranded, sits_below) == ["not_selected", "seated"]
    assert told(stranded) == ["result_waitlisted", "class_cancelled"]
    assert effects.told == 2
    standings = current_standings(read_again(selection_round))
    assert standings[first.code] == {"seats": [], "waitlist": []}


def test_a_seat_below_is_safe_when_people_of_the_cancelled_class_leave(manager):
    """Once the class is gone, a leaver must not pull anybody out of a seat into it."""
    selection_round = open_round(1, 1)
    first, second = batches_of(selection_round)
    leaver = apply_for(selection_round, first, score=90)
    sits_below = apply_for(selection_round, first, second, score=80)
    selection_round = published(selection_round)
    cancel_class(first, actor=manager, **WHY)
    step_before = PromotionStep.objects.count()

    record_lapse(leaver, "by_applicant", None)

    assert PromotionStep.objects.count() == step_before + 1
    assert seats() == {sits_below.pk: second.pk}


@pytest.mark.parametrize("seed", range(8))
def test_after_a_cancelled_class_events_of_any_kind_keep_seats_and_engine_equal(seed, manager):
    chance = random.Random(seed)
    selection_round = open_round(
        *(chance.randint(1, 3) for _class in range(3)),
        reserves=[("disabilitas", ["disability"], 1)],
    )
    batches = batches_of(selection_round)
    for score in chance.sample(range(50, 99), 9):
        wishes = chance.sample(batches, chance.randint(1, 3))
        apply_for(selection_round, *wishes, score=score)
    selection_round = published(selection_round)
    for turn in range(6):
        if turn == 2:
            cancel_class(chance.choice(batches), actor=manager, **WHY)
        offers = list(Offer.objects.open().filter(answer="").order_by("pk"))
        if not offers:
            break
        answer_offer(
            chance.choice(offers),
            chance.choice([OfferAnswer.STAY, OfferAnswer.DECLINE, OfferAnswer.DECLINE]),
            actor=None,
        )

        selection_round = read_again(selection_round)
        refuse_unless_equal(selection_round, _standings_by_engine(selection_round))
        for batch in batches:
            batch.refresh_from_db()
            taken = batch.seats.taken().count()
            assert taken <= (0 if batch.status == "cancelled" else batch.capacity)
        reduced_documents(selection_round)
        holding = Application.objects.filter(seats__released_at=None, seats__isnull=False)
        assert set(holding.values_list("status", flat=True)) <= {"seated", "confirmed"}


def _standings_by_engine(selection_round):
    return standings_of(decide_with_steps(selection_round, []))


def test_a_class_that_has_begun_is_not_cancelled(manager):
    _round, first, second, _people = with_free_seats()
    Batch.objects.filter(pk=first.pk).update(status="running")
    before = seats()

    for act in [
        lambda: cancel_class(first, actor=manager, **WHY),
        lambda: postpone_class(first, actor=manager, **WHY),
        lambda: merge_class(first, second, actor=manager, **WHY),
    ]:
        with pytest.raises(DomainError, match="Kelas ini sudah dimulai."):
            act()

    assert seats() == before
    assert ClassChange.objects.count() == 0


def test_a_class_is_not_cancelled_between_approval_and_publication(manager):
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    apply_for(selection_round, batch, score=90)
    closed = close(selection_round)
    run(closed)
    approve(closed)

    with pytest.raises(DomainError, match="Kembalikan dulu hasil itu"):
        cancel_class(batch, actor=manager, **WHY)

    batch.refresh_from_db()
    assert batch.status == "selecting"


def test_a_round_runs_without_a_class_that_was_cancelled_before(manager):
    selection_round = open_round(1, 1)
    gone, held = batches_of(selection_round)
    both = apply_for(selection_round, gone, held, score=90)
    only_gone = apply_for(selection_round, gone, score=80)
    closed = close(selection_round)

    effects = cancel_class(gone, actor=manager, **WHY)
    published(closed)

    assert effects.told == 2
    assert seats() == {both.pk: held.pk}
    assert statuses(both, only_gone) == ["seated", "ineligible"]
    assert told(both) == ["class_cancelled"]


def test_a_preview_says_everything_and_leaves_nothing(manager):
    _round, first, _second, people = with_free_seats(seats_in_second=1)
    before, notices = seats(), Notice.objects.count()

    effects = preview(cancel_class, first, actor=manager, **WHY)

    assert (len(effects.moved), len(effects.left_without), effects.told) == (1, 2, 3)
    assert (seats(), Notice.objects.count(), ClassChange.objects.count()) == (before, notices, 0)
    assert statuses(*people) == ["seated"] * 3


def test_a_manager_sees_the_effects_before_a_class_is_cancelled(client, manager):
    _round, first, _second, _people = with_free_seats(seats_in_second=1)
    client.force_login(manager)
    address = f"/petugas/peserta/{first.code}/ubah/cancelled/"

    shown = client.post(address, {"reason": "too_few"})
    assert "<b>1 orang</b> mendapat kursi di kelas lain" in shown.text
    assert Seat.objects.taken().filter(batch=first).count() == 3

    done = client.post(address, {"reason": "too_few", "confirmed": "yes"})
    assert done.url == f"/petugas/peserta/{first.code}/kursi/"
    assert Seat.objects.taken().filter(batch=first).count() == 0


def test_public_pages_say_that_a_class_is_cancelled_and_why(client, manager):
    _round, first, _second, _people = with_free_seats()
    address = first.get_absolute_url()
    for _visit in range(3):
        assert "Kelas ini dibatalkan" not in client.get(address).text

    cancel_class(first, actor=manager, reason="other", note="Gedung rusak karena rob.")

    page = client.get(address)
    assert page.status_code == 200
    assert "Kelas ini dibatalkan" in page.text
    assert "Alasan: Gedung rusak karena rob." in page.text
