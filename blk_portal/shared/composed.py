"""Reads whose statement Django composes once in a process and repeats with other keys."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError


@dataclass(frozen=True)
class _Once:
    """A statement with its values; ``names`` has the name of a key where its stand-in was."""

    compiler: object
    sql: str
    values: tuple
    names: list


class Composed:
    """A queryset that is read again and again, with other keys and otherwise the same.

    Django writes the SQL of a queryset anew each time, which for a row with three tables joined
    to it takes three times longer than reading it. ``make`` returns the queryset for keys of the
    ``kinds`` that are given by name, ``int`` or ``str``; it is called once, with values that
    stand in for them. What is prefetched is not read.
    """

    def __init__(self, make, **kinds):
        self._make, self._kinds = make, kinds

    def get(self, **keys):
        """Return the only row, or raise ``DoesNotExist`` as a queryset does."""
        rows = self.read(**keys)
        if len(rows) == 1:
            return rows[0]
        model = self._once.compiler.query.model
        raise model.MultipleObjectsReturned if rows else model.DoesNotExist

    def read(self, **keys):
        """Return the rows for these ``keys`` as a list."""
        once = self._once
        pairs = zip(once.names, once.values, strict=True)
        values = tuple(keys[name] if name else value for name, value in pairs)
        compiler = copy(once.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        if compiler.query.select_for_update and compiler.connection.get_autocommit():
            raise TransactionManagementError("A lock ends at once outside of a transaction.")
        compiler.as_sql = lambda *_args, **_kwargs: (once.sql, values)
        # The very loop by which a queryset makes its rows, given a compiler that has finished.
        rows = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _known_related_objects={},
        )
        return list(ModelIterable(rows))

    @cached_property
    def _once(self):
        stand_ins = {
            name: -1_000_000 - place if kind is int else f"stands in for {name}"
            for place, (name, kind) in enumerate(self._kinds.items())
        }
        compiler = self._make(**stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        names_of = {stand_in: name for name, stand_in in stand_ins.items()}
        names = [names_of.get(value) if type(value) in (int, str) else None for value in values]
        if set(names) - {None} != set(stand_ins):
            raise ValueError("A key does not stand in the statement as it was given.")
        return _Once(compiler, sql, values, names)
