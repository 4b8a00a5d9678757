"""What the page of one file shows, made ready for its template."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from accounts import nik
from accounts.choices import DocumentKind
from enrollment.checklist import TABS, papers_of
from enrollment.choices import ApplicationStatus, CheckResult, ReviewDecision
from enrollment.desk_pace import progress_of
from enrollment.gate_words import age_on
from enrollment.models import CaseEvent, DuplicatePair, Participation, Review
from enrollment.services.claiming import held_until
from enrollment.services.review_notices import (
    TIME_TO_UNDO,
    context_for,
    correction_deadline,
    text_for,
)
from enrollment.services.reviews import facts_after, refused_wishes
from enrollment.services.second_look import proposal_on
from enrollment.verdicts import judge_wishes


@dataclass(frozen=True)
class Conclusion:
    """What the answers so far lead to: ``decision`` is the one that the service would accept."""

    verdicts: list
    decision: str
    message: str
    answered: int
    total: int

    @property
    def is_complete(self):
        return self.answered == self.total


def conclusion_of(application, form):
    items = form.items()
    verdicts = judge_wishes(application, facts_after(application, form.requirements, items))
    if any(item.result == CheckResult.FIX for item in items):
        decision = ReviewDecision.RETURN
    elif refused_wishes(verdicts):
        decision = ReviewDecision.REFUSE
    else:
        decision = ReviewDecision.VERIFY
    addition = form["message"].value() or ""
    told = context_for(application, decision, form.requirements, items, verdicts, addition)
    return Conclusion(
        verdicts=verdicts,
        decision=decision.value,
        message=text_for(application, decision, told),
        answered=len(items),
        total=len(form.requirements),
    )


def case_context(application, form, user):
    now = timezone.now()
    until = held_until(application, at=now)
    is_held_by_other = until is not None and application.claimed_by_id != user.pk
    person = application.person
    papers = papers_of(application)
    conclusion = conclusion_of(application, form)
    first_wish = conclusion.verdicts[0].choice.batch if conclusion.verdicts else None
    return {
        "application": application,
        "person": person,
        "form": form,
        "papers": [
            {"document": papers[kind], "name": TABS[kind]}
            for kind in DocumentKind.values
            if kind in papers
        ],
        "conclusion": conclusion,
        "first_wish": first_wish,
        "age": age_on(first_wish.reference_date, person.birth_date)
        if first_wish and first_wish.reference_date and person.birth_date
        else None,
        "is_waiting": application.status == ApplicationStatus.SUBMITTED,
        "is_held_by_other": is_held_by_other,
        "is_mine": until is not None and not is_held_by_other,
        "is_open": application.status == ApplicationStatus.SUBMITTED and not is_held_by_other,
        "minutes_left": int((until - now).total_seconds()) // 60 if until else 0,
        "seconds_left": int((until - now).total_seconds()) if until else 0,
        "nik_warnings": nik.warnings(person.nik, person.birth_date, person.gender),
        "last_training": Participation.objects.filter(
            application__person=person, has_finished=True
        ).aggregate(last=Max("batch__ends_on"))["last"],
        "deadline": correction_deadline(application.intake),
        "reviews": application.reviews.select_related(
            "reviewer", "first_reviewer"
        ).prefetch_related("items"),
        "takeovers": CaseEvent.objects.filter(
            application=application, taken_from__isnull=False
        ).select_related("user", "taken_from"),
        "proposal": proposal_on(application),
        "pair": DuplicatePair.objects.open().likely().of_person(person).decidable_by(user).first(),
        "progress": progress_of(application.intake_id),
        "undoable": undoable_review(user, now),
    }


def undoable_review(user, now):
    """Return the user's last decision while it may still be taken back unnoticed."""
    review = (
        Review.objects.standing()
        .one_by_one()
        .filter(reviewer=user, created_at__gt=now - TIME_TO_UNDO)
        .select_related("application")
        .last()
    )
    if review is not None:
        review.seconds_left = int((review.created_at + TIME_TO_UNDO - now).total_seconds())
    return review
