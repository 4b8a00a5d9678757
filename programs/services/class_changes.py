"""The record of a class that is postponed, held after all, merged or cancelled."""

from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from programs.choices import BatchStatus, ChangeReason, ClassChangeKind
from programs.models import ClassChange
from programs.services.status import change_batch_status

STATUS_OF = {
    ClassChangeKind.POSTPONED: BatchStatus.POSTPONED,
    ClassChangeKind.MERGED: BatchStatus.MERGED,
    ClassChangeKind.CANCELLED: BatchStatus.CANCELLED,
}


def change_class(batch, kind, *, actor, reason, note="", into=None):
    """Move a locked class to the state that ``kind`` means and keep the act; return its row.

    One that is held after all gets the state of its intake. Raise ``DomainError`` without a
    reason in words where the code says nothing, or if the class has no such move.
    """
    if reason == ChangeReason.OTHER and not note.strip():
        raise DomainError(_("Write the reason in your own words."))
    status = STATUS_OF.get(kind, batch.intake.status)
    change_batch_status(batch, status, actor=actor, reason=f"class_{kind}", note=note.strip())
    return ClassChange.objects.create(
        batch=batch, kind=kind, into=into, reason=reason, note=note.strip(), made_by=actor
    )
