"""The way of one application through time, for the person it belongs to: no internal words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared.formats import long_datetime, weekday_date
from enrollment.choices import BEFORE_THE_RESULT
from enrollment.choices import ApplicationStatus as Status

DONE, NOW, LATER = "done", "now", "later"

_HAPPENED = {
    Status.SUBMITTED: gettext_lazy("You sent your application"),
    Status.NEEDS_FIX: gettext_lazy("Our staff asked you to correct something"),
    Status.VERIFIED: gettext_lazy("Your file is complete"),
    Status.INELIGIBLE: gettext_lazy("You may not join the classes that you chose"),
    Status.SEATED: gettext_lazy("You have a seat"),
    Status.WAITLISTED: gettext_lazy("You are on the waitlist"),
    Status.NOT_SELECTED: gettext_lazy("You were not selected this time"),
    Status.CONFIRMED: gettext_lazy("You took your seat"),
    Status.LAPSED: gettext_lazy("Your seat went to somebody else"),
    Status.LEFT: gettext_lazy("You left the class"),
    Status.WITHDRAWN: gettext_lazy("You withdrew your application"),
}
_SENT_AGAIN = gettext_lazy("You sent the correction")
_TAKEN_BACK = gettext_lazy("Your file is being checked again")


@dataclass(frozen=True)
class Step:
    state: str
    title: str
    when: str = ""
    datetime: str = ""
    hint: str = ""


def timeline(application, changes, *, offer=None, first_day=None):
    """Return the steps of ``application``: what happened, where it stands, what is to come."""
    steps = [
        Step(DONE, _title(change), long_datetime(change.at), change.at.isoformat())
        for change in changes
        if change.to_status != Status.DRAFT
    ]
    return [*steps, *_ahead(application, offer, first_day)]


def dates_ahead(intake, sent_at):
    """Return the steps for the receipt: sent now, and the announced dates."""
    sent = Step(DONE, _("You sent your application"), long_datetime(sent_at), sent_at.isoformat())
    return [sent, *_first_is_now(_dates(intake))]


def result_steps(intake, now):
    """Return the days that follow the result, the first one that is not over being now."""
    days = [
        (
            _("Objections"),
            intake.objections_until,
            _("Is a score or a decision wrong? Somebody else than before looks at it."),
        ),
        (
            _("People answer"),
            intake.answers_until,
            _("A seat that is given up goes to the waitlist at once."),
        ),
        (_("The waitlist closes"), intake.promotion_until, ""),
    ]
    steps, is_later = [], False
    for title, until, hint in days:
        if until is None:
            continue
        state = DONE if until < now else LATER if is_later else NOW
        is_later = is_later or state == NOW
        when = _("until {date}").format(date=long_datetime(until))
        steps.append(Step(state, title, when, until.isoformat(), hint))
    return steps


def _title(change):
    if change.to_status == Status.SUBMITTED and change.from_status == Status.NEEDS_FIX:
        return _SENT_AGAIN
    if change.to_status == Status.SUBMITTED and change.from_status != Status.DRAFT:
        return _TAKEN_BACK
    return _HAPPENED[change.to_status]


def _ahead(application, offer, first_day):
    intake = application.intake
    if application.status == Status.NEEDS_FIX:
        deadline = intake.verified_by
        when = _("until {date}").format(date=weekday_date(deadline)) if deadline else ""
        return [
            Step(NOW, _("Waiting for your correction"), when),
            *_dates(intake, beyond_check=True),
        ]
    if application.status in BEFORE_THE_RESULT:
        is_checked = application.status == Status.VERIFIED
        return _first_is_now(_dates(intake, beyond_check=is_checked))
    if application.status == Status.SEATED:
        return [_waiting_for(intake, offer), *_start(first_day)]
    if application.status == Status.WAITLISTED:
        return [_until(NOW, _("The waitlist moves up"), intake.promotion_until)]
    if application.status == Status.CONFIRMED:
        return _first_is_now(_start(first_day))
    return []


def _waiting_for(intake, offer):
    if offer:
        return _until(NOW, _("Waiting for your answer"), offer.expires_at)
    return _until(NOW, _("Register again at BLK"), intake.reregistration_until)


def _dates(intake, *, beyond_check=False):
    """The announced dates that are still to come, in their order."""
    check = (
        _("by {date}").format(date=weekday_date(intake.verified_by)) if intake.verified_by else ""
    )
    steps = [] if beyond_check else [Step(LATER, _("File check"), check)]
    dates = [
        (_("Written test"), intake.written_test_on),
        (_("Interview"), intake.interview_on),
        (_("Results"), intake.announced_at),
    ]
    return steps + [
        Step(LATER, title, weekday_date(day), day.isoformat()) for title, day in dates if day
    ]


def _start(first_day):
    if not first_day:
        return []
    return [
        Step(LATER, _("First day of the training"), weekday_date(first_day), first_day.isoformat())
    ]


def _until(state, title, moment):
    when = _("until {date}").format(date=long_datetime(moment)) if moment else ""
    return Step(state, title, when, moment.isoformat() if moment else "")


def _first_is_now(steps):
    return [
        Step(NOW, step.title, step.when, step.datetime, step.hint) if number == 0 else step
        for number, step in enumerate(steps)
    ]
