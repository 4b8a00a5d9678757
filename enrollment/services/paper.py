"""Applications on paper: received at the counter, entered by a clerk under the same rules."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from enrollment.choices import ApplicationStatus, RoundStatus
from enrollment.models import PaperForm, SelectionRound
from enrollment.services.applications import refuse_unless_open, start_application
from programs.choices import IntakeStatus, SelectionMethod
from programs.models import Intake
from programs.services.calendar import working_day_after


@dataclass(frozen=True)
class Slip:
    """What the counter wrote on a paper form when it came."""

    number: str
    received_at: datetime


@transaction.atomic
def enter_paper(intake, slip, *, client, actor):
    """Begin the application of ``client`` from a paper form, or bind the form to his draft.

    Raise ``DomainError`` when the form was not received during registration, is entered too
    late or twice, or when the person has sent an application already.
    """
    # The lock of those who send: the list at closing is not published in between.
    intake = Intake.objects.select_for_update(no_key=True).get(pk=intake.pk)
    now = timezone.now()
    _refuse_unless_received_in_time(intake, slip, now)
    refuse_unless_paper_is_taken(intake, now)
    application = start_application(intake, user=actor, client=client, is_on_paper=True)
    if application.status != ApplicationStatus.DRAFT:
        raise DomainError(
            _("This person has applied already, with the number {number}.").format(
                number=application.registration_number
            )
        )
    if PaperForm.objects.filter(application=application).exists():
        raise DomainError(_("A paper form belongs to this application already."))
    if application.entered_by_id is None:
        application.entered_by = actor
        application.save(update_fields=["entered_by", "updated_at"])
    try:
        with transaction.atomic():
            PaperForm.objects.create(
                application=application,
                number=slip.number,
                received_at=slip.received_at,
                entered_by=actor,
            )
    except IntegrityError as error:
        raise DomainError(_("A slip with this number was entered already.")) from error
    return application


def refuse_unless_taken(application, intake, now):
    """Raise ``DomainError`` unless ``application`` may be sent at this moment."""
    if hasattr(application, "paper"):
        refuse_unless_paper_is_taken(intake, now)
    else:
        refuse_unless_open(intake, now)


def refuse_unless_paper_is_taken(intake, now):
    """Raise ``DomainError`` unless paper forms of ``intake`` may be entered now.

    While registration is open they may, everywhere. Afterwards until ``paper_until``, but never
    where seats go to whoever comes first, nor once the list at closing is published.
    """
    if now < intake.closes_at:
        return refuse_unless_open(intake, now)
    if intake.batches.filter(selection_method=SelectionMethod.FIRST_COME).exists():
        raise DomainError(_("In these classes the first who come get the seats, so it is over."))
    until = paper_until(intake)
    is_published = SelectionRound.objects.filter(intake=intake).exclude(status=RoundStatus.PREPARED)
    if (
        now >= until
        or intake.status not in (IntakeStatus.OPEN, IntakeStatus.CLOSED)
        or is_published.exists()
    ):
        raise DomainError(
            _("Paper forms of this intake could be entered until {when}.").format(
                when=long_datetime(until)
            )
        )


def paper_until(intake):
    """Return until when paper forms may be entered: the end of the last working day for it."""
    if not intake.paper_days:
        return intake.closes_at
    day = working_day_after(timezone.localdate(intake.closes_at), intake.paper_days)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def intakes_for_paper():
    """Intakes for which a clerk may enter a paper form now, those that close first in front."""
    now = timezone.now()
    candidates = Intake.objects.filter(
        status__in=[IntakeStatus.OPEN, IntakeStatus.CLOSED], opens_at__lte=now
    ).order_by("closes_at")
    return [
        intake
        for intake in candidates
        if now < intake.closes_at or (intake.paper_days and _is_taken(intake, now))
    ]


def _is_taken(intake, now):
    try:
        refuse_unless_paper_is_taken(intake, now)
    except DomainError:
        return False
    return True


def _refuse_unless_received_in_time(intake, slip, now):
    if slip.received_at > now:
        raise DomainError(_("The form cannot have come in the future. Look at day and hour."))
    if not intake.opens_at <= slip.received_at <= intake.closes_at:
        raise DomainError(
            _("The form must have come between {opens} and {closes}.").format(
                opens=long_datetime(intake.opens_at), closes=long_datetime(intake.closes_at)
            )
        )
