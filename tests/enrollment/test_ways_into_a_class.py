"""Who was trained a year ago finds no way into a class that wants two years between."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from blk_portal.shared.errors import DomainError
from enrollment.choices import Obstacle
from enrollment.models import Application, Participation, Placement, Seat
from enrollment.selection.eligibility import Rules
from enrollment.services.bulk_rules import sort_out
from enrollment.services.class_changes import cancel_class, merge_class
from enrollment.services.nominations import name_person
from enrollment.services.reviews import record_review
from enrollment.services.rounds import prepare_round
from enrollment.services.seats import take_seat
from enrollment.services.submission import submit_application
from programs.models import Batch
from tests.enrollment.residents import complete_draft, open_intake, open_now
from tests.enrollment.test_services_nominations import letter_for
from tests.factories import ApplicationFactory, BatchFactory, ChoiceFactory, UserFactory
from tests.factories.bulk import returning_case
from tests.factories.desk import answers, batch_with_gates, case_factory
from tests.factories.rounds import apply_for, close, run

pytestmark = pytest.mark.django_db

BAN = {"retrain_years": 2}


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def trained_a_year_ago(person):
    """Write down that the person finished a class a year ago."""
    today = timezone.localdate()
    batch = BatchFactory(starts_on=today - timedelta(days=390), ends_on=today - timedelta(days=365))
    application = ApplicationFactory(intake=batch.intake, person=person, user=UserFactory())
    Participation.objects.create(application=application, batch=batch, has_finished=True)


def by_sending():
    application = complete_draft(open_intake(titles=["Las"], method="first_come", **BAN))
    trained_a_year_ago(application.person)
    submit_application(application, actor=application.user)
    return application.seats.taken().exists()


def by_a_letter():
    open_intake(titles=["Las"], method="nomination", **BAN)
    batch, manager = Batch.objects.get(), UserFactory(roles=["training_manager"])
    person = ApplicationFactory().person
    trained_a_year_ago(person)
    return bool(name_person(letter_for(batch, manager), person.nik, actor=manager))


def at_the_desk():
    application = case_factory(batch=batch_with_gates(**BAN))
    trained_a_year_ago(application.person)
    record_review(
        application,
        reviewer=UserFactory(roles=["verifier"]),
        decision="verify",
        items=answers(application),
        version=application.version,
    )
    return Application.objects.get(pk=application.pk).status == "verified"


def in_bulk():
    application = returning_case(batch_with_gates(**BAN))
    trained_a_year_ago(application.person)
    files = Application.objects.filter(pk=application.pk)
    found = sort_out("verify", files, actors=[UserFactory(roles=["verifier"])])
    assert set(found.obstacles.values()) <= {Obstacle.NO_WISH}
    return application.pk in found.versions


def in_the_round():
    batch = BatchFactory(selection_method="lottery", **BAN)
    selection_round = prepare_round(batch.intake, actor=UserFactory())
    application = apply_for(selection_round, batch)
    trained_a_year_ago(application.person)
    run(close(selection_round))
    return Placement.objects.get(application=application).code == "selected_open"


def of_a_cancelled_class():
    gone, other, application = _seated_beside_a_class_that_is_closed()
    cancel_class(gone, actor=UserFactory(), reason="too_few")
    return Seat.objects.taken().filter(application=application, batch=other).exists()


def of_a_merged_class():
    gone, other, application = _seated_beside_a_class_that_is_closed()
    merge_class(gone, other, actor=UserFactory(), reason="too_few")
    return Seat.objects.taken().filter(application=application, batch=other).exists()


def _seated_beside_a_class_that_is_closed():
    """Return a class, another one with the ban, and who sits in the first and was trained."""
    gone = BatchFactory(selection_method="first_come")
    other = BatchFactory(intake=gone.intake, selection_method="first_come", **BAN)
    application = ApplicationFactory(intake=gone.intake, status="verified")
    for rank, batch in enumerate([gone, other], start=1):
        ChoiceFactory(application=application, batch=batch, rank=rank)
    trained_a_year_ago(application.person)
    open_now(gone.intake)
    take_seat(gone, application)
    return gone, other, application


WAYS = [
    by_sending,
    by_a_letter,
    at_the_desk,
    in_bulk,
    in_the_round,
    of_a_cancelled_class,
    of_a_merged_class,
]


def leads_in(way):
    try:
        return way()
    except DomainError:
        return False


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_into_a_class_that_a_rule_closes(way):
    assert leads_in(way) is False


@pytest.mark.parametrize("way", WAYS)
def test_without_the_one_rule_every_way_would(way, monkeypatch):
    monkeypatch.setattr(Rules, "is_trained_recently", lambda rules, trainings: False)

    assert leads_in(way) is True


def test_a_class_is_not_merged_into_one_that_its_people_may_not_join():
    gone, other, application = _seated_beside_a_class_that_is_closed()

    with pytest.raises(DomainError) as refusal:
        merge_class(gone, other, actor=UserFactory(), reason="too_few")

    assert str(refusal.value) == (
        f"Menurut aturannya “{other.program.title}” tidak terbuka bagi: "
        f"{application.registration_number}."
    )
    assert Seat.objects.taken().get().batch == gone
