"""Files of lists, as they lie there for their maker."""

import csv
import io
from uuid import uuid4

from django.core.files.storage import default_storage
from django.http import QueryDict

from accounts.services.exports import ask_for_export, write_export
from blk_portal.shared import lists
from tests.factories import UserFactory


def asked_export(user=None, *, key="pendaftar", query="", columns=("number",), **fields):
    """Return the row of a file that nobody has written yet."""
    user = user or UserFactory(roles=["training_manager"])
    fields = {"format": "csv", "reason": "", "submission_key": uuid4()} | fields
    return ask_for_export(
        lists.find(key), user=user, query=QueryDict(query), columns=list(columns), **fields
    )


def written_export(user=None, **fields):
    return write_export(asked_export(user, **fields))


def numbers_in(export):
    """The first column of a CSV file."""
    return [row[0] for row in rows_in(export)]


def rows_in(export):
    """The rows of a CSV file, which says itself how many it has."""
    text = default_storage.open(export.stored_name).read().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    end = lines.index([])
    assert lines[end + 1][1] == str(end - 1)
    return lines[1:end]
