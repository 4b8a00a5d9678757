"""The demo world's own clock: acts of the office done at moments of the past."""

import contextlib
from datetime import datetime, time, timedelta
from unittest import mock

import pgtrigger
from django.db import connection
from django.utils import timezone

_BACKDATE = "UPDATE shared_statuschange SET at = %s WHERE id > %s"


@contextlib.contextmanager
def at(moment):
    """Let everything inside happen at ``moment``: Python's clock and the status history.

    The database stamps history with its own clock and refuses to change it, for everybody but
    the owner role, as which the seed runs; so the stamps are moved afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM shared_statuschange")
        (last,) = cursor.fetchone()
        with mock.patch.object(timezone, "now", return_value=moment):
            yield moment
        with pgtrigger.ignore("shared.StatusChange:append_only"):
            cursor.execute(_BACKDATE, [moment, last])


def shift_in_weeks(demo_today, today):
    """Whole weeks that bring ``demo_today`` nearest to ``today``, so that weekdays stay."""
    return timedelta(weeks=round((today - demo_today).days / 7))


def moment(day, hour=8, minute=0):
    """``day`` at a WIB time, as an aware datetime."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
