"""An application is sent once, whoever presses how often; refusals change nothing."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment import declarations
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Seat
from enrollment.services import submission
from enrollment.services.submission import submit_application, withdraw_application
from notices.models import Notice
from programs.models import Intake
from tests.atonce import all_at_once, meeting_of
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet

TWICE = "Lamaran yang “Menunggu pemeriksaan” tidak bisa menjadi “Menunggu pemeriksaan”."


@pytest.mark.django_db
def test_sent_application_has_numbers_history_and_a_notice():
    draft = complete_draft(open_intake())

    sent = submit_application(draft, actor=draft.user)

    assert sent.status == ApplicationStatus.SUBMITTED
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", sent.registration_number)
    assert re.fullmatch(r"D[2-9A-HJ-NP-Z]{10}", sent.draw_code)
    assert sent.submitted_at == sent.declared_at
    assert sent.declaration_version == declarations.CURRENT
    change = StatusChange.objects.of(sent).get(to_status="submitted")
    assert (change.from_status, change.actor) == ("draft", draft.user)
    notice = Notice.objects.get()
    assert notice.person == draft.person
    assert sent.registration_number in notice.text
    assert "Lamaran" in notice.subject


@pytest.mark.django_db
def test_sending_again_changes_nothing():
    draft = complete_draft(open_intake())
    first = submit_application(draft, actor=draft.user)

    second = submit_application(draft, actor=draft.user)

    assert second.registration_number == first.registration_number
    assert second.submitted_at == first.submitted_at
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_number_that_exists_is_drawn_again(monkeypatch):
    intake = open_intake()
    first = submit_application(complete_draft(intake), actor=None)
    numbers = iter([first.registration_number, "7KM4-9TQX"])
    monkeypatch.setattr(submission, "new_registration_number", lambda: next(numbers))

    second = submit_application(complete_draft(intake), actor=None)

    assert second.registration_number == "7KM4-9TQX"


def refused(draft, message):
    with pytest.raises(DomainError, match=message), transaction.atomic():
        submit_application(draft, actor=draft.user)
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT
    assert draft.registration_number == draft.draw_code == ""
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_missing_answers_and_papers_are_named():
    draft = complete_draft(open_intake())
    Application.objects.filter(pk=draft.pk).update(motivation="")
    draft.person.documents.all().delete()

    refused(draft, "Still missing: Why you want to join, Photos of your documents|Masih kurang")


@pytest.mark.django_db
def test_nothing_is_sent_after_the_closing_time():
    intake = open_intake()
    draft = complete_draft(intake)
    Intake.objects.filter(pk=intake.pk).update(closes_at=timezone.now() - timedelta(seconds=1))

    refused(draft, "Pendaftaran sudah ditutup|Registration is closed")


@pytest.mark.django_db
def test_clock_of_the_database_decides_not_that_of_the_web_server(monkeypatch):
    intake = open_intake()
    draft = complete_draft(intake)
    Intake.objects.filter(pk=intake.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    slow = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: slow)

    refused(draft, "Pendaftaran sudah ditutup|Registration is closed")


@pytest.mark.django_db
def test_list_without_any_class_that_is_open_to_the_person_is_refused():
    draft = complete_draft(open_intake(), kelurahan_id=None, outside_regency="Kabupaten Batang")

    refused(draft, "none of the classes|belum ada kelas")


@pytest.mark.django_db
def test_claim_is_tied_to_the_paper_that_proves_it():
    draft = complete_draft(open_intake())
    claim = draft.fact_claims.create(fact_type_id="disability")
    paper = put_in_wallet(draft.person, "SK_DISABILITAS")

    submit_application(draft, actor=draft.user)

    claim.refresh_from_db()
    assert (claim.document, claim.source) == (paper, "document")


@pytest.mark.django_db
def test_first_come_class_gives_its_seat_at_once():
    intake = open_intake(titles=["Las"], max_choices=1, method="first_come", capacity=2)
    draft = complete_draft(intake)

    sent = submit_application(draft, actor=draft.user)

    assert sent.status == ApplicationStatus.SUBMITTED
    assert list(Seat.objects.values_list("application", "number")) == [(sent.pk, 1)]


@pytest.mark.django_db
def test_full_first_come_class_keeps_the_draft():
    intake = open_intake(titles=["Las"], max_choices=1, method="first_come", capacity=1)
    submit_application(complete_draft(intake), actor=None)
    Notice.objects.all().delete()
    late = complete_draft(intake)

    refused(late, "taken|penuh|terisi")


@pytest.mark.django_db
def test_withdrawn_application_cannot_be_sent():
    draft = complete_draft(open_intake())
    withdraw_application(draft, actor=draft.user)

    with pytest.raises(DomainError, match="withdrawn|ditarik"):
        submit_application(draft, actor=draft.user)


def send_at_once(draft, times):
    """Send ``draft`` from as many connections at once; return what each was told, and numbers."""
    numbers = []

    def send():
        sent = submit_application(Application.objects.get(pk=draft.pk), actor=None)
        numbers.append(sent.registration_number)

    return all_at_once([send] * times), numbers


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_sends_give_one_number():
    draft = complete_draft(open_intake())

    told, numbers = send_at_once(draft, 10)

    draft.refresh_from_db()
    assert (told, numbers) == (["done"] * 10, [draft.registration_number] * 10)
    assert draft.registration_number != ""
    assert StatusChange.objects.of(draft).filter(to_status="submitted").count() == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_sends_collide_once_the_lock_is_taken_out(monkeypatch):
    """Everybody reads the draft before anybody sends it; one gets through, nine an error."""
    everybody_read = meeting_of(10)

    def read_without_lock(application):
        rows = Application.objects.select_related("person__kelurahan", "intake")
        read = rows.with_an_excluded_one().get(pk=application.pk)
        everybody_read.wait()
        return read

    monkeypatch.setattr(submission, "lock_application", read_without_lock)
    draft = complete_draft(open_intake())

    told, numbers = send_at_once(draft, 10)

    draft.refresh_from_db()
    assert numbers == [draft.registration_number]
    assert sorted(told) == [TWICE] * 9 + ["done"]


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_share_three_first_come_seats():
    intake = open_intake(titles=["Las"], max_choices=1, method="first_come", capacity=3)
    drafts = [complete_draft(intake) for _person in range(8)]

    told = all_at_once([partial(submit_application, draft, actor=None) for draft in drafts])

    assert sorted(told) == ["Semua kursi kelas ini sudah terisi."] * 5 + ["done"] * 3
    sent = Application.objects.filter(status=ApplicationStatus.SUBMITTED)
    assert sorted(Seat.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert set(sent) == {seat.application for seat in Seat.objects.all()}
