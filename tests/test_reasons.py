"""Whatever is refused, ended or put right says why, or the database does not take it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint
from django.utils import timezone

from accounts.models import AccountEvent, DataRequest, IdentityClaim, PersonMerge
from blk_portal.shared.audit import record_for_this_transaction
from enrollment.choices import AGAINST_THE_APPLICANT, APPLICATION_MOVES
from enrollment.models import (
    Application,
    AttendanceCorrection,
    Correction,
    CorrectionChange,
    DuplicatePair,
    FactClaim,
    OfficialPaper,
    Review,
    ReviewItem,
    ScoreCorrection,
    TestMove,
)
from grants.models import GrantRequest
from programs.models import ClassChange, Rescheduling
from tests.factories import ApplicationFactory, BatchFactory, PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory, assessment_of, scored_batch, sitting_at
from tests.factories.grants import CheckedRequestFactory, GrantRequestFactory
from tests.factories.guards import take_out
from tests.factories.pairs import pair_of
from tests.factories.rounds import apply_for, batches_of, correction_of, open_round, published

pytestmark = pytest.mark.django_db

OURS = ["accounts", "notices", "programs", "enrollment", "grants", "dashboards"]
ASKS_WHY = re.compile(r"(^|_)(reason|cause|excuse|ground)$")
WITHOUT = {
    "accounts.DocumentAccess.reason": "one's own papers are opened without one",
    "accounts.Erasure.cause": "is one of a few, written by the portal",
    "accounts.PersonChange.reason": "people correct what is their own without one",
    "enrollment.SelectionRound.run_reason": "the run that it asks for has the constraint",
}


@dataclass(frozen=True)
class Unsaid:
    """A guard by table and name, and ``act``, which returns what would be done without a word."""

    table: str
    guard: str
    act: Callable


def moved_to(status):
    old = next(old for old, news in APPLICATION_MOVES.items() if status in news)
    application = ApplicationFactory(status=old)
    return lambda: Application.objects.filter(pk=application.pk).update(status=status)


def request_refused():
    request = GrantRequestFactory()
    return lambda: GrantRequest.objects.filter(pk=request.pk).update(status="refused")


def granted_against_advice():
    request = CheckedRequestFactory(verification__is_recommended=False)
    return lambda: GrantRequest.objects.filter(pk=request.pk).update(status="granted")


def repeat_let_through():
    request = GrantRequestFactory()
    changed = {"override_by": UserFactory(), "override_at": timezone.now()}
    return lambda: GrantRequest.objects.filter(pk=request.pk).update(**changed)


def paper_refused():
    document = DocumentFactory(person=PersonFactory())
    return lambda: type(document).objects.filter(pk=document.pk).update(status="refused")


def fact_refused():
    claim = FactClaim.objects.create(
        application=ApplicationFactory(), fact_type_id="disability", decided_at=timezone.now()
    )
    return lambda: FactClaim.objects.filter(pk=claim.pk).update(status="refused")


def check_failed():
    review = Review.objects.create(
        application=ApplicationFactory(), reviewer=UserFactory(), decision="return"
    )
    return lambda: ReviewItem.objects.create(review=review, requirement="identity", result="fix")


def pair_decided():
    pair = pair_of()
    decided = {"status": "apart", "decided_by": UserFactory(), "decided_at": timezone.now()}
    return lambda: DuplicatePair.objects.filter(pk=pair.pk).update(**decided)


def absence_corrected():
    sitting = sitting_at(assessment_of(scored_batch()))
    return lambda: AttendanceCorrection.objects.create(
        sitting=sitting, was="absent", becomes="attended", actor=UserFactory()
    )


def score_corrected():
    sitting = sitting_at(assessment_of(scored_batch()))
    return lambda: ScoreCorrection.objects.create(
        sitting=sitting, criterion="wawancara", assessor=UserFactory(), new_value=1
    )


def test_moved():
    test, now = assessment_of(scored_batch()), timezone.now()
    return lambda: TestMove.objects.create(
        assessment=test, was_at=now, was_in="A", now_at=now, now_in="B", moved_by=UserFactory()
    )


test_moved.__test__ = False


def result():
    selection_round = open_round(1)
    for score in (90, 80):
        apply_for(selection_round, *batches_of(selection_round), score=score)
    return published(selection_round)


def correction_opened():
    selection_round = result()
    return lambda: Correction.objects.create(
        selection_round=selection_round, origin="mistake", opened_by=UserFactory()
    )


def input_corrected():
    correction = correction_of(result(), is_calculated=False)
    return lambda: CorrectionChange.objects.create(
        correction=correction,
        kind="file_refused",
        application=Application.objects.first(),
        recorded_by=UserFactory(),
    )


def official_paper_withdrawn():
    paper = OfficialPaper.objects.create(
        intake=BatchFactory().intake,
        kind="minutes",
        number="1",
        dated_on=timezone.localdate(),
        content="{}",
        sha256="0" * 64,
        written_by=UserFactory(),
    )
    now = timezone.now()
    return lambda: OfficialPaper.objects.filter(pk=paper.pk).update(withdrawn_at=now)


def class_not_held():
    return lambda: ClassChange.objects.create(
        batch=BatchFactory(), kind="cancelled", made_by=UserFactory()
    )


def days_moved():
    return lambda: Rescheduling.objects.create(
        intake=BatchFactory().intake, dates=[{}], told=0, made_by=UserFactory()
    )


def account_closed():
    return lambda: AccountEvent.objects.create(account=UserFactory(), act="deactivated")


def records_merged():
    return lambda: PersonMerge.objects.create(
        kept=PersonFactory(), gone=PersonFactory(), proposed_by=UserFactory()
    )


def claim_refused():
    claim = IdentityClaim.objects.create(
        claimant=UserFactory(), holder=PersonFactory(), key_version=1, digest="0" * 64
    )
    settled = {"status": "for_holder", "settled_at": timezone.now(), "settled_by": UserFactory()}
    return lambda: IdentityClaim.objects.filter(pk=claim.pk).update(**settled)


def data_request_refused():
    now = timezone.now()
    request = DataRequest.objects.create(
        person=PersonFactory(), kind="erase", received_at=now, due_at=now + timedelta(days=1)
    )
    decided = {"status": "refused", "decided_at": now, "decided_by": UserFactory(), "answer": "-"}
    return lambda: DataRequest.objects.filter(pk=request.pk).update(**decided)


PUT_OUT = "puts_nobody_out_without_a_reason"
UNSAID = {
    **{
        f"application becomes {status.value}": Unsaid(
            "enrollment_application", PUT_OUT, lambda status=status: moved_to(status)
        )
        for status in AGAINST_THE_APPLICANT
    },
    **{
        act.__name__: Unsaid(table, guard, act)
        for table, guard, act in [
            ("grants_grantrequest", "refused_request_has_a_reason", request_refused),
            ("grants_grantrequest", "granted_against_advice_says_why", granted_against_advice),
            ("grants_grantrequest", "override_has_reason_name_and_time", repeat_let_through),
            ("accounts_document", "refused_document_has_a_reason", paper_refused),
            ("enrollment_factclaim", "refused_claim_has_a_reason", fact_refused),
            ("enrollment_reviewitem", "failed_check_has_a_reason", check_failed),
            ("enrollment_duplicatepair", "decided_pair_says_by_whom_and_why", pair_decided),
            (
                "enrollment_attendancecorrection",
                "attendance_correction_has_a_reason",
                absence_corrected,
            ),
            ("enrollment_scorecorrection", "score_correction_has_a_reason", score_corrected),
            ("enrollment_testmove", "move_has_a_reason", test_moved),
            ("enrollment_correction", "correction_has_a_reason", correction_opened),
            ("enrollment_correctionchange", "changed_input_has_a_reason", input_corrected),
            (
                "enrollment_officialpaper",
                "withdrawn_paper_has_a_reason",
                official_paper_withdrawn,
            ),
            ("programs_classchange", "class_change_has_a_reason", class_not_held),
            ("programs_rescheduling", "rescheduling_has_a_reason", days_moved),
            ("accounts_accountevent", "act_on_an_account_has_a_reason", account_closed),
            ("accounts_personmerge", "merge_has_a_reason", records_merged),
            ("accounts_identityclaim", "settled_claim_says_by_whom_and_why", claim_refused),
            (
                "accounts_datarequest",
                "refused_data_request_has_a_legal_ground",
                data_request_refused,
            ),
        ]
    },
}
ALL = pytest.mark.parametrize("unsaid", UNSAID.values(), ids=UNSAID)


@ALL
def test_the_database_takes_no_refusal_without_a_reason(unsaid):
    act = unsaid.act()
    with transaction.atomic():
        forget_the_last_reason()
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@ALL
def test_without_its_guard_a_reason_is_left_out(unsaid):
    act = unsaid.act()
    take_out(unsaid.table, unsaid.guard)
    forget_the_last_reason()

    act()


def forget_the_last_reason():
    """What came before in this transaction of a test is no reason for what comes now."""
    record_for_this_transaction(actor=None)


def test_every_reason_is_asked_for_by_a_constraint():
    without = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "pgh_obj")
        for field in model._meta.concrete_fields
        if ASKS_WHY.search(field.name) and not _asks(model, field.name)
    }

    assert without == WITHOUT.keys()


def _asks(model, name):
    return any(
        f"('{name}'" in str(constraint.condition) or f"'{name}', ''" in str(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    )
