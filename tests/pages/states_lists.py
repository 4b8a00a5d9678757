"""The list of applicants and its files with something on them."""

from django.utils import timezone

from accounts.models import HistoryCheck, ListExport, SavedView
from accounts.services.sealing import seal_history
from accounts.services.verifying import verify_history
from tests.factories.desk import case_factory
from tests.factories.exports import asked_export, written_export
from tests.pages.state import State


def applicants(user):
    for status in ["submitted", "verified", "not_selected"]:
        case_factory(status=status, claims=["disability"], papers=())
    SavedView.objects.create(user=user, list_key="pendaftar", name="Lolos", query="sort=name")
    return {}


def file_ready(user):
    applicants(user)
    return {"pk": written_export(user, columns=["number", "name"], reason="Absensi").pk}


def file_under_way(user):
    case_factory(papers=())
    export = asked_export(user)
    ListExport.objects.filter(pk=export.pk).update(attempts=1, heartbeat_at=timezone.now())
    return {"pk": export.pk}


def file_deleted(user):
    export = written_export(user)
    ListExport.objects.update(removed_at=timezone.now())
    return {"pk": export.pk}


def files(user):
    file_ready(user)
    file_under_way(user)
    return {}


def files_of_another(user):
    written_export(columns=["name"], reason="Absensi")
    return {}


def seals(user):
    case_factory(papers=())
    seal_history()
    verify_history()
    return {}


def broken_seal(user):
    seals(user)
    HistoryCheck.objects.create(
        at=timezone.now(),
        is_whole=False,
        seals=1,
        differing_day=timezone.localdate(),
        differing_table="shared_statuschange",
    )
    return {}


LIST, NEW = "enrollment:application_list", "accounts:export_new"
STATES = [
    State("lists", LIST, "three", "verifier", applicants),
    State(
        "lists",
        LIST,
        "other columns",
        "training_manager",
        applicants,
        query="?columns=number,nik_masked,class,kelurahan,education&sort=-kelurahan",
    ),
    State("lists", LIST, "a wrong date", "auditor", applicants, query="?since=kemarin"),
    State(
        "lists",
        NEW,
        "narrowed",
        "training_manager",
        applicants,
        kwargs={"key": "pendaftar"},
        query="?status=verified&sort=name",
    ),
    State(
        "lists",
        NEW,
        "without a reason",
        "training_manager",
        applicants,
        kwargs={"key": "pendaftar"},
        data={"personal": ["name"], "format": "csv"},
    ),
    State("lists", "accounts:export", "ready", "verifier", file_ready),
    State("lists", "accounts:export", "under way", "verifier", file_under_way),
    State("lists", "accounts:export", "deleted", "verifier", file_deleted),
    State("lists", "accounts:exports", "two", "verifier", files),
    State("lists", "accounts:exports", "of all", "auditor", files_of_another),
    State("accounts", "accounts:history_seals", "as sealed", "auditor", seals),
    State("accounts", "accounts:history_seals", "one differs", "admin", broken_seal),
    State("accounts", "accounts:staff_home", "history differs", "admin", broken_seal),
]
