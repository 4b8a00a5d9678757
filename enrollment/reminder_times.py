"""When people are reminded: 24 and 4 hours before a deadline, never at night.

A reminder that would fall between 20.00 and 07.00 WIB is sent at 19.00 the evening before, never
later, so that nobody has less time than promised.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from notices.services.delivery import DAY_BEGINS, DAY_ENDS, is_daytime

STAGES = {"24h": timedelta(hours=24), "4h": timedelta(hours=4)}
EVENING = time(19)


def reminder_moment(deadline, before):
    """Return when to remind of ``deadline``, so long ``before`` it or earlier."""
    moment = timezone.localtime(deadline - before)
    if DAY_BEGINS <= moment.time() < DAY_ENDS:
        return moment
    if moment.time() < DAY_BEGINS:
        moment -= timedelta(days=1)
    return moment.replace(hour=EVENING.hour, minute=0, second=0, microsecond=0)


def stage_due(deadline, now):
    """Return the stage that is due now: the nearest one, for a missed one is not made up for."""
    if now >= deadline or not is_daytime(now):
        return ""
    due = [stage for stage, before in STAGES.items() if reminder_moment(deadline, before) <= now]
    return due[-1] if due else ""


def last_moment_of(day):
    """Return the end of a day in local time."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
