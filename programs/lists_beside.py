"""The short lists of a class, read in the statement that reads the class.

Gates, criteria, guaranteed seats and the papers of a programme are a handful of rows each. A
prefetch asks the database once more for every list; here it puts them beside the class as JSON.
"""

import json
from decimal import Decimal
from functools import partial

from django.db.models import F, Func, JSONField

from programs.models import Criterion, Gate, RequiredDocument, Reserve

OF_THE_CLASS = {"gates": Gate, "criteria": Criterion, "reserves": Reserve}
OF_THE_PROGRAMME = {"required_documents": RequiredDocument}


class _Rows(Func):
    """All rows of ``table`` whose ``column`` is the given key, in their order."""

    template = (
        "(SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.position, r.id), '[]') "
        "FROM %(table)s r WHERE r.%(column)s = %(expressions)s)"
    )
    output_field = JSONField(decoder=partial(json.JSONDecoder, parse_float=Decimal))


def read_with_lists(rows, *names, batch=""):
    """Return ``rows`` (a queryset) as a list, with the lists ``names`` as if prefetched.

    They are classes, or have one that is selected with its programme as ``batch``.
    """
    columns = {f"{name}_beside": _beside(name, batch) for name in names}
    read = list(rows.annotate(**columns))
    for row in read:
        one = getattr(row, batch) if batch else row
        for name in names:
            owner = one if name in OF_THE_CLASS else one.program
            _keep(owner, name, row.__dict__.pop(f"{name}_beside"))
    return read


def _beside(name, batch):
    if name in OF_THE_CLASS:
        return _Rows(F(batch or "pk"), table=_table(OF_THE_CLASS[name]), column="batch_id")
    key = f"{batch}__program" if batch else "program"
    return _Rows(F(key), table=_table(OF_THE_PROGRAMME[name]), column="program_id")


def _table(model):
    return model._meta.db_table


def _keep(owner, name, values):
    """Let ``owner.name.all()`` return rows of these ``values``, as Django does after a prefetch."""
    model = (OF_THE_CLASS | OF_THE_PROGRAMME)[name]
    columns = [field.attname for field in model._meta.concrete_fields]
    kept = getattr(owner, name).all()
    kept._result_cache = [
        model.from_db(owner._state.db, columns, [row[column] for column in columns])
        for row in values
    ]
    kept._prefetch_done = True
    owner._prefetched_objects_cache = {
        **getattr(owner, "_prefetched_objects_cache", {}),
        name: kept,
    }
