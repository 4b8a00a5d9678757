"""Classes of an intake and the rules by which their seats are given."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save, version_of
from programs.models import Batch, Criterion, Gate, Intake, Reserve
from programs.promises import OF_CLASS

RULE_FIELDS = (
    "program",
    "code",
    "capacity",
    "selection_method",
    "reserve_mode",
    "reference_date",
    "retrain_years",
    "retrain_scope",
    "minimum_merit",
    "waitlist_size",
)


@dataclass(frozen=True)
class BatchRules:
    """Field values of the rows that rule a class, each list in its order."""

    gates: list = field(default_factory=list)
    criteria: list = field(default_factory=list)
    reserves: list = field(default_factory=list)


@transaction.atomic
def create_batch(intake, *, actor, rules, **fields):
    """Add a class with its ``rules`` to an intake whose rules are not published yet."""
    record_for_this_transaction(actor=actor)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.rule_sets.exists():
        raise DomainError(_("The rules of this intake are published. No class can be added."))
    batch = Batch.objects.create(intake=intake, **fields)
    _replace_rules(batch, rules)
    return batch


@transaction.atomic
def edit_batch(batch, *, actor, rules=None, seen=None, **fields):
    """Change a class, and its ``rules`` where given.

    Once the rules of its intake are published, raise ``DomainError`` if ``rules`` is given or
    one of ``RULE_FIELDS`` or of its days differs; venue, costs and benefits may still change,
    and days move by ``reschedule``, which tells its people. ``seen`` is the version that the page
    showed; ``SavedMeanwhile`` if it is another one now.
    """
    record_for_this_transaction(actor=actor)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    refuse_late_save(seen, version_of_class(batch))
    if batch.intake.rule_sets.exists():
        _refuse_frozen(batch, rules, fields)
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save()
    if rules is not None:
        _replace_rules(batch, rules)
    return batch


def version_of_class(batch):
    """Return the mark of a class with the rows that rule it."""
    return version_of(batch, *batch.gates.all(), *batch.criteria.all(), *batch.reserves.all())


def _refuse_frozen(batch, rules, fields):
    changed = _changed(batch, fields, RULE_FIELDS)
    if rules is not None:
        changed.append(_("conditions, criteria or guaranteed seats"))
    if changed:
        raise DomainError(
            _("The rules of this class are published. It is too late to change: {names}.").format(
                names=", ".join(changed)
            )
        )
    if moved := _changed(batch, fields, OF_CLASS):
        raise DomainError(
            _(
                "Promised days move on a page of their own, where applicants are told: {names}."
            ).format(names=", ".join(moved))
        )


def _changed(batch, fields, names):
    return [
        str(Batch._meta.get_field(name).verbose_name)
        for name in names
        if name in fields and fields[name] != getattr(batch, name)
    ]


def _replace_rules(batch, rules):
    for related, model, rows in [
        (batch.gates, Gate, rules.gates),
        (batch.criteria, Criterion, rules.criteria),
        (batch.reserves, Reserve, rules.reserves),
    ]:
        related.all().delete()
        model.objects.bulk_create(
            model(batch=batch, position=position, **row) for position, row in enumerate(rows)
        )
