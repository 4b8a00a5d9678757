"""What the gates say of somebody's wishes, by the one evaluator of ``enrollment.selection``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from enrollment.models import Seat
from enrollment.selection.eligibility import UNKNOWN, Rules
from enrollment.services.facts import CITY_RESIDENT, WOMAN, stated_facts
from enrollment.trainings import trainings_of_applicant
from programs.services.rules import entry_rules


@dataclass(frozen=True)
class Standing:
    """What is known of a person when a wish is judged, in the shapes of a selection problem.

    ``answered`` says of a fact that is not held whether the person was asked for it.
    """

    facts: frozenset
    answered: Callable[[str], bool]
    birth_date: object = UNKNOWN
    trainings: object = UNKNOWN
    holds_seat: bool = False


def reasons_against(batch, standing):
    """Return the coded reasons that close ``batch`` to the person for certain.

    The batch's gates should be prefetched, its programme selected.
    """
    spec = entry_rules(batch)
    rules = Rules(spec)
    reasons = ["holds_seat"] if standing.holds_seat else []
    if rules.is_trained_recently(standing.trainings):
        reasons.append("trained_recently")
    asked = {code for gate in spec["gates"] for code in gate.get("facts", [])}
    return reasons + rules.failing_gates(
        facts=standing.facts,
        denied={code for code in asked - standing.facts if standing.answered(code)},
        birth_date=standing.birth_date,
    )


def standing_of(application):
    """Return what the application states so far; what is not answered yet stays open."""
    prefetch_related_objects([application], "fact_claims")
    person = application.person
    birth_date = person.birth_date if person else None
    return Standing(
        facts=frozenset(stated_facts(application)),
        answered=lambda code: _is_answered(application, code),
        birth_date=birth_date.isoformat() if birth_date else UNKNOWN,
        trainings=trainings_of_applicant(application) if person else UNKNOWN,
        holds_seat=bool(person) and _sits_elsewhere(application),
    )


def _is_answered(application, code):
    person = application.person
    if code == CITY_RESIDENT:
        return bool(person and (person.kelurahan_id or person.outside_regency))
    if code == WOMAN:
        return bool(person and person.gender)
    if code.startswith("education:"):
        return bool(application.education)
    return bool(application.conditions_answered_at and application.priorities_answered_at)


def _sits_elsewhere(application):
    if hasattr(application, "sits_elsewhere"):
        return application.sits_elsewhere
    return (
        Seat.objects.taken()
        .filter(person_id=application.person_id)
        .exclude(application=application)
        .exists()
    )
