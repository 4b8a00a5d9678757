"""History is sealed day by day; whoever rewrites it past the portal is found."""

import re
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sealed_tables
from accounts.models import HistoryCheck, HistorySeal, PersonChange
from accounts.models.history_seal import SEALS
from accounts.sealed_tables import digest_of
from accounts.services.erasing import erase_person
from accounts.services.rotating import encrypted_columns
from accounts.services.sealing import seal_history, sealed_so_far
from accounts.services.verifying import verify_history
from accounts.tasks import seal_and_verify_history
from blk_portal.shared import personal_data
from blk_portal.shared.models import StatusChange
from enrollment.models import Choice
from enrollment.services.status import change_status
from grants.models import GrantRequest
from tests.accounts.test_services_erasing import person_everywhere
from tests.atonce import all_at_once
from tests.factories import ApplicationFactory, ChoiceFactory, PersonFactory, UserFactory
from tests.factories.grants import GrantRequestFactory
from tests.logs import everything_logged

pytestmark = pytest.mark.django_db
HISTORY = "shared_statuschange"


def as_owner(statement, *values, table=HISTORY):
    """Do what only the owner of the database can, past every trigger of the table."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; RESET ROLE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED; SET ROLE blk_app")


def on_day(monkeypatch, days):
    """Let the clock of the portal be ``days`` ahead."""
    ahead = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: ahead)


def two_sealed_days(monkeypatch):
    """Two seals, each with moves of two applications under it."""
    ApplicationFactory.create_batch(2, status="submitted")
    (first,) = seal_history()
    applications = ApplicationFactory.create_batch(2, status="submitted")
    on_day(monkeypatch, 1)
    (second,) = seal_history()
    return first, second, applications


def found():
    check = verify_history(whole=True)
    return check.differing_day, check.differing_table


def test_a_seal_holds_the_one_before_and_what_was_added_since(monkeypatch):
    first, second, applications = two_sealed_days(monkeypatch)

    assert (first.follows, second.follows) == ("", first.digest)
    rows = [seal.portions[HISTORY]["rows"] for seal in (first, second)]
    assert sum(rows) == StatusChange.objects.count()
    assert 0 not in rows
    assert second.portions[HISTORY]["after"] == first.portions[HISTORY]["upto"]
    assert sealed_so_far()[HISTORY] == StatusChange.objects.latest("pk").pk
    assert found() == (None, "")


def test_a_day_is_sealed_once():
    ApplicationFactory()
    seal_history()
    ApplicationFactory()

    assert seal_history() == []
    assert HistorySeal.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shared_statuschange SET actor_id = NULL, reason = 'undone' WHERE id = %s",
        "UPDATE shared_statuschange SET at = at + interval '1 minute' WHERE id = %s",
        "DELETE FROM shared_statuschange WHERE id = %s",
        "INSERT INTO shared_statuschange (id, subject, subject_id, from_status, to_status, reason, "
        "note, at) SELECT -id, subject, subject_id, '', 'draft', '', '', at "
        "FROM shared_statuschange WHERE id = %s",
    ],
    ids=["changed", "moved in time", "deleted", "added in the past"],
)
def test_the_owner_cannot_rewrite_a_sealed_line_unseen(monkeypatch, statement):
    first, _second, _applications = two_sealed_days(monkeypatch)

    as_owner(statement, StatusChange.objects.earliest("pk").pk)

    assert found() == (first.day, HISTORY)


def test_the_first_day_that_differs_is_named(monkeypatch):
    _first, second, _applications = two_sealed_days(monkeypatch)

    as_owner("DELETE FROM shared_statuschange WHERE id = %s", StatusChange.objects.latest("pk").pk)

    assert found() == (second.day, HISTORY)


def test_who_sent_a_request_is_sealed_with_its_events():
    choice = ChoiceFactory()
    events = Choice.pgh_event_model.objects
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) "
            "VALUES (gen_random_uuid(), now(), now(), '{\"user\": 1}') RETURNING id"
        )
        (context,) = cursor.fetchone()
    as_owner(
        "UPDATE enrollment_choiceevent SET pgh_context_id = %s", context,
        table="enrollment_choiceevent",
    )  # fmt: skip
    (seal,) = seal_history()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE pghistory_context SET metadata = '{\"user\": 2}'")

    assert events.get(pgh_obj=choice).pgh_context_id == context
    assert found() == (seal.day, "enrollment_choiceevent")


def test_a_rewritten_seal_breaks_the_chain(monkeypatch):
    first, second, _applications = two_sealed_days(monkeypatch)
    first.portions[HISTORY]["rows"] = 1
    as_owner(
        "UPDATE accounts_historyseal SET digest = %s, portions = portions || %s WHERE id = %s",
        first.computed_digest(),
        '{"shared_statuschange": {"rows": 1}}',
        first.pk,
        table=SEALS,
    )

    assert found() == (first.day, SEALS)


def test_whoever_makes_the_whole_chain_anew_is_found_by_a_noted_digest(monkeypatch, capsys):
    first, second, _applications = two_sealed_days(monkeypatch)
    noted = second.digest
    call_command("verify_history", noted=f"{noted[:8].upper()} {noted[8:]}")
    as_owner("DELETE FROM accounts_historyseal", table=SEALS)
    as_owner("DELETE FROM shared_statuschange WHERE id = %s", StatusChange.objects.latest("pk").pk)
    seal_history()

    assert found() == (None, "")
    with pytest.raises(CommandError, match="No seal of this portal has the digest"):
        call_command("verify_history", noted=noted)


def test_erasing_a_person_breaks_no_seal():
    person = person_everywhere()
    request = GrantRequestFactory(status="refused", reason="Tidak layak", need="Rahasia")
    seal_history()

    erase_person(person, cause="request", actor=None)
    with transaction.atomic():
        personal_data.providers()[-1].erase(request.person)

    assert GrantRequest.objects.get(pk=request.pk).need == ""
    assert found() == (None, "")


def test_what_erasing_functions_rewrite_is_what_the_apps_declare():
    """Read from the database itself, so that no function is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE prosrc LIKE '%pgtrigger.ignore'', ''{p%'")
        functions = " ".join(row[0].replace("\n", " ") for row in cursor.fetchall())
    updated = {
        (table, assignment.split("=")[0].strip())
        for table, assignments in re.findall(r"UPDATE (\w+) SET (.*?) WHERE", functions)
        for assignment in assignments.split(", ")
    }

    declared = personal_data.let_go_of_history()
    assert updated == {(name, column) for name in declared for column in declared[name].columns}
    assert set(re.findall(r"DELETE FROM (\w+)", functions)) == {
        name for name in declared if declared[name].rows
    }


ENDED_ONCE = "is ended once, and then its row changes by right; it says who did both"
NOT_SEALED = {
    SEALS: "holds the chain itself: each seal has the digest of the one before",
    **dict.fromkeys(
        [
            "accounts_consent",
            "accounts_declaredrelation",
            "accounts_helpsession",
        ],
        ENDED_ONCE,
    ),
    "accounts_listexport": "the file is written to it once, later",
}


def append_only_tables():
    """Ask the database: tables to which the app role may add, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege('blk_app', oid, 'INSERT') "
            "AND NOT has_table_privilege('blk_app', oid, 'UPDATE') "
            "AND NOT has_table_privilege('blk_app', oid, 'DELETE')"
        )
        return {row[0] for row in cursor.fetchall()}


def test_every_append_only_table_is_sealed_or_named_with_a_reason():
    sealed = {table.name: set(table.columns) for table in sealed_tables.sealed_tables()}
    declared = {
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", []))
    }

    assert (append_only_tables() | declared) - set(sealed) == set(NOT_SEALED)
    assert not [pair for pair in encrypted_columns() if pair[1] in sealed.get(pair[0], ())]


def test_a_correction_of_a_person_is_sealed_and_erasing_breaks_nothing():
    person, clerk = PersonFactory(full_name="Siti Lama"), UserFactory()
    PersonChange.objects.create(
        person=person, field="full_name", old="Siti Lama", new="Siti", reason="KTP", by=clerk
    )
    (seal,) = seal_history()

    erase_person(person, cause="request", actor=None)

    change = PersonChange.objects.get()
    assert (change.field, change.by, change.old, change.new, change.reason) == (
        "full_name",
        clerk,
        "",
        "",
        "",
    )
    assert found() == (None, "")
    as_owner("UPDATE accounts_personchange SET by_id = NULL", table="accounts_personchange")
    assert found() == (seal.day, "accounts_personchange")


def test_openings_are_no_longer_compared_once_they_may_be_deleted(monkeypatch):
    seal_history()
    person_everywhere()
    on_day(monkeypatch, 1)
    (seal,) = seal_history()
    as_owner("DELETE FROM accounts_personaccess", table="accounts_personaccess")

    assert found() == (seal.day, "accounts_personaccess")
    on_day(monkeypatch, 730)
    assert found() == (None, "")


def test_each_day_only_what_is_new_is_read(monkeypatch):
    read = []

    def reading(table, after, upto, columns, **limits):
        digest = digest_of(table, after, upto, columns, **limits)
        read.append(digest.rows)
        return digest

    monkeypatch.setattr("accounts.services.sealing.digest_of", reading)
    monkeypatch.setattr("accounts.services.verifying.digest_of", reading)
    first, second, _applications = two_sealed_days(monkeypatch)
    assert sum(read) == first.rows + second.rows

    read.clear()
    on_day(monkeypatch, 20)
    (third,) = seal_history()
    check = verify_history()

    assert (check.seals, check.is_whole) == (1, False)
    assert sum(read) == 2 * third.rows


def test_the_digest_does_not_depend_on_how_many_rows_are_read_at_once(monkeypatch):
    ApplicationFactory.create_batch(5)
    seal_history()
    monkeypatch.setattr(sealed_tables, "ROWS_AT_ONCE", 2)

    assert found() == (None, "")


def test_a_column_that_is_emptied_by_erasing_since_is_left_out(monkeypatch):
    seal = seal_after_a_move()
    tables = sealed_tables.sealed_tables()
    next(table for table in tables if table.name == HISTORY).columns.remove("reason")
    monkeypatch.setattr("accounts.services.verifying.sealed_tables", lambda: tables)

    check = verify_history(whole=True)

    assert (check.differing_table, check.unreadable, check.seals) == ("", 1, 1)
    assert HistorySeal.objects.get() == seal


def seal_after_a_move():
    ApplicationFactory(status="submitted")
    (seal,) = seal_history()
    return seal


@pytest.mark.django_db(transaction=True)
def test_two_beats_seal_once():
    ApplicationFactory(status="submitted")

    told = all_at_once([seal_history] * 4)

    assert told == ["done"] * 4
    assert HistorySeal.objects.count() == 1
    assert found() == (None, "")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_being_written_is_waited_for():
    """Its key is below those that stand already; sealed without it, it would look added later."""
    slow, later = ApplicationFactory.create_batch(2, status="submitted")
    written, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            change_status(slow, "verified", actor=None)
            written.set()
            assert go_on.wait(timeout=30)

    def seal():
        assert written.wait(timeout=30)
        change_status(later, "verified", actor=None)
        assert seal_history(longest_wait=0.2) == []
        go_on.set()
        seal_history()

    told = all_at_once([write_slowly, seal])

    assert told == ["done", "done"]
    assert HistorySeal.objects.get().portions[HISTORY]["rows"] == StatusChange.objects.count()
    assert found() == (None, "")


def is_told(role):
    """Whether the start page of somebody with ``role`` says that the history differs."""
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return "tidak lagi seperti" in client.get(reverse("accounts:staff_home")).text


def test_a_difference_is_logged_and_stands_on_the_start_page_until_all_was_read_again(monkeypatch):
    seal = seal_after_a_move()
    row = StatusChange.objects.latest("pk")
    as_owner("UPDATE shared_statuschange SET reason = 'x' WHERE id = %s", row.pk)

    with everything_logged() as log:
        seal_and_verify_history()
    (line,) = log.events("history_differs")
    assert (line["table"], line["day"]) == (HISTORY, seal.day.isoformat())
    assert is_told("admin")

    seal_and_verify_history()
    assert HistoryCheck.objects.count() == 1
    on_day(monkeypatch, 8)
    seal_and_verify_history()
    assert HistoryCheck.objects.first().differing_table == ""
    assert is_told("auditor")

    as_owner("UPDATE shared_statuschange SET reason = %s WHERE id = %s", row.reason, row.pk)
    verify_history(whole=True)
    assert not is_told("admin")


def test_only_keepers_of_the_history_are_told():
    seal_after_a_move()
    as_owner("DELETE FROM shared_statuschange")
    verify_history()

    assert [is_told(role) for role in ["verifier", "auditor"]] == [False, True]
