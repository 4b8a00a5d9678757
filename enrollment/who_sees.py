"""Who may score a test now, and whose names, photos, addresses and scores he sees meanwhile.

The one place that decides it: pages, printed sheets, CSV and XLSX files and the services ask here,
for one test, one member of staff and one moment.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from enrollment.choices import ScoresShown, ScoringPhase
from enrollment.models import Score


@dataclass(frozen=True)
class Sight:
    """What one member of staff may do and see at one test at one moment."""

    phase: ScoringPhase
    may_score: bool
    may_correct: bool
    takes_attendance: bool
    sees_names: bool
    sees_photos: bool
    sees_addresses: bool
    sees_others_scores: bool


@dataclass(frozen=True)
class Shown:
    """How a page or a sheet calls somebody: by name and number, or by the code alone."""

    label: str
    number: str = ""


def sight_of(assessment, user):
    """Decide what ``user`` may do and see at ``assessment`` now.

    Nobody sees scores of others before the phase of scoring without them is over, and who gives
    scores sees no name until then where the test hides names. From then on a score is corrected
    with a reason; but where nothing was hidden, it may be changed until scoring closes.
    """
    now = timezone.now()
    phase = phase_of(assessment, now)
    scores, organises = user.has_role(Role.ASSESSOR), user.has_role(Role.TRAINING_MANAGER)
    is_blind = phase == ScoringPhase.BLIND
    is_over = phase == ScoringPhase.OVER
    hid_nothing = assessment.assessors_needed == 1 and not assessment.hides_names
    may_score = scores and (is_blind or is_over and hid_nothing and not assessment.is_closed(now))
    sees_names = (scores or organises) and (
        not is_blind or not assessment.hides_names or not scores
    )
    return Sight(
        phase=phase,
        may_score=may_score,
        may_correct=scores and is_over and not may_score,
        takes_attendance=sees_names,
        sees_names=sees_names,
        sees_photos=sees_names,
        sees_addresses=organises and not scores,
        sees_others_scores=(scores or organises) and is_over,
    )


def phase_of(assessment, now):
    """Return whether scoring is to come, goes on without others' scores, or is over."""
    if now < assessment.scored_from:
        return ScoringPhase.BEFORE
    if assessment.is_closed(now):
        return ScoringPhase.OVER
    if assessment.scores_shown == ScoresShown.ALL_SCORED and assessment.all_scored_at:
        return ScoringPhase.OVER
    return ScoringPhase.BLIND


def people_of(assessment, user):
    """Return the sittings that are not of ``user``'s own people, whom colleagues look after.

    Whoever was excluded as a duplicate is at no test any more.
    """
    return assessment.sittings.not_excluded().no_affair_of(user)


def people_shown(sittings, sight):
    """Return ``sittings`` as a list in which each is ``shown`` the way ``sight`` allows.

    By code they stand in the order of the codes, which tells nothing of the people.
    """
    if not sight.sees_names:
        found = list(sittings.select_related("assessment", "slot").order_by("code"))
        for sitting in found:
            sitting.shown = Shown(_("Code {code}").format(code=sitting.code))
        return found
    found = list(
        sittings.select_related("application__person", "assessment", "slot").order_by(
            "slot__starts_at", "slot__room", "application__registration_number"
        )
    )
    for sitting in found:
        application = sitting.application
        sitting.shown = Shown(application.person.full_name, application.registration_number)
    return found


def scores_seen(assessment, user, sight):
    """Return the scores that ``user`` may see: the own ones, and all once ``sight`` says so.

    Whoever comes after all others were scored is scored without others' scores, too.
    """
    scores = Score.objects.filter(sitting__in=people_of(assessment, user).order_by().values("pk"))
    seen = Q(assessor=user)
    if sight.sees_others_scores:
        seen |= Q(sitting__in=assessment.sittings.scored_by_all().order_by().values("pk"))
    if sight.sees_others_scores and assessment.is_closed(timezone.now()):
        return scores
    return scores.filter(seen)
