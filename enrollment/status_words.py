"""Where an application stands, in one sentence and one badge for the person it belongs to."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.choices import ApplicationStatus as Status


@dataclass(frozen=True)
class Heading:
    badge: str | Promise
    title: str | Promise
    text: str | Promise


_HEADINGS = {
    Status.DRAFT: Heading(_("Not sent yet"), _("Your application is not sent yet"), ""),
    Status.SUBMITTED: Heading(
        _("Being checked"),
        _("Your application has arrived"),
        _("Our staff check your answers and documents. You need not do anything now."),
    ),
    Status.NEEDS_FIX: Heading(
        _("To be corrected"),
        _("Please correct something"),
        _("Only what is listed here can be changed. Everything else is safe."),
    ),
    Status.VERIFIED: Heading(
        _("File complete"),
        _("Your file is complete"),
        _("It takes part in the selection. We tell you about every next step."),
    ),
    Status.INELIGIBLE: Heading(
        _("Not open to you"),
        _("You may not join the classes that you chose"),
        _("You may apply again in the next intake."),
    ),
    Status.SEATED: Heading(_("Selected"), _("You have a seat"), ""),
    Status.WAITLISTED: Heading(
        _("Waitlist"),
        _("You are on the waitlist"),
        _("When somebody gives up a seat, the next on the list gets it. We will tell you."),
    ),
    Status.NOT_SELECTED: Heading(
        _("Not selected this time"),
        _("You were not selected this time"),
        _("You may apply again in the next intake. Your documents are kept."),
    ),
    Status.CONFIRMED: Heading(
        _("Seat taken"),
        _("The seat is yours"),
        _("Come on the first day with your KTP and your registration number."),
    ),
    Status.LAPSED: Heading(
        _("Seat given up"),
        _("Your seat went to somebody else"),
        _("You may apply again in the next intake."),
    ),
    Status.LEFT: Heading(_("Left"), _("You left the class"), ""),
    Status.WITHDRAWN: Heading(
        _("Withdrawn"),
        _("You withdrew this application"),
        _("While registration is open you may begin a new one."),
    ),
}


def heading_of(application):
    return _HEADINGS[Status(application.status)]
