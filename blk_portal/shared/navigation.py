"""The bar of the staff pages: what each role is offered. The views themselves guard the doors."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILES, SELECTION, CLASSES, OTHER = _("Case files"), _("Selection"), _("Classes"), _("More")
GROUPS = [FILES, SELECTION, CLASSES, OTHER]
MOST_IN_A_ROW = 6
MOST_ON_A_PHONE = 4


@dataclass(frozen=True)
class Entry:
    view_name: str
    label: str
    roles: frozenset
    also_under: tuple = ()
    group: str | Promise = OTHER


@dataclass(frozen=True)
class Group:
    """Entries under one word; one without a ``label`` stands by itself in the bar."""

    label: str | Promise
    entries: list


STAFF_NAVIGATION = [
    Entry("enrollment:queue", _("Queue"), frozenset({"verifier"}), group=FILES),
    Entry(
        "enrollment:bulk_list",
        _("Many at once"),
        frozenset({"verifier", "training_manager"}),
        group=FILES,
    ),
    Entry(
        "enrollment:application_list",
        _("Applicants"),
        frozenset({"verifier", "training_manager", "approver", "auditor"}),
        group=FILES,
    ),
    Entry("enrollment:assist", _("Assisted entry"), frozenset({"helper", "verifier"}), group=FILES),
    Entry(
        "enrollment:assessment_list",
        _("Tests"),
        frozenset({"assessor", "training_manager"}),
        group=SELECTION,
    ),
    Entry(
        "enrollment:round_list",
        _("Selection"),
        frozenset({"training_manager", "approver", "auditor"}),
        also_under=("/petugas/surat/",),
        group=SELECTION,
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
        group=CLASSES,
    ),
    Entry(
        "enrollment:roster_list", _("Participants"), frozenset({"training_manager"}), group=CLASSES
    ),
    Entry(
        "notices:dispatch_list",
        _("Held"),
        frozenset({"training_manager", "approver"}),
        group=SELECTION,
    ),
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


def groups_for(roles, *, most=MOST_IN_A_ROW):
    """Return what stands in the bar for a person holding ``roles``.

    Up to ``most`` entries stand in a row, as do those that are alone in their group.
    """
    entries = entries_for(roles)
    if len(entries) <= most:
        return [Group("", entries)]
    found = []
    for label in GROUPS:
        own = [entry for entry in entries if entry.group == label]
        if own:
            found.append(Group(label if len(own) > 1 else "", own))
    return found
