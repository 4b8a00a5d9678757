"""How many files one user may send in a short time."""

import time

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import ngettext

from blk_portal.shared.errors import TooManyTries

WINDOW = 600


def refuse_too_many_uploads(user):
    """Count one more upload of ``user``; raise ``TooManyTries`` beyond ``UPLOAD_RATE``.

    Without the cache nothing is counted: opening a file stays bounded all the same.
    """
    now = int(time.time())
    key = f"uploads:{user.pk}:{now // WINDOW}"
    if _counted(key) <= settings.UPLOAD_RATE:
        return
    seconds = WINDOW - now % WINDOW
    minutes = -(-seconds // 60)
    raise TooManyTries(
        ngettext(
            "Very many files were sent in a short time. Try again in {minutes} minute.",
            "Very many files were sent in a short time. Try again in {minutes} minutes.",
            minutes,
        ).format(minutes=minutes),
        seconds,
    )


def _counted(key):
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return cache.incr(key)
    except ValueError:
        # The cache let go of it in between.
        return 1
