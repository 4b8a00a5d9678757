"""Tests and interviews: set, with their phases, and people invited."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import mark_of, refuse_late_save
from enrollment.choices import AttendanceStatus, ScoresShown
from enrollment.models import Application, Assessment, Score, Sitting
from enrollment.models.sitting import new_code
from enrollment.services.facts import verified_facts_of
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.invitations import queue_invitations
from enrollment.services.slots import spread
from enrollment.verdicts import with_an_open_wish
from programs.models import Criterion


@transaction.atomic
def create_assessment(
    intake,
    *,
    batches,
    kind,
    title,
    starts_at,
    place,
    assessors_needed,
    actor,
    scoring_opens_at=None,
    scoring_closes_at=None,
    hides_names=False,
    scores_shown=ScoresShown.ALL_SCORED,
    largest_difference=None,
):
    """Set a test for classes of one intake; refused where nothing is scored in such a test."""
    refuse_if_input_is_frozen(intake.pk)
    _refuse_early_closing(scoring_closes_at, scoring_opens_at, starts_at)
    if not batches or any(batch.intake_id != intake.pk for batch in batches):
        raise DomainError(_("Choose classes of this intake."))
    without = [
        batch
        for batch in batches
        if not Criterion.objects.filter(batch=batch, assessed_by=kind).exists()
    ]
    if without:
        raise DomainError(
            _("Nothing is scored in such a test for: {classes}.").format(
                classes=", ".join(batch.code for batch in without)
            )
        )
    assessment = Assessment.objects.create(
        intake=intake,
        kind=kind,
        title=title,
        starts_at=starts_at,
        place=place,
        assessors_needed=assessors_needed,
        scoring_opens_at=scoring_opens_at,
        scoring_closes_at=scoring_closes_at,
        hides_names=hides_names,
        scores_shown=scores_shown,
        largest_difference=largest_difference,
    )
    assessment.batches.set(batches)
    return assessment


@transaction.atomic
def change_phases(
    assessment,
    *,
    scoring_opens_at,
    scoring_closes_at,
    hides_names,
    scores_shown,
    largest_difference,
    actor,
    seen=None,
):
    """Change when a test is scored and what is hidden meanwhile.

    Raise ``DomainError`` once a score is given, but for a later closing before it has closed, and
    ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_late_save(seen, version_of_phases(assessment))
    refuse_if_input_is_frozen(assessment.intake_id)
    _refuse_early_closing(scoring_closes_at, scoring_opens_at, assessment.starts_at)
    wanted = {
        "scoring_opens_at": scoring_opens_at,
        "hides_names": hides_names,
        "scores_shown": scores_shown,
        "largest_difference": largest_difference,
    }
    now = timezone.now()
    if Score.objects.filter(sitting__assessment=assessment).exists():
        stays = all(getattr(assessment, name) == value for name, value in wanted.items())
        if not stays or assessment.is_closed(now):
            raise DomainError(
                _("Scores are given already, so only the closing may be set later than it is.")
            )
        if not _is_later(scoring_closes_at, assessment.scoring_closes_at or now, now):
            raise DomainError(_("Scoring has begun, so it may only close later than announced."))
    for name, value in wanted.items():
        setattr(assessment, name, value)
    assessment.scoring_closes_at = scoring_closes_at
    assessment.save()
    return assessment


def version_of_phases(assessment):
    """Return the mark of when a test is scored and what is hidden meanwhile."""
    return mark_of(
        str(assessment.scoring_opens_at),
        str(assessment.scoring_closes_at),
        assessment.hides_names,
        str(assessment.scores_shown),
        assessment.largest_difference,
    )


def _refuse_early_closing(closes_at, opens_at, starts_at):
    if closes_at is not None and closes_at <= max(opens_at or starts_at, starts_at):
        raise DomainError(_("Scoring closes after it begins."))


def _is_later(closing, announced, now):
    return closing is not None and closing >= announced and closing > now


@transaction.atomic
def invite_to_assessment(assessment, *, actor):
    """Invite everybody verified whose wish for one of its classes is open; return the sittings.

    Slots are filled in the order of the registration numbers, which says nothing of anybody.
    Who was invited before keeps the slot, so it may be repeated for files verified later.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    waiting = Application.objects.awaiting_selection().filter(intake=assessment.intake_id)
    invited = set(assessment.sittings.values_list("application", flat=True))
    new = with_an_open_wish(waiting, assessment.batches.all(), verified_facts_of(waiting)) - invited
    if not new:
        raise DomainError(_("Nobody new can be invited to this test."))
    applications = sorted(
        waiting.filter(pk__in=new)
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk"),
        key=lambda application: application.registration_number,
    )
    codes = _unused_codes(assessment)
    slots = spread(assessment, [application.pk for application in applications])
    sittings = Sitting.objects.bulk_create(
        Sitting(
            assessment=assessment,
            application=application,
            code=next(codes),
            slot=slots[application.pk],
        )
        for application in applications
    )
    queue_invitations(sittings)
    return sittings


def _unused_codes(assessment):
    """Yield codes that nobody has at this test."""
    used = set(assessment.sittings.values_list("code", flat=True))
    while True:
        code = new_code()
        if code not in used:
            used.add(code)
            yield code


def note_if_all_scored(assessment):
    """Note, once, that everybody who came is scored by all: from now on the scores can be seen.

    It stays so if somebody comes at a later time, for the scores have been seen.
    """
    expected = (
        assessment.sittings.not_excluded().exclude(attendance=AttendanceStatus.ABSENT).order_by()
    )
    complete = expected.scored_by_all().values("pk")
    if assessment.all_scored_at or not expected.exists():
        return
    if not expected.exclude(pk__in=complete).exists():
        assessment.all_scored_at = timezone.now()
        assessment.save(update_fields=["all_scored_at"])


def refuse_own_people(sittings, actor):
    """Raise ``DomainError`` if one of ``sittings`` (their keys) is of somebody near ``actor``."""
    persons = Application.objects.filter(sittings__in=sittings).values_list("person", flat=True)
    refuse_if_near(*persons, actor=actor)


def criteria_of(assessment):
    """Return what is scored in this test, each code once, with its lowest maximum."""
    found = {}
    for criterion in Criterion.objects.filter(
        batch__assessments=assessment, assessed_by=F("batch__assessments__kind")
    ).order_by("position", "code", "-maximum"):
        found[criterion.code] = criterion
    return list(found.values())
