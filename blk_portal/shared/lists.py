"""Lists that staff read and take away as files: one account of the rows for page and file.

An app with such a list has a module ``lists`` that calls ``register``; it is found when the portal
starts. ``accounts`` writes the files and need not know the apps that come later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_date

SORT, COLUMNS, ROWS = "sort", "columns", "rows"
BACKWARDS = "-"


@dataclass(frozen=True)
class Column:
    """What a list says of a row: ``value`` in a file, ``text`` of that value on a page.

    ``order`` are the expressions that sort by it; without any it cannot be sorted by. A personal
    column goes into a file for one of ``roles`` alone, who says why. ``kind`` names how a page
    draws it.
    """

    key: str
    label: str | Promise
    value: Callable
    text: Callable = str
    order: tuple = ()
    kind: str = ""
    is_personal: bool = False
    is_on_page: bool = True
    roles: frozenset = frozenset()


class Narrowed:
    """A list for one user as one query has it.

    ``rows`` are those of all its pages, in their order; ``words`` say in pairs what narrows them.
    """

    rows: QuerySet
    words: list


@dataclass(frozen=True)
class StaffList:
    """A list by its ``key``, which stands in addresses, for whoever holds one of ``roles``.

    ``narrow(user, query)`` is the list as page and file show it, ``dress(rows)`` adds what the
    columns read, ``address(query)`` leads back to the page, ``person(row)`` is the number of the
    person of whom the personal columns of a row tell, or ``None``. ``parameters`` are what a query
    may hold beside the columns, ``shown`` the columns of a page that names none.
    """

    key: str
    title: str | Promise
    roles: frozenset
    columns: tuple
    narrow: Callable
    dress: Callable
    address: Callable
    person: Callable
    parameters: tuple = ()
    shown: tuple = field(default=())

    def as_asked(self, user, query):
        """The list as ``query``, the text of an address, has it."""
        return self.narrow(user, QueryDict(query))

    def is_for(self, user):
        return user.has_role(*self.roles)

    def columns_for(self, user):
        """The columns that a file for ``user`` may hold."""
        return [
            column
            for column in self.columns
            if not column.is_personal or user.has_role(*column.roles)
        ]

    def columns_of_page(self):
        return [column for column in self.columns if column.is_on_page]

    def columns_chosen(self, query):
        """The columns of a page that ``query`` names, in the order of the list, or the usual."""
        named = {key for part in query.getlist(COLUMNS) for key in part.split(",")}
        chosen = [column for column in self.columns_of_page() if column.key in named]
        return chosen or [column for column in self.columns if column.key in self.shown]

    def canonical(self, query):
        """Write ``query`` again with nothing in it that this list does not know."""
        known = [(name, query[name]) for name in self.parameters if query.get(name)]
        keys = [column.key for column in self.columns_chosen(query)]
        if self.shown and keys != list(self.shown):
            known.append((COLUMNS, ",".join(keys)))
        return urlencode(known, safe=",")


_lists = {}


def register(staff_list):
    _lists[staff_list.key] = staff_list


def find(key):
    """The list of that key, or ``None``."""
    return _lists.get(key)


def sorting(query, columns, usual):
    """Return the column to sort by and whether backwards, as ``query`` says or as ``usual``."""
    sortable = {column.key: column for column in columns if column.order}
    wanted = query.get(SORT, "")
    if wanted.removeprefix(BACKWARDS) not in sortable:
        wanted = usual
    return sortable[wanted.removeprefix(BACKWARDS)], wanted.startswith(BACKWARDS)


def ordered(rows, column, backwards):
    """Sort ``rows`` by ``column``; those that it makes equal stay in the order they came in."""
    order = [expression.desc() if backwards else expression.asc() for expression in column.order]
    return rows.order_by(*order, "pk")


def words_of_filter(form, without=()):
    """Return ``(label, value)`` in words for each field of a filter that narrows anything.

    Fields ``without`` are passed over.
    """
    form.is_valid()
    return [
        (str(bound.label), _in_words(bound.field, form.cleaned_data[bound.name]))
        for bound in form
        if bound.name not in without and form.cleaned_data.get(bound.name) not in (None, "")
    ]


def _in_words(form_field, value):
    if isinstance(form_field, forms.ModelChoiceField):
        return str(form_field.label_from_instance(value))
    if isinstance(form_field, forms.ChoiceField):
        return str(dict(form_field.choices)[value])
    if isinstance(form_field, forms.DateField):
        return long_date(value)
    return str(value)


def words_of_sorting(column, backwards):
    if backwards:
        return _("{column}, backwards").format(column=column.label)
    return str(column.label)
