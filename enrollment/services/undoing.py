"""Taking a review back by a recorded act that undoes what followed from it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import DocumentStatus
from accounts.models import Document, Person
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus, ClaimStatus, ReviewDecision, SeatRelease
from enrollment.models import FactClaim, Review
from enrollment.services import review_notices
from enrollment.services.claiming import refuse_own_affair
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.reviews import STATUS_AFTER, lock_case
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from notices.services.outbox import withdraw_notices


@transaction.atomic
def undo_review(review, *, actor):
    """Put the file back into the reviewer's hand as it was before the decision.

    Raise ``DomainError`` unless it is the actor's own decision, and as ``take_back`` does.
    """
    if review.reviewer_id != actor.pk:
        raise DomainError(_("Only who decided can take the decision back."))
    application = take_back(review, actor=actor)
    application.claimed_by, application.claimed_at = actor, timezone.now()
    application.save(update_fields=["claimed_by", "claimed_at", "updated_at"])


@transaction.atomic
def take_back(review, *, actor):
    """Put the file back to where it was before the decision; return it.

    Raise ``DomainError`` unless it is the last decision on this file and nothing was built on
    it: another save, a seat, a frozen round. Whoever helped the applicant since leaves it to
    colleagues.
    """
    application = lock_case(review.application)
    refuse_own_affair(application, actor)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.undone_at:
        raise DomainError(_("This decision was taken back before."))
    status_after = (
        ApplicationStatus.SUBMITTED if review.is_proposal else STATUS_AFTER[review.decision]
    )
    if application.status != status_after or application.version != review.application_version:
        raise DomainError(_("The file has gone on since, so this can no longer be undone."))
    refuse_if_input_is_frozen(application.intake_id)

    now = timezone.now()
    review.undone_at = now
    review.save(update_fields=["undone_at", "updated_at"])
    if not review.is_proposal:
        _unsettle(review, application)
        change_status(application, _status_before(review), actor=actor, reason="undone")
    application.version += 1
    application.save(update_fields=["version", "updated_at"])
    if not review.is_proposal and not withdraw_notices([review_notices.event_key(review)]):
        review_notices.queue_undone(review)
    return application


def _status_before(review):
    is_closing = review.decision == ReviewDecision.CLOSE
    return ApplicationStatus.NEEDS_FIX if is_closing else ApplicationStatus.SUBMITTED


def _unsettle(review, application):
    """Open again what this review settled: it all carries the moment of the review."""
    at = review.created_at
    claims = FactClaim.objects.filter(application=application, decided_at=at)
    claims.filter(fact_type__is_derived=True).delete()
    claims.update(status=ClaimStatus.CLAIMED, reason="", decided_by=None, decided_at=None)
    Document.objects.filter(person=application.person_id, checked_at=at).update(
        status=DocumentStatus.UPLOADED, reason="", checked_by=None, checked_at=None
    )
    Person.objects.filter(pk=application.person_id, identity_verified_at=at).update(
        identity_verified_at=None, identity_verified_by=None
    )
    freed = application.seats.filter(
        release=SeatRelease.VERIFICATION_FAILED, released_at=at
    ).first()
    if freed is not None:
        take_seat(freed.batch, application, label=freed.label)
