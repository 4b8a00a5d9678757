"""What can be learnt: programmes and the papers they ask for."""

from django.db import transaction

from blk_portal.shared.audit import record_for_this_transaction
from programs.models import RequiredDocument, TrainingProgram


@transaction.atomic
def create_program(*, actor, documents, **fields):
    """Add a programme with ``documents``, a list of field values in their order."""
    record_for_this_transaction(actor=actor)
    program = TrainingProgram.objects.create(**fields)
    _replace_documents(program, documents)
    return program


@transaction.atomic
def edit_program(program, *, actor, documents, **fields):
    """Change a programme and its list of papers; classes that are open show it at once."""
    record_for_this_transaction(actor=actor)
    program = TrainingProgram.objects.select_for_update().get(pk=program.pk)
    for name, value in fields.items():
        setattr(program, name, value)
    program.save()
    _replace_documents(program, documents)
    return program


def _replace_documents(program, documents):
    program.required_documents.all().delete()
    RequiredDocument.objects.bulk_create(
        RequiredDocument(program=program, position=position, **document)
        for position, document in enumerate(documents)
    )
