"""Files of papers that nobody can open any more are removed from the disk."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.choices import DocumentStatus
from accounts.models import Document
from accounts.services.documents import delete_files

FOLDER = "documents"
# An upload is written before its row; nothing takes as long as this.
REST = timedelta(days=1)


def sweep_documents():
    """Remove files of removed papers, and files without a row; return how many of each.

    A paper that staff checked stays as evidence until its retention ends.
    """
    now = timezone.now()
    removed = Document.objects.filter(
        status=DocumentStatus.REMOVED, checked_at__isnull=True, updated_at__lt=now - REST
    ).exclude(file="")
    papers = 0
    for document in removed.iterator():
        delete_files(document)
        Document.objects.filter(pk=document.pk).update(file="", stored_size=0)
        papers += 1
    return papers, sum(_sweep_folder(name, now) for name in _folders())


def _folders():
    if not default_storage.exists(FOLDER):
        return []
    return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[0]]


def _sweep_folder(folder, now):
    """Remove from one folder what no row names."""
    documents = Document.objects.filter(file__startswith=f"{folder}/")
    known = {name for document in documents for name in document.stored_names}
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    orphans = [
        name
        for name in names
        if name not in known and default_storage.get_modified_time(name) < now - REST
    ]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)
