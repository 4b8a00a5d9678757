"""What follows for applications when a claimed NIK is settled, and who is told."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services import identity_claims
from enrollment.choices import ApplicationStatus, CheckResult, ReviewDecision
from enrollment.models import Application, Review, ReviewItem
from enrollment.reasons import Reason
from enrollment.services.application_file import returned_items
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.joining import bind_drafts, hand_over_applications
from enrollment.services.reviews import lock_case
from enrollment.services.status import change_status
from notices.services.outbox import queue_notice


@transaction.atomic
def uphold_claim(claim, *, nik, kk, actor, reason):
    """Give the NIK to the claimant and his drafts with it; the other account is sent back to it.

    What the other account has sent is returned for its NIK. Raise ``DomainError`` where the
    claim cannot be upheld, or while a round has read that application already.
    """
    handover = identity_claims.uphold_claim(claim, nik=nik, kk=kk, actor=actor, reason=reason)
    hand_over_applications(handover.person, handover.claim.claimant)
    bind_drafts(handover.claim.claimant, handover.person, actor=actor)
    if handover.loser is not None:
        _return_applications_of(handover.loser, actor)
        _tell_loser(handover)
    _tell_claimant(handover.claim, handover.person)
    return handover.claim


def _return_applications_of(person, actor):
    sent = Application.objects.filter(
        person=person, status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.NEEDS_FIX]
    )
    for application in sent.order_by("pk"):
        application = lock_case(application)
        refuse_if_input_is_frozen(application.intake_id)
        _return(application, actor)


def _return(application, actor):
    earlier = returned_items(application)
    application.version += 1
    application.claimed_by, application.claimed_at = None, None
    application.save(update_fields=["version", "claimed_by", "claimed_at", "updated_at"])
    with translation.override(application.person.language):
        message = _("The NIK that you entered belongs to somebody else. Enter your own NIK.")
    review = Review.objects.create(
        application=application,
        application_version=application.version,
        reviewer=actor,
        decision=ReviewDecision.RETURN,
        message=message,
    )
    ReviewItem.objects.create(
        review=review,
        requirement="identity",
        result=CheckResult.FIX,
        reason=Reason.NIK_DIFFERS,
        text=message,
    )
    for item in earlier.values():
        if item.requirement != "identity":
            ReviewItem.objects.create(
                review=review,
                requirement=item.requirement,
                result=item.result,
                reason=item.reason,
                text=item.text,
            )
    if application.status == ApplicationStatus.SUBMITTED:
        change_status(
            application, ApplicationStatus.NEEDS_FIX, actor=actor, reason=ReviewDecision.RETURN
        )


def _tell_loser(handover):
    queue_notice(
        handover.loser,
        "nik_removed",
        context={},
        link=reverse("enrollment:my_applications"),
        event_key=f"nik_removed:{handover.claim.pk}",
    )


def _tell_claimant(claim, person):
    queue_notice(
        person,
        "identity_claim_upheld",
        context={},
        link=reverse("enrollment:my_applications"),
        event_key=f"identity_claim_upheld:{claim.pk}",
    )
