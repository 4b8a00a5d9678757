"""Everybody acts at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connection, transaction

from blk_portal.shared.errors import DomainError


def all_at_once(acts):
    """Return what each of ``acts`` came to: "done", the words of a refusal, or an error."""
    told, start = [None] * len(acts), threading.Barrier(len(acts), timeout=30)

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
        thread.join(timeout=60)
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
            _wait_until_somebody_waits()

    def follow():
        assert acted.wait(timeout=30)
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
            assert ended.wait(timeout=30)

    def follow():
        assert acted.wait(timeout=30)
        try:
            second()
        finally:
            ended.set()

    return all_at_once([hold, follow])


def _wait_until_somebody_waits():
    with connection.cursor() as cursor:
        for _look in range(1000):
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks waits JOIN pg_locks here USING (pid) "
                "WHERE NOT waits.granted AND here.database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database()))"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("Nobody waited.")
