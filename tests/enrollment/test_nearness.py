"""Staff act on the seat of nobody who is near to them, whichever way the act is called."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.choices import OfferAnswer
from enrollment.models import PromotionStep, Seat
from enrollment.services import participation as classes
from enrollment.services.offers import answer_offer
from enrollment.services.promotion import (
    confirm_registration,
    give_up_unregistered_seat,
    leave_class,
)
from tests.enrollment.test_services_participation import running
from tests.factories import PersonFactory, UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published, set_dates, statuses

pytestmark = pytest.mark.django_db
TOO_NEAR = (
    "Ini urusan Anda sendiri, orang sekartu keluarga, atau orang yang Anda nyatakan punya "
    "hubungan. Minta rekan Anda."
)


@pytest.fixture
def holder():
    """Somebody to whom a seat was offered."""
    selection_round = open_round(1)
    application = apply_for(selection_round, *batches_of(selection_round), score=80)
    published(selection_round)
    application.refresh_from_db()
    return application


def himself(person):
    return person.user


def of_the_family_card(person):
    return PersonFactory(user=UserFactory(), kk=person.kk).user


def of_a_declared_relation(person):
    friend = UserFactory()
    declare_relation(person, user=friend, kind="friend")
    return friend


@pytest.mark.parametrize("near", [of_the_family_card, of_a_declared_relation])
def test_no_answer_is_recorded_by_a_clerk_who_is_near(holder, near):
    offer = holder.offers.get()

    with pytest.raises(DomainError) as refusal:
        answer_offer(offer, OfferAnswer.DECLINE, actor=near(holder.person))

    assert str(refusal.value) == TOO_NEAR
    offer.refresh_from_db()
    assert (offer.answer, offer.answered_by, statuses(holder)) == ("", None, ["seated"])


def test_the_holder_and_any_other_clerk_record_an_answer(holder):
    offer = answer_offer(holder.offers.get(), OfferAnswer.STAY, actor=holder.user)

    assert offer.answered_by == holder.user


@pytest.mark.parametrize("near", [himself, of_the_family_card, of_a_declared_relation])
@pytest.mark.parametrize("act", [confirm_registration, give_up_unregistered_seat, leave_class])
def test_no_seat_is_confirmed_or_freed_by_staff_who_are_near(holder, near, act):
    if act is leave_class:
        confirm_registration(holder, actor=UserFactory())
    elif act is give_up_unregistered_seat:
        set_dates(holder.intake.selection_round, reregistration_until=timezone.now())
    holder.refresh_from_db()
    before = (holder.status, PromotionStep.objects.count())

    with pytest.raises(DomainError) as refusal:
        act(holder, actor=near(holder.person))

    assert str(refusal.value) == TOO_NEAR
    holder.refresh_from_db()
    assert (holder.status, PromotionStep.objects.count()) == before
    assert Seat.objects.taken().get().application == holder


@pytest.mark.parametrize("near", [himself, of_the_family_card, of_a_declared_relation])
def test_nobody_who_is_near_takes_a_participant_off_a_class(client, near):
    manager = UserFactory(roles=["training_manager"])
    batch, (participation,) = running(manager)
    actor = near(participation.application.person)

    with pytest.raises(DomainError) as refusal:
        classes.leave_class(participation, actor=actor)

    assert str(refusal.value) == TOO_NEAR
    participation.refresh_from_db()
    assert (participation.application.status, participation.has_finished) == ("confirmed", None)
    assert batch.seats.taken().count() == 1


def test_the_roster_says_why_a_participant_is_not_taken_off(client):
    manager = UserFactory(roles=["training_manager"])
    batch, (participation,) = running(manager)
    declare_relation(participation.application.person, user=manager, kind="work")
    client.force_login(manager)

    page = client.post(
        reverse("enrollment:class_leave", args=[batch.code, participation.pk]), follow=True
    )

    assert [str(message) for message in page.context["messages"]] == [TOO_NEAR]
