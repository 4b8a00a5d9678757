"""Registration windows: planned, dated, and after opening changed only where no rule is touched."""

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from programs.models import Intake

RULE_FIELDS = ("code", "max_choices", "upgrade", "lottery_scope", "entropy_source", "paper_days")


@transaction.atomic
def create_intake(*, actor, **fields):
    """Plan a registration window."""
    record_for_this_transaction(actor=actor)
    return Intake.objects.create(**fields)


@transaction.atomic
def edit_intake(intake, *, actor, **fields):
    """Change a registration window.

    Once its rules are published, raise ``DomainError`` for a change of one of ``RULE_FIELDS``,
    of the opening, or for a closing earlier than promised.
    """
    record_for_this_transaction(actor=actor)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.rule_sets.exists():
        _refuse_frozen(intake, fields)
    if fields.get("closes_at", intake.closes_at) != intake.closes_at:
        intake.announced_closes_at = None
    for name, value in fields.items():
        setattr(intake, name, value)
    intake.save()
    return intake


def _refuse_frozen(intake, fields):
    changed = [
        Intake._meta.get_field(name).verbose_name
        for name in (*RULE_FIELDS, "opens_at")
        if name in fields and fields[name] != getattr(intake, name)
    ]
    if changed:
        raise DomainError(
            _("The rules of this intake are published. It is too late to change: {names}.").format(
                names=", ".join(str(name) for name in changed)
            )
        )
    if fields.get("closes_at", intake.closes_at) < intake.closes_at:
        raise DomainError(_("Registration may be extended, not shortened."))
