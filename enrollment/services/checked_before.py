"""Which files hold nothing but what a verifier found in order before, exactly as it stands now."""

from collections import defaultdict

from django.utils import timezone

from enrollment.checklist import requirements_of_many
from enrollment.choices import CheckResult, ReviewDecision
from enrollment.models import ReviewItem


def files_checked_before(applications):
    """Return the pks of ``applications`` (a queryset) of which every requirement was checked.

    A paper counts while it is accepted and not too old; everything else, when a standing review
    that accepted a file of the same person found exactly the same in order.
    """
    person_of = dict(applications.order_by().values_list("pk", "person"))
    known = defaultdict(set)
    items = ReviewItem.objects.filter(
        review__application__person__in=set(person_of.values()),
        review__decision=ReviewDecision.VERIFY,
        review__undone_at__isnull=True,
        result=CheckResult.OK,
    ).exclude(checked="")
    for person, requirement, checked in items.values_list(
        "review__application__person", "requirement", "checked"
    ).order_by():
        known[person].add((requirement, checked))
    today = timezone.localdate()
    return {
        pk
        for pk, requirements in requirements_of_many(applications).items()
        if all(_is_known(requirement, known[person_of[pk]], today) for requirement in requirements)
    }


def _is_known(requirement, known, today):
    if requirement.code.startswith("document:"):
        expires_on = requirement.is_settled and requirement.document.expires_on
        return requirement.is_settled and not (expires_on and expires_on <= today)
    return (requirement.code, requirement.fingerprint) in known
