"""Who came to a test: by list or by the code of the card, closed once, corrected with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.late_saves import refuse_late_save
from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment, AttendanceCorrection, Score, Sitting
from enrollment.services.absence_notices import queue_absences, take_back_absence
from enrollment.services.assessments import note_if_all_scored, refuse_own_people
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.invitations import queue_invitations
from enrollment.services.slots import seat_at, version_of_sitting
from enrollment.who_sees import sight_of


@transaction.atomic
def record_attendance(assessment, attendance, *, actor, seen=None):
    """Write down who came: ``attendance`` is ``{sitting pk: AttendanceStatus}``.

    ``seen`` is the same as the page showed it: ``SavedMeanwhile`` where a colleague has written
    something else of somebody since.

    Raise ``DomainError`` for somebody with a score who would be absent, for one's own people, for
    somebody expected before attendance was closed, for an assessor from whom names are hidden,
    and once the round has read its input; then nothing is written.
    """
    assessment = _locked(assessment.pk, actor)
    sittings = assessment.sittings.select_related("slot").in_bulk(attendance)
    if len(sittings) != len(attendance):
        raise DomainError(_("Somebody on the list was not invited to this test."))
    refuse_own_people(attendance, actor)
    changed = [sitting for pk, sitting in sittings.items() if sitting.attendance != attendance[pk]]
    if any(sitting.is_closed for sitting in changed):
        raise DomainError(_("Attendance is closed. Correct it with a reason."))
    for sitting in changed:
        refuse_late_save(seen and seen[sitting.pk], sitting.attendance)
    _refuse_absence_with_a_score(
        [one.pk for one in changed if attendance[one.pk] != AttendanceStatus.ATTENDED]
    )
    for sitting in changed:
        sitting.attendance, sitting.recorded_by = attendance[sitting.pk], actor
        sitting.updated_at = timezone.now()
    Sitting.objects.bulk_update(changed, ["attendance", "recorded_by", "updated_at"])
    note_if_all_scored(assessment)
    return changed


@transaction.atomic
def check_in(sitting, *, actor):
    """Write down, on the day of the test, that somebody came; repeating it is harmless."""
    assessment = _locked(sitting.assessment_id, actor)
    refuse_if_near(sitting.application.person_id, actor=actor)
    sitting = assessment.sittings.select_related("slot").get(pk=sitting.pk)
    if sitting.attendance == AttendanceStatus.ATTENDED:
        return sitting
    if sitting.is_closed:
        raise DomainError(_("Attendance is closed. Correct it with a reason."))
    if timezone.localdate(sitting.moment) != timezone.localdate():
        raise DomainError(
            _("This person is expected on {when}.").format(when=long_datetime(sitting.moment))
        )
    sitting.attendance, sitting.recorded_by = AttendanceStatus.ATTENDED, actor
    sitting.save(update_fields=["attendance", "recorded_by", "updated_at"])
    return sitting


@transaction.atomic
def close_attendance(assessment, *, actor):
    """Take whoever was expected by now and is not there as absent, and tell him; return them.

    Their wishes that need this test are closed from now on (``enrollment.absences``). It may be
    repeated for groups that come later.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    now = timezone.now()
    expected = assessment.sittings.select_related("slot", "assessment", "application__person")
    if not any(sitting.moment <= now and not sitting.is_closed for sitting in expected):
        raise DomainError(_("Nobody was expected since the test began or was closed last."))
    missing = [
        sitting
        for sitting in expected
        if sitting.moment <= now and sitting.attendance == AttendanceStatus.INVITED
    ]
    for sitting in missing:
        sitting.attendance, sitting.recorded_by = AttendanceStatus.ABSENT, actor
        sitting.updated_at = now
    Sitting.objects.bulk_update(missing, ["attendance", "recorded_by", "updated_at"])
    absent = [
        sitting
        for sitting in expected
        if sitting.moment <= now
        and not sitting.is_closed
        and sitting.attendance == AttendanceStatus.ABSENT
    ]
    assessment.attendance_closed_at = now
    assessment.save(update_fields=["attendance_closed_at", "updated_at"])
    note_if_all_scored(assessment)
    queue_absences(assessment, absent)
    return absent


@transaction.atomic
def correct_attendance(sitting, attendance, *, note, actor, seen=None):
    """Change, with the reason, whether somebody came, after attendance was closed.

    Raise ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    assessment, sitting = _closed(sitting, actor)
    refuse_late_save(seen, version_of_sitting(sitting))
    if attendance == sitting.attendance or attendance == AttendanceStatus.INVITED:
        raise DomainError(_("This is what is written down already."))
    if not note.strip():
        raise DomainError(_("Say why attendance is corrected."))
    if attendance == AttendanceStatus.ABSENT:
        _refuse_absence_with_a_score([sitting.pk])
    _correct(sitting, attendance, actor, note=note.strip())
    note_if_all_scored(assessment)
    if attendance == AttendanceStatus.ATTENDED:
        take_back_absence(sitting, is_told=True)
    else:
        queue_absences(assessment, [sitting])
    return sitting


@transaction.atomic
def excuse_absence(sitting, slot, *, excuse, note, actor):
    """Let somebody who was absent for a good reason come at another time, and tell him when.

    Raise ``DomainError`` once scoring has closed, and for a time that is over or a room that is
    full.
    """
    assessment, sitting = _closed(sitting, actor)
    if sitting.attendance != AttendanceStatus.ABSENT:
        raise DomainError(_("Only somebody absent can be given another time."))
    if assessment.is_closed(timezone.now()):
        raise DomainError(_("Scoring has closed, so nobody can take this test any more."))
    take_back_absence(sitting, is_told=False)
    _correct(sitting, AttendanceStatus.INVITED, actor, excuse=excuse, note=note.strip())
    seat_at(sitting, slot, reason=str(excuse.label), actor=actor)
    queue_invitations([sitting])
    return sitting


def _locked(assessment_pk, actor):
    assessment = Assessment.objects.select_for_update().get(pk=assessment_pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    if not sight_of(assessment, actor).takes_attendance:
        raise DomainError(_("While names are hidden from you, a manager records who came."))
    return assessment


def _closed(sitting, actor):
    """Lock the test of somebody whose attendance is closed; return it and the sitting anew."""
    assessment = _locked(sitting.assessment_id, actor)
    refuse_if_near(sitting.application.person_id, actor=actor)
    sitting = Sitting.objects.select_related("slot", "assessment", "application__person").get(
        pk=sitting.pk
    )
    if not sitting.is_closed:
        raise DomainError(_("Attendance is not closed yet. Write it on the list."))
    return assessment, sitting


def _correct(sitting, attendance, actor, *, excuse="", note):
    AttendanceCorrection.objects.create(
        sitting=sitting,
        was=sitting.attendance,
        becomes=attendance,
        excuse=excuse,
        note=note,
        actor=actor,
    )
    sitting.attendance, sitting.recorded_by = attendance, actor
    sitting.save(update_fields=["attendance", "recorded_by", "updated_at"])


def _refuse_absence_with_a_score(sittings):
    scored = Score.objects.filter(sitting__in=sittings).values_list(
        "sitting__application__registration_number", flat=True
    )
    if scored:
        raise DomainError(
            _("Has a score already, so was there: {numbers}.").format(
                numbers=", ".join(sorted(set(scored)))
            )
        )
