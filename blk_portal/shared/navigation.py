"""The bar of the staff pages: what each role is offered. The views themselves guard the doors."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    view_name: str
    label: str
    roles: frozenset
    also_under: tuple = ()


STAFF_NAVIGATION = [
    Entry("enrollment:queue", _("Queue"), frozenset({"verifier"})),
    Entry("enrollment:bulk_list", _("Many at once"), frozenset({"verifier", "training_manager"})),
    Entry(
        "enrollment:application_list",
        _("Applicants"),
        frozenset({"verifier", "training_manager", "approver", "auditor"}),
    ),
    Entry("enrollment:assist", _("Assisted entry"), frozenset({"helper", "verifier"})),
    Entry("enrollment:assessment_list", _("Tests"), frozenset({"assessor", "training_manager"})),
    Entry(
        "enrollment:round_list",
        _("Selection"),
        frozenset({"training_manager", "approver", "auditor"}),
        also_under=("/petugas/surat/",),
    ),
    Entry(
        "programs:staff_intakes",
        _("Programmes"),
        frozenset({"training_manager"}),
        also_under=(
            "/petugas/kalender/",
            "/petugas/kelas/",
            "/petugas/program/",
            "/petugas/dana/",
            "/petugas/hari-libur/",
            "/petugas/gangguan/",
        ),
    ),
    Entry("enrollment:roster_list", _("Participants"), frozenset({"training_manager"})),
    Entry("notices:dispatch_list", _("Held"), frozenset({"training_manager", "approver"})),
    Entry("notices:call_list", _("Calls"), frozenset({"helper", "verifier", "training_manager"})),
    Entry("grants:round_list", _("Grants"), frozenset({"grants_officer", "auditor", "official"})),
    Entry(
        "dashboards:home",
        _("Dashboard"),
        frozenset({"official", "training_manager", "approver", "auditor", "admin"}),
    ),
    Entry("programs:help", _("Help"), frozenset()),
]


def entries_for(roles):
    """Return the entries for a person holding ``roles``; an entry without roles is for all."""
    return [entry for entry in STAFF_NAVIGATION if not entry.roles or entry.roles & roles]
