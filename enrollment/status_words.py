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
    Status.EXCLUDED: Heading(
        _("Set aside"),
        _("This application was set aside"),
        _(
            "Our staff found another application of yours in this intake, and that one counts. Is "
            "that not right? Call BLK or come with your KTP."
        ),
    ),
}


_AFTER_TRAINING = {
    None: Heading(
        _("Finished"),
        _("You finished the training"),
        _("The result of your competence test is not here yet."),
    ),
    True: Heading(
        _("Competent"),
        _("Congratulations, you are competent"),
        _("You finished the training and passed the competence test."),
    ),
    False: Heading(
        _("Not yet competent"),
        _("You finished the training, not yet competent"),
        _("Our staff can tell you how to prepare for another competence test."),
    ),
}
_NOT_FINISHED = Heading(
    _("Not finished"),
    _("You did not finish the training"),
    _("You may apply again in a later intake. Talk to our staff if this is not right."),
)


def heading_of(application, participation=None):
    """Say where ``application`` stands; ``participation`` tells what became of the training."""
    if participation is not None and participation.has_finished:
        return _AFTER_TRAINING[participation.is_competent]
    if participation is not None and participation.has_finished is False:
        return _NOT_FINISHED
    return _HEADINGS[Status(application.status)]
