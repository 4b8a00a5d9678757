"""The rules of an intake as data: what is published at opening and what a round reads."""

import hashlib
import json
from decimal import Decimal

from programs.choices import GateType, SelectionMethod

FORMAT = "intake-rules/1"


def rules_of(intake):
    """Return the rules of ``intake`` as JSON values; its batches are those of the frozen problem.

    Numbers with a fraction are decimal strings, dates ISO strings, as the problem format asks.
    """
    batches = (
        intake.batches.select_related("program")
        .prefetch_related("gates", "criteria", "reserves")
        .order_by("code")
    )
    return {
        "format": FORMAT,
        "intake": intake.code,
        "max_choices": intake.max_choices,
        "upgrade": intake.upgrade,
        "lottery": {"scope": intake.lottery_scope, "entropy_source": intake.entropy_source},
        "batches": [batch_rules(batch) for batch in batches],
    }


def batch_rules(batch):
    """Return the rules of one class in the problem's format."""
    criteria = list(batch.criteria.all())
    ties = sorted(
        (criterion for criterion in criteria if criterion.tie_position is not None),
        key=lambda criterion: criterion.tie_position,
    )
    return entry_rules(batch) | {
        "capacity": batch.capacity,
        "mode": "merit" if batch.selection_method == SelectionMethod.MERIT else "lottery",
        "reserve_mode": batch.reserve_mode,
        "criteria": [
            {
                "id": criterion.code,
                "weight": weight_text(criterion.weight),
                "max": _decimal(criterion.maximum),
                "minimum": _decimal(criterion.minimum),
                "required": criterion.is_required,
            }
            for criterion in criteria
        ],
        "minimum_merit": _decimal(batch.minimum_merit),
        "ties": [criterion.code for criterion in ties],
        "reserves": [
            {"category": reserve.category, "any_of": reserve.facts, "seats": reserve.seats}
            for reserve in batch.reserves.all()
        ],
        "waitlist_size": batch.waitlist_size,
    }


def entry_rules(batch):
    """Return those of the rules that say who may join; scores are not asked for."""
    return {
        "id": batch.code,
        "programme": batch.program.slug,
        "reference_date": batch.reference_date.isoformat(),
        "retrain": _retrain(batch),
        "gates": [_gate(gate) for gate in batch.gates.all()],
        "criteria": [],
        "minimum_merit": None,
    }


def canonical(rules):
    """Return the one spelling of ``rules``: sorted keys, no white space, no escapes."""
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


def weight_text(percent):
    """Return a weight in percent as the factor that a problem holds."""
    return _decimal(percent / 100)


def _gate(gate):
    if gate.type == GateType.AGE:
        return {
            "code": gate.code,
            "type": gate.type,
            "min": gate.minimum_age,
            "max": gate.maximum_age,
        }
    return {"code": gate.code, "type": gate.type, "facts": gate.facts}


def _retrain(batch):
    if batch.retrain_years is None:
        return None
    return {"years": batch.retrain_years, "scope": batch.retrain_scope}


def _decimal(value):
    """Write a number without an exponent and without trailing zeros."""
    if value is None:
        return None
    return format(Decimal(value).normalize(), "f")
