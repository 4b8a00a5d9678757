"""A file as it lies before a verifier: gates, papers, statements, a wish."""

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Document
from enrollment.checklist import requirements_of
from enrollment.models import Assessment, FactClaim, SelectionRound, Sitting
from enrollment.services.reviews import CheckedItem
from enrollment.services.slots import add_room
from programs.models import Criterion, Gate, RequiredDocument, RuleSet
from tests.factories import ApplicationFactory, BatchFactory, ChoiceFactory, IntakeFactory

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ff"
    "ff3f0005fe02fe0def46b80000000049454e44ae426082"
)


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    kind = "KTP"
    content_type = "image/png"
    size = len(PNG)
    stored_size = len(PNG)
    page_sizes = [[1, 1]]
    sha256 = "0" * 64
    original_name = "foto.png"
    file = factory.LazyFunction(lambda: ContentFile(PNG, name="foto.png"))


def case_factory(*, batch=None, claims=("not_in_school",), papers=("KTP", "KK"), **fields):
    """Return a submitted application with one wish, its papers and its statements."""
    batch = batch or batch_with_gates()
    application = ApplicationFactory(intake=batch.intake, **fields)
    ChoiceFactory(application=application, batch=batch)
    for kind in papers:
        DocumentFactory(person=application.person, kind=kind)
    for code in claims:
        FactClaim.objects.create(application=application, fact_type_id=code)
    return application


def batch_with_gates(**fields):
    """Return a class for residents of 18 and over who are not at school."""
    intake = fields.pop("intake", None) or IntakeFactory()
    batch = BatchFactory(intake=intake, **fields)
    Gate.objects.create(batch=batch, code="domisili", type="has_all", facts=["city_resident"])
    Gate.objects.create(batch=batch, code="usia", type="age", minimum_age=18)
    Gate.objects.create(batch=batch, code="sekolah", type="has_all", facts=["not_in_school"])
    for position, kind in enumerate(["KTP", "KK"]):
        RequiredDocument.objects.create(
            program=batch.program, kind=kind, label=kind, position=position
        )
    return batch


def answers(application, **reasons):
    """Answer every check of ``application``: in order, but for ``reasons`` by requirement.

    ``document_KTP="unclear"`` stands for ``document:KTP``.
    """
    codes = {
        code.replace("_", ":", 1) if code.startswith(("document_", "fact_")) else code: reason
        for code, reason in reasons.items()
    }
    return [
        CheckedItem(requirement.code, codes.get(requirement.code, ""))
        for requirement in requirements_of(application)
    ]


def scored_batch(*, kind="interview", code="wawancara", **fields):
    """Return a class whose applicants are scored in one kind of test."""
    batch = batch_with_gates(**fields)
    Criterion.objects.create(batch=batch, code=code, name="Wawancara", assessed_by=kind, weight=100)
    return batch


def assessment_of(*batches, needed=1, kind="interview"):
    assessment = Assessment.objects.create(
        intake=batches[0].intake,
        kind=kind,
        title="Wawancara",
        starts_at=timezone.now(),
        place="Aula BLK",
        assessors_needed=needed,
    )
    assessment.batches.set(batches)
    return assessment


def verified_case(batch, **fields):
    """Return an application whose file and statements were accepted."""
    application = case_factory(batch=batch, status="verified", papers=(), **fields)
    FactClaim.objects.filter(application=application).update(
        status="verified", decided_at=timezone.now()
    )
    return application


def room_for(assessment, *, capacity=20, groups=1, minutes=60, room="Ruang 1"):
    """Give a test a room, its first group coming when the test begins; return the slots."""
    return add_room(
        assessment,
        room=room,
        capacity=capacity,
        first_at=assessment.starts_at,
        minutes=minutes,
        groups=groups,
        actor=None,
    )


def sitting_at(assessment, *, attendance="attended", **fields):
    """Return the sitting of a new verified applicant for a class of ``assessment``."""
    application = case_factory(
        batch=assessment.batches.first(), status="verified", papers=(), **fields
    )
    return Sitting.objects.create(
        assessment=assessment, application=application, attendance=attendance
    )


def round_in(intake, status):
    """Put the intake's selection round into ``status`` without running one."""
    rule_set = RuleSet.objects.create(intake=intake, canonical="{}", sha256="0" * 64)
    return SelectionRound.objects.create(
        intake=intake,
        code=intake.code,
        rule_set=rule_set,
        status=status,
        seed="0" * 64,
        commitment="0" * 64,
    )
