"""Private files that go with their rows."""

import structlog
from django.core.files.storage import default_storage
from django.db import transaction

logger = structlog.get_logger(__name__)


def delete_after_commit(names):
    """Delete files from the store once the transaction that let go of them has held."""
    names = [name for name in names if name]
    if names:
        transaction.on_commit(lambda: _delete(names))


def _delete(names):
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.error("file_not_deleted", error=type(error).__name__)
