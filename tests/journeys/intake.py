"""An intake with many applicants; what a story does not show in the browser is done in bulk."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.choices import DocumentKind, DocumentStatus
from accounts.models import Document, Person
from blk_portal.demo import people
from enrollment.checklist import requirements_of, requirements_of_many
from enrollment.choices import ApplicationStatus, AttendanceStatus, ClaimSource, ReviewDecision
from enrollment.models import Application, Choice, FactClaim, Review, ReviewItem
from enrollment.services.assessments import (
    create_assessment,
    invite_to_assessment,
)
from enrollment.services.attendance import record_attendance
from enrollment.services.reviews import (
    CheckedItem,
    facts_after,
    record_review,
    refused_wishes,
)
from enrollment.services.status import change_statuses
from enrollment.services.submission import new_draw_code, new_registration_number
from enrollment.verdicts import judge_wishes
from programs.choices import AssessmentKind
from programs.models import Batch, Criterion, Intake, RequiredDocument, Reserve
from tests.enrollment.residents import add_usual_gates, put_in_wallet
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.desk import room_for

TITLES = ["Pembuatan Roti dan Kue", "Menjahit Pakaian", "Teknik Las SMAW"]
PARTS = [("written", "Tes tertulis", 40), ("interview", "Wawancara", 60)]
SCREEN_READER = "disability"
PRIORITY_EVERY = 100


def plan_intake(*, capacity=16, titles=TITLES):
    """An intake as a manager leaves it before opening: classes, gates, criteria, a reserve."""
    intake = IntakeFactory(title="Gelombang 3", max_choices=3)
    for title in titles:
        batch = BatchFactory(
            intake=intake, program__title=title, capacity=capacity, selection_method="merit"
        )
        add_usual_gates(batch)
        RequiredDocument.objects.create(
            program=batch.program, kind=DocumentKind.KTP, label="KTP-el"
        )
        for position, (code, name, weight) in enumerate(PARTS, start=1):
            Criterion.objects.create(
                batch=batch,
                position=position,
                code=code,
                name=name,
                assessed_by=code,
                weight=weight,
                tie_position=position,
            )
        Reserve.objects.create(
            batch=batch,
            category="disabilitas",
            name="Penyandang disabilitas",
            facts=[SCREEN_READER],
            seats=1,
        )
    return intake


def apply_in_bulk(intake, count, chance):
    """Let ``count`` invented residents apply, each with one to all wishes and a KTP."""
    residents = people.settle(chance, count, timezone.localdate())
    batches = list(intake.batches.order_by("code"))
    now = timezone.now()
    applications = Application.objects.bulk_create(
        Application(
            user=resident.person.user,
            person=resident.person,
            intake=intake,
            registration_number=new_registration_number(),
            draw_code=new_draw_code(),
            submitted_at=now - timedelta(minutes=count - number),
            education=resident.education,
            work_status=resident.work_status,
            motivation="Saya ingin membuka usaha sendiri.",
            priorities_answered_at=now,
            declared_at=now,
            declaration_version="1",
        )
        for number, resident in enumerate(residents)
    )
    most = min(intake.max_choices, len(batches))
    Choice.objects.bulk_create(
        Choice(application=application, batch=batch, rank=rank)
        for application in applications
        for rank, batch in enumerate(chance.sample(batches, chance.randint(1, most)), 1)
    )
    stated = ["not_in_school", "not_in_training"]
    FactClaim.objects.bulk_create(
        FactClaim(application=application, fact_type_id=fact, source=ClaimSource.SELF)
        for number, application in enumerate(applications)
        for fact in [*stated, *([SCREEN_READER] if number % PRIORITY_EVERY == 0 else [])]
    )
    _give_everybody_a_ktp(applications)
    change_statuses(intake.applications.all(), ApplicationStatus.SUBMITTED, actor=None)


def _give_everybody_a_ktp(applications):
    first, *others = [application.person for application in applications]
    paper = put_in_wallet(first, DocumentKind.KTP)
    Document.objects.bulk_create(
        Document(
            person=person,
            kind=paper.kind,
            file=paper.file.name,
            content_type=paper.content_type,
            size=paper.size,
            sha256=paper.sha256,
            original_name=paper.original_name,
        )
        for person in others
    )


def checked_in_an_earlier_intake(applications, *, reviewer):
    """Let all that these files hold have been found in order for an earlier one of their people."""
    intake, now = IntakeFactory(status="finished", year=2025), timezone.now()
    requirements = requirements_of_many(applications)
    files = list(applications.select_related("person"))
    earlier = Application.objects.bulk_create(
        Application(
            user_id=file.user_id,
            person=file.person,
            intake=intake,
            status=ApplicationStatus.NOT_SELECTED,
            registration_number=new_registration_number(),
            draw_code=new_draw_code(),
            submitted_at=now - timedelta(days=200),
            education=file.education,
        )
        for file in files
    )
    reviews = Review.objects.bulk_create(
        Review(application=application, reviewer=reviewer, decision=ReviewDecision.VERIFY)
        for application in earlier
    )
    ReviewItem.objects.bulk_create(
        ReviewItem(review=review, requirement=each.code, result="ok", checked=each.fingerprint)
        for file, review in zip(files, reviews, strict=True)
        for each in requirements[file.pk]
    )
    checked = {"checked_by": reviewer, "checked_at": now - timedelta(days=199)}
    persons = [file.person_id for file in files]
    Document.objects.filter(person__in=persons).update(status=DocumentStatus.VERIFIED, **checked)
    Person.objects.filter(pk__in=persons).update(
        identity_verified_at=checked["checked_at"], identity_verified_by=reviewer
    )


@transaction.atomic
def check_the_rest(intake, *, reviewer):
    """Accept every file that still waits; one that no class is open to is refused."""
    colleague = UserFactory(username="kedua@blk.example.com", roles=["verifier"])
    for application in intake.applications.filter(status=ApplicationStatus.SUBMITTED):
        requirements = requirements_of(application)
        items = [CheckedItem(requirement.code) for requirement in requirements]
        verdicts = judge_wishes(application, facts_after(application, requirements, items))
        is_refused = refused_wishes(verdicts)
        for verifier in [colleague, reviewer] if is_refused else [reviewer]:
            application.refresh_from_db()
            record_review(
                application,
                reviewer=verifier,
                decision=ReviewDecision.REFUSE if is_refused else ReviewDecision.VERIFY,
                items=items,
                version=application.version,
            )


def hold_test(intake, kind, *batches, manager):
    """Set a test for ``batches``, invite everybody whose file passed, and let them all come."""
    assessment = create_assessment(
        intake,
        batches=Batch.objects.filter(pk__in=[batch.pk for batch in batches]),
        kind=kind,
        title=AssessmentKind(kind).label,
        starts_at=timezone.now(),
        place="Aula BLK Kota Pekalongan",
        assessors_needed=1,
        actor=manager,
    )
    room_for(assessment, capacity=500)
    invite_to_assessment(assessment, actor=manager)
    let_everybody_come(assessment, recorded_by=manager)
    return assessment


def let_everybody_come(assessment, *, recorded_by):
    invited = assessment.sittings.values_list("pk", flat=True)
    record_attendance(
        assessment, dict.fromkeys(invited, AttendanceStatus.ATTENDED), actor=recorded_by
    )


def let_time_pass(intake, **dates):
    """Bring promised times of ``intake`` near, as if it were that day."""
    Intake.objects.filter(pk=intake.pk).update(**dates)
    intake.refresh_from_db()


def a_moment_ago():
    return timezone.now() - timedelta(seconds=1)


def yesterday():
    return date.today() - timedelta(days=1)


def dice():
    return random.Random(16)
