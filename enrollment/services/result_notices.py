"""Words that tell people what became of their application."""

from django.utils import translation
from django.utils.translation import gettext as _

from enrollment.choices import ApplicationStatus
from notices.services.outbox import queue_notice


def tell_result(application):
    """Tell somebody without a seat how the round ended for them."""
    with translation.override("id"):
        subject, text = _words(application.status)
        queue_notice(
            application.person,
            "round_result",
            subject=subject,
            text=text,
            event_key=f"round_result:{application.pk}",
            link=application.get_absolute_url(),
        )


def _words(status):
    if status == ApplicationStatus.WAITLISTED:
        return _("You are on the waitlist"), _(
            "All seats are taken for now. You are on the waitlist: when somebody gives up a seat "
            "and it is your turn, you will be told. Your place stands on the page of your "
            "application."
        )
    if status == ApplicationStatus.NOT_SELECTED:
        return _("Not selected this time"), _(
            "There were more people than seats. The page of your application explains the "
            "result of each class."
        )
    return _("You cannot join this time"), _(
        "None of the classes you chose is open to you this time. The page of your application "
        "gives the reason for each class and the next way."
    )
