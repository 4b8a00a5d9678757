"""What an applicant is told after a check of the file, built from its coded reasons."""

from datetime import timedelta

from django.utils import timezone, translation

from blk_portal.shared.formats import weekday_date
from enrollment.choices import CheckResult, ReviewDecision
from enrollment.reasons import words_for_applicant
from enrollment.reminder_times import last_moment_of
from notices.services.outbox import queue_notice, settle_kinds
from notices.services.wording import words_for
from programs.models import Criterion

TIME_TO_UNDO = timedelta(minutes=1)
LEAST_TIME_TO_CORRECT = timedelta(days=2)


def correction_deadline(intake, *, today=None):
    """Return the last day on which a returned file can be mended: never too soon to manage."""
    soonest = (today or timezone.localdate()) + LEAST_TIME_TO_CORRECT
    return max(intake.verified_by or soonest, soonest)


def context_for(application, decision, requirements, items, verdicts, message=""):
    """Return the facts of the message; ``items`` are the answers to ``requirements``."""
    subject_of = {requirement.code: requirement.subject for requirement in requirements}
    with translation.override(application.person.language):
        to_correct, refused = [
            [_line(item, subject_of[item.requirement]) for item in items if item.result == result]
            for result in (CheckResult.FIX, CheckResult.REFUSED)
        ]
        context = {"note": "\n".join(part for part in [*refused, message.strip()] if part)}
        if decision == ReviewDecision.RETURN:
            context["details"] = "\n".join(to_correct)
            context["deadline"] = weekday_date(correction_deadline(application.intake))
        elif decision == ReviewDecision.REFUSE:
            context["details"] = "\n".join(
                f"- {verdict.choice.batch.program.title}: {' '.join(verdict.words)}"
                for verdict in verdicts
            )
    return context


def context_for_closing(application, items, subjects, moment):
    """Return the facts of the message that a file was closed: ``items`` are what was left."""
    with translation.override(application.person.language):
        return {
            "details": "\n".join(_line(item, subjects.get(item.requirement, "")) for item in items),
            "deadline": weekday_date(timezone.localdate(moment - timedelta(seconds=1))),
        }


def text_for(application, decision, context):
    """Return the whole text that the applicant will read."""
    return words_for(f"review_{decision}", application.person.language, context).text


def queue(review, context, *, now, dispatch=None):
    """Queue the review's message, held until its undoing would no longer be noticed.

    In a ``dispatch`` it is held until somebody lets that go. Where a test follows, its invitation
    will say that the file is complete: one message less.
    """
    application = review.application
    is_returned = review.decision == ReviewDecision.RETURN
    queue_notice(
        application.person,
        f"review_{review.decision}",
        context=context,
        about=application,
        link=application.get_absolute_url(),
        event_key=event_key(review),
        answer_by=last_moment_of(correction_deadline(application.intake)) if is_returned else None,
        is_quiet=review.decision == ReviewDecision.VERIFY and _is_tested(application),
        hold_until=now + TIME_TO_UNDO,
        dispatch=dispatch,
    )


def queue_undone(review):
    queue_notice(
        review.application.person,
        "review_undone",
        context={},
        about=review.application,
        link=review.application.get_absolute_url(),
        event_key=f"{event_key(review)}:undone",
    )


def event_key(review):
    return f"review:{review.pk}"


def correction_key(review, stage):
    return f"correction_reminder:{review.pk}:{stage}"


def settle_corrections(application):
    """Ask nobody any more to mend this file."""
    settle_kinds(application, [f"review_{ReviewDecision.RETURN}", "correction_reminder"])


def _is_tested(application):
    return Criterion.objects.filter(batch__choices__application=application).exists()


def _line(item, subject):
    words = f"- {words_for_applicant(item.reason, subject)}"
    return f"{words} {item.text}" if item.text else words
