"""How far a file is, in words for the page that waits for it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.exports import MOST_ATTEMPTS, SILENCE
from blk_portal.shared.formats import clock


@dataclass(frozen=True)
class Progress:
    label: str
    done: int
    total: int
    note: str
    stalled: str
    refresh_seconds: int


def progress_of(export):
    """Return how far ``export`` is, or ``None`` once nothing more will happen to it."""
    if export.is_over or is_given_up(export):
        return None
    now = timezone.now()
    silence = now - (export.heartbeat_at or export.asked_at)
    is_silent = silence > SILENCE
    seconds = int(silence.total_seconds())
    return Progress(
        label=_("The file is being written") if export.attempts else _("Waiting for a worker"),
        done=min(export.rows_done, export.rows_expected),
        total=export.rows_expected or 1,
        note=_note(export, seconds, is_silent=is_silent),
        stalled=_("Nothing heard for {seconds} seconds").format(seconds=seconds)
        if is_silent
        else "",
        refresh_seconds=2 if now - export.asked_at < timedelta(minutes=1) else 10,
    )


def is_given_up(export):
    """Whether it failed so often that nobody tries it again."""
    is_quiet = not export.heartbeat_at or timezone.now() - export.heartbeat_at > SILENCE
    return not export.is_over and export.attempts >= MOST_ATTEMPTS and is_quiet


def _note(export, seconds, *, is_silent):
    if is_silent:
        return _("Another worker takes it up by itself. You need not ask again.")
    return _(
        "Asked for at {time}, last heard of {seconds} seconds ago. Closing the page does not stop "
        "it; the file waits under “My files”."
    ).format(time=clock(export.asked_at), seconds=seconds)
