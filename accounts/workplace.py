"""The cards of the staff start page: what each role comes to do."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import STAFF_ROLES, Role


@dataclass(frozen=True)
class Card:
    view_name: str
    title: str
    text: str
    roles: frozenset

    @property
    def url(self):
        return reverse(self.view_name)


def _card(view_name, title, text, *roles):
    return Card(view_name, title, text, frozenset(roles))


CARDS = [
    _card(
        "enrollment:assist",
        _("Apply for somebody"),
        _("For people who come to the counter or the kelurahan, with their consent."),
        Role.HELPER,
        Role.VERIFIER,
    ),
    _card(
        "enrollment:queue",
        _("Application files"),
        _("Check documents and facts, return or verify."),
        Role.VERIFIER,
    ),
    _card(
        "enrollment:duplicate_list",
        _("Entered twice?"),
        _("Applicants who may be one person: compare, and exclude one or keep both."),
        Role.VERIFIER,
        Role.TRAINING_MANAGER,
    ),
    _card(
        "enrollment:application_list",
        _("Applicants"),
        _("Everybody who applied: sorted, narrowed, kept as a view, taken away as a file."),
        Role.VERIFIER,
        Role.TRAINING_MANAGER,
        Role.APPROVER,
        Role.AUDITOR,
    ),
    _card(
        "enrollment:desk_workload",
        _("Work at the desk"),
        _("What waits until when, and who checks how much of it."),
        Role.TRAINING_MANAGER,
    ),
    _card(
        "enrollment:assessment_list",
        _("Tests and interviews"),
        _("Who came, and what they scored."),
        Role.ASSESSOR,
        Role.TRAINING_MANAGER,
    ),
    _card(
        "programs:staff_intakes",
        _("Classes and rules"),
        _("Programmes, intakes, seats, conditions and weights."),
        Role.TRAINING_MANAGER,
    ),
    _card(
        "enrollment:calendar",
        _("Promised days"),
        _("Every day that was promised, what is late, and moving a day with notice."),
        Role.TRAINING_MANAGER,
        Role.APPROVER,
        Role.AUDITOR,
    ),
    _card(
        "enrollment:round_list",
        _("Selection"),
        _("Close, freeze, run, approve and publish."),
        Role.TRAINING_MANAGER,
        Role.APPROVER,
        Role.AUDITOR,
    ),
    _card(
        "enrollment:roster_list",
        _("Participants"),
        _("Attendance, results and certificates of each class."),
        Role.TRAINING_MANAGER,
    ),
    _card(
        "enrollment:find_result",
        _("Explain a result"),
        _("What the applicant reads: place, scores, what would have changed it."),
        Role.HELPER,
        Role.TRAINING_MANAGER,
    ),
    _card(
        "notices:call_list",
        _("People to call"),
        _("Who has not been told yet, with WhatsApp links."),
        Role.HELPER,
        Role.VERIFIER,
        Role.TRAINING_MANAGER,
    ),
    _card(
        "notices:template_list",
        _("Wording of messages"),
        _("What residents are told by WhatsApp, SMS and e-mail."),
        Role.TRAINING_MANAGER,
        Role.ADMIN,
    ),
    _card(
        "grants:round_list",
        _("Grants"),
        _("Requests, handovers and visits."),
        Role.GRANTS_OFFICER,
        Role.OFFICIAL,
        Role.AUDITOR,
    ),
    _card(
        "dashboards:home",
        _("Figures"),
        _("What the money did, for each fund and kelurahan."),
        Role.OFFICIAL,
        Role.APPROVER,
        Role.TRAINING_MANAGER,
        Role.ADMIN,
        Role.AUDITOR,
    ),
    _card(
        "dashboards:trail_find",
        _("Who did what"),
        _("Every act and reading about an application or a person."),
        Role.AUDITOR,
        Role.TRAINING_MANAGER,
        Role.ADMIN,
    ),
    _card(
        "accounts:history_seals",
        _("Seals of the history"),
        _("Whether what was written down is still as it was, day by day."),
        Role.AUDITOR,
        Role.ADMIN,
    ),
    _card(
        "accounts:counter",
        _("Help with signing in"),
        _("A new password, an unlocked account or a first one for somebody at the counter."),
        Role.HELPER,
        Role.VERIFIER,
        Role.ADMIN,
    ),
    _card(
        "enrollment:claim_list",
        _("NIK claims"),
        _("Somebody's NIK is under another account: settle it with the KTP on the table."),
        Role.HELPER,
        Role.VERIFIER,
        Role.ADMIN,
    ),
    _card(
        "accounts:data_requests",
        _("Requests about own data"),
        _("Deletion, standstill, correction: an answer within 3 × 24 hours."),
        Role.ADMIN,
        Role.TRAINING_MANAGER,
    ),
    _card(
        "accounts:staff_accounts",
        _("Staff accounts"),
        _("Who works here, with which roles."),
        Role.ADMIN,
    ),
    _card(
        "accounts:exports",
        _("Files taken away"),
        _("Lists that you took out of the portal, and what for."),
        *STAFF_ROLES,
    ),
    _card(
        "accounts:acting_heads",
        _("Acting heads"),
        _("Who approves in place of the head, from when to when, by which letter."),
        Role.ADMIN,
    ),
    _card(
        "enrollment:relation_list",
        _("Declared relations"),
        _("Applicants whom you know too well: colleagues decide about them."),
        *STAFF_ROLES,
    ),
    _card(
        "mfa_index",
        _("Sign-in codes"),
        _("Your second factor and spare codes."),
        *STAFF_ROLES,
    ),
]


def cards_for(roles):
    """Cards for a person holding ``roles``, in the order of an intake's life."""
    return [card for card in CARDS if card.roles & roles]
