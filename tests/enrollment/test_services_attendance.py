"""Who came: at the door by the card, closed once, corrected and excused with a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.absences import absences_among, wishes_closed_by_absence
from enrollment.choices import AttendanceStatus, Excuse
from enrollment.models import Application, Assessment, AttendanceCorrection, Sitting
from enrollment.selection import decide
from enrollment.services.assessments import invite_to_assessment
from enrollment.services.attendance import (
    check_in,
    close_attendance,
    correct_attendance,
    excuse_absence,
    record_attendance,
)
from enrollment.services.facts import verified_facts_of
from enrollment.services.freezing import build_problem
from enrollment.services.scores import record_scores
from enrollment.verdicts import with_an_open_wish
from notices.models import Notice
from programs.models import Criterion
from tests.factories import UserFactory
from tests.factories.desk import (
    assessment_of,
    room_for,
    scored_batch,
    sitting_at,
    verified_case,
)
from tests.factories.rounds import apply_for, batches_of, close, interview_of, open_round

pytestmark = pytest.mark.django_db
CLOSED = "Kehadiran sudah ditutup. Perbaiki dengan alasan."


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def invited(manager):
    """Two people at a test that began five minutes ago, in groups of one; the second is later."""
    test = assessment_of(scored_batch())
    test.starts_at = timezone.now() - timedelta(minutes=5)
    test.save()
    room_for(test, capacity=1, groups=4)
    for _one in range(2):
        verified_case(test.batches.get())
    invite_to_assessment(test, actor=manager)
    return test


def attendance(test):
    return list(test.sittings.order_by("slot__starts_at").values_list("attendance", flat=True))


def first_of(test):
    return test.sittings.order_by("slot__starts_at").first()


def test_a_scanned_card_writes_down_once_who_came(client, invited, manager):
    sitting = first_of(invited)
    client.force_login(manager)
    url = reverse("enrollment:test_card", kwargs={"reference": sitting.reference})

    page = client.get(url).content.decode()
    client.post(url)
    client.post(url)

    assert sitting.application.person.full_name in page
    assert url == f"/petugas/tes/kartu/{sitting.reference}/"
    sitting.refresh_from_db()
    assert (sitting.attendance, sitting.recorded_by) == ("attended", manager)
    assert attendance(invited) == ["attended", "invited"]


def test_a_card_counts_on_its_day_alone(invited, manager):
    yesterday = timezone.now() - timedelta(days=1)
    with time_machine.travel(yesterday), pytest.raises(DomainError) as refusal:
        check_in(first_of(invited), actor=manager)

    assert str(refusal.value).startswith("Orang ini dijadwalkan ")
    assert attendance(invited) == ["invited", "invited"]


def test_closing_takes_who_was_expected_as_absent_and_later_groups_not(invited, manager):
    absent = close_attendance(invited, actor=manager)

    assert [sitting.pk for sitting in absent] == [first_of(invited).pk]
    assert attendance(invited) == ["absent", "invited"]
    notice = Notice.objects.get(kind="test_missed")
    title = invited.batches.get().program.title
    assert f"pilihan ini memerlukan nilainya, jadi tertutup: {title}." in notice.text
    with pytest.raises(DomainError) as refusal:
        close_attendance(invited, actor=manager)
    assert str(refusal.value) == (
        "Tidak ada yang dijadwalkan sejak tes dimulai atau sejak penutupan terakhir."
    )


def test_after_closing_nothing_changes_without_a_correction(invited, manager):
    close_attendance(invited, actor=manager)
    sitting = first_of(invited)

    with pytest.raises(DomainError) as by_list:
        record_attendance(invited, {sitting.pk: "attended"}, actor=manager)
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(attendance="attended")
    with pytest.raises(DomainError) as unsaid:
        correct_attendance(sitting, AttendanceStatus.ATTENDED, note=" ", actor=manager)

    assert str(by_list.value) == CLOSED
    assert str(unsaid.value) == "Tulis alasan kehadiran diperbaiki."
    assert attendance(invited) == ["absent", "invited"]


def test_a_correction_keeps_its_reason_and_the_person_learns_of_it(invited, manager):
    close_attendance(invited, actor=manager)
    Notice.objects.filter(kind="test_missed").update(status="delivered")
    sitting = first_of(invited)

    correct_attendance(
        sitting, AttendanceStatus.ATTENDED, note="Ada di daftar bertanda tangan", actor=manager
    )

    row = AttendanceCorrection.objects.get()
    assert (row.was, row.becomes, row.note, row.actor) == (
        "absent",
        "attended",
        "Ada di daftar bertanda tangan",
        manager,
    )
    assert attendance(invited) == ["attended", "invited"]
    assert Notice.objects.filter(kind="test_not_missed").count() == 1
    assert wishes_closed_by_absence(Application.objects.all()) == set()


def test_an_excused_person_comes_at_another_time_until_scoring_closes(invited, manager):
    close_attendance(invited, actor=manager)
    sitting = first_of(invited)
    free = invited.slots.order_by("starts_at").last()
    wanted = {"excuse": Excuse.FLOOD, "note": "Rob di Krapyak", "actor": manager}

    excuse_absence(sitting, free, **wanted)

    sitting.refresh_from_db()
    assert (sitting.attendance, sitting.slot, sitting.is_closed) == ("invited", free, False)
    assert sitting.attendance_corrections.get().excuse == "flood"
    assert Notice.objects.get(kind="test_missed").is_quiet is True
    assert (
        Notice.objects.get(event_key=f"test_invitation:{sitting.pk}:1").answer_by == free.starts_at
    )
    assert wishes_closed_by_absence(Application.objects.all()) == set()
    record_attendance(invited, {sitting.pk: "attended"}, actor=manager)
    assert attendance(invited) == ["invited", "attended"]


def test_nobody_is_excused_once_scoring_has_closed(invited, manager):
    close_attendance(invited, actor=manager)
    Assessment.objects.update(scoring_closes_at=timezone.now() - timedelta(seconds=1))
    sitting, free = first_of(invited), invited.slots.order_by("starts_at").last()

    with pytest.raises(DomainError) as refusal:
        excuse_absence(sitting, free, excuse=Excuse.DUTY, note="", actor=manager)

    assert str(refusal.value) == "Penilaian sudah ditutup, jadi tes ini tidak bisa diikuti lagi."
    assert (AttendanceCorrection.objects.count(), attendance(invited)) == (0, ["absent", "invited"])


def test_a_missed_test_closes_the_wish_so_that_nobody_is_invited_to_the_next(invited, manager):
    close_attendance(invited, actor=manager)
    batch = invited.batches.get()
    Criterion.objects.create(
        batch=batch, code="tulis", name="Tes tulis", assessed_by="written", weight=0
    )
    written = assessment_of(batch, kind="written")
    room_for(written, groups=6)

    sittings = invite_to_assessment(written, actor=manager)

    absent = first_of(invited).application
    assert absent not in [sitting.application for sitting in sittings]
    assert len(sittings) == 1
    waiting = Application.objects.awaiting_selection()
    assert absent.pk not in with_an_open_wish(
        waiting, invited.batches.all(), verified_facts_of(waiting)
    )


def test_absence_says_beforehand_what_the_round_says(manager):
    selection_round = open_round(1, 1, 1)
    first, second, untested = batches = batches_of(selection_round)
    absent = apply_for(selection_round, *batches)
    present = apply_for(selection_round, first, score=80)
    test = interview_of(selection_round)
    test.batches.set([first, second])
    test.sittings.create(application=absent)
    close_attendance(test, actor=manager)

    told = wishes_closed_by_absence(selection_round.intake.applications.all())

    decided = decide(build_problem(close(selection_round)))
    missing = {
        (row["id"], choice["batch"])
        for row in decided["applications"]
        for choice in row["choices"]
        if any(reason.startswith("missing_score") for reason in choice["reasons"])
    }
    assert told == {(absent.pk, first.pk), (absent.pk, second.pk)}
    for application in [absent, present]:
        application.refresh_from_db()
    assert missing == {(absent.draw_code, batch.code) for batch in [first, second, untested]}


def test_the_status_page_says_what_an_absence_closed(client, invited, manager):
    close_attendance(invited, actor=manager)
    application = first_of(invited).application
    client.force_login(application.user)

    page = client.get(application.get_absolute_url()).content.decode()

    assert "Anda tidak hadir di Wawancara" in page
    assert "Hubungi BLK secepatnya" in page


def test_an_absence_of_an_optional_test_closes_nothing(invited, manager):
    Criterion.objects.update(is_required=False)
    close_attendance(invited, actor=manager)

    (absence,) = absences_among(invited.sittings)

    assert absence.closed_wishes == []


def test_a_person_with_a_score_was_there(invited, manager):
    sitting = sitting_at(invited)
    assessor = UserFactory(roles=["assessor"])
    record_scores(invited, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=assessor)
    close_attendance(invited, actor=manager)

    with pytest.raises(DomainError) as refusal:
        correct_attendance(sitting, AttendanceStatus.ABSENT, note="Salah", actor=manager)

    number = sitting.application.registration_number
    assert str(refusal.value) == f"Sudah punya nilai, jadi hadir: {number}."
