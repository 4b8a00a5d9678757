"""A worker's attempt at a round: its number is the fencing token, its row shows the progress."""

import os
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Max
from django.utils import timezone

from enrollment.choices import AttemptPhase
from enrollment.models import RoundAttempt
from enrollment.services.locks import end_holder_of_intake, intake_lock

HEARTBEAT_SECONDS = 1
SILENCE = timedelta(seconds=30)
MOST_ATTEMPTS = 5


class Overtaken(Exception):
    """A newer attempt holds the round; this one must not write."""


class Progress:
    """How far an attempt is: set by the work, written to its row by a thread of its own.

    The thread has its own connection, so that what it writes is seen while the work's
    transaction is still open, and a silent row means a dead worker.
    """

    def __init__(self, attempt):
        self.attempt = attempt
        self._state = {"phase": AttemptPhase.STARTED, "done": 0, "total": 0}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write_now_and_then, daemon=True)

    def says(self, phase, done=0, total=0):
        self._state = {"phase": phase, "done": done, "total": total}

    def _write_now_and_then(self):
        try:
            while not self._ended.wait(HEARTBEAT_SECONDS):
                self._write()
        finally:
            connection.close()

    def _write(self):
        try:
            RoundAttempt.objects.filter(pk=self.attempt.pk, ended_at=None).update(
                heartbeat_at=timezone.now(), **self._state
            )
        except (OperationalError, InterfaceError):
            # PostgreSQL was away; the next word goes over a new connection.
            connection.close()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._ended.set()
        self._thread.join()


@contextmanager
def begun_attempt(selection_round):
    """Begin an attempt with the next number and keep its row alive until the work is over."""
    newest = selection_round.attempts.aggregate(number=Max("number"))["number"] or 0
    attempt = RoundAttempt.objects.create(selection_round=selection_round, number=newest + 1)
    with Progress(attempt) as progress:
        yield progress


def refuse_if_overtaken(attempt):
    """Raise ``Overtaken`` unless ``attempt`` is the newest of its locked round."""
    if attempt.selection_round.attempts.filter(number__gt=attempt.number).exists():
        raise Overtaken


def end_attempt(attempt, phase, *, message=""):
    RoundAttempt.objects.filter(pk=attempt.pk).update(
        phase=phase, message=message[:500], ended_at=timezone.now(), heartbeat_at=timezone.now()
    )


def end_refused_attempt(attempt, message, *, is_repeated):
    """End an attempt that was refused.

    One that ``is_repeated`` by the clock, and is refused as the one before it was, leaves no row
    of its own: the row before lasts until now.
    """
    before = attempt.selection_round.attempts.filter(number__lt=attempt.number).last()
    is_known = before and (before.phase, before.message) == (AttemptPhase.REFUSED, message[:500])
    if is_repeated and is_known:
        attempt.delete()
        attempt = before
    end_attempt(attempt, AttemptPhase.REFUSED, message=message)


def is_left_alone(selection_round, since):
    """Whether nobody works at what was asked for at ``since``: message lost, worker dead or frozen.

    A worker that was not heard of for ``SILENCE`` and still holds the round is frozen: its
    connection is ended, and with it whatever it had begun to write. What failed ``MOST_ATTEMPTS``
    times is left to a human.
    """
    attempts = list(selection_round.attempts.filter(started_at__gte=since, ended_at=None))
    if len(attempts) >= MOST_ATTEMPTS:
        return False
    last_word = attempts[-1].heartbeat_at if attempts else since
    if timezone.now() - last_word < SILENCE:
        return False
    with intake_lock(selection_round.intake_id) as is_free:
        return is_free or end_holder_of_intake(selection_round.intake_id)


def barrier(place):
    """Wait while a fault test holds the worker at ``place``; nothing in the running portal.

    The test names a folder in its settings and puts a file ``hold-PLACE`` there.
    """
    if not settings.ROUND_BARRIER_FOLDER:
        return
    folder = Path(settings.ROUND_BARRIER_FOLDER)
    gate = folder / f"hold-{place}"
    if gate.exists():
        (folder / f"reached-{place}").write_text(str(os.getpid()))
    while gate.exists():
        time.sleep(0.05)
