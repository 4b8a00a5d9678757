"""A refusal is never one person's: proposed by one verifier, it stands by the word of another."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError
from enrollment.models import Application, FactClaim, Review
from enrollment.services import second_look
from enrollment.services.claiming import claim_next
from enrollment.services.seats import take_seat
from enrollment.services.undoing import undo_review
from notices.models import Notice
from tests.enrollment.test_services_reviews import fresh, review
from tests.enrollment.test_views_review import answered, case, queue
from tests.factories import UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory

pytestmark = pytest.mark.django_db

OWN = "Anda sendiri yang mengusulkan ini. Rekan Anda harus ikut memeriksa."
OUTSIDE = {"address": "lives_outside"}


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def colleague():
    return UserFactory(display_name="Bayu", roles=["verifier"])


def refusal(application, verifier):
    return review(application, verifier, "refuse", items=answers(application, **OUTSIDE))


def test_a_proposed_refusal_changes_nothing_but_the_queue(client, verifier, colleague):
    batch = batch_with_gates(selection_method="first_come", capacity=1)
    application = case_factory(batch=batch)
    take_seat(batch, application)

    proposed = refusal(application, verifier)

    assert proposed.is_proposal
    assert fresh(application).status == "submitted"
    assert FactClaim.objects.exclude(status="claimed").count() == 0
    assert Notice.objects.count() == 0
    assert batch.seats.taken().count() == 1
    assert claim_next(verifier, Application.objects.all()) is None
    client.force_login(colleague)
    (row,) = client.get(queue(flag="second")).context["rows"]
    assert "Perlu verifikator kedua" in [flag.label for flag in row.flags]
    assert "Rina mengusulkan" in client.get(case(application)).content.decode()
    assert claim_next(colleague, Application.objects.all()) == application


def test_the_same_decision_of_another_verifier_makes_it_stand(verifier, colleague):
    application = case_factory()
    refusal(application, verifier)

    decided = refusal(fresh(application), colleague)

    assert fresh(application).status == "ineligible"
    assert (decided.reviewer, decided.first_reviewer) == (colleague, verifier)
    assert [notice.kind for notice in Notice.objects.all()] == ["review_refuse"]


def test_nobody_seconds_his_own_proposal_by_post(client, verifier):
    application = case_factory()
    refusal(application, verifier)
    client.force_login(verifier)

    response = client.post(case(application), answered(fresh(application), "refuse", **OUTSIDE))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [OWN]
    assert fresh(application).status == "submitted"
    assert Review.objects.count() == 1


def test_without_the_rule_the_database_still_refuses_one_persons_refusal(verifier, monkeypatch):
    monkeypatch.setattr(second_look, "ASKED_FOR", [])
    application = case_factory()

    with pytest.raises(IntegrityError, match="refusal_is_looked_at_twice"), transaction.atomic():
        refusal(application, verifier)

    assert fresh(application).status == "submitted"


def test_the_database_wants_two_different_verifiers(verifier):
    proposed = refusal(case_factory(), verifier)

    for first_reviewer in [None, verifier]:
        with (
            pytest.raises(IntegrityError, match="second_look_is_another_verifiers"),
            transaction.atomic(),
        ):
            Review.objects.filter(pk=proposed.pk).update(
                second_look="given", first_reviewer=first_reviewer
            )


@pytest.mark.parametrize(
    ("decision", "reasons", "status"),
    [("verify", {}, "verified"), ("return", {"identity": "nik_differs"}, "needs_fix")],
)
def test_another_decision_needs_one_verifier_and_lets_the_proposal_lapse(
    verifier, colleague, decision, reasons, status
):
    application = case_factory()
    refusal(application, verifier)

    items = answers(application, **reasons)
    review(fresh(application), colleague, decision, items=items)

    assert fresh(application).status == status
    assert second_look.proposal_on(fresh(application)) is None


def test_who_proposed_may_think_again(verifier):
    application = case_factory()
    proposed = refusal(application, verifier)

    undo_review(proposed, actor=verifier)

    assert fresh(application).claimed_by == verifier
    assert second_look.proposal_on(fresh(application)) is None
    assert Notice.objects.count() == 0
    with pytest.raises(DomainError):
        undo_review(proposed, actor=verifier)


def test_the_applicant_reads_nothing_of_a_proposal(client, verifier, colleague):
    application = case_factory()
    refusal(application, verifier)
    client.force_login(application.user)
    url = reverse("enrollment:application", args=[application.pk])
    (reviews,) = [section for section in personal_data.sections() if section.key == "reviews"]

    before = client.get(url).content.decode()
    written_before = reviews.records(application.person)
    refusal(fresh(application), colleague)
    after = client.get(url).content.decode()

    assert "di luar Kota Pekalongan" not in before
    assert "di luar Kota Pekalongan" in after
    assert (len(written_before), len(reviews.records(application.person))) == (0, 1)
