"""Files for acts on many: of people whose papers were checked in an earlier intake."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from enrollment.models import Application
from enrollment.models.bulk import WITHOUT_TERMS
from enrollment.services.bulk import ask_for_bulk_act
from enrollment.services.bulk_rules import sort_out
from enrollment.services.bulk_running import run_bulk_act
from enrollment.services.reviews import record_review
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory

# They fit the birth date and gender that the factory of persons gives.
_NIKS = (f"337590520499{serial}" for serial in count(9900))


def returning_case(batch, *, claims=("not_in_school",), **fields):
    """Return a submitted file in which everything was found in order in an earlier intake."""
    earlier = case_factory(batch=batch_with_gates(), claims=claims, person__nik=next(_NIKS))
    record_review(
        earlier,
        reviewer=UserFactory(roles=["verifier"]),
        decision="verify",
        items=answers(earlier),
        version=earlier.version,
    )
    return case_factory(
        batch=batch, person=earlier.person, user=earlier.user, papers=(), claims=claims, **fields
    )


def returned_case(batch, *, days_ago, **fields):
    """Return a file that was sent back for an unreadable KTP so many days ago."""
    application = case_factory(batch=batch, **fields)
    review = record_review(
        application,
        reviewer=UserFactory(roles=["verifier"]),
        decision="return",
        items=answers(application, document_KTP="unclear"),
        version=application.version,
    )
    type(review).objects.filter(pk=review.pk).update(
        created_at=timezone.now() - timedelta(days=days_ago)
    )
    return Application.objects.get(pk=application.pk)


def many_files(intake, number):
    """Store so many submitted files with nothing in them, entered by one clerk."""
    clerk = UserFactory()
    return Application.objects.bulk_create(
        ApplicationFactory.build(intake=intake, person=person, user=None, entered_by=clerk)
        for person in PersonFactory.create_batch(number)
    )


def asked(kind, intake, actor, *, terms=WITHOUT_TERMS, **words):
    """Ask for an act on every file of the intake that it can be done to."""
    selection = sort_out(kind, intake.applications.all(), actors=[actor], terms=terms)
    return ask_for_bulk_act(kind, intake, selection, actor=actor, terms=terms, **words)


def carried_out(act):
    run_bulk_act(act)
    return type(act).objects.get(pk=act.pk)


def outcomes_of(act):
    """Return the last outcome and sentence of each file, by its number."""
    return {
        row.application.registration_number: (row.outcome, row.words)
        for row in act.rows.with_outcome().select_related("application")
    }
