"""Days that are no working days."""

from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from programs.models import Holiday


def add_holiday(*, date, name):
    """Add a holiday; raise ``DomainError`` if that day is one already."""
    holiday, is_new = Holiday.objects.get_or_create(date=date, defaults={"name": name})
    if not is_new:
        raise DomainError(_("This day is a holiday already: {name}.").format(name=holiday.name))
    return holiday


def remove_holiday(holiday):
    holiday.delete()
