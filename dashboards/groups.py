"""Conditions for comparisons inside the dashboard: who may still get on, and who people are."""

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Gender
from dashboards.figures import APPLICATION_FIGURES, BEING_CHECKED, FUNNEL
from enrollment.choices import ApplicationStatus, ClaimStatus
from enrollment.models import FactClaim, Participation
from programs.choices import Education

GROUPS = {
    "women": _("Women"),
    "men": _("Men"),
    "young": _("Aged 18 to 25"),
    "disabled": _("People with a disability, verified"),
    "little_school": _("SMP or less"),
}


class AgeWhenSent(Func):
    """Completed years between birth and the day the application was sent."""

    template = "EXTRACT(YEAR FROM AGE(%(expressions)s))"
    output_field = IntegerField()

    def __init__(self):
        super().__init__(F("submitted_at"), F("person__birth_date"))


def prospects(scope):
    """Conditions of those who may still get to a later stage."""
    reached = {key: figure.condition(scope) for key, figure in FUNNEL.items()}
    known = Participation.objects.filter(application=OuterRef("pk"), has_finished__isnull=False)
    untested = Participation.objects.filter(
        application=OuterRef("pk"), has_finished=True, is_competent__isnull=True
    )
    to_check_or_test = Q(status__in=[*BEING_CHECKED, ApplicationStatus.VERIFIED])
    waiting = to_check_or_test | Q(status=ApplicationStatus.WAITLISTED)
    return {
        "to_test": to_check_or_test & ~reached["tested"],
        "waiting_for_seat": waiting & ~reached["seated"],
        "to_confirm": Q(status=ApplicationStatus.SEATED) & reached["seated"],
        "may_finish": Q(status=ApplicationStatus.CONFIRMED)
        & reached["confirmed"]
        & ~Q(Exists(known)),
        "to_certify": reached["finished"] & Q(Exists(untested)),
    }


def group_conditions(scope):
    """For each group, who of it applied and who got a seat."""
    disability = FactClaim.objects.filter(
        application=OuterRef("pk"), fact_type="disability", status=ClaimStatus.VERIFIED
    )
    members = {
        "women": Q(person__gender=Gender.FEMALE),
        "men": Q(person__gender=Gender.MALE),
        "young": Q(age_when_sent__range=(18, 25)),
        "disabled": Q(Exists(disability)),
        "little_school": Q(
            education__in=[Education.NONE, Education.PRIMARY, Education.LOWER_SECONDARY]
        ),
    }
    seated = APPLICATION_FIGURES["seated"].condition(scope)
    return {f"applied_{name}": member for name, member in members.items()} | {
        f"seated_{name}": member & seated for name, member in members.items()
    }
