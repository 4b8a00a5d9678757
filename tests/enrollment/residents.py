"""A resident with an open intake, for the tests of the journey."""

from django.core.files.base import ContentFile

from accounts.models import Document
from enrollment.models import Application, Choice
from programs.choices import BatchStatus, IntakeStatus
from programs.models import Gate, RequiredDocument
from tests.factories import BatchFactory, IntakeFactory, PersonFactory, UserFactory
from tests.files import picture

RESIDENT = {"username": "+628120000111", "roles": ["resident"]}


def open_intake(**plan):
    """An intake that takes applications, with a class of each title and the usual gates."""
    intake = plan_intake(**plan)
    open_now(intake)
    return intake


def plan_intake(
    *,
    titles=("Roti dan Kue", "Menjahit"),
    max_choices=3,
    method="merit",
    is_for_all=False,
    **batch,
):
    """An intake before its opening, with a class of each title and the usual gates."""
    intake = IntakeFactory(max_choices=max_choices)
    for title in titles:
        one = BatchFactory(intake=intake, program__title=title, selection_method=method, **batch)
        if not is_for_all:
            add_usual_gates(one)
        RequiredDocument.objects.create(program=one.program, kind="KTP", label="KTP-el")
    return intake


def add_usual_gates(batch):
    facts = [("warga", "city_resident"), ("sekolah", "not_in_school"), ("lain", "not_in_training")]
    for position, (code, fact) in enumerate(facts):
        Gate.objects.create(batch=batch, position=position, code=code, type="has_all", facts=[fact])
    Gate.objects.create(batch=batch, position=9, code="usia", type="age", minimum_age=18)


def open_now(intake):
    intake.batches.update(status=BatchStatus.OPEN)
    type(intake).objects.filter(pk=intake.pk).update(status=IntakeStatus.OPEN)
    intake.refresh_from_db()


def complete_draft(intake, *, person=None, **fields):
    """A draft that lacks nothing: classes wished for, and the KTP in the wallet."""
    person = person or PersonFactory(user=UserFactory(roles=["resident"]), **fields)
    application = Application.objects.create(
        user=person.user,
        person=person,
        intake=intake,
        education="sma",
        work_status="unemployed",
        motivation="Saya ingin membuka usaha roti di rumah.",
    )
    now = application.created_at
    Application.objects.filter(pk=application.pk).update(
        conditions_answered_at=now, priorities_answered_at=now, accommodation_answered_at=now
    )
    application.refresh_from_db()
    for code in ["not_in_school", "not_in_training"]:
        application.fact_claims.create(fact_type_id=code)
    wished = intake.batches.order_by("pk")[: intake.max_choices]
    for rank, batch in enumerate(wished, start=1):
        Choice.objects.create(application=application, batch=batch, rank=rank)
    put_in_wallet(person, "KTP")
    return application


def put_in_wallet(person, kind, **fields):
    document = Document.objects.create(
        person=person,
        kind=kind,
        file=ContentFile(picture(), name="papers.jpg"),
        content_type="image/jpeg",
        size=1000,
        stored_size=1200,
        sha256="0" * 64,
        page_sizes=[[400, 300]],
        thumbnail_size=[240, 180],
        original_name=f"{kind.lower()}.jpg",
        **fields,
    )
    small = ContentFile(picture(size=(240, 180), form="WEBP"))
    document.file.storage.save(document.thumbnail_name, small)
    return document
