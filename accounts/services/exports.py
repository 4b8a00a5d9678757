"""A list leaves the portal as a file: asked for, written once, fetched by its maker alone."""

import hashlib
import secrets
import tempfile
from datetime import timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import FileFormat, Opened
from accounts.models import ListExport, PersonAccess
from blk_portal.shared import lists
from blk_portal.shared.csv_files import csv_lines
from blk_portal.shared.errors import DomainError
from blk_portal.shared.files import delete_after_commit
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.locking import lock_and_read
from blk_portal.shared.retention import EXPORTS
from blk_portal.shared.xlsx_files import write_xlsx

FOLDER = "exports"
ROWS_AT_ONCE = 1000
# Above so many rows a worker writes the file.
MOST_ROWS_IN_A_REQUEST = 1000
MOST_ATTEMPTS = 5
SILENCE = timedelta(seconds=30)
# Longer than any file takes to be written.
REST = timedelta(days=1)


class Overtaken(Exception):
    """The file is there already, or a newer attempt writes it; this one must stop."""


@transaction.atomic
def ask_for_export(staff_list, *, user, query, columns, format, reason, submission_key):
    """Write down that ``user`` wants ``columns`` of the list as ``query`` has it; return the row.

    The same ``submission_key`` gives the same row. Raise ``DomainError`` for a list or a column
    that is not for this user, or for a personal column without a reason.
    """
    if asked := ListExport.objects.filter(submission_key=submission_key, user=user).first():
        return asked
    if not staff_list.is_for(user):
        raise DomainError(_("This list is for others."))
    allowed = {column.key: column for column in staff_list.columns_for(user)}
    if not columns or not set(columns) <= set(allowed):
        raise DomainError(_("Choose columns that your role may take away."))
    is_personal = any(allowed[key].is_personal for key in columns)
    if is_personal and not reason.strip():
        raise DomainError(_("Say what you need the personal data for."))
    query = staff_list.canonical(query)
    return ListExport.objects.create(
        user=user,
        submission_key=submission_key,
        list_key=staff_list.key,
        query=query,
        columns=[key for key in allowed if key in columns],
        format=format,
        language=translation.get_language(),
        is_personal=is_personal,
        reason=reason.strip() if is_personal else "",
        rows_expected=staff_list.as_asked(user, query).rows.count(),
    )


def write_export(export):
    """Write the file of ``export`` and return its row; do nothing if it is over.

    A killed worker leaves nothing that counts: the next attempt writes the file anew. Of two
    attempts at once the older one stops, and a finished file is never replaced.
    """
    export = _begun(export)
    if export is None:
        return None
    staff_list = lists.find(export.list_key)
    if staff_list is None or not export.user.is_active or not staff_list.is_for(export.user):
        return _refuse(export)
    try:
        return _written(export, staff_list)
    except Overtaken:
        return None


def _written(export, staff_list):
    name = f"{FOLDER}/{secrets.token_hex(16)}.{export.format}"
    with translation.override(export.language), tempfile.TemporaryFile() as file:
        content = _Content(export, staff_list)
        content.write_to(file)
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        default_storage.save(name, File(file))
    try:
        return _finish(export, content, stored_name=name, size=size, sha256=digest)
    except BaseException:
        default_storage.delete(name)
        raise


class _Content:
    """Rows on their way into a file, counted, with the persons whom they are about."""

    def __init__(self, export, staff_list):
        self.export, self.staff_list = export, staff_list
        allowed = {column.key: column for column in staff_list.columns_for(export.user)}
        self.columns = [allowed[key] for key in export.columns if key in allowed]
        self.narrowed = staff_list.as_asked(export.user, export.query)
        self.begun_at = timezone.now()
        self.count, self.persons = 0, set()

    def write_to(self, file):
        header = [str(column.label) for column in self.columns]
        if self.export.format == FileFormat.XLSX:
            write_xlsx(file, header, self._rows(), facts=self._facts())
            return
        for line in csv_lines(header, self._rows(), facts=self._facts()):
            file.write(line.encode())

    def _rows(self):
        """Yield every row; which they are, one statement says, and many short ones read them.

        So a worker that is silent for half a minute is dead, however long the list. A row that
        has left the list meanwhile is left out.
        """
        numbers = list(self.narrowed.rows.values_list("pk", flat=True))
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            _note_progress(self.export, self.count)
            portion = self.narrowed.rows.filter(pk__in=numbers[start : start + ROWS_AT_ONCE])
            for row in self.staff_list.dress(portion):
                self.count += 1
                self.persons.add(self.staff_list.person(row))
                yield [column.value(row) for column in self.columns]

    def _facts(self):
        """Yield what the file says of itself; the count is that of the rows before it."""
        yield _("Number of rows"), self.count
        yield _("List"), str(self.staff_list.title)
        yield from self.narrowed.words
        yield _("As of"), long_datetime(self.begun_at)
        yield _("Made by"), str(self.export.user)
        if self.export.reason:
            yield _("Reason"), self.export.reason


@transaction.atomic
def _begun(export):
    """Count an attempt and return the export, or ``None`` if there is nothing to do."""
    export = lock_and_read(ListExport.objects.select_related("user"), export.pk)
    if export.is_over or export.attempts >= MOST_ATTEMPTS:
        return None
    export.attempts += 1
    export.rows_done, export.heartbeat_at = 0, timezone.now()
    export.save(update_fields=["attempts", "rows_done", "heartbeat_at"])
    return export


def _note_progress(export, count):
    going_on = ListExport.objects.not_over().filter(pk=export.pk, attempts=export.attempts)
    if not going_on.update(rows_done=count, heartbeat_at=timezone.now()):
        raise Overtaken


def _refuse(export):
    export.refusal = _("The list is not for this account any more.")
    export.save(update_fields=["refusal"])
    return export


@transaction.atomic
def _finish(export, content, **written):
    """Say that the file is there, and whose data it holds; one or both, never half."""
    locked = ListExport.objects.select_for_update().get(pk=export.pk)
    if locked.is_over or locked.attempts != export.attempts:
        raise Overtaken
    if export.is_personal:
        PersonAccess.objects.bulk_create(
            (
                PersonAccess(
                    person_id=person, user=export.user, what=Opened.LIST, reason=export.reason
                )
                for person in sorted(content.persons - {None})
            ),
            batch_size=1000,
        )
    now = timezone.now()
    locked.row_count, locked.rows_done = content.count, content.count
    locked.written_at, locked.heartbeat_at = now, now
    locked.expires_at = now + EXPORTS.period
    for field, value in written.items():
        setattr(locked, field, value)
    locked.save(
        update_fields=[
            *("row_count", "rows_done", "written_at", "heartbeat_at", "expires_at"),
            *written,
        ]
    )
    return locked


def interrupted_exports():
    """Those at which nobody works: the message was lost, or the worker killed."""
    quiet_since = timezone.now() - SILENCE
    return (
        ListExport.objects.not_over()
        .filter(attempts__lt=MOST_ATTEMPTS, asked_at__lt=quiet_since)
        .exclude(heartbeat_at__gte=quiet_since)
    )


def files_past_their_time(before):
    return ListExport.objects.with_a_file().filter(written_at__lt=before)


def forget_files(exports, before):
    """Delete the files of ``exports``; who took what and why stays. Return how many."""
    delete_after_commit(exports.values_list("stored_name", flat=True))
    return exports.update(removed_at=timezone.now())


def sweep_lost_files():
    """Remove files that a killed worker left, which no row names; return how many."""
    if not default_storage.exists(FOLDER):
        return 0
    known = set(ListExport.objects.with_a_file().values_list("stored_name", flat=True))
    oldest = timezone.now() - REST
    lost = [
        name
        for name in (f"{FOLDER}/{file}" for file in default_storage.listdir(FOLDER)[1])
        if name not in known and default_storage.get_modified_time(name) < oldest
    ]
    for name in lost:
        default_storage.delete(name)
    return len(lost)
