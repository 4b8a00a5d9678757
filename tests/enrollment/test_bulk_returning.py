"""Many files returned for one paper: only what needs no eyes, told once, taken back while held."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Document
from blk_portal.shared.errors import DomainError
from enrollment.choices import Obstacle
from enrollment.models import Application, BulkAct, Review, Terms
from enrollment.services.bulk import undo_bulk_act
from enrollment.services.bulk_rules import sort_out
from enrollment.services.claiming import claim
from notices.models import Dispatch, Notice
from tests.factories import UserFactory
from tests.factories.bulk import asked, carried_out, outcomes_of
from tests.factories.desk import DocumentFactory, batch_with_gates, case_factory

pytestmark = pytest.mark.django_db
MISSING = Terms(paper="AK1", reason="missing")
OTHER = Terms(paper="KTP", reason="other_document")


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def batch():
    batch = batch_with_gates()
    batch.program.required_documents.create(kind="AK1", label="AK-1", position=9)
    return batch


def obstacle_of(application, verifier, terms):
    files = Application.objects.filter(pk=application.pk)
    return sort_out("return", files, actors=[verifier], terms=terms).obstacles.get(application.pk)


@pytest.mark.parametrize(
    ("change", "terms", "obstacle"),
    [
        (lambda file: None, MISSING, None),
        (lambda file: None, OTHER, None),
        (lambda file: claim(file, reviewer=UserFactory(roles=["verifier"])), MISSING, "in_hand"),
        (lambda file: None, Terms(paper="IZIN_WALI", reason="missing"), Obstacle.NOT_ASKED),
        (lambda file: None, Terms(paper="KTP", reason="missing"), Obstacle.THERE),
        (
            lambda file: None,
            Terms(paper="AK1", reason="other_document"),
            Obstacle.NOT_THERE,
        ),
        (lambda file: Document.objects.update(status="verified"), OTHER, Obstacle.CHECKED),
    ],
)
def test_only_files_of_which_it_is_true_without_opening_them(
    batch, verifier, change, terms, obstacle
):
    application = case_factory(batch=batch)

    change(application)

    assert obstacle_of(application, verifier, terms) == obstacle


def test_each_is_returned_for_the_one_paper_and_told_what_to_do(batch, verifier):
    files = [case_factory(batch=batch) for _one in range(2)]

    act = carried_out(
        asked("return", batch.intake, verifier, terms=MISSING, text="Kartu dibuat di Dinas.")
    )

    assert outcomes_of(act) == {file.registration_number: ("done", "") for file in files}
    assert set(batch.intake.applications.values_list("status", flat=True)) == {"needs_fix"}
    reviews = Review.objects.filter(bulk_result__row__act=act)
    assert [
        (review.reviewer, review.decision, list(review.items.values_list("requirement", "reason")))
        for review in reviews
    ] == [(verifier, "return", [("document:AK1", "missing")])] * 2
    for notice in Notice.objects.filter(kind="review_return"):
        assert "Foto kartu AK-1 belum ada. Unggah dokumen itu." in notice.text
        assert "Kartu dibuat di Dinas." in notice.text
        assert notice.dispatch == Dispatch.objects.get(event_key=f"bulk:{act.pk}:1")
        assert notice.hold_until is None


def test_the_paper_that_is_the_wrong_one_is_refused_and_everything_is_taken_back(batch, verifier):
    application = case_factory(batch=batch)
    act = carried_out(asked("return", batch.intake, verifier, terms=OTHER))
    paper = Document.objects.get(person=application.person, kind="KTP")
    assert (paper.status, paper.reason, paper.checked_by) == ("refused", "other_document", verifier)
    others = Document.objects.filter(person=application.person).exclude(kind="KTP")
    assert set(others.values_list("status", flat=True)) == {"uploaded"}

    act = carried_out(undo_bulk_act(act, actor=verifier))

    assert outcomes_of(act) == {application.registration_number: ("undone", "")}
    application.refresh_from_db()
    paper.refresh_from_db()
    assert (application.status, paper.status, paper.reason) == ("submitted", "uploaded", "")
    assert set(Notice.objects.values_list("kind", "status")) == {("review_return", "cancelled")}


def test_a_paper_that_came_since_the_preview_keeps_its_file_where_it_is(batch, verifier):
    application = case_factory(batch=batch)
    act = asked("return", batch.intake, verifier, terms=MISSING)
    DocumentFactory(person=application.person, kind="AK1")

    act = carried_out(act)

    assert outcomes_of(act) == {application.registration_number: ("refused", "Dokumennya ada.")}
    application.refresh_from_db()
    assert (application.status, Notice.objects.count()) == ("submitted", 0)


def test_one_who_manages_classes_does_not_return_files(batch):
    case_factory(batch=batch)

    with pytest.raises(DomainError) as refusal:
        asked("return", batch.intake, UserFactory(roles=["training_manager"]), terms=MISSING)

    assert str(refusal.value) == "Ini tugas rekan dengan peran lain."
    assert BulkAct.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "return"},
        {"kind": "return", "paper": "KTP"},
        {"kind": "verify", "paper": "KTP", "reason": "missing"},
        {"kind": "assign"},
    ],
)
def test_the_database_refuses_an_act_without_its_terms_or_with_those_of_another(
    batch, verifier, wrong
):
    with pytest.raises(IntegrityError, match="bulk_(return|assignment)"), transaction.atomic():
        BulkAct.objects.create(intake=batch.intake, asked_by=verifier, **wrong)


def test_the_number_of_queries_does_not_grow_with_the_files(
    batch, verifier, django_assert_max_num_queries
):
    for _one in range(3):
        case_factory(batch=batch)

    with django_assert_max_num_queries(12):
        files = batch.intake.applications.all()
        selection = sort_out("return", files, actors=[verifier], terms=MISSING)

    assert len(selection.versions) == 3
