"""Files of applications go when their time has passed; what figures count stays."""

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Person
from blk_portal.shared import retention
from blk_portal.shared.erasing import call_erasing_function
from enrollment.choices import GONE, HOLDING_A_SEAT, ApplicationStatus
from enrollment.models import (
    Application,
    DryRun,
    DuplicatePair,
    Objection,
    Offer,
    Participation,
    Review,
    ReviewItem,
)
from programs.choices import IntakeStatus

OVER = [IntakeStatus.FINISHED, IntakeStatus.CANCELLED]
SETTLED_AT = Coalesce(
    F("intake__selection_round__published_at"),
    Case(When(intake__status__in=OVER, then=F("intake__updated_at"))),
)
_AGE_KEPT = """
UPDATE accounts_person SET birth_date = (
    SELECT min((submitted_at - make_interval(
        years => extract(year FROM age(submitted_at, birth_date))::int))::date)
    FROM enrollment_application
    WHERE person_id = accounts_person.id AND submitted_at IS NOT NULL
) WHERE id = %s
"""


def old_dry_runs(before):
    return DryRun.objects.filter(requested_at__lt=before)


def erase_applications(person):
    """Leave of a person's applications what figures count, and of the birth date the ages."""
    owner = Q(person=person)
    if person.user_id:
        owner |= Q(user=person.user_id)
    forget_files(Application.objects.filter(owner, forgotten_at=None))
    DuplicatePair.objects.of_person(person).exclude(note="").update(note="–")
    call_erasing_function("enrollment_erase_pairs", person.pk)
    with connection.cursor() as cursor:
        # The last day on which somebody of the same age at each application can be born. The
        # connection's time zone is the one in which dashboards count ages.
        cursor.execute(_AGE_KEPT, [person.pk])


def forget_files(applications):
    """Empty what is told in words in ``applications`` and their history; return how many."""
    numbers = list(applications.values_list("pk", flat=True))
    files = Application.objects.filter(pk__in=numbers)
    files.update(school="", motivation="", accommodation="", forgotten_at=timezone.now())
    reviews = Review.objects.filter(application__in=numbers)
    reviews.update(message="", note="")
    ReviewItem.objects.filter(review__in=reviews).update(text="", checked="")
    objections = Objection.objects.filter(application__in=numbers)
    objections.update(text="–")
    objections.exclude(answer="").update(answer="–")
    Participation.objects.filter(application__in=numbers).update(certificate_number="")
    for number in numbers:
        call_erasing_function("enrollment_erase_history", number)
        call_erasing_function("enrollment_erase_words_about_tests", number)
    return len(numbers)


def drop_drafts(drafts):
    """Delete applications that were never sent, with their answers; return how many."""
    numbers = list(drafts.values_list("pk", flat=True))
    Application.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def drafts_of(person):
    """What a person began and never sent; a paper form that was received counts as sent."""
    return Application.objects.filter(
        Q(person=person) | Q(user=person.user_id, user__isnull=False),
        submitted_at=None,
        paper=None,
    )


def forgotten_drafts(before):
    """Applications never sent and last changed ``before``, whose registration is over."""
    return Application.objects.filter(submitted_at=None, updated_at__lt=before, paper=None).exclude(
        intake__status__in=[IntakeStatus.PLANNED, IntakeStatus.OPEN, IntakeStatus.POSTPONED]
    )


def files_settled(before):
    """Files of people without a place whose result was published ``before``."""
    return (
        _settled(before)
        .filter(participation=None)
        .exclude(pk__in=_with_something_open().values("pk"))
    )


def participants_done(before):
    """Files of participants whose class and certificate are from ``before``."""
    return (
        Application.objects.filter(
            forgotten_at=None,
            participation__batch__ends_on__lt=before.date(),
            participation__batch__intake__status=IntakeStatus.FINISHED,
        )
        .exclude(participation__certificate_on__gte=before.date())
        .exclude(pk__in=_with_something_open().values("pk"))
    )


def running_persons():
    """Persons in a procedure that is not over: a draft in an open intake, a file, a class.

    Whoever withdrew a file, or of whom it was excluded, is in none.
    """
    return _persons_of(
        Application.objects.annotate(settled_at=SETTLED_AT).filter(
            Q(pk__in=_with_something_open().values("pk"))
            | Q(submitted_at__isnull=False, settled_at=None) & ~Q(status__in=GONE)
            | Q(submitted_at__isnull=True, intake__status=IntakeStatus.OPEN) & ~Q(status__in=GONE)
            | Q(participation__isnull=False) & ~Q(participation__batch__intake__status__in=OVER)
        )
    )


def kept_persons(now):
    """Persons with an application whose time has not passed."""
    kept = (
        Application.objects.exclude(pk__in=forgotten_drafts(now - retention.DRAFTS.period))
        .exclude(pk__in=files_settled(now - retention.NOT_SELECTED.period).values("pk"))
        .exclude(pk__in=participants_done(now - retention.PARTICIPANTS.period).values("pk"))
        .exclude(forgotten_at__isnull=False)
    )
    return _persons_of(kept)


def _settled(before):
    return Application.objects.annotate(settled_at=SETTLED_AT).filter(
        forgotten_at=None, submitted_at__isnull=False, settled_at__lt=before
    )


def _with_something_open():
    """A place or a turn to come, an objection or an offer that is not answered."""
    return Application.objects.filter(
        Q(status__in=[*HOLDING_A_SEAT, ApplicationStatus.WAITLISTED]) & ~Q(intake__status__in=OVER)
        | Exists(Objection.objects.filter(application=OuterRef("pk"), answered_at=None))
        | Exists(Offer.objects.open().filter(application=OuterRef("pk")))
    )


def _persons_of(applications):
    return Person.objects.filter(
        Q(pk__in=applications.exclude(person=None).order_by().values("person"))
        | Q(user__in=applications.filter(person=None).order_by().values("user"))
    ).values("pk")
