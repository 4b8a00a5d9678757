"""A verifier's decision on a file, and taking it back."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import DocumentStatus
from accounts.models import Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.checklist import requirements_of
from enrollment.choices import (
    ApplicationStatus,
    CheckResult,
    ClaimStatus,
    ReviewDecision,
    SeatRelease,
    SecondLook,
)
from enrollment.models import Application, FactClaim, Review, ReviewItem
from enrollment.reasons import Reason
from enrollment.services import review_notices
from enrollment.services.claiming import holder_of, refuse_own_affair
from enrollment.services.facts import stated_facts
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.seats import lock_batch, release_seat
from enrollment.services.second_look import ASKED_FOR, proposal_on, second_look_at
from enrollment.services.status import change_status
from enrollment.verdicts import judge_wishes

STATUS_AFTER = {
    ReviewDecision.VERIFY: ApplicationStatus.VERIFIED,
    ReviewDecision.RETURN: ApplicationStatus.NEEDS_FIX,
    ReviewDecision.REFUSE: ApplicationStatus.INELIGIBLE,
    ReviewDecision.CLOSE: ApplicationStatus.INELIGIBLE,
}


class StaleCase(DomainError):
    """Somebody saved the file, or took it in hand, since it was opened."""


@dataclass(frozen=True)
class CheckedItem:
    """The answer to one requirement: no ``reason`` means in order."""

    requirement: str
    reason: str = ""
    text: str = ""

    @property
    def result(self):
        return Reason(self.reason).result if self.reason else CheckResult.OK


@transaction.atomic
def record_review(
    application, *, reviewer, decision, items, version, message="", note="", dispatch=None
):
    """Store the checks and the decision on a submitted file, and let everything follow from it.

    Claims, papers and identity become verified or refused, the status moves, the applicant is
    told, later where a ``dispatch`` holds it. ``message`` is added to what is told, ``note`` stays
    with staff. ``version`` is that of the application when the file was opened: ``StaleCase`` if
    it changed since. A statement that is refused never costs more than what its fact would have
    opened. Where the rule asks for a second verifier (``second_look``), the first decision changes
    nothing but the queue.
    """
    application = lock_case(application)
    return _record(
        application,
        requirements_of(application),
        reviewer=reviewer,
        decision=decision,
        items=items,
        version=version,
        message=message,
        note=note,
        dispatch=dispatch,
    )


@transaction.atomic
def accept_whole(application, *, reviewer, version, dispatch):
    """Accept a file that ``lock_case`` returned, with every requirement in order.

    Refuse what ``record_review`` refuses.
    """
    requirements = requirements_of(application)
    return _record(
        application,
        requirements,
        reviewer=reviewer,
        decision=ReviewDecision.VERIFY,
        items=[CheckedItem(requirement.code) for requirement in requirements],
        version=version,
        dispatch=dispatch,
    )


@transaction.atomic
def return_for_paper(application, *, item, reviewer, version, message, dispatch):
    """Send a file that ``lock_case`` returned back for the paper of ``item``, the rest unseen.

    Refuse what ``record_review`` refuses.
    """
    return _record(
        application,
        [each for each in requirements_of(application) if each.code == item.requirement],
        reviewer=reviewer,
        decision=ReviewDecision.RETURN,
        items=[item],
        version=version,
        message=message,
        dispatch=dispatch,
    )


def _record(
    application,
    requirements,
    *,
    reviewer,
    decision,
    items,
    version,
    message="",
    note="",
    dispatch=None,
):
    _refuse_stale(application, version)
    _refuse_wrong_reviewer(application, reviewer)
    _refuse_unless_open(application)
    _refuse_incomplete(requirements, items)
    verdicts = judge_wishes(application, facts_after(application, requirements, items))
    _refuse_wrong_decision(decision, items, verdicts)
    proposal = proposal_on(application) if decision in ASKED_FOR else None
    second_look = second_look_at(decision, proposal, reviewer)

    application.version += 1
    told = review_notices.context_for(application, decision, requirements, items, verdicts, message)
    review = Review.objects.create(
        application=application,
        application_version=application.version,
        reviewer=reviewer,
        decision=decision,
        message=review_notices.text_for(application, decision, told),
        note=note,
        second_look=second_look,
        first_reviewer=proposal.reviewer if second_look == SecondLook.GIVEN else None,
    )
    now = review.created_at
    fingerprint_of = {requirement.code: requirement.fingerprint for requirement in requirements}
    ReviewItem.objects.bulk_create(
        ReviewItem(
            review=review,
            requirement=item.requirement,
            result=item.result,
            reason=item.reason,
            text=item.text,
            checked=fingerprint_of[item.requirement] if item.result == CheckResult.OK else "",
        )
        for item in items
    )
    if decision == ReviewDecision.REFUSE:
        _store_refused_wishes(review, verdicts)
    application.claimed_by, application.claimed_at = None, None
    application.save(update_fields=["version", "claimed_by", "claimed_at", "updated_at"])
    if review.is_proposal:
        return review
    item_of = {item.requirement: item for item in items}
    for requirement in requirements:
        _settle(application, requirement, item_of[requirement.code], reviewer, now)
    if decision == ReviewDecision.VERIFY:
        _verify_identity(application.person, reviewer, now)
    change_status(
        application,
        STATUS_AFTER[ReviewDecision(decision)],
        actor=reviewer,
        reason=decision,
        note=note[:500],
    )
    _settle_seat(application, decision, reviewer, now)
    review_notices.queue(review, told, now=now, dispatch=dispatch)
    return review


def facts_after(application, requirements, items):
    """Return the facts that stand if ``items`` are the answers to ``requirements``."""
    fact_of = {requirement.code: requirement.fact for requirement in requirements}
    refused = {
        fact_of.get(item.requirement) for item in items if item.result == CheckResult.REFUSED
    }
    return stated_facts(application) - refused


def refused_wishes(verdicts):
    """Say whether no wish is left."""
    return bool(verdicts) and not any(verdict.is_allowed for verdict in verdicts)


def lock_case(application):
    """Lock the batch of the seat that the application holds, if any, and then the application."""
    seat = application.seats.taken().select_related("batch").first()
    if seat is not None:
        lock_batch(seat.batch)
    cases = Application.objects.select_related("person__kelurahan", "intake", "claimed_by")
    return lock_and_read(cases, application.pk)


def _refuse_stale(application, version):
    if application.version != version:
        raise StaleCase(_("This file was saved by somebody else since you opened it."))


def _refuse_wrong_reviewer(application, reviewer):
    refuse_own_affair(application, reviewer)
    holder = holder_of(application)
    if holder not in (None, reviewer):
        raise StaleCase(_("{name} has this file in hand.").format(name=holder))


def _refuse_unless_open(application):
    if application.status != ApplicationStatus.SUBMITTED:
        raise DomainError(_("This file does not wait for a check."))
    refuse_if_input_is_frozen(application.intake_id)


def _refuse_incomplete(requirements, items):
    allowed = {requirement.code: requirement.reasons for requirement in requirements}
    if {item.requirement for item in items} != set(allowed) or len(items) != len(allowed):
        raise DomainError(_("Answer every check first."))
    for item in items:
        if item.reason and item.reason not in allowed[item.requirement]:
            raise DomainError(_("Choose a reason that fits the check."))


def _refuse_wrong_decision(decision, items, verdicts):
    must_be_fixed = any(item.result == CheckResult.FIX for item in items)
    none_left = refused_wishes(verdicts)
    if decision == ReviewDecision.RETURN and not must_be_fixed:
        raise DomainError(_("Choose at least one thing that the applicant can correct."))
    if decision != ReviewDecision.RETURN and must_be_fixed:
        raise DomainError(_("Something has to be corrected, so the file can only be returned."))
    if decision == ReviewDecision.VERIFY and none_left:
        raise DomainError(_("No wish is left, so the file cannot be accepted."))
    if decision == ReviewDecision.REFUSE and not none_left:
        raise DomainError(_("A wish is left, so the applicant stays in."))


def _store_refused_wishes(review, verdicts):
    """Keep the gates that closed each wish, so that the refusal has its coded reasons."""
    ReviewItem.objects.bulk_create(
        ReviewItem(
            review=review,
            requirement=f"wish:{verdict.choice.batch.code}",
            result=CheckResult.REFUSED,
            reason=verdict.reasons[0],
            text=" ".join(verdict.words)[:300],
        )
        for verdict in verdicts
    )


def _settle(application, requirement, item, reviewer, now):
    """Carry one answer to what it is about: a claim, a derived fact, a paper.

    What was accepted before and still is keeps the name of who checked it first.
    """
    is_ok = item.result == CheckResult.OK
    if requirement.fact and item.result == CheckResult.REFUSED:
        FactClaim.objects.update_or_create(
            application=application,
            fact_type_id=requirement.fact,
            defaults={
                "status": ClaimStatus.REFUSED,
                "reason": item.reason,
                "decided_by": reviewer,
                "decided_at": now,
            },
        )
    elif requirement.claim and is_ok and not requirement.is_settled:
        claim = requirement.claim
        claim.status, claim.reason = ClaimStatus.VERIFIED, ""
        claim.decided_by, claim.decided_at = reviewer, now
        claim.save(update_fields=["status", "reason", "decided_by", "decided_at", "updated_at"])
    document = requirement.document
    if document and not (is_ok and document.status == DocumentStatus.VERIFIED):
        document.status = DocumentStatus.VERIFIED if is_ok else DocumentStatus.REFUSED
        document.reason = item.reason
        document.checked_by, document.checked_at = reviewer, now
        document.save(update_fields=["status", "reason", "checked_by", "checked_at", "updated_at"])


def _verify_identity(person, reviewer, now):
    if person.identity_verified_at is None:
        Person.objects.filter(pk=person.pk).update(
            identity_verified_at=now, identity_verified_by=reviewer
        )


def _settle_seat(application, decision, reviewer, now):
    """A first-come seat is kept by an accepted file and freed by a refused one."""
    seat = application.seats.taken().first()
    if seat is None:
        return
    if decision == ReviewDecision.VERIFY:
        change_status(application, ApplicationStatus.SEATED, actor=reviewer, reason="first_come")
    elif decision == ReviewDecision.REFUSE:
        release_seat(seat, SeatRelease.VERIFICATION_FAILED, at=now)
