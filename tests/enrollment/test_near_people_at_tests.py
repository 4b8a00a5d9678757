"""Who comes to a test and is too near to one of the staff is looked after by colleagues."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.querysets import PersonQuerySet
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Participation, Score
from enrollment.services.assessments import note_if_all_scored
from enrollment.services.attendance import check_in, record_attendance
from enrollment.services.participation import leave_class, record_participation
from enrollment.services.scores import record_scores
from tests.enrollment.at_tests import SHOWING, address, words_in
from tests.enrollment.residents import put_in_wallet
from tests.enrollment.test_nearness import TOO_NEAR
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.desk import assessment_of, case_factory, scored_batch, sitting_at

pytestmark = pytest.mark.django_db


def ways_to(sitting, client, user):
    """Say of each way to somebody at a test whether it leads ``user`` there."""
    client.force_login(user)
    test, number = sitting.assessment, sitting.application.registration_number
    participation, batch = participant(sitting.application)
    pages = {name: number in words_in(client.get(address(name, sitting))) for name in SHOWING}
    photo = client.get(address("test_card_photo", sitting))
    roster = reverse("enrollment:roster", kwargs={"code": batch.code})
    return pages | {
        "photo": photo.status_code == 200,
        "card": is_allowed(check_in, sitting, actor=user),
        "roster": number in words_in(client.get(roster)),
        "attendance": is_allowed(record_attendance, test, {sitting.pk: "attended"}, actor=user),
        "scoring": is_allowed(
            record_scores, test, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=user
        ),
        "facts": is_allowed(
            record_participation, batch, {participation.pk: {"days_attended": 1}}, actor=user
        ),
        "leaving": is_allowed(leave_class, participation, actor=user),
    }


def participant(application):
    batch = BatchFactory(intake=IntakeFactory(status="running"), status="running")
    return Participation.objects.create(application=application, batch=batch), batch


def is_allowed(act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except DomainError as refusal:
        return str(refusal) != TOO_NEAR
    return True


@pytest.fixture
def relative():
    """Somebody at a test whom a manager, an assessor too, has declared to be near."""
    user = UserFactory(roles=["assessor", "training_manager"])
    test = assessment_of(scored_batch())
    sitting = sitting_at(test)
    put_in_wallet(sitting.application.person, "PAS_FOTO")
    Score.objects.create(sitting=sitting, criterion="wawancara", assessor=user, value=60)
    note_if_all_scored(test)
    declare_relation(sitting.application.person, user=user, kind="family")
    return sitting, user


def test_ones_own_people_are_for_colleagues(client, relative):
    ways = ways_to(relative[0], client, relative[1])

    assert ways == dict.fromkeys(ways, False)


def test_a_colleague_looks_after_them(client, relative):
    colleague = UserFactory(roles=["assessor", "training_manager"])

    ways = ways_to(relative[0], client, colleague)

    assert ways == dict.fromkeys(ways, True)


def test_who_is_near_is_asked_in_one_place(client, relative, monkeypatch):
    monkeypatch.setattr(PersonQuerySet, "near_to", lambda self, user: self.none())

    ways = ways_to(relative[0], client, relative[1])

    assert ways == dict.fromkeys(ways, True)


def test_own_file_of_an_assessor_stands_on_no_sheet(client):
    assessor = UserFactory(roles=["assessor"])
    test = assessment_of(scored_batch())
    own = case_factory(user=assessor, batch=test.batches.get(), status="verified", papers=())
    test.sittings.create(application=own, attendance="attended")
    client.force_login(assessor)

    page = client.get(reverse("enrollment:scores", kwargs={"pk": test.pk}))

    assert list(page.context["form"].rows()) == []
