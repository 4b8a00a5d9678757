"""Everybody acts at the same moment, each in a thread with a connection of its own."""

import threading

from django.db import connection

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
