from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import naming, record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.portions import in_portions
from enrollment.choices import ApplicationStatus
from enrollment.models import Application

ROWS_AT_ONCE = 10_000


@transaction.atomic
def change_statuses(applications, status, *, actor, reason="", note="", **values):
    """Move all ``applications`` (a queryset) to ``status`` in few statements; return how many.

    ``actor`` is ``None`` when the portal itself decides, as in a selection round. The rows are
    locked and read again, so a stale page cannot decide twice. Raise ``DomainError`` if for any
    of them the table in ``enrollment.choices`` has no such move; then none is moved. A trigger
    writes the history from the transaction's actor and reason. Other ``values`` of the rows that
    belong to the move are written with it.
    """
    locked = list(
        applications.select_for_update(of=("self",)).order_by("pk").values_list("pk", "status")
    )
    for old_status in {old for _pk, old in locked}:
        if not ApplicationStatus(old_status).may_become(status):
            raise DomainError(
                _("An application that is “{old}” cannot become “{new}”.").format(
                    old=ApplicationStatus(old_status).label, new=ApplicationStatus(status).label
                )
            )
    record_for_this_transaction(actor=actor, reason=reason, note=note)
    values |= {"status": status, "updated_at": timezone.now()}
    return sum(
        Application.objects.filter(pk__in=[pk for pk, _old in portion]).update(**values)
        for portion in in_portions(locked, ROWS_AT_ONCE)
    )


@transaction.atomic
def change_status(application, status, *, actor, reason="", note="", **values):
    """Move one application to ``status`` and set it, and ``values``, on the object in hand.

    Where the row still has the status in hand, one statement does it; else it is read again.
    """
    unmoved = Application.objects.filter(
        naming(actor=actor, reason=reason, note=note), pk=application.pk, status=application.status
    )
    is_moved = ApplicationStatus(application.status).may_become(status) and unmoved.update(
        status=status, updated_at=timezone.now(), **values
    )
    if not is_moved:
        row = Application.objects.filter(pk=application.pk)
        change_statuses(row, status, actor=actor, reason=reason, note=note, **values)
    for field, value in {"status": status, **values}.items():
        setattr(application, field, value)
