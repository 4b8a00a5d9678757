"""The lists behind the figures, as files that leave the portal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from blk_portal.shared.lists import Narrowed, StaffList, register
from dashboards.listings import KEYS, columns_of, figure_of, listing_of
from dashboards.policies import FIGURE_READERS
from dashboards.scope import NAMES, Scope


class Counted(Narrowed):
    """The rows that the figure ``key`` counts in the scope that ``query`` says."""

    def __init__(self, key, query):
        self.scope = Scope.of(query)
        listing = listing_of(key, self.scope)
        self.rows, self._definition = listing.rows, listing.figure.definition

    @property
    def words(self):
        scope = self.scope
        narrowed = [
            (_("Year"), str(scope.year) if scope.year else _("All years")),
            (_("Fund"), scope.fund),
            (_("Programme"), scope.program),
            (_("Kelurahan"), scope.kelurahan),
            (_("Intake"), scope.intake),
        ]
        meaning = (_("What is counted"), str(self._definition))
        return [meaning, *((label, value) for label, value in narrowed if value)]


def key_of_list(key):
    """The key, in addresses, of the list behind the figure ``key``."""
    return f"angka-{key}"


def _list_of(key):
    columns = columns_of(key)
    return StaffList(
        key=key_of_list(key),
        title=figure_of(key).label,
        roles=FIGURE_READERS,
        columns=columns,
        narrow=lambda user, query: Counted(key, query),
        dress=lambda rows: rows,
        address=lambda query: f"{reverse('dashboards:list', args=[key])}?{query}",
        person=lambda row: None,
        parameters=tuple(NAMES.values()),
        shown=tuple(column.key for column in columns),
    )


for key in KEYS:
    register(_list_of(key))
