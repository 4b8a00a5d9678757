"""A dry run answers what would have been, and can never become what is."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import DryRun, Placement, Run, Seat
from enrollment.services.dry_runs import (
    carry_out_dry_run,
    dry_runs_left_alone,
    request_dry_run,
    with_changes,
)
from notices.models import Notice
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    dry_run_of,
    open_round,
    read_again,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """Five people for two seats, best first, one of them with a disability."""
    selection_round = open_round(2, reserves=[("women", ["woman"], 1)])
    (batch,) = batches_of(selection_round)
    for score, gender in [(90, "L"), (80, "L"), (70, "L"), (60, "P"), (50, "P")]:
        apply_for(selection_round, batch, score=score, person__gender=gender)
    closed = close(selection_round)
    run(closed)
    return read_again(closed)


def codes(selection_round):
    applications = selection_round.intake.applications.order_by("pk")
    return list(applications.values_list("draw_code", flat=True))


def test_one_more_class_says_whom_it_would_have_served(decided):
    first, second, third, fourth, last = codes(decided)
    batch = batches_of(decided)[0].code

    result = dry_run_of(decided, source="frozen").result

    assert (result["watermark"], result["has_own_draw"]) == ("dry-run", True)
    extra = f"{batch}-extra"
    assert result["differences"] == sorted([[second, None, extra], [last, None, extra]])
    assert result["classes"] == [
        {"id": batch, "capacity": [2, 2], "seated": [2, 2], "waiting": [3, 3]},
        {"id": extra, "capacity": [0, 2], "seated": [0, 2], "waiting": [0, 1]},
    ]


def test_other_seats_and_reserves_stand_side_by_side(decided):
    first, second, third, fourth, _last = codes(decided)
    batch = batches_of(decided)[0].code

    more = dry_run_of(decided, source="frozen", capacities={batch: 3}).result
    fewer = dry_run_of(decided, source="frozen", reserves={batch: {"women": 0}}).result

    assert more["differences"] == [[second, None, batch]]
    assert fewer["differences"] == sorted([[second, None, batch], [fourth, batch, None]])


def test_a_dry_run_changes_nothing_of_the_round(decided):
    before = [model.objects.count() for model in (Run, Placement, Seat, Notice)]

    dry_run_of(decided, source="frozen")

    assert [model.objects.count() for model in (Run, Placement, Seat, Notice)] == before
    assert read_again(decided).status == "decided"


def test_nobody_learns_of_the_sealed_draw_before_the_round_is_decided():
    selection_round = open_round(1, method="lottery")
    (batch,) = batches_of(selection_round)
    for _person in range(40):
        apply_for(selection_round, batch)
    closed = close(selection_round)

    winners = {
        tuple(difference)
        for _attempt in range(4)
        for difference in dry_run_of(closed, extra={"like": batch.code, "seats": 1}).result[
            "differences"
        ]
    }

    assert len(winners) > 1
    assert dry_run_of(closed).result["has_own_draw"] is False


def test_the_database_refuses_to_make_a_run_of_a_dry_run(decided):
    real = decided.runs.get()
    problem = with_changes(json.loads(real.problem), {"capacities": {}})

    with pytest.raises(IntegrityError, match="dry_run_is_never_a_run"), transaction.atomic():
        Run.objects.create(
            selection_round=decided,
            number=2,
            problem=json.dumps(problem, separators=(",", ":")),
            problem_sha256="0" * 64,
            outcome=real.outcome,
            digest=real.digest,
            reason="Salah",
            started_at=timezone.now(),
            decided_at=timezone.now(),
        )


def test_a_result_without_the_watermark_is_refused(decided):
    dry_run = request_dry_run(
        decided, source="frozen", changes={"capacities": {"A": 1}}, actor=UserFactory()
    )

    with pytest.raises(IntegrityError, match="watermark"), transaction.atomic():
        DryRun.objects.filter(pk=dry_run.pk).update(result={}, done_at=timezone.now())


def test_what_makes_no_sense_is_refused(decided):
    ask = {"source": "live", "changes": {"capacities": {}}, "actor": UserFactory()}

    with pytest.raises(DomainError, match="^Ubah paling sedikit satu hal"):
        request_dry_run(decided, **ask)
    with pytest.raises(DomainError, match="^Simulasi memerlukan daftar"):
        request_dry_run(open_round(1), **ask)
    with pytest.raises(DomainError, match="^Data belum dibekukan"):
        request_dry_run(close(open_round(1)), **{**ask, "source": "frozen"})


def test_a_dry_run_is_done_once_and_handed_out_again_if_it_was_lost(decided):
    changes = {"capacities": {}, "weights": {}, "reserves": {}, "extra": {}} | {
        "capacities": {batches_of(decided)[0].code: 3}
    }
    lost = request_dry_run(decided, source="live", changes=changes, actor=UserFactory())
    assert list(dry_runs_left_alone()) == []
    DryRun.objects.update(requested_at=timezone.now() - timezone.timedelta(minutes=1))
    assert list(dry_runs_left_alone()) == [lost]

    carry_out_dry_run(lost)
    done_at = DryRun.objects.get().done_at
    carry_out_dry_run(lost)

    assert DryRun.objects.get().done_at == done_at


def test_an_officer_asks_on_the_page_and_reads_the_answer_under_its_watermark(
    client, decided, django_capture_on_commit_callbacks
):
    client.force_login(UserFactory(roles=["training_manager"]))
    page = reverse("enrollment:dry_runs", kwargs={"code": decided.intake.code})
    (batch,) = batches_of(decided)

    empty = client.post(page, {"source": "frozen", "batch": batch.pk})
    with django_capture_on_commit_callbacks() as callbacks:
        answer = client.post(
            page,
            {"source": "frozen", "batch": batch.pk, "extra_seats": "2", "weight_interview": "50"},
        )

    assert "Ubah paling sedikit satu hal" in empty.content.decode()
    assert len(callbacks) == 1
    dry_run = DryRun.objects.get()
    assert dry_run.changes["weights"] == {batch.code: {"interview": "0.5"}}
    assert "Sedang dihitung" in client.get(answer["Location"]).content.decode()
    carry_out_dry_run(dry_run)
    shown = client.get(answer["Location"]).content.decode()
    assert "SIMULASI, BUKAN HASIL." in shown
    assert "2 orang lagi akan mendapat kursi, dan 0 orang akan kehilangan." in shown
