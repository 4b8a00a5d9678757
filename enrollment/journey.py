"""The way of one application through time, for the person it belongs to: no internal words."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared.formats import long_datetime, weekday_date
from enrollment.choices import BEFORE_THE_RESULT, AttendanceStatus
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
    Status.EXCLUDED: gettext_lazy("This application was set aside: another one of yours counts"),
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


def timeline(
    application,
    changes,
    *,
    offer=None,
    batch=None,
    appointments=(),
    participation=None,
    correct_by=None,
):
    """Return the steps of ``application``: what happened, where it stands, what is to come.

    ``batch`` is the class of the seat; ``appointments`` are the sittings of the applicant;
    ``correct_by`` is the last day for mending what was returned.
    """
    steps = [
        Step(DONE, _title(change), long_datetime(change.at), change.at.isoformat())
        for change in changes
        if change.to_status != Status.DRAFT
    ]
    return [*steps, *_ahead(application, offer, batch, appointments, participation, correct_by)]


def dates_ahead(intake, sent_at):
    """Return the steps for the receipt: sent now, and the announced dates."""
    sent = Step(DONE, _("You sent your application"), long_datetime(sent_at), sent_at.isoformat())
    return [sent, *_first_is_now(_dates(intake))]


def result_steps(intake, now):
    """Return the days that follow the result, the first that is not over being now.

    None where all of them are over: nothing comes next then.
    """
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
    return steps if is_later else []


def _title(change):
    if change.to_status == Status.SUBMITTED and change.from_status == Status.NEEDS_FIX:
        return _SENT_AGAIN
    if change.to_status == Status.SUBMITTED and change.from_status != Status.DRAFT:
        return _TAKEN_BACK
    return _HAPPENED[change.to_status]


def _ahead(application, offer, batch, appointments, participation, correct_by):
    intake = application.intake
    if application.status == Status.NEEDS_FIX:
        when = _("until {date}").format(date=weekday_date(correct_by)) if correct_by else ""
        return [
            Step(NOW, _("Waiting for your correction"), when),
            *_dates(intake, beyond_check=True),
        ]
    if application.status in BEFORE_THE_RESULT:
        is_checked = application.status == Status.VERIFIED
        return _first_is_now(_dates(intake, beyond_check=is_checked, appointments=appointments))
    if application.status == Status.SEATED:
        return [_waiting_for(intake, offer), *_start(batch)]
    if application.status == Status.WAITLISTED:
        return [_until(NOW, _("The waitlist moves up"), intake.promotion_until)]
    if application.status == Status.CONFIRMED:
        return _first_is_now([*_start(batch), *_training(batch, participation)])
    return []


def _waiting_for(intake, offer):
    if offer:
        return _until(NOW, _("Waiting for your answer"), offer.expires_at)
    return _until(NOW, _("Register again at BLK"), intake.reregistration_until)


def _dates(intake, *, beyond_check=False, appointments=()):
    """The announced dates that are still to come, in their order.

    Appointments of one's own take the place of the days on which everybody is tested.
    """
    check = (
        _("by {date}").format(date=weekday_date(intake.verified_by)) if intake.verified_by else ""
    )
    steps = [] if beyond_check else [Step(LATER, _("File check"), check)]
    tests = [_appointment(sitting) for sitting in appointments] or _days(
        [(_("Written test"), intake.written_test_on), (_("Interview"), intake.interview_on)]
    )
    return [*steps, *tests, *_days([(_("Results"), intake.announced_at)])]


def _days(dates):
    return [Step(LATER, title, weekday_date(day), day.isoformat()) for title, day in dates if day]


def _appointment(sitting):
    """One test: when and where, and afterwards whether the person came."""
    state, hint = {
        AttendanceStatus.INVITED: (LATER, sitting.where),
        AttendanceStatus.ATTENDED: (DONE, _("You came")),
        AttendanceStatus.ABSENT: (DONE, _("You did not come")),
    }[sitting.attendance]
    moment = sitting.moment
    return Step(
        state, sitting.assessment.title, long_datetime(moment), moment.isoformat(), hint=hint
    )


def _start(batch):
    """The first day; done once it is past."""
    if batch is None:
        return []
    day = batch.starts_on
    state = DONE if day < timezone.localdate() else LATER
    return [Step(state, _("First day of the training"), weekday_date(day), day.isoformat())]


def _training(batch, participation):
    """What became of the training: finished, competent, certificate, each when it is known."""
    if batch is None:
        return []
    last = weekday_date(batch.ends_on)
    if participation is None or participation.has_finished is None:
        return [Step(LATER, _("Last day of the training"), last, batch.ends_on.isoformat())]
    if not participation.has_finished:
        return [Step(DONE, _("You did not finish the training"))]
    steps = [Step(DONE, _("You finished the training"), last, batch.ends_on.isoformat())]
    if participation.is_competent is None:
        tested = batch.competence_test_on
        when = weekday_date(tested) if tested else ""
        return [*steps, Step(LATER, _("Competence test"), when)]
    result = _("Competent") if participation.is_competent else _("Not yet competent")
    steps.append(Step(DONE, _("Competence test: {result}").format(result=result)))
    if participation.certificate_number:
        when = weekday_date(participation.certificate_on) if participation.certificate_on else ""
        steps.append(Step(DONE, _("Your certificate is ready"), when))
    elif participation.is_competent:
        steps.append(Step(LATER, _("Certificate")))
    return steps


def _until(state, title, moment):
    when = _("until {date}").format(date=long_datetime(moment)) if moment else ""
    return Step(state, title, when, moment.isoformat() if moment else "")


def _first_is_now(steps):
    """Mark the first step that is still to come."""
    first = next((step for step in steps if step.state == LATER), None)
    return [replace(step, state=NOW) if step is first else step for step in steps]
