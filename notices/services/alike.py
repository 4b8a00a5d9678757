"""One message to many people: alike but for what it is about and where it leads."""

from collections import defaultdict

from django.db import connection
from django.db.models import Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from blk_portal.shared.portions import in_portions
from notices.kinds import KINDS
from notices.models import Notice
from notices.services.wording import words_for

ROWS_AT_ONCE = 10_000


def queue_notices_alike(rows, kind, *, event, link, context=None, dispatch=None):
    """Write the outbox rows of one message to everybody behind ``rows``, each once.

    ``rows`` is a queryset of what it tells about, each with a ``person``; ``event`` names what
    happened, and with the number of a row it is the ``event_key``. ``link`` is an expression for
    the address of a row. The words differ with the language alone, so that no row leaves the
    database: this takes a tenth of the time of ``queue_notices``.
    """
    now = timezone.now()
    people = defaultdict(list)
    for pk, language in rows.order_by("pk").values_list("pk", "person__language"):
        people[language].append(pk)
    for language, pks in people.items():
        words = words_for(kind, language, context or {})
        alike = {
            "kind": kind,
            "context": context or {},
            "subject": words.subject,
            "text": words.text,
            "needs_answer": KINDS[kind].needs_answer,
            "dispatch": dispatch and dispatch.pk,
            "hold_until": None if dispatch else now,
            "created_at": now,
            "updated_at": now,
        }
        for portion in in_portions(pks, ROWS_AT_ONCE):
            _insert(rows.model.objects.filter(pk__in=portion), alike, event=event, link=link)


def _insert(rows, alike, *, event, link):
    """Insert a notice for each of ``rows``, one statement for all; what stands already stays."""
    number = Cast("pk", CharField())
    of_each = {
        "person": "person_id",
        "event_key": Concat(Value(f"{event}:"), number),
        "about": Concat(Value(f"{rows.model._meta.db_table}:"), number),
        "link": link,
    }
    fields = [field for field in Notice._meta.concrete_fields if not field.primary_key]
    chosen = rows.order_by("pk").values_list(
        *(
            of_each.get(field.name) or _value(field, alike.get(field.name, field.get_default()))
            for field in fields
        )
    )
    columns = ", ".join(field.column for field in fields)
    sql, parameters = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Notice._meta.db_table} ({columns}) {sql} ON CONFLICT DO NOTHING",
            parameters,
        )


def _value(field, value):
    return Value(value, output_field=field)
