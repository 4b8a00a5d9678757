"""Registration windows: planned, dated, and after opening changed only where no rule is touched."""

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save, version_of
from programs.models import Intake
from programs.promises import OF_INTAKE

RULE_FIELDS = ("code", "max_choices", "upgrade", "lottery_scope", "entropy_source", "paper_days")


@transaction.atomic
def create_intake(*, actor, **fields):
    """Plan a registration window."""
    record_for_this_transaction(actor=actor)
    return Intake.objects.create(**fields)


@transaction.atomic
def edit_intake(intake, *, actor, seen=None, **fields):
    """Change a registration window.

    Once its rules are published, raise ``DomainError`` for a change of one of ``RULE_FIELDS`` or
    of a promised day: days move by ``reschedule`` alone, which tells the applicants. ``seen`` is
    the version that the page showed; ``SavedMeanwhile`` if it is another one now.
    """
    record_for_this_transaction(actor=actor)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    refuse_late_save(seen, version_of(intake))
    if intake.rule_sets.exists():
        _refuse_frozen(intake, fields)
    for name, value in fields.items():
        setattr(intake, name, value)
    intake.save()
    return intake


def _refuse_frozen(intake, fields):
    if changed := _changed(intake, fields, RULE_FIELDS):
        raise DomainError(
            _("The rules of this intake are published. It is too late to change: {names}.").format(
                names=changed
            )
        )
    if changed := _changed(intake, fields, OF_INTAKE):
        raise DomainError(
            _(
                "Promised days move on a page of their own, where applicants are told: {names}."
            ).format(names=changed)
        )


def _changed(intake, fields, names):
    return ", ".join(
        str(Intake._meta.get_field(name).verbose_name)
        for name in names
        if name in fields and fields[name] != getattr(intake, name)
    )
