from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import DataRequest, Person
from accounts.services import data_requests
from accounts.services.consents import give_consent, has_consent
from accounts.views.documents import serve_page
from blk_portal.shared.errors import DomainError
from notices.models import Notice
from tests.factories import ApplicationFactory, IntakeFactory, PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory(roles=["resident"]))


@pytest.fixture
def keeper():
    return UserFactory(roles=["admin"])


def ask(person, kind="erase", **more):
    return data_requests.ask(person, kind, actor=person.user, **more)


def decide(request, keeper, decision="accepted", **more):
    return data_requests.decide(request, decision, actor=keeper, answer="Kami setuju.", **more)


def let_a_day_pass(request):
    DataRequest.objects.filter(pk=request.pk).update(act_at=timezone.now() - timedelta(minutes=1))


def test_the_clock_is_72_hours_and_a_second_request_opens_the_first(person):
    first, second = ask(person), ask(person)

    assert first == second
    assert first.due_at - first.received_at == timedelta(hours=72)


def test_an_accepted_erasure_keeps_still_at_once_and_erases_a_day_later(person, keeper):
    give_consent(person, "publicity_photos", actor=person.user, source="self")
    request = decide(ask(person), keeper)

    assert data_requests.carry_out_due_erasures() == 0
    person.refresh_from_db()
    assert (person.restricted_at is not None, person.erased_at) == (True, None)
    assert not has_consent(person, "publicity_photos")
    assert "Kami setuju." in Notice.objects.get().text

    let_a_day_pass(request)
    assert data_requests.carry_out_due_erasures() == 1
    assert data_requests.carry_out_due_erasures() == 0
    person.refresh_from_db()
    request.refresh_from_db()
    assert (person.full_name, person.user) == ("", None)
    assert (request.status, request.is_coming, request.answer) == ("accepted", False, "–")


def test_within_the_day_the_person_may_think_again(person, keeper):
    request = decide(ask(person), keeper)

    data_requests.take_back(request, actor=person.user)
    let_a_day_pass(request)

    assert data_requests.carry_out_due_erasures() == 0
    person.refresh_from_db()
    assert (person.restricted_at, person.erased_at) == (None, None)


def test_what_must_be_kept_is_not_erased_and_a_running_file_goes_on(keeper):
    application = ApplicationFactory(intake=IntakeFactory(status="open"))
    person = application.person
    request = ask(person)

    with pytest.raises(DomainError, match="disimpan|kept"):
        decide(request, keeper)
    with pytest.raises(DomainError, match="dasar hukum|ground"):
        decide(request, keeper, "partly")
    decide(request, keeper, "partly", ground="running")

    person.refresh_from_db()
    assert (person.restricted_at, person.full_name != "") == (None, True)
    assert data_requests.carry_out_due_erasures() == 0


def test_papers_that_are_kept_still_are_opened_by_auditors_alone(person, keeper):
    document = DocumentFactory(person=person, page_sizes=[[1, 1]])
    decide(ask(person, "restrict"), keeper)
    document.refresh_from_db()

    with pytest.raises(PermissionDenied):
        serve_page(document, 1, UserFactory(roles=["verifier"]))
    assert document.accesses.count() == 0
    assert serve_page(document, 1, UserFactory(roles=["auditor"])).status_code == 200
    assert serve_page(document, 1, person.user).status_code == 200


def test_somebody_who_applies_again_within_the_day_is_not_erased(person, keeper):
    request = decide(ask(person), keeper)
    ApplicationFactory(person=person, user=person.user, intake=IntakeFactory(status="open"))
    let_a_day_pass(request)

    assert data_requests.carry_out_due_erasures() == 0

    request.refresh_from_db()
    assert request.status == "cancelled"
    assert Person.objects.get(pk=person.pk).restricted_at is None


def test_nobody_decides_his_own_request_or_one_of_his_family_card(person, keeper):
    PersonFactory(user=keeper, kk=person.kk)
    request = ask(person)

    with pytest.raises(DomainError):
        decide(request, keeper)

    assert list(DataRequest.objects.decidable_by(keeper)) == []
    assert data_requests.waiting_counts(keeper)["waiting"] == 0


def test_an_answer_is_given_once(person, keeper):
    request = decide(ask(person, "restrict"), keeper)

    with pytest.raises(DomainError):
        decide(request, UserFactory(roles=["training_manager"]), "refused", ground="audit")
    with pytest.raises(DomainError):
        data_requests.take_back(request, actor=person.user)


def test_a_standstill_ends_when_the_person_says_so(person, keeper):
    decide(ask(person, "restrict"), keeper)

    data_requests.use_again(person, actor=person.user)

    assert Person.objects.get().restricted_at is None


def test_the_start_page_counts_what_is_due_and_overdue(keeper):
    now = timezone.now()
    for hours in (-1, 5, 50):
        DataRequest.objects.create(
            person=PersonFactory(),
            kind="erase",
            received_at=now - timedelta(hours=72 - hours),
            due_at=now + timedelta(hours=hours),
        )

    assert data_requests.waiting_counts(keeper) == {"waiting": 3, "soon": 1, "overdue": 1}


def test_the_database_wants_a_ground_and_an_answer(person):
    request = ask(person)

    for fields in ({"status": "refused"}, {"status": "accepted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataRequest.objects.filter(pk=request.pk).update(**fields)
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(status="cancelled")
        DataRequest.objects.filter(pk=request.pk).update(status="open")
