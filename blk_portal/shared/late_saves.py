"""A save that comes too late: somebody else saved the same since the page was opened."""

import hashlib

from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError

SEEN = "seen"
_NOT_SAVED_BY_PEOPLE = {"created_at", "updated_at", "status"}


class SavedMeanwhile(DomainError):
    """What the page showed is no longer what stands; a save would overwrite it unread."""

    def __init__(self):
        super().__init__(
            _("Somebody else saved this since you opened the page. Nothing of yours was stored.")
        )


def mark_of(*values):
    """Return a short text that differs once one of ``values`` does."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def version_of(*rows):
    """Return the mark of everything that people save in ``rows``; their numbers do not count."""
    return mark_of(
        *(
            (field.attname, str(getattr(row, field.attname)))
            for row in rows
            for field in row._meta.concrete_fields
            if not field.primary_key and field.name not in _NOT_SAVED_BY_PEOPLE
        )
    )


def refuse_late_save(seen, version):
    """Raise ``SavedMeanwhile`` unless what the page showed, ``seen``, is the ``version`` of now.

    ``None`` was shown by no page: what the portal itself writes is never late.
    """
    if seen is not None and seen != version:
        raise SavedMeanwhile
