"""Each line of the retention table: a day too early nothing goes, a day later it does."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import (
    DataRequest,
    Document,
    DocumentAccess,
    Person,
    PersonAccess,
    RetentionRun,
    User,
)
from accounts.services import retention
from blk_portal.shared import personal_data
from blk_portal.shared.retention import TABLE
from enrollment.models import (
    Application,
    DryRun,
    Objection,
    Participation,
    SelectionRound,
)
from grants.models import GrantRequest
from notices.models import Notice
from programs.models import OpeningAlert, RuleSet
from programs.services.alerts import ask_to_be_told
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.factories.desk import DocumentFactory, round_in
from tests.factories.exports import written_export
from tests.factories.grants import GrantRequestFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def move(row, **moments):
    """Set moments of a row that the portal itself never sets back; append-only rows, too."""
    columns = ", ".join(f"{name} = %s" for name in moments)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [_all_triggers(row)])
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", [*moments.values(), row.pk]
        )
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
        cursor.execute("SET ROLE blk_app")


def _all_triggers(row):
    names = [trigger.get_pgid(type(row)) for trigger in getattr(row._meta, "triggers", [])]
    return "{" + ",".join(names) + "}"


def ago(period, *, days=0):
    return timezone.now() - period + timedelta(days=days)


def sent(
    *, intake_status="finished", published=None, status="not_selected", class_until=None, **fields
):
    intake = IntakeFactory(status=intake_status)
    if class_until:
        BatchFactory(intake=intake, starts_on=class_until - 9 * DAY, ends_on=class_until)
    application = ApplicationFactory(
        intake=intake, status=status, motivation="Ingin bekerja", **fields
    )
    if published:
        selection_round = round_in(intake, "prepared")
        move(selection_round, published_at=published)
    return application


def took_part(moment):
    application = sent(status="confirmed", published=moment, class_until=moment.date() - DAY)
    Participation.objects.create(
        application=application, batch=application.intake.batches.get(), certificate_number="A/1"
    )
    return application


def make_old(person, moment):
    move(person, created_at=moment)
    if person.user:
        move(person.user, date_joined=moment)


def drafts(moment):
    intake = IntakeFactory(status="closed")
    draft = ApplicationFactory(
        intake=intake, status="draft", submitted_at=None, registration_number="", draw_code=""
    )
    move(draft, updated_at=moment)
    return lambda: not Application.objects.filter(pk=draft.pk).exists()


def identity_scans(moment):
    document = DocumentFactory(person=PersonFactory())
    move(document, created_at=moment)
    return lambda: Document.objects.get(pk=document.pk).file.name == ""


def not_selected(moment):
    application = sent(published=moment)
    return lambda: Application.objects.get(pk=application.pk).motivation == ""


def participants(moment):
    application = took_part(moment)
    return lambda: Participation.objects.get(application=application).certificate_number == ""


def grants(moment):
    request = GrantRequestFactory(
        status="refused", reason="Tidak cocok", received_on=moment.date() - DAY
    )
    return lambda: GrantRequest.objects.get(pk=request.pk).business_name == ""


def access_log(moment):
    person, staff = PersonFactory(), UserFactory(roles=["verifier"])
    numbers = PersonAccess.objects.create(person=person, user=staff, reason="Telepon")
    papers = DocumentAccess.objects.create(document=DocumentFactory(person=person), user=staff)
    move(numbers, at=moment)
    move(papers, at=moment)
    return lambda: not PersonAccess.objects.exists() and not DocumentAccess.objects.exists()


def notices(moment):
    notice = Notice.objects.create(
        person=PersonFactory(),
        kind="x",
        event_key="x:1",
        subject="Kabar",
        text="Halo",
        to_phone="+6281200000778",
    )
    move(notice, created_at=moment)

    def gone():
        kept = Notice.objects.get(pk=notice.pk)
        return (kept.text, kept.to_phone) == ("", "")

    return gone


def opening_alerts(moment):
    program = TrainingProgramFactory()
    ask_to_be_told(program, "+6281200000777", address="10.0.0.7", language="id")
    move(OpeningAlert.objects.get(), asked_at=moment)
    return lambda: not OpeningAlert.objects.exists()


def data_requests(moment):
    request = DataRequest.objects.create(
        person=PersonFactory(),
        kind="correct",
        status="cancelled",
        text="Nama saya salah",
        received_at=moment,
        due_at=moment + 3 * DAY,
    )
    return lambda: DataRequest.objects.get(pk=request.pk).text == "–"


def exports(moment):
    export = written_export()
    move(export, written_at=moment, expires_at=moment + timedelta(days=7))

    def gone():
        export.refresh_from_db()
        return export.removed_at is not None and not export.is_there

    return gone


def dry_runs(moment):
    selection_round = SelectionRound.objects.create(
        intake=IntakeFactory(),
        code="SEL-COBA",
        rule_set=RuleSet.objects.create(
            intake=IntakeFactory(), canonical="{}", sha256="0" * 64, frozen_by=UserFactory()
        ),
        seed="0" * 64,
        commitment="0" * 64,
    )
    dry_run = DryRun.objects.create(
        selection_round=selection_round, source="live", changes={}, requested_by=UserFactory()
    )
    move(dry_run, requested_at=moment)
    return lambda: not DryRun.objects.exists()


def idle_accounts(moment):
    person = PersonFactory(user=UserFactory())
    make_old(person, moment)
    lonely = UserFactory(roles=["resident"])
    move(lonely, date_joined=moment)

    def gone():
        person.refresh_from_db()
        lonely.refresh_from_db()
        return (person.full_name == "") and lonely.username == f"erased-{lonely.pk}"

    return gone


WORLDS = {
    "drafts": drafts,
    "identity_scans": identity_scans,
    "not_selected": not_selected,
    "participants": participants,
    "grants": grants,
    "access_log": access_log,
    "notices": notices,
    "opening_alerts": opening_alerts,
    "data_requests": data_requests,
    "exports": exports,
    "dry_runs": dry_runs,
    "idle_accounts": idle_accounts,
}


def test_every_line_of_the_table_has_a_world():
    assert [line.key for line in TABLE] == list(WORLDS)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.key)
def test_a_line_goes_when_its_period_is_over_and_not_before(line):
    gone = WORLDS[line.key](ago(line.period, days=2))

    retention.apply_retention()
    assert not gone()


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.key)
def test_a_line_whose_period_is_over_goes(line):
    gone = WORLDS[line.key](ago(line.period, days=-2))
    promised = retention.due_for_deletion()[line.key]
    assert not gone()

    run = retention.apply_retention()

    assert gone()
    assert promised >= 1
    assert run.counts[line.key] == promised
    assert retention.apply_retention().counts[line.key] == 0


OLD = timedelta(days=11 * 365)


@pytest.mark.parametrize("status", ["planned", "open", "postponed"])
def test_a_draft_of_an_intake_that_may_still_open_stays(status):
    intake = IntakeFactory(status=status)
    draft = ApplicationFactory(
        intake=intake, status="draft", submitted_at=None, registration_number="", draw_code=""
    )
    move(draft, updated_at=ago(OLD))
    make_old(draft.person, ago(OLD))

    retention.apply_retention()

    assert Application.objects.filter(pk=draft.pk).exists()
    assert Person.objects.get(pk=draft.person_id).full_name != ""


def test_nothing_of_a_running_intake_goes():
    application = sent(intake_status="closed", status="submitted")
    document = DocumentFactory(person=application.person)
    notice = Notice.objects.create(
        person=application.person, kind="x", event_key="x:1", subject="Kabar", text="Halo"
    )
    move(document, created_at=ago(OLD))
    move(notice, created_at=ago(OLD))
    move(application, submitted_at=ago(OLD), updated_at=ago(OLD))
    make_old(application.person, ago(OLD))

    counts = retention.apply_retention().counts

    assert set(counts.values()) == {0}


@pytest.mark.parametrize("status", ["seated", "waitlisted", "confirmed"])
def test_whoever_has_a_place_in_an_intake_that_goes_on_stays(status):
    application = sent(intake_status="running", status=status, published=ago(OLD))
    make_old(application.person, ago(OLD))

    counts = retention.apply_retention().counts

    assert set(counts.values()) == {0}
    assert [hold.until for hold in personal_data.holds(application.person, timezone.now())][
        0
    ] is None


def test_a_file_with_an_open_objection_stays_until_it_is_answered():
    application = sent(published=ago(OLD))
    make_old(application.person, ago(OLD))
    objection = Objection.objects.create(application=application, text="Saya keberatan")

    retention.apply_retention()
    application.refresh_from_db()
    assert application.motivation != ""

    objection.answer, objection.is_upheld = "Tetap", False
    objection.answered_at, objection.answered_by = timezone.now(), UserFactory()
    objection.save()
    retention.apply_retention()
    application.refresh_from_db()
    assert application.motivation == ""


def test_a_person_with_an_open_request_stays():
    person = PersonFactory()
    make_old(person, ago(OLD))
    DataRequest.objects.create(
        person=person, kind="erase", received_at=timezone.now(), due_at=timezone.now() + 3 * DAY
    )

    retention.apply_retention()

    assert Person.objects.get().full_name != ""


def test_a_participant_of_nine_years_ago_is_still_known():
    application = took_part(ago(9 * timedelta(days=365)))
    make_old(application.person, ago(OLD))

    retention.apply_retention()

    assert Person.objects.get(pk=application.person_id).full_name != ""
    assert Participation.objects.get().certificate_number == "A/1"


def test_whoever_signs_in_now_and_then_keeps_the_account():
    person = PersonFactory(user=UserFactory())
    make_old(person, ago(OLD))
    move(person.user, last_login=timezone.now() - 30 * DAY)

    retention.apply_retention()

    assert Person.objects.get().full_name != ""
    assert User.objects.get(pk=person.user_id).is_active


def test_the_access_log_of_the_last_two_years_cannot_be_emptied():
    access = PersonAccess.objects.create(
        person=PersonFactory(), user=UserFactory(), reason="Telepon"
    )

    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="refused"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT accounts_forget_person_accesses(now())")

    assert PersonAccess.objects.get() == access


def test_a_dry_run_says_what_would_go_and_changes_nothing(capsys):
    application = sent(published=ago(OLD))

    call_command("apply_retention", "--dry-run")

    application.refresh_from_db()
    assert application.motivation != ""
    assert "not_selected: 1" in capsys.readouterr().out
    assert RetentionRun.objects.count() == 0
    assert SelectionRound.objects.count() == 1
