"""Pages of papers that were stored before the portal drew any."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from accounts.models import Document
from accounts.services.documents import delete_files, store_document
from tests.factories import PersonFactory, UserFactory
from tests.files import pdf, photo, uploaded

pytestmark = pytest.mark.django_db


def stored_before(person, kind, upload):
    """A paper with its file alone, as it was before pages were drawn."""
    document = store_document(person, kind, upload, actor=person.user)
    content = document.file.read()
    document.file.close()
    delete_files(document)
    default_storage.save(document.file.name, ContentFile(content))
    Document.objects.filter(pk=document.pk).update(
        page_sizes=[], thumbnail_size=[], stored_size=document.size
    )
    return content


def draw():
    written = io.StringIO()
    call_command("draw_document_pages", stdout=written)
    return written.getvalue().strip()


def test_papers_without_pages_get_them_and_their_files_stay():
    person = PersonFactory(user=UserFactory())
    paper = stored_before(person, "KK", uploaded(pdf(pages=2), "kk.pdf"))
    stored_before(person, "KTP", photo())
    stored_before(person, "IJAZAH", photo())
    broken = person.documents.get(kind="IJAZAH")
    default_storage.delete(broken.file.name)
    kk = person.documents.get(kind="KK")
    # What a run that was stopped had written already
    default_storage.save(f"{kk.file.name}-1.jpg", ContentFile(b"half"))

    assert draw() == "drawn: 2, could not be opened: 1"

    for document in person.documents.exclude(pk=broken.pk):
        pages = [default_storage.open(name).read() for name in document.stored_names]
        assert document.stored_size == sum(map(len, pages))
        with Image.open(io.BytesIO(pages[1])) as image:
            assert (image.format, list(image.size)) == ("WEBP", document.thumbnail_size)
    kk.refresh_from_db()
    assert default_storage.open(kk.file.name).read() == paper
    for number, *size in kk.page_images:
        with Image.open(default_storage.open(kk.page_name(number))) as image:
            assert list(image.size) == size
    assert kk.pages == 2
    assert draw() == "drawn: 0, could not be opened: 1"
