"""Columns that tell who somebody is, for the lists of every app.

Of people who had their data put away they say nothing.
"""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from blk_portal.shared.formats import phone
from blk_portal.shared.lists import Column


class PersonColumns:
    """Makes the personal columns of a list; ``person(row)`` is whom a row is about."""

    def __init__(self, person):
        self.person = person

    def number_told(self, row):
        """The number of the person of whom the row tells, or ``None``."""
        person = self.person(row)
        return None if person is None or person.restricted_at else person.pk

    def name(self, roles, **more):
        return self._column("name", _("Name"), attrgetter("full_name"), roles, **more)

    def nik_masked(self, roles, **more):
        return self._column(
            "nik_masked", _("NIK (masked)"), attrgetter("nik_masked"), roles, kind="mono", **more
        )

    def phone(self, roles):
        return self._column(
            "phone", _("Phone"), lambda person: phone(person.phone), roles, is_on_page=False
        )

    def address(self, roles):
        return self._column("address", _("Address"), _address, roles, is_on_page=False)

    def nik(self, roles):
        """The whole number, which no page shows."""
        return self._column("nik", _("NIK, whole"), attrgetter("nik"), roles, is_on_page=False)

    def _column(self, key, label, read, roles, **more):
        def value(row):
            return "" if self.number_told(row) is None else read(self.person(row))

        return Column(key, label, value, is_personal=True, roles=frozenset(roles), **more)


def _address(person):
    return f"{person.address} RT {person.rt} RW {person.rw}" if person.address else ""
