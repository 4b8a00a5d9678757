"""How long the portal keeps what: one table, until the city's own schedule replaces it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One line of the table; ``since`` says from which moment the period runs."""

    key: str
    period: timedelta
    what: str | Promise
    since: str | Promise


DRAFTS = Line(
    "drafts",
    timedelta(days=90),
    _("Applications that were never sent"),
    _("the last change, once registration has closed"),
)
IDENTITY_SCANS = Line(
    "identity_scans",
    YEAR,
    _("Scans of KTP and Family Card"),
    _("the upload, and no application is running"),
)
NOT_SELECTED = Line(
    "not_selected",
    2 * YEAR,
    _("Files of people who were not selected"),
    _("the publication of the result"),
)
PARTICIPANTS = Line(
    "participants",
    10 * YEAR,
    _("Participants and their certificates"),
    _("the last day of the class or the certificate"),
)
GRANTS = Line("grants", 10 * YEAR, _("Grant files"), _("the decision or the last visit"))
ACCESS_LOG = Line("access_log", 2 * YEAR, _("Who opened whose data"), _("the opening"))
NOTICES = Line("notices", YEAR, _("Texts of messages"), _("the message"))
ALERTS = Line(
    "opening_alerts",
    YEAR,
    _("Numbers to be told when a programme opens"),
    _("the request, or the message if that comes first"),
)
REQUESTS = Line(
    "data_requests", 2 * YEAR, _("Texts of requests about own data"), _("the end of the request")
)
EXPORTS = Line(
    "exports",
    timedelta(days=7),
    _("Files of lists that staff took out of the portal"),
    _("the writing of the file; who took what and why stays"),
)
DRY_RUNS = Line(
    "dry_runs", timedelta(days=30), _("Dry runs of a selection"), _("the day they were asked for")
)
IDLE_ACCOUNTS = Line(
    "idle_accounts",
    timedelta(days=90),
    _("People of whom nothing above is held"),
    _("their registration and last sign-in"),
)

TABLE = [
    DRAFTS,
    IDENTITY_SCANS,
    NOT_SELECTED,
    PARTICIPANTS,
    GRANTS,
    ACCESS_LOG,
    NOTICES,
    ALERTS,
    REQUESTS,
    EXPORTS,
    DRY_RUNS,
    IDLE_ACCOUNTS,
]
