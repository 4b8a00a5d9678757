import pytest
from django.core.files.storage import Storage

from accounts.models import Document, DocumentAccess
from accounts.services.documents import remove_document, store_document
from accounts.views.documents import serve_document
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


def test_a_full_disk_is_a_sentence_and_leaves_no_row(person, monkeypatch):
    old = stored(person)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Storage, "save", full)
    with pytest.raises(DomainError, match="belum bisa disimpan"):
        stored(person)

    assert list(Document.objects.current()) == [old]


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
