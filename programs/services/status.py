"""The one door through which an intake and its classes change their state."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from programs.choices import BatchStatus, IntakeStatus
from programs.models import Batch, Intake


@transaction.atomic
def change_intake_status(intake, status, *, actor, reason="", note=""):
    """Move ``intake`` to ``status``, and with it every class that can follow.

    A class that was merged, postponed or cancelled on its own stays as it is. ``actor`` is
    ``None`` when the portal itself acts, as at closing. Raise ``DomainError`` if the table in
    ``programs.choices`` has no such move.
    """
    locked = Intake.objects.select_for_update().get(pk=intake.pk)
    _refuse_unless_allowed(IntakeStatus(locked.status), IntakeStatus(status))
    record_for_this_transaction(actor=actor, reason=reason, note=note)
    now = timezone.now()
    Batch.objects.filter(intake=locked, status=locked.status).update(status=status, updated_at=now)
    Intake.objects.filter(pk=locked.pk).update(status=status, updated_at=now)
    intake.status = status


@transaction.atomic
def change_batch_status(batch, status, *, actor, reason="", note=""):
    """Move one class alone, as when it is postponed, merged or cancelled for want of people."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    _refuse_unless_allowed(BatchStatus(locked.status), BatchStatus(status))
    record_for_this_transaction(actor=actor, reason=reason, note=note)
    Batch.objects.filter(pk=locked.pk).update(status=status, updated_at=timezone.now())
    batch.status = status


def _refuse_unless_allowed(old, new):
    if not old.may_become(new):
        raise DomainError(
            _("What is “{old}” cannot become “{new}”.").format(old=old.label, new=new.label)
        )
