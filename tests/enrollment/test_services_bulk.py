"""Many files at once: what stays out, what a worker does to the rest, and who must agree."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.utils import timezone

from accounts.models import Document
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.choices import Obstacle
from enrollment.models import Application, BulkAct, BulkResult, BulkRow, CaseEvent, Review
from enrollment.services import bulk
from enrollment.services.bulk import (
    agree_to_bulk_act,
    retry_bulk_act,
    undo_bulk_act,
)
from enrollment.services.bulk_rules import sort_out
from enrollment.services.bulk_running import interrupted_bulk_acts, run_bulk_act
from enrollment.services.claiming import claim
from enrollment.services.status import change_status
from notices.models import Dispatch, Notice
from notices.services.dispatches import release_dispatch
from tests.factories import UserFactory
from tests.factories.bulk import (
    asked,
    carried_out,
    outcomes_of,
    returned_case,
    returning_case,
)
from tests.factories.desk import batch_with_gates, case_factory

pytestmark = pytest.mark.django_db

WORDS = {"subject": "Tes mundur", "text": "Tes tertulis mulai pukul 09.00 WIB."}


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def colleague():
    return UserFactory(display_name="Bayu", roles=["verifier"])


@pytest.fixture
def batch():
    return batch_with_gates()


def statuses_of(batch):
    return dict(batch.intake.applications.values_list("registration_number", "status"))


def obstacle_of(application, verifier, kind="verify"):
    files = Application.objects.filter(pk=application.pk)
    return sort_out(kind, files, actors=[verifier]).obstacles.get(application.pk)


def test_a_file_of_which_everything_was_checked_before_may_be_accepted(batch, verifier):
    assert obstacle_of(returning_case(batch), verifier) is None


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (lambda file, own: change_status(file, "withdrawn", actor=None), Obstacle.NOT_WAITING),
        (lambda file, own: declare_relation(file.person, user=own, kind="family"), "own_affair"),
        (lambda file, own: claim(file, reviewer=UserFactory(roles=["verifier"])), "in_hand"),
        (lambda file, own: _set(file.person, gender="L"), "nik"),
        (lambda file, own: file.fact_claims.create(fact_type_id="disability"), "priority"),
        (lambda file, own: _set(file.person, address="Jalan Lain 9"), "unchecked"),
        (lambda file, own: _set(file.person, full_name="Siti Lain"), "unchecked"),
        (lambda file, own: _set(file, education="s1"), "unchecked"),
        (lambda file, own: file.fact_claims.create(fact_type_id="not_in_training"), "unchecked"),
        (
            lambda file, own: Document.objects.filter(kind="KK").update(status="uploaded"),
            "unchecked",
        ),
        (
            lambda file, own: Document.objects.filter(kind="KK").update(status="removed"),
            "unchecked",
        ),
        (lambda file, own: Review.objects.update(undone_at=timezone.now()), "unchecked"),
        (lambda file, own: _set(file.choices.get().batch, reference_date="2010-01-01"), "no_wish"),
    ],
)
def test_a_file_with_anything_new_or_doubtful_stays_out(batch, verifier, change, obstacle):
    application = returning_case(batch)

    change(application, verifier)

    assert obstacle_of(application, verifier) == obstacle


def _set(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_files_seen_for_the_first_time_are_never_accepted_unseen(batch, verifier):
    case_factory(batch=batch, person__nik="3375905204999888")

    with pytest.raises(DomainError) as refusal:
        asked("verify", batch.intake, verifier)

    assert str(refusal.value) == "Tidak ada berkas yang bisa dikenai tindakan ini."
    assert BulkAct.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_files(
    batch, verifier, django_assert_max_num_queries
):
    for _one in range(3):
        returning_case(batch)

    with django_assert_max_num_queries(25):
        selection = sort_out("verify", batch.intake.applications.all(), actors=[verifier])

    assert len(selection.versions) == 3


def test_clean_files_are_accepted_as_by_hand_and_others_are_left(batch, verifier):
    clean = [returning_case(batch) for _one in range(2)]
    new = case_factory(batch=batch)
    checked_by = set(
        Document.objects.filter(status="verified").values_list("checked_by", flat=True)
    )

    act = carried_out(asked("verify", batch.intake, verifier))

    assert act.status == "done"
    assert act.exceptions == {"nik": 1}
    assert outcomes_of(act) == {each.registration_number: ("done", "") for each in clean}
    assert statuses_of(batch) == {
        **{each.registration_number: "verified" for each in clean},
        new.registration_number: "submitted",
    }
    reviews = Review.objects.filter(bulk_result__row__act=act)
    assert set(reviews.values_list("reviewer", "decision")) == {(verifier.pk, "verify")}
    told = Notice.objects.filter(person__in=[each.person for each in clean], kind="review_verify")
    assert told.filter(event_key__in=[f"review:{review.pk}" for review in reviews]).count() == 2
    assert checked_by == set(
        Document.objects.filter(status="verified").values_list("checked_by", flat=True)
    )


def test_a_second_worker_finds_nothing_left(batch, verifier):
    returning_case(batch)
    act = asked("verify", batch.intake, verifier)

    assert run_bulk_act(act) == 1
    assert run_bulk_act(act) is None
    assert BulkResult.objects.count() == Review.objects.filter(bulk_result__isnull=False).count()


def test_what_changed_since_the_preview_is_refused_and_alone_tried_again(batch, verifier):
    first, second = returning_case(batch), returning_case(batch)
    act = asked("verify", batch.intake, verifier)
    claim(second, reviewer=UserFactory(display_name="Bayu", roles=["verifier"]))

    act = carried_out(act)

    assert outcomes_of(act) == {
        first.registration_number: ("done", ""),
        second.registration_number: ("refused", "Sedang dipegang rekan."),
    }
    Application.objects.update(claimed_by=None, claimed_at=None)
    act = carried_out(retry_bulk_act(act, actor=verifier))
    assert set(outcomes_of(act).values()) == {("done", "")}
    assert list(BulkResult.objects.order_by("pk").values_list("row__application", "attempt")) == [
        (first.pk, 1),
        (second.pk, 1),
        (second.pk, 2),
    ]
    with pytest.raises(DomainError):
        retry_bulk_act(act, actor=verifier)


def test_taking_back_puts_every_file_where_it_was(batch, verifier, colleague):
    files = [returning_case(batch) for _one in range(3)]
    act = carried_out(asked("verify", batch.intake, verifier))
    gone_on = files[0]
    change_status(Application.objects.get(pk=gone_on.pk), "withdrawn", actor=None)
    with pytest.raises(DomainError) as refusal:
        undo_bulk_act(act, actor=colleague)
    assert str(refusal.value) == "Hanya yang meminta atau menyetujuinya yang bisa melakukan ini."

    act = carried_out(undo_bulk_act(act, actor=verifier))

    assert act.status == "undone"
    gone = "Berkas ini sudah berlanjut, jadi keputusannya tidak bisa diurungkan lagi."
    assert outcomes_of(act) == {
        gone_on.registration_number: ("kept", gone),
        **{each.registration_number: ("undone", "") for each in files[1:]},
    }
    for application in files[1:]:
        stored = Application.objects.get(pk=application.pk)
        assert (stored.status, stored.claimed_by) == ("submitted", None)
        move = StatusChange.objects.of(application).last()
        assert (move.to_status, move.actor, move.reason) == ("submitted", verifier, "undone")
    assert set(Document.objects.values_list("status", flat=True)) == {"verified"}
    assert Notice.objects.filter(kind="review_undone").count() == 0
    assert set(Dispatch.objects.get().notices.values_list("status", "hold_until")) == {
        ("cancelled", None)
    }


def test_what_was_told_is_no_longer_taken_back(batch, verifier):
    application = returning_case(batch)
    act = carried_out(asked("verify", batch.intake, verifier))
    dispatch = Dispatch.objects.get(event_key=f"bulk:{act.pk}:1")
    assert (dispatch.notices.held().count(), dispatch.made_by) == (1, verifier)
    release_dispatch(dispatch, actor=UserFactory(roles=["training_manager"]))

    with pytest.raises(DomainError) as refusal:
        undo_bulk_act(act, actor=verifier)

    assert str(refusal.value) == "Pesan-pesan ini sudah dilepas."
    assert BulkAct.objects.get().status == "done"
    assert Application.objects.get(pk=application.pk).status == "verified"


def test_files_not_corrected_in_time_are_closed_by_two(batch, verifier, colleague):
    late = returned_case(batch, days_ago=9)
    waiting = returned_case(batch, days_ago=1)

    act = asked("close", batch.intake, verifier)
    assert (act.status, act.exceptions, run_bulk_act(act)) == ("proposed", {"still_time": 1}, None)
    with pytest.raises(DomainError) as refusal:
        agree_to_bulk_act(act, actor=verifier)
    assert str(refusal.value) == "Anda sendiri yang meminta ini. Rekan Anda harus menyetujuinya."
    act = carried_out(agree_to_bulk_act(act, actor=colleague))

    assert statuses_of(batch) == {
        late.registration_number: "ineligible",
        waiting.registration_number: "needs_fix",
    }
    review = late.reviews.last()
    assert (review.decision, review.reviewer, review.first_reviewer) == (
        "close",
        colleague,
        verifier,
    )
    assert list(review.items.values_list("requirement", "reason")) == [("document:KTP", "unclear")]
    assert "Foto KTP belum jelas" in Notice.objects.get(kind="review_close").text
    move = StatusChange.objects.of(late).last()
    assert (move.to_status, move.reason) == ("ineligible", "not_corrected")

    carried_out(undo_bulk_act(act, actor=colleague))
    assert Application.objects.get(pk=late.pk).status == "needs_fix"


def test_the_resident_reads_why_the_file_was_closed(client, batch, verifier, colleague):
    late = returned_case(batch, days_ago=9)
    carried_out(agree_to_bulk_act(asked("close", batch.intake, verifier), actor=colleague))
    client.force_login(late.user)

    page = client.get(late.get_absolute_url()).content.decode()

    assert "Foto KTP belum jelas" in page


def test_files_go_back_to_the_queue_when_a_colleague_is_away(batch, verifier):
    held, free = case_factory(batch=batch), case_factory(batch=batch)
    claim(held, reviewer=verifier)
    manager = UserFactory(roles=["training_manager"])

    act = carried_out(asked("release", batch.intake, manager))

    assert outcomes_of(act) == {held.registration_number: ("done", "")}
    assert act.exceptions == {"in_no_hand": 1}
    assert Application.objects.filter(claimed_by__isnull=False).count() == 0
    event = CaseEvent.objects.last()
    assert (event.kind, event.user, event.taken_from) == ("released", manager, verifier)
    assert free.case_events.count() == 0
    with pytest.raises(DomainError):
        undo_bulk_act(act, actor=manager)


def test_one_message_goes_to_each_once(batch, verifier):
    files = [case_factory(batch=batch), case_factory(batch=batch, status="verified")]
    case_factory(batch=batch, status="withdrawn")

    carried_out(asked("message", batch.intake, verifier, **WORDS))

    told = Notice.objects.filter(kind="office_message")
    assert set(told.values_list("person", "subject", "text")) == {
        (each.person_id, f"DARI BLK: {WORDS['subject']}", WORDS["text"]) for each in files
    }


def test_the_database_keeps_rows_and_results_as_they_are(batch, verifier):
    returning_case(batch)
    act = carried_out(asked("verify", batch.intake, verifier))

    for rows in (BulkRow.objects.all(), BulkResult.objects.all()):
        for change in (
            lambda rows=rows: rows._raw_delete(rows.db),
            lambda rows=rows: rows.update(**{rows.model._meta.pk.name: 0}),
        ):
            with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
                change()
    row = act.rows.get()
    for outcome in ["done", "undone"]:
        with pytest.raises(IntegrityError, match="not under way"), transaction.atomic():
            BulkResult.objects.create(row=row, attempt=2, outcome=outcome)


def test_the_database_refuses_files_of_another_intake_and_late_ones(batch, verifier):
    application, stranger = returning_case(batch), case_factory()
    act = asked("verify", batch.intake, verifier)
    proposal = BulkAct.objects.create(kind="verify", intake=batch.intake, asked_by=verifier)

    for wrong_act, file in [(proposal, stranger), (act, case_factory(batch=batch))]:
        with pytest.raises(IntegrityError, match="has no place"), transaction.atomic():
            BulkRow.objects.create(act=wrong_act, application=file, version=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkAct.objects.create(
            kind="verify", intake=batch.intake, asked_by=verifier, status="asked"
        )
    assert list(act.rows.values_list("application", flat=True)) == [application.pk]


def test_an_act_whose_worker_is_silent_is_handed_out_again(batch, verifier):
    returning_case(batch)
    act = asked("verify", batch.intake, verifier)
    assert interrupted_bulk_acts() == []

    BulkAct.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))

    assert interrupted_bulk_acts() == [act]


def test_a_frozen_round_lets_no_bulk_act_begin(batch, verifier, monkeypatch):
    returning_case(batch)
    monkeypatch.setattr(bulk, "refuse_if_input_is_frozen", _frozen)

    with pytest.raises(DomainError, match="frozen"):
        asked("verify", batch.intake, verifier)

    assert BulkAct.objects.count() == 0


def _frozen(intake_id):
    raise DomainError("frozen")
