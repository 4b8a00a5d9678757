"""What people are told of a test that they missed: what it closes, and until when they may ask."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime
from enrollment.absences import absences_among
from enrollment.choices import ApplicationStatus
from enrollment.models import Sitting
from notices.services.outbox import queue_notice, settle_notices, was_told, withdraw_notices


def queue_absences(assessment, sittings):
    """Tell whom the test still concerns that they missed it, and which wishes that closes."""
    rows = Sitting.objects.filter(
        pk__in=[sitting.pk for sitting in sittings],
        application__status=ApplicationStatus.VERIFIED,
    )
    for absence in absences_among(rows):
        sitting = absence.sitting
        person = sitting.application.person
        with translation.override(person.language):
            context = {
                "test": sitting.assessment.title,
                "when": long_datetime(sitting.moment),
                "consequence": consequence_of(absence),
                "excuse": way_back(assessment),
            }
        queue_notice(
            person,
            "test_missed",
            context=context,
            about=sitting.application,
            link=sitting.application.get_absolute_url(),
            event_key=_key(sitting),
        )


def take_back_absence(sitting, *, is_told):
    """Let the message of an absence rest; whoever got it ``is_told`` that it no longer holds."""
    key = _key(sitting)
    withdraw_notices([key])
    if is_told and was_told(key):
        person = sitting.application.person
        with translation.override(person.language):
            context = {
                "test": sitting.assessment.title,
                "when": long_datetime(sitting.moment),
            }
        queue_notice(
            person,
            "test_not_missed",
            context=context,
            about=sitting.application,
            link=sitting.application.get_absolute_url(),
            event_key=f"{key}:corrected",
        )
    settle_notices([key])


def consequence_of(absence):
    """Say, in the language that is active, which wishes an absence closed."""
    if not absence.closed_wishes:
        return _("You have no score in it.")
    return _("By the rules these choices need its score and are closed: {wishes}.").format(
        wishes=", ".join(str(choice.batch.program.title) for choice in absence.closed_wishes)
    )


def way_back(assessment):
    """Say what somebody can do who had a good reason, as long as that helps."""
    if assessment.is_closed(timezone.now()):
        return _("The test cannot be taken any more.")
    if assessment.scoring_closes_at:
        return _(
            "Did something urgent keep you? Tell BLK by {deadline}: with a good reason you may "
            "come at another time."
        ).format(deadline=long_datetime(assessment.scoring_closes_at))
    return _(
        "Did something urgent keep you? Tell BLK soon: with a good reason you may come at another "
        "time."
    )


def _key(sitting):
    return f"test_missed:{sitting.pk}:{sitting.times_moved}"
