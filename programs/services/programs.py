"""What can be learnt: programmes and the papers they ask for."""

from django.db import transaction

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.late_saves import refuse_late_save, version_of
from programs.models import RequiredDocument, TrainingProgram


@transaction.atomic
def create_program(*, actor, documents, **fields):
    """Add a programme with ``documents``, a list of field values in their order."""
    record_for_this_transaction(actor=actor)
    program = TrainingProgram.objects.create(**fields)
    _replace_documents(program, documents)
    return program


@transaction.atomic
def edit_program(program, *, actor, documents, seen=None, **fields):
    """Change a programme and its list of papers; classes that are open show it at once.

    ``seen`` is the version that the page showed; ``SavedMeanwhile`` if it is another one now.
    """
    record_for_this_transaction(actor=actor)
    program = TrainingProgram.objects.select_for_update().get(pk=program.pk)
    refuse_late_save(seen, version_of_program(program))
    for name, value in fields.items():
        setattr(program, name, value)
    program.save()
    _replace_documents(program, documents)
    return program


def version_of_program(program):
    """Return the mark of a programme with the papers it asks for."""
    return version_of(program, *program.required_documents.order_by("position", "pk"))


def _replace_documents(program, documents):
    program.required_documents.all().delete()
    RequiredDocument.objects.bulk_create(
        RequiredDocument(program=program, position=position, **document)
        for position, document in enumerate(documents)
    )
