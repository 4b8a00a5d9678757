"""Whatever staff can change leaves a trace, or it is said here why it need not."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection

OURS = ["accounts", "notices", "programs", "enrollment", "grants", "dashboards", "shared"]
HISTORY = {"append_only", "record_status_change"}
FIXED = {
    "accounts.ActingHead": "is added and ended once, never changed; says by whom",
    "accounts.ActivationSlip": "is added and used once, never deleted; says by whom",
    "accounts.Consent": "is given and withdrawn once, never deleted; says by whom",
    "accounts.DeclaredRelation": "is declared and ended once, never deleted; says by whom",
    "accounts.HelpSession": "begins and ends once, never deleted; says by whom",
    "accounts.ListExport": "what was asked for stays, what was written is set once",
    "enrollment.Correction": "stays once settled; its changes and options are append-only",
    "enrollment.DryRun": "is done once and decides nothing",
    "enrollment.OfficialPaper": "stays as written and signed",
}
WITHOUT = {
    "accounts.User": "acts on accounts are rows of AccountEvent",
    "accounts.Person": "corrected fields are rows of PersonChange",
    "accounts.NikIndex": "is computed from the person",
    "accounts.KkIndex": "is computed from the person",
    "accounts.Kelurahan": "comes with migrations; no page changes it",
    "accounts.KelurahanAlias": "comes with migrations; no page changes it",
    "accounts.SavedView": "is its owner's own and decides nothing",
    "notices.Dispatch": "is written by the act; letting it go is a DispatchDecision",
    "notices.Notice": "is written by the portal; calls and wordings are append-only",
    "notices.NoticeDelivery": "is written by the gateway",
    "programs.AlertTry": "counts tries of strangers",
    "programs.OpeningAlert": "is asked for by residents",
    "programs.PortalSign": "is written by the portal",
    "programs.PublishedFigure": "is computed",
    "programs.Trade": "comes with migrations; no page changes it",
    "enrollment.FactType": "comes with migrations; no page changes it",
    "enrollment.LookupTry": "counts tries of strangers",
    "enrollment.RoundAttempt": "is written by the worker",
    "enrollment.ScoreFile": "is a draft of its assessor; scores leave events once confirmed",
}


def our_models():
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in OURS and model._meta.managed
    }


def triggers_of(model):
    return {trigger.name for trigger in getattr(model._meta, "triggers", [])}


def has_history(model):
    is_event = issubclass(model, pghistory.models.Event)
    return is_event or hasattr(model, "pgh_event_model") or bool(triggers_of(model) & HISTORY)


def test_every_table_has_history_or_a_reason_why_not():
    without = {label for label, model in our_models().items() if not has_history(model)}

    assert without == {*FIXED, *WITHOUT}


def test_what_is_fixed_is_so_by_a_trigger():
    assert [label for label in FIXED if not triggers_of(our_models()[label])] == []


@pytest.mark.django_db
def test_the_database_has_the_triggers_that_write_events():
    tracked = {
        model._meta.db_table for model in our_models().values() if hasattr(model, "pgh_event_model")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'O' "
            "AND tgname LIKE 'pgtrigger_insert_insert_%'"
        )
        assert {row[0] for row in cursor.fetchall()} == tracked
