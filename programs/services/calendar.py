"""Days that are no working days, and counting those that are."""

from datetime import timedelta

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


def working_day_after(day, count):
    """Return the ``count``-th working day after ``day``: Monday to Friday, no holiday."""
    holidays = set(
        Holiday.objects.filter(date__gt=day, date__lte=day + timedelta(days=60)).values_list(
            "date", flat=True
        )
    )
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day
