"""What an applicant is told after a check of the file, built from its coded reasons."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.formats import weekday_date
from enrollment.choices import CheckResult, ReviewDecision
from enrollment.reasons import words_for_applicant
from notices.services.outbox import queue_notice

TIME_TO_UNDO = timedelta(minutes=1)
LEAST_TIME_TO_CORRECT = timedelta(days=2)


def correction_deadline(intake, *, today=None):
    """Return the last day on which a returned file can be mended: never too soon to manage."""
    soonest = (today or timezone.localdate()) + LEAST_TIME_TO_CORRECT
    return max(intake.verified_by or soonest, soonest)


def text_for(application, decision, requirements, items, verdicts, message=""):
    """Return the whole text in Indonesian; ``items`` are the answers to ``requirements``."""
    subject_of = {requirement.code: requirement.subject for requirement in requirements}
    with translation.override("id"):
        to_correct, refused = [
            [_line(item, subject_of[item.requirement]) for item in items if item.result == result]
            for result in (CheckResult.FIX, CheckResult.REFUSED)
        ]
        parts = {
            ReviewDecision.VERIFY: _accepted,
            ReviewDecision.RETURN: _returned,
            ReviewDecision.REFUSE: _ineligible,
        }[ReviewDecision(decision)](application, to_correct, verdicts)
        return "\n".join(part for part in [*parts, *refused, message.strip()] if part)


def queue(review, *, now):
    """Queue the review's message, held until its undoing would no longer be noticed."""
    with translation.override("id"):
        subject = {
            ReviewDecision.VERIFY: _("Your file is complete"),
            ReviewDecision.RETURN: _("Correct your file"),
            ReviewDecision.REFUSE: _("You may not join the classes you chose yet"),
        }[ReviewDecision(review.decision)]
    queue_notice(
        review.application.person,
        f"review_{review.decision}",
        subject=str(subject),
        text=review.message,
        link=review.application.get_absolute_url(),
        event_key=event_key(review),
        needs_answer=review.decision == ReviewDecision.RETURN,
        hold_until=now + TIME_TO_UNDO,
    )


def queue_undone(review):
    with translation.override("id"):
        queue_notice(
            review.application.person,
            "review_undone",
            subject=_("Your file is being checked again"),
            text=_("Our last message about your file no longer holds. We are checking it again."),
            link=review.application.get_absolute_url(),
            event_key=f"{event_key(review)}:undone",
        )


def event_key(review):
    return f"review:{review.pk}"


def _accepted(application, _to_correct, _verdicts):
    yield _("Your file has been checked and is complete. We will tell you what comes next.")


def _returned(application, to_correct, _verdicts):
    yield _("Some parts of your application need correcting:")
    yield from to_correct
    yield _("Correct them by {when} at the latest, then send your application again.").format(
        when=weekday_date(correction_deadline(application.intake))
    )


def _ineligible(application, _to_correct, verdicts):
    yield _("You may not join the classes you chose yet:")
    for verdict in verdicts:
        yield f"- {verdict.choice.batch.program.title}: {' '.join(verdict.words)}"
    yield _("You may apply again in the next intake, or choose another class.")


def _line(item, subject):
    words = f"- {words_for_applicant(item.reason, subject)}"
    return f"{words} {item.text}" if item.text else words
