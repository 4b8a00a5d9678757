"""Telling people what became of their application."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from enrollment.choices import ApplicationStatus
from enrollment.models import Application
from notices.services.alike import queue_notices_alike

KIND_OF_RESULT = {
    ApplicationStatus.WAITLISTED: "result_waitlisted",
    ApplicationStatus.NOT_SELECTED: "result_not_selected",
    ApplicationStatus.INELIGIBLE: "result_ineligible",
}


def tell_results(applications, *, dispatch):
    """Tell everybody of ``applications`` (a queryset) without a seat how the round ended for them.

    The messages are held in ``dispatch``.
    """
    for status, kind in KIND_OF_RESULT.items():
        _tell(applications.filter(status=status), kind, "round_result", dispatch=dispatch)


def tell_waitlist_closed(intake):
    """Tell everybody who waited until the end that no seat became free."""
    _tell(
        intake.applications.filter(status=ApplicationStatus.WAITLISTED),
        "waitlist_closed",
        "waitlist_closed",
        context={"intake": intake.title},
    )


def tell_seat_taken_back(applications, correction):
    """Tell everybody of ``applications`` (a queryset) that a correction took their seat."""
    _tell(applications, "seat_taken_back", f"correction:{correction.pk}")


def tell_correction(applications, correction):
    """Tell everybody of ``applications`` (a queryset) the result that a correction gave them."""
    for status, kind in KIND_OF_RESULT.items():
        _tell(applications.filter(status=status), kind, f"correction:{correction.pk}")


def _tell(applications, kind, event, **facts):
    queue_notices_alike(applications, kind, event=event, link=_address(), **facts)


def _address():
    """Return an expression for the address of the page of each application."""
    number = 10**18
    before, after = Application(pk=number).get_absolute_url().split(str(number))
    return Concat(Value(before), Cast("pk", CharField()), Value(after))
