"""A disk that is full: the kernel says so where files are written, and people lose nothing."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import default_storage, filesystem
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Application, NominationLetter
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import BatchFactory, UserFactory
from tests.files import pdf, photo, uploaded

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SENTENCE = "Berkas belum bisa disimpan. Coba lagi beberapa menit lagi."


@contextmanager
def full_disk():
    """Let a private file get its name and no room."""
    real = os.open

    def without_room(path, flags, *mode, **options):
        if not (flags & os.O_CREAT and str(path).startswith(default_storage.location)):
            return real(path, flags, *mode, **options)
        os.close(real(path, flags, *mode, **options))
        return real("/dev/full", os.O_WRONLY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filesystem.os, "open", without_room)
        yield


def files_on_disk():
    return sorted(path for path in Path(default_storage.location).rglob("*") if path.is_file())


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "piece"])
def test_a_paper_without_room_is_refused_in_words_and_taken_once_there_is_some(client, headers):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)
    before = Application.objects.filter(pk=draft.pk).values().get()
    papers, files = list(draft.person.documents.current()), files_on_disk()
    url = reverse("enrollment:upload", args=[draft.pk, "KTP"])

    with full_disk():
        refused = client.post(url, {"file": uploaded(pdf(pages=2))}, headers=headers)

    assert refused.status_code == 422
    assert SENTENCE in refused.text.split('id="KTP"')[1].split("</section>")[0]
    assert Application.objects.filter(pk=draft.pk).values().get() == before
    assert (list(draft.person.documents.current()), files_on_disk()) == (papers, files)

    client.post(url, {"file": uploaded(pdf(pages=2))}, headers=headers)

    (document,) = draft.person.documents.current().filter(kind="KTP")
    assert document.pages == 2
    assert len(files_on_disk()) == len(files) + len(document.stored_names)


def test_what_staff_typed_beside_a_scan_without_room_stands_in_the_form(client):
    batch = BatchFactory(selection_method="nomination")
    client.force_login(UserFactory(roles=["training_manager"]))
    url = reverse("enrollment:nominations", args=[batch.code])
    answers = {
        "kind": "kelurahan",
        "body": "Kelurahan Contoh",
        "number": "470/9",
        "letter_on": timezone.localdate().isoformat(),
    }

    with full_disk():
        refused = client.post(url, {**answers, "scan": photo()})

    assert refused.status_code == 422
    assert SENTENCE in refused.text
    assert 'value="Kelurahan Contoh"' in refused.text and 'value="470/9"' in refused.text
    assert (NominationLetter.objects.count(), files_on_disk()) == (0, [])

    assert client.post(url, {**answers, "scan": photo()}).status_code == 302
    assert len(files_on_disk()) == 1
