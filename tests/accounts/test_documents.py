import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError
from django.http import Http404
from django.utils import timezone

from accounts.models import Document, DocumentAccess
from accounts.services.documents import ONE_OPENING, remove_document, store_document
from accounts.services.sweeping import sweep_documents
from accounts.views.documents import serve_document, serve_page, serve_thumbnail
from blk_portal.shared.errors import DomainError
from enrollment.models import FactClaim, FactType
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.files import pdf, photo, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory())


def stored(person, upload=None, kind="KTP"):
    return store_document(person, kind, upload or photo(), actor=person.user)


def claimed_with(document):
    application = ApplicationFactory(user=document.person.user, person=document.person)
    return FactClaim.objects.create(
        application=application,
        fact_type=FactType.objects.first(),
        source="document",
        document=document,
    )


def test_a_document_is_stored_clean_under_a_path_that_says_nothing(person):
    document = stored(person, photo("ktp 3375906504990001.jpg"))

    assert document.file.name == f"documents/{document.uuid.hex[:2]}/{document.uuid.hex}"
    assert (document.content_type, document.pages, document.status) == ("image/jpeg", 1, "uploaded")
    assert document.file.size == document.size
    assert document.uploaded_by == person.user


def test_a_new_document_replaces_the_one_of_its_kind(person):
    old, other = stored(person), stored(person, kind="KK")

    new = stored(person)

    assert set(person.documents.current()) == {new, other}
    old.refresh_from_db()
    assert old.status == "removed"


def test_a_document_that_is_evidence_stays(person):
    evidence = stored(person)
    claimed_with(evidence)

    new = stored(person)

    assert set(person.documents.current()) == {evidence, new}
    with pytest.raises(DomainError, match="sedang dipakai"):
        remove_document(evidence, actor=person.user)


def test_a_document_can_be_removed(person):
    document = stored(person)

    remove_document(document, actor=person.user)

    assert list(person.documents.current()) == []


def test_a_refused_file_leaves_the_old_one(person):
    old = stored(person)

    with pytest.raises(DomainError):
        stored(person, uploaded(b"<html>", "ktp.jpg"))

    assert list(person.documents.current()) == [old]


def test_a_document_is_served_so_that_it_cannot_run(person):
    response = serve_document(stored(person), person.user)

    assert {name: response[name] for name in response.headers} == {
        "Content-Type": "image/jpeg",
        "Content-Length": response["Content-Length"],
        "Content-Disposition": f'attachment; filename="ktp-{Document.objects.get().pk}.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


def test_a_pdf_is_a_download(person):
    response = serve_document(stored(person, uploaded(pdf())), person.user)

    assert response["Content-Disposition"].startswith("attachment; ")


def test_only_another_persons_opening_is_written_down(person):
    document, verifier = stored(person), UserFactory(roles=["verifier"])

    serve_document(document, person.user)
    serve_document(document, verifier, "review")

    access = DocumentAccess.objects.get()
    assert (access.document, access.user, access.reason) == (document, verifier, "review")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\windows\\system.ini",
        "ktp\u202egpj.exe",
        "k" * 300 + ".jpg",
        "ktp.jpg\r\nSet-Cookie: a=b",
        "ktp\0.jpg.php",
        'ktp".html; filename="a.php',
        "<script>alert(1)</script>.jpg",
        "",
    ],
)
def test_a_hostile_name_reaches_neither_disk_nor_headers(person, name):
    upload = photo()
    # The form's own cleaning of names is left out on purpose.
    upload._name = name

    document = stored(person, upload)
    response = serve_document(document, person.user)

    assert document.file.name == f"documents/{document.uuid.hex[:2]}/{document.uuid.hex}"
    assert response["Content-Disposition"] == f'attachment; filename="ktp-{document.pk}.jpg"'
    kept = Document.objects.get(pk=document.pk).original_name
    assert len(kept) <= 150
    assert not any(unicodedata.category(letter)[0] == "C" for letter in kept)


def test_a_pdf_has_a_picture_of_each_page_and_a_thumbnail(person):
    document = stored(person, uploaded(pdf(pages=3)))

    assert document.page_images == [(number, 1240, 1754) for number in (1, 2, 3)]
    for number in (1, 2, 3):
        response = serve_page(document, number, person.user)
        page = b"".join(response.streaming_content)
        assert (response["Content-Type"], page[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        assert (
            response["Content-Disposition"] == f'inline; filename="ktp-{document.pk}-{number}.jpg"'
        )
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert document.thumbnail_size == (170, 240)
    assert int(serve_thumbnail(document)["Content-Length"]) <= 20_000
    with pytest.raises(Http404):
        serve_page(document, 4, person.user)


def test_the_pages_of_a_paper_are_one_opening(person):
    document, verifier = stored(person, uploaded(pdf(pages=3))), UserFactory(roles=["verifier"])

    for number in (1, 2, 3, 1):
        serve_page(document, number, verifier, "review")
    assert DocumentAccess.objects.count() == 1

    with time_machine.travel(timezone.now() + ONE_OPENING + timedelta(minutes=1)):
        serve_page(document, 2, verifier, "review")
    assert DocumentAccess.objects.count() == 2


def files_on_disk():
    root = Path(default_storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(person, monkeypatch):
    real, written = FileSystemStorage._save, []

    def full_at_the_third(self, name, content):
        written.append(name)
        if len(written) == 3:
            path = Path(self.path(name))
            path.write_bytes(b"")
            raise OSError(28, "No space left on device")
        return real(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full_at_the_third)
    with pytest.raises(DomainError, match="belum bisa disimpan"):
        stored(person, uploaded(pdf(pages=3)))

    assert (files_on_disk(), Document.objects.count()) == ([], 0)

    monkeypatch.setattr(FileSystemStorage, "_save", real)
    assert len(stored(person, uploaded(pdf(pages=3))).stored_names) == len(files_on_disk())


def test_a_row_that_cannot_be_saved_leaves_no_file(person, monkeypatch):
    def broken(self, *args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(Document, "save", broken)
    with pytest.raises(DatabaseError):
        stored(person)

    assert files_on_disk() == []


def test_files_together_may_not_grow_beyond_the_bound(person, settings):
    stored(person)
    settings.UPLOAD_MAX_BYTES_PER_PERSON = Document.objects.get().stored_size + 100

    with pytest.raises(DomainError, match="^Semua berkas Anda paling besar"):
        stored(person, kind="KK")

    assert [document.kind for document in person.documents.current()] == ["KTP"]


def test_a_wallet_holds_so_many_files_and_one_may_still_be_replaced(person, settings):
    settings.UPLOAD_MAX_FILES = 2
    stored(person)
    stored(person, kind="KK")

    with pytest.raises(DomainError, match="^Anda sudah menyimpan 2 berkas"):
        stored(person, kind="AK1")

    stored(person, kind="KK")


def test_the_sweep_removes_what_nobody_can_open(person):
    removed, checked, kept = stored(person), stored(person, kind="KK"), stored(person, kind="AK1")
    remove_document(removed, actor=person.user)
    Document.objects.filter(pk=checked.pk).update(checked_at=timezone.now())
    remove_document(checked, actor=person.user)
    default_storage.save("documents/ab/orphan", ContentFile(b"x"))
    default_storage.save("demo/ktp.jpg", ContentFile(b"x"))
    assert sweep_documents() == (0, 0)

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert sweep_documents() == (1, 1)
        assert sweep_documents() == (0, 0)

    assert files_on_disk() == sorted(["demo/ktp.jpg", *checked.stored_names, *kept.stored_names])
    removed.refresh_from_db()
    assert (removed.file.name, removed.stored_size) == ("", 0)
