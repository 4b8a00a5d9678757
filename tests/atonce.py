"""Everybody acts at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connection, transaction

from blk_portal.shared.errors import DomainError
from tests.waiting import PATIENCE, wait_until


def meeting_of(number):
    """Return a barrier at which as many threads wait for one another."""
    return threading.Barrier(number, timeout=PATIENCE)


def all_at_once(acts):
    """Return what each of ``acts`` came to: "done", the words of a refusal, or an error."""
    told, start = [None] * len(acts), meeting_of(len(acts))

    def play(place, act):
        try:
            start.wait()
            act()
            told[place] = "done"
        except DomainError as refusal:
            told[place] = str(refusal)
        except Exception as error:
            told[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=play, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return told


def one_waits_for_the_other(first, second):
    """Let ``second`` act while ``first`` has acted and not committed, so that it has to wait.

    Return what each came to, as ``all_at_once`` does.
    """
    acted = threading.Event()

    def hold():
        with transaction.atomic():
            first()
            acted.set()
            wait_until(somebody_waits)

    def follow():
        assert acted.wait(timeout=PATIENCE)
        second()

    return all_at_once([hold, follow])


def second_acts_before_the_first_ends(first, second):
    """Let ``first`` act and not commit before ``second`` has acted, which must not have to wait.

    Return what each came to, as ``all_at_once`` does. It shows what happens without a lock.
    """
    acted, ended = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            first()
            acted.set()
            assert ended.wait(timeout=PATIENCE)

    def follow():
        assert acted.wait(timeout=PATIENCE)
        try:
            second()
        finally:
            ended.set()

    return all_at_once([hold, follow])


def somebody_waits():
    """Whether another connection waits for what the transaction of this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted "
            "AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]
