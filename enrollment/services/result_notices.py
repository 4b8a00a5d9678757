"""Telling people what became of their application."""

from enrollment.choices import ApplicationStatus
from notices.services.outbox import Message, queue_notices

KIND_OF_RESULT = {
    ApplicationStatus.WAITLISTED: "result_waitlisted",
    ApplicationStatus.NOT_SELECTED: "result_not_selected",
    ApplicationStatus.INELIGIBLE: "result_ineligible",
}


def tell_results(applications, *, dispatch):
    """Tell everybody of ``applications``, who have no seat, how the round ended for them.

    The messages are held in ``dispatch``.
    """
    queue_notices(
        _message(application, KIND_OF_RESULT[application.status], {}, "round_result", dispatch)
        for application in applications
    )


def tell_waitlist_closed(applications):
    """Tell everybody who waited until the end that no seat became free."""
    queue_notices(
        _message(
            application, "waitlist_closed", {"intake": application.intake.title}, "waitlist_closed"
        )
        for application in applications
    )


def tell_seat_taken_back(applications, correction):
    """Tell everybody of ``applications`` that a correction took their seat."""
    queue_notices(
        _message(application, "seat_taken_back", {}, f"correction:{correction.pk}")
        for application in applications
    )


def tell_correction(applications, correction):
    """Tell everybody of ``applications`` the result that a correction gave them."""
    queue_notices(
        _message(application, KIND_OF_RESULT[application.status], {}, f"correction:{correction.pk}")
        for application in applications
        if application.status in KIND_OF_RESULT
    )


def _message(application, kind, context, event, dispatch=None):
    return Message(
        person=application.person,
        kind=kind,
        context=context,
        event_key=f"{event}:{application.pk}",
        about=application,
        link=application.get_absolute_url(),
        dispatch=dispatch,
    )
