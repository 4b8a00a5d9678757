"""One month of promised days, as weeks for a desk and as a list for a phone."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blk_portal.shared.formats import weekday_date
from programs.models import Holiday


@dataclass(frozen=True)
class Day:
    date: date
    promises: list
    holiday: str
    is_in_month: bool
    is_today: bool

    @property
    def words(self):
        return weekday_date(self.date)


@dataclass(frozen=True)
class Month:
    """``weeks`` are whole weeks from Monday; ``days`` those of the month with something on them."""

    first: date
    weeks: list

    @property
    def title(self):
        return date_format(self.first, "F Y")

    @property
    def before(self):
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def after(self):
        return (self.first + timedelta(days=31)).strftime("%Y-%m")

    @property
    def days(self):
        return [
            day
            for week in self.weeks
            for day in week
            if day.is_in_month and (day.promises or day.holiday)
        ]


def month_of(text, *, today):
    """Return the first day of the month that an address names ("2026-08"), else of this month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def span_of(first):
    """Return the first and the last day of the weeks that ``first``'s month touches."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return weeks[0][0], weeks[-1][-1]


def month_page(first, promises, *, today):
    """Put ``promises`` on the days of the month that begins with ``first``."""
    holidays = dict(Holiday.objects.filter(date__range=span_of(first)).values_list("date", "name"))
    of_day = {}
    for promise in promises:
        of_day.setdefault(promise.day, []).append(promise)
    weeks = [
        [
            Day(
                date=day,
                promises=of_day.get(day, []),
                holiday=holidays.get(day, ""),
                is_in_month=day.month == first.month,
                is_today=day == today,
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks)


def weekday_names():
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
