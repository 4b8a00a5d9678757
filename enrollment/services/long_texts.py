"""A text of many megabytes on its way into a row, in little room.

As a parameter of a statement it would stand in memory four times over.
"""

import hashlib
from contextlib import contextmanager

from django.db import connection
from django.db.models.expressions import RawSQL

MOST_AT_ONCE = 1 << 20


class LongText:
    """Takes the bytes of a text in parts, and its digest."""

    def __init__(self):
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self._object = connection.connection.lobject(0, "wb")

    @property
    def sha256(self):
        return self._digest.hexdigest()

    def write(self, part):
        self._digest.update(part)
        self._waiting += part
        if len(self._waiting) >= MOST_AT_ONCE:
            self._flush()

    def whole(self):
        """Return what stands for the text in statements of this transaction."""
        self._flush()
        return RawSQL("convert_from(lo_get(%s), 'UTF8')", [self._object.oid])

    def forget(self):
        self._object.unlink()

    def _flush(self):
        self._object.write(bytes(self._waiting))
        self._waiting.clear()


@contextmanager
def long_text():
    """Yield a ``LongText``; must run inside ``transaction.atomic``."""
    text = LongText()
    yield text
    text.forget()
