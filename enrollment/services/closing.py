"""Closing a file that came back for correction and was not sent again in time."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.checklist import requirements_of
from enrollment.choices import ApplicationStatus, CheckResult, ReviewDecision, SecondLook
from enrollment.models import Review, ReviewItem
from enrollment.reminder_times import last_moment_of
from enrollment.services import review_notices
from enrollment.services.application_file import returned_items
from enrollment.services.claiming import refuse_own_affair
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.review_notices import correction_deadline, settle_corrections
from enrollment.services.reviews import lock_case
from enrollment.services.status import change_status


@transaction.atomic
def close_uncorrected(application, *, proposed_by, agreed_by, version, dispatch):
    """Put a returned file whose time to be corrected is over out of the intake; return the review.

    Two people decide it, as any refusal. What was left to correct stands in the review and in the
    message, which ``dispatch`` holds. Raise ``DomainError`` while there is time, or if the file
    has gone on.
    """
    application = lock_case(application)
    for actor in (proposed_by, agreed_by):
        refuse_own_affair(application, actor)
    if application.status != ApplicationStatus.NEEDS_FIX or application.version != version:
        raise DomainError(_("The file has gone on since."))
    moment = correct_by(type(application).objects.filter(pk=application.pk)).get(application.pk)
    now = timezone.now()
    if moment is None or now < moment:
        raise DomainError(_("The applicant still has time to correct it."))
    refuse_if_input_is_frozen(application.intake_id)

    left = list(returned_items(application).values())
    subjects = {each.code: each.subject for each in requirements_of(application)}
    told = review_notices.context_for_closing(application, left, subjects, moment)
    application.version += 1
    application.save(update_fields=["version", "updated_at"])
    review = Review.objects.create(
        application=application,
        application_version=application.version,
        reviewer=agreed_by,
        first_reviewer=proposed_by,
        second_look=SecondLook.GIVEN,
        decision=ReviewDecision.CLOSE,
        message=review_notices.text_for(application, ReviewDecision.CLOSE, told),
    )
    ReviewItem.objects.bulk_create(
        ReviewItem(
            review=review,
            requirement=item.requirement,
            result=CheckResult.FIX,
            reason=item.reason,
            text=item.text,
        )
        for item in left
    )
    change_status(
        application, ApplicationStatus.INELIGIBLE, actor=agreed_by, reason="not_corrected"
    )
    settle_corrections(application)
    review_notices.queue(review, told, now=now, dispatch=dispatch)
    return review


def correct_by(applications):
    """Return ``{pk: moment}``: when the time to correct each returned file of a queryset ends."""
    returned = (
        Review.objects.standing()
        .filter(application__in=applications.order_by(), decision=ReviewDecision.RETURN)
        .select_related("application__intake")
        .order_by("application_id", "-created_at")
        .distinct("application_id")
    )
    return {
        review.application_id: last_moment_of(
            correction_deadline(
                review.application.intake, today=timezone.localdate(review.created_at)
            )
        )
        for review in returned
    }
