"""Telling people what became of their application."""

from enrollment.choices import ApplicationStatus
from notices.services.outbox import queue_notice

KIND_OF_RESULT = {
    ApplicationStatus.WAITLISTED: "result_waitlisted",
    ApplicationStatus.NOT_SELECTED: "result_not_selected",
    ApplicationStatus.INELIGIBLE: "result_ineligible",
}


def tell_result(application):
    """Tell somebody without a seat how the round ended for them."""
    _tell(application, KIND_OF_RESULT[application.status], {}, "round_result")


def tell_waitlist_closed(application):
    """Tell somebody who waited until the end that no seat became free."""
    _tell(application, "waitlist_closed", {"intake": application.intake.title}, "waitlist_closed")


def _tell(application, kind, context, event):
    queue_notice(
        application.person,
        kind,
        context=context,
        event_key=f"{event}:{application.pk}",
        link=application.get_absolute_url(),
    )
