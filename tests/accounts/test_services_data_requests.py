from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import DataRequest, HelpSession, Person, PersonAccess
from accounts.services import data_requests
from accounts.services.consents import give_consent, has_consent
from accounts.services.helping import begin_help
from accounts.services.standstill import open_numbers
from accounts.views.documents import serve_page
from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError
from enrollment.models import Application
from enrollment.services.applications import start_application
from notices.models import Notice
from tests.factories import ApplicationFactory, IntakeFactory, PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory, case_factory

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


def test_what_is_put_away_shows_no_number_and_serves_no_application(person, keeper):
    old = case_factory(user=person.user, person=person)
    Application.objects.update(status="withdrawn")
    decide(ask(person, "restrict"), keeper)
    person.refresh_from_db()

    for act in [
        lambda: open_numbers(person, user=UserFactory(roles=["verifier"]), reason="Cek"),
        lambda: begin_help(
            person.nik, kk=person.kk, source="spoken", helper=UserFactory(roles=["helper"])
        ),
        lambda: start_application(IntakeFactory(status="open"), user=person.user),
    ]:
        with pytest.raises(DomainError, match="tidak dipakai"):
            act()
    assert PersonAccess.objects.count() == 0
    assert HelpSession.objects.count() == 0
    assert list(Application.objects.all()) == [old]

    open_numbers(person, user=UserFactory(roles=["auditor"]), reason="Pemeriksaan")
    assert PersonAccess.objects.count() == 1


def test_a_verifier_reads_why_papers_and_numbers_stay_closed(client, person, keeper):
    application = case_factory(user=person.user, person=person)
    verifier = UserFactory(roles=["verifier"])
    Person.objects.filter(pk=person.pk).update(restricted_at=timezone.now())
    client.force_login(verifier)

    page = client.get(reverse("enrollment:case", args=[application.pk])).content.decode()
    numbers = client.post(
        reverse("enrollment:case_numbers", args=[application.pk]), {"why": "compare"}
    )

    assert "Pendaftar meminta data ini tidak dipakai sejak" in page
    assert "/dokumen/" not in page
    assert numbers.status_code == 422
    assert "Pemilik data ini meminta datanya tidak dipakai." in numbers.content.decode()
    assert person.nik not in numbers.content.decode()
    paper = DocumentFactory(person=person, page_sizes=[[1, 1]])
    image = client.get(
        reverse("enrollment:case_document_page", args=[application.pk, paper.uuid, 1])
    )
    assert image.status_code == 403
    assert "Pemilik data ini meminta datanya tidak dipakai." in image.content.decode()


def test_a_partial_deletion_deletes_what_nobody_must_keep(person, keeper):
    over = IntakeFactory(status="finished")
    kept = ApplicationFactory(person=person, user=person.user, intake=over, status="not_selected")
    ApplicationFactory(
        person=person,
        user=person.user,
        intake=IntakeFactory(status="finished"),
        status="draft",
        submitted_at=None,
        registration_number="",
        draw_code="",
    )
    checked = DocumentFactory(person=person, checked_at=timezone.now(), checked_by=keeper)
    DocumentFactory(person=person, kind="PAS_FOTO")
    request = ask(person)

    decide(request, keeper, "partly", ground="audit")

    person.refresh_from_db()
    assert person.restricted_at is not None
    assert list(Application.objects.all()) == [kept]
    assert list(person.documents.exclude(file="")) == [checked]


def test_a_file_that_was_withdrawn_is_kept_but_no_longer_runs(person):
    ApplicationFactory(person=person, user=person.user, status="withdrawn")

    holds = personal_data.holds(person, timezone.now())

    assert [hold.until for hold in holds] == [None]
    assert "disimpan untuk pemeriksaan" in holds[0].text


def test_while_something_runs_a_partial_deletion_takes_nothing_away(keeper):
    application = ApplicationFactory(intake=IntakeFactory(status="open"))
    paper = DocumentFactory(person=application.person)

    decide(ask(application.person), keeper, "partly", ground="running")

    paper.refresh_from_db()
    assert paper.file != ""


def test_a_day_to_think_takes_nothing_away_before_it_is_over(person, keeper):
    paper = DocumentFactory(person=person)

    decide(ask(person), keeper)

    paper.refresh_from_db()
    assert paper.file != ""


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
