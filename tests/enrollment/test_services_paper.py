"""Paper forms: received before closing, entered by a clerk shortly after it at the latest."""

import hashlib
import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import Application, PaperForm
from enrollment.services.applications import start_application
from enrollment.services.paper import Slip, enter_paper, intakes_for_paper, paper_until
from enrollment.services.rounds import close_intake, prepare_round, publish_list
from enrollment.services.running import request_run
from enrollment.services.submission import submit_application
from enrollment.services.wishes import add_wish
from enrollment.tasks import close_due_intakes
from programs.models import Criterion, Holiday, Intake
from programs.services.calendar import working_day_after
from programs.services.intakes import edit_intake
from tests.enrollment.residents import complete_draft, open_intake, plan_intake
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def clerk():
    return UserFactory(roles=["helper"], display_name="Hadi Contoh")


def intake_with_round(*, paper_days=2):
    intake = plan_intake()
    Intake.objects.filter(pk=intake.pk).update(paper_days=paper_days)
    for batch in intake.batches.all():
        Criterion.objects.create(
            batch=batch, code="interview", name="Wawancara", assessed_by="interview", weight=100
        )
    prepare_round(intake, actor=UserFactory(roles=["training_manager"]))
    return Intake.objects.get(pk=intake.pk)


def close_now(intake):
    Intake.objects.filter(pk=intake.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    close_intake(intake)
    intake.refresh_from_db()


def paper_days_are_over(intake):
    """As if registration had closed a month ago."""
    Intake.objects.filter(pk=intake.pk).update(
        opens_at=timezone.now() - timedelta(days=60), closes_at=timezone.now() - timedelta(days=30)
    )


def slip(number="K-001", **ago):
    return Slip(number, timezone.now() - timedelta(**(ago or {"hours": 1})))


def on_paper(intake, clerk, *, number="K-001"):
    """A draft that a clerk began from a paper form and completed."""
    draft = complete_draft(intake, person=PersonFactory(user=UserFactory()))
    return enter_paper(intake, slip(number), client=draft.person, actor=clerk)


def test_a_paper_form_begins_an_application_that_stays_marked(clerk):
    intake, person = open_intake(), PersonFactory()
    received = slip()

    application = enter_paper(intake, received, client=person, actor=clerk)

    assert (application.person, application.user, application.entered_by) == (person, None, clerk)
    paper = PaperForm.objects.get(application=application)
    assert (paper.number, paper.received_at, paper.entered_by) == (
        "K-001",
        received.received_at,
        clerk,
    )
    for change in [
        lambda: PaperForm.objects.filter(pk=paper.pk).update(number="X"),
        paper.delete,
        lambda: Application.objects.filter(pk=application.pk).update(entered_by=None),
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_form_must_have_come_during_registration(clerk):
    intake, person = open_intake(), PersonFactory()

    with pytest.raises(DomainError, match="^Formulir harus masuk antara"):
        enter_paper(intake, slip(days=2), client=person, actor=clerk)
    with pytest.raises(DomainError, match="^Formulir tidak mungkin masuk di masa depan"):
        enter_paper(intake, slip(hours=-1), client=person, actor=clerk)

    assert not Application.objects.exists()


def test_a_slip_is_entered_once(clerk):
    intake = open_intake()
    enter_paper(intake, slip(), client=PersonFactory(), actor=clerk)

    with pytest.raises(DomainError, match="^Formulir dengan nomor ini sudah pernah dimasukkan"):
        enter_paper(intake, slip(), client=PersonFactory(), actor=clerk)

    assert PaperForm.objects.count() == 1


def test_somebody_who_has_applied_already_needs_no_paper(clerk):
    intake = open_intake()
    sent = complete_draft(intake)
    submit_application(sent, actor=sent.user)

    with pytest.raises(DomainError, match="^Warga ini sudah mendaftar, dengan nomor"):
        enter_paper(intake, slip(), client=sent.person, actor=clerk)


def test_after_closing_a_form_received_before_is_entered_and_is_on_the_list(clerk):
    intake = intake_with_round()
    before = complete_draft(intake)
    submit_application(before, actor=before.user)
    received = slip(minutes=5)
    close_now(intake)
    assert intake in intakes_for_paper()

    person = PersonFactory(user=UserFactory())
    begun = enter_paper(intake, received, client=person, actor=clerk)
    for batch in intake.batches.order_by("pk"):
        add_wish(begun, batch, actor=clerk)
    late = complete_answers(begun)
    late = submit_application(late, actor=clerk)

    assert late.status == "submitted"
    assert intake.selection_round.list_sha256 == ""
    paper_days_are_over(intake)
    publish_list(intake.selection_round)
    listed = intake.selection_round
    listed.refresh_from_db()
    assert listed.status == "closed"
    assert sorted(code for code, _person, _wishes in json.loads(listed.list_at_closing)) == sorted(
        application.draw_code for application in Application.objects.filter(intake=intake)
    )
    assert listed.list_sha256 == hashlib.sha256(listed.list_at_closing.encode()).hexdigest()


def complete_answers(application):
    """Give a begun application what ``complete_draft`` gives one of its own."""
    model = complete_draft(open_intake(), person=application.person)
    now = timezone.now()
    Application.objects.filter(pk=application.pk).update(
        education=model.education,
        work_status=model.work_status,
        motivation=model.motivation,
        conditions_answered_at=now,
        priorities_answered_at=now,
        accommodation_answered_at=now,
    )
    for code in ["not_in_school", "not_in_training"]:
        application.fact_claims.create(fact_type_id=code)
    return Application.objects.get(pk=application.pk)


def test_online_drafts_stay_drafts_while_paper_is_entered():
    intake = intake_with_round()
    draft = complete_draft(intake)
    close_now(intake)

    with pytest.raises(DomainError, match="^Pendaftaran sudah ditutup"):
        submit_application(draft, actor=draft.user)
    with pytest.raises(DomainError, match="^Pendaftaran sudah ditutup"):
        start_application(intake, user=UserFactory())
    with pytest.raises(DomainError, match="^Kelas ini sedang tidak menerima"):
        draft.choices.all().delete()
        add_wish(draft, intake.batches.first(), actor=draft.user)


def test_once_the_list_is_published_no_paper_joins_it(clerk):
    intake = intake_with_round()
    application = on_paper(intake, clerk)
    close_now(intake)
    paper_days_are_over(intake)
    publish_list(intake.selection_round)

    with pytest.raises(DomainError, match="^Formulir kertas gelombang ini dapat dimasukkan sampai"):
        submit_application(application, actor=clerk)
    with pytest.raises(IntegrityError, match="list of application"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(draw_code="DZZZ")
    assert intake not in intakes_for_paper()


def test_the_list_waits_for_the_paper_days_and_so_does_the_round():
    intake = intake_with_round()
    close_now(intake)

    close_due_intakes()
    with pytest.raises(DomainError, match="^Formulir kertas masih boleh dimasukkan"):
        publish_list(intake.selection_round)
    with pytest.raises(DomainError):
        request_run(intake.selection_round, actor=None)
    intake.selection_round.refresh_from_db()
    assert (intake.status, intake.selection_round.status) == ("closed", "prepared")

    paper_days_are_over(intake)
    close_due_intakes()
    intake.selection_round.refresh_from_db()
    assert intake.selection_round.status == "closed"
    with pytest.raises(DomainError, match="^Tidak ada daftar yang perlu diterbitkan"):
        publish_list(intake.selection_round)


def test_without_paper_days_the_list_is_published_at_closing(clerk):
    intake = intake_with_round(paper_days=0)
    draft = complete_draft(intake)
    received = slip(minutes=1)
    close_now(intake)

    assert intake.selection_round.list_sha256
    with pytest.raises(DomainError, match="^Formulir kertas gelombang ini dapat dimasukkan sampai"):
        enter_paper(intake, received, client=draft.person, actor=clerk)
    with pytest.raises(IntegrityError, match="is entered after closing"), transaction.atomic():
        PaperForm.objects.create(
            application=draft, number="K-9", received_at=received.received_at, entered_by=clerk
        )


def test_in_first_come_classes_paper_is_over_at_closing(clerk):
    intake = plan_intake(method="first_come")
    Intake.objects.filter(pk=intake.pk).update(paper_days=2)
    prepare_round(intake, actor=UserFactory(roles=["training_manager"]))
    draft = complete_draft(intake)
    received = slip(minutes=1)
    close_now(intake)

    with pytest.raises(DomainError, match="^Di kelas ini kursi untuk yang pertama datang"):
        enter_paper(intake, received, client=draft.person, actor=clerk)
    with pytest.raises(IntegrityError, match="is entered after closing"), transaction.atomic():
        PaperForm.objects.create(
            application=draft, number="K-9", received_at=received.received_at, entered_by=clerk
        )


def test_in_first_come_classes_the_time_of_entry_decides(clerk):
    intake = open_intake(method="first_come", titles=("Roti",), capacity=1)
    paper = on_paper(intake, clerk)
    online = complete_draft(intake)
    submit_application(online, actor=online.user)

    with pytest.raises(DomainError, match="^Semua kursi kelas ini sudah terisi"):
        submit_application(paper, actor=clerk)


def test_the_database_refuses_a_form_that_came_after_closing(clerk):
    intake = intake_with_round()
    draft = complete_draft(intake)
    close_now(intake)

    with pytest.raises(IntegrityError, match="was not received during"), transaction.atomic():
        PaperForm.objects.create(
            application=draft, number="K-9", received_at=timezone.now(), entered_by=clerk
        )


def test_the_days_for_paper_are_a_published_rule():
    intake = intake_with_round()

    with pytest.raises(DomainError, match="^Aturan gelombang ini sudah diumumkan"):
        edit_intake(intake, actor=UserFactory(), paper_days=1)
    with pytest.raises(IntegrityError, match="are frozen"), transaction.atomic():
        Intake.objects.filter(pk=intake.pk).update(paper_days=1)


def test_working_days_skip_weekends_and_holidays():
    Holiday.objects.create(date=date(2026, 9, 14), name="Contoh")

    assert working_day_after(date(2026, 9, 10), 1) == date(2026, 9, 11)
    assert working_day_after(date(2026, 9, 11), 1) == date(2026, 9, 15)
    intake = Intake(closes_at=datetime(2026, 9, 11, 16, tzinfo=WIB), paper_days=2)
    assert paper_until(intake) == datetime(2026, 9, 17, tzinfo=WIB)


def test_sending_for_somebody_else_is_noted_on_his_own_draft(clerk):
    draft = complete_draft(open_intake())

    sent = submit_application(draft, actor=clerk)

    assert (sent.entered_by, sent.user) == (clerk, draft.user)
