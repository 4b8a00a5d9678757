"""History is compared with its seals: the newest every day, all of it within a month."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import HistoryCheck, HistorySeal
from accounts.models.history_seal import SEALS
from accounts.sealed_tables import digest_of, sealed_tables

NEWEST = timedelta(days=7)
ALL_WITHIN = 30
MARGIN = timedelta(days=2)
LONGEST_SILENCE = timedelta(days=2)


@dataclass
class Comparison:
    """How many seals had their rows read, what differed first, how many portions cannot be read.

    A portion cannot be read any more when a column of it was dropped, or is emptied by erasing.
    """

    seals: int = 0
    unreadable: int = 0
    day: date | None = None
    table: str = ""


def verify_history(*, whole=False):
    """Compare history with its seals, write down how it went and return that row.

    The chain of the seals is followed from its beginning. The rows are read again under every seal
    if ``whole``, else under those of a week and a thirtieth of the older ones.
    """
    today = timezone.localdate()
    compared = compare(lambda seal: whole or _is_due(seal, today))
    return HistoryCheck.objects.create(
        at=timezone.now(),
        is_whole=whole,
        seals=compared.seals,
        unreadable=compared.unreadable,
        differing_day=compared.day,
        differing_table=compared.table,
    )


@dataclass(frozen=True)
class Standing:
    """The latest comparison, and whether it is too long ago; ``difference``: the one that counts.

    A difference counts until all history was read again and none was found.
    """

    latest: HistoryCheck | None
    is_overdue: bool
    difference: HistoryCheck | None


def standing_of_history():
    latest, settled = HistoryCheck.objects.first(), HistoryCheck.objects.that_settle().first()
    return Standing(
        latest,
        is_overdue=bool(latest) and latest.at < timezone.now() - LONGEST_SILENCE,
        difference=settled if settled and settled.differing_table else None,
    )


def check_of_today():
    """The comparison that was made today, or ``None``."""
    return HistoryCheck.objects.filter(at__date=timezone.localdate()).first()


def compare(is_due):
    """Follow the chain and read the rows under each seal that ``is_due``; stop at a difference."""
    tables = {table.name: table for table in sealed_tables()}
    compared, before, earlier_day = Comparison(), None, None
    for seal in HistorySeal.objects.order_by("pk").iterator(chunk_size=100):
        if not _is_next(seal, before):
            compared.day, compared.table = seal.day, SEALS
            break
        if is_due(seal):
            compared.seals += 1
            if differing := _first_difference(seal, earlier_day, tables, compared):
                compared.day, compared.table = seal.day, differing
                break
        before, earlier_day = seal, seal if seal.ends_day else earlier_day
    return compared


def _is_due(seal, today):
    days = (today - seal.day).days
    return days <= NEWEST.days or days % ALL_WITHIN == 0


def _is_next(seal, before):
    follows = before.digest if before else ""
    return seal.follows == follows and seal.digest == seal.computed_digest()


def _first_difference(seal, earlier_day, tables, compared):
    for name, portion in sorted(seal.portions.items()):
        table = tables.get(name)
        if table is None or not set(portion["columns"]) <= set(table.columns):
            compared.unreadable += 1
        elif _may_be_gone(table, earlier_day):
            continue
        else:
            read = digest_of(table, portion["after"], portion["upto"], portion["columns"])
            if (read.rows, read.sha256) != (portion["rows"], portion["sha256"]):
                return name
    return ""


def _may_be_gone(table, earlier_day):
    """Whether rows under a seal may be so old that they were deleted by law.

    They are newer than the end of the ``earlier_day``; those of a part may be older than the part
    before it.
    """
    if table.kept_for is None:
        return False
    return earlier_day is None or earlier_day.sealed_at < timezone.now() - table.kept_for + MARGIN
