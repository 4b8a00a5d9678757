from functools import partial

import pytest

from accounts.models import Document
from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.models import Application, FactClaim
from enrollment.services.claiming import release_claim
from enrollment.services.seats import take_seat
from enrollment.services.undoing import undo_review
from notices.models import Notice
from tests.enrollment.test_services_reviews import fresh, refuse, review
from tests.factories import UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(roles=["verifier"])


@pytest.mark.parametrize(
    ("decision", "reasons"),
    [
        ("verify", {}),
        ("return", {"document_KK": "cut_off"}),
        ("refuse", {"address": "lives_outside"}),
    ],
)
def test_undoing_puts_everything_back_and_leaves_a_trace(verifier, decision, reasons):
    application = case_factory()
    decide = refuse if decision == "refuse" else partial(review, decision=decision)
    done = decide(application, verifier, items=answers(application, **reasons))

    undo_review(done, actor=verifier)

    stored = fresh(application)
    assert stored.status == "submitted"
    assert stored.claimed_by == verifier
    assert stored.person.identity_verified_at is None
    assert list(FactClaim.objects.values_list("fact_type", "status")) == [
        ("not_in_school", "claimed")
    ]
    assert set(Document.objects.values_list("status", "reason")) == {("uploaded", "")}
    assert Notice.objects.count() == 0
    move = StatusChange.objects.of(application).last()
    assert (move.to_status, move.actor, move.reason) == ("submitted", verifier, "undone")
    assert fresh(done).undone_at is not None


def test_what_was_told_already_is_put_right_by_another_message(verifier):
    application = case_factory()
    done = review(application, verifier, "verify")
    Notice.objects.update(status="delivered")

    undo_review(done, actor=verifier)

    assert sorted(Notice.objects.values_list("kind", flat=True)) == [
        "review_undone",
        "review_verify",
    ]


def test_undoing_a_refusal_takes_the_first_come_seat_again_or_is_refused(verifier):
    batch = batch_with_gates(selection_method="first_come", capacity=1)
    application = case_factory(batch=batch)
    take_seat(batch, application)
    items = answers(application, address="lives_outside")
    done = refuse(application, verifier, items=items)

    undo_review(done, actor=verifier)

    assert batch.seats.taken().get().application == application

    release_claim(application, reviewer=verifier)
    done = refuse(fresh(application), verifier, items=items)
    take_seat(batch, case_factory(batch=batch))
    with pytest.raises(DomainError):
        undo_review(done, actor=verifier)
    assert fresh(application).status == "ineligible"
    assert fresh(done).undone_at is None


def test_only_the_reviewer_undoes_and_only_what_nothing_was_built_on(verifier):
    application = case_factory()
    done = review(application, verifier, "verify")

    with pytest.raises(DomainError) as refusal:
        undo_review(done, actor=UserFactory(roles=["verifier"]))
    assert str(refusal.value) == "Hanya yang memutuskan yang bisa mengurungkannya."

    Application.objects.update(version=9)
    with pytest.raises(DomainError) as refusal:
        undo_review(done, actor=verifier)
    assert str(refusal.value) == (
        "Berkas ini sudah berlanjut, jadi keputusannya tidak bisa diurungkan lagi."
    )
    assert fresh(application).status == "verified"
