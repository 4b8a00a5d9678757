"""An applicant objects to the result, and somebody other than the reviewer answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import GONE, ApplicationStatus, RoundStatus
from enrollment.models import Application, Objection
from notices.services.outbox import queue_notice


@transaction.atomic
def file_objection(application, text, *, actor):
    """Record an objection to a published result, within the days announced for it.

    Raise ``DomainError`` outside these days, while an earlier objection is not answered, or
    without a text.
    """
    application = lock_and_read(Application.objects.select_related("intake"), application.pk)
    intake = application.intake
    selection_round = getattr(intake, "selection_round", None)
    if selection_round is None or selection_round.status != RoundStatus.PUBLISHED:
        raise DomainError(_("There is no published result to object to yet."))
    if intake.objections_until and timezone.now() > intake.objections_until:
        raise DomainError(_("The days for objections are over."))
    if application.status in [ApplicationStatus.DRAFT, *GONE]:
        raise DomainError(_("This application took no part."))
    if not text.strip():
        raise DomainError(_("Write what you object to."))
    if application.objections.filter(answered_at__isnull=True).exists():
        raise DomainError(_("Your earlier objection is not answered yet."))
    return Objection.objects.create(application=application, text=text.strip())


@transaction.atomic
def answer_objection(objection, *, is_upheld, answer, actor):
    """Answer an objection and tell the applicant; an upheld one asks for a correction.

    Raise ``DomainError`` if it was answered before, or if ``actor`` reviewed the file or is of
    the applicant's household.
    """
    objections = Objection.objects.select_related("application__person")
    objection = lock_and_read(objections, objection.pk)
    application = objection.application
    if objection.answered_at:
        raise DomainError(_("This objection was answered before."))
    if application.reviews.filter(reviewer=actor).exists():
        raise DomainError(_("Somebody other than the reviewer of the file must answer."))
    if Person.objects.near_to(actor).filter(pk=application.person_id).exists():
        raise DomainError(_("Somebody outside your household must answer."))
    if not answer.strip():
        raise DomainError(_("Write an answer."))
    objection.is_upheld, objection.answer = is_upheld, answer.strip()
    objection.answered_at, objection.answered_by = timezone.now(), actor
    objection.save()
    queue_notice(
        application.person,
        "objection_answered",
        context={"answer": objection.answer},
        event_key=f"objection_answered:{objection.pk}",
        about=application,
        link=application.get_absolute_url(),
    )
    return objection
