"""Every hostile file is refused with a sentence or made harmless, and the next person is served."""

import io

import pikepdf
import pytest
from PIL import Image

from blk_portal.shared import uploads
from blk_portal.shared.cleaner.pdfs import ACTIVE_KEYS, PAGE_EDGE
from blk_portal.shared.cleaner.pictures import MAX_EDGE, THUMBNAIL_BYTES
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import SENTENCES, clean_upload
from tests.files import photo, uploaded
from tests.hostile_pdfs import PDFS
from tests.hostile_pictures import PICTURES

HOSTILE = PICTURES | PDFS
MOST_KILOBYTES = 256 * 1024
TRACES = [
    b"<?php",
    b"<script",
    b"PK\x03\x04",
    b"Nama Telepon",
    b"http://",
    b"app.alert",
    b"calc.exe",
    b"MZ attached",
]


class Watched:
    """The cleaner, with what its last process said of itself."""

    def __init__(self, cleaner):
        self.cleaner, self.facts = cleaner, None

    def clean(self, content):
        self.facts = None
        self.facts, parts = self.cleaner.clean(content)
        return self.facts, parts


@pytest.fixture
def watched(monkeypatch):
    watched = Watched(uploads.cleaner)
    monkeypatch.setattr(uploads, "cleaner", watched)
    return watched


def test_the_corpus_is_as_large_as_promised():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_made_harmless(name, watched):
    make, sentence = HOSTILE[name]
    content = make()
    assert len(content) <= 8 * 1024 * 1024

    if sentence == "":
        assert_harmless(clean_upload(uploaded(content)))
    else:
        with pytest.raises(DomainError) as refusal:
            clean_upload(uploaded(content))
        assert str(refusal.value).startswith(sentence or tuple(refusals()))

    # Where nothing is said of the memory, the limit ended the process.
    if watched.facts:
        assert watched.facts["peak_kilobytes"] <= MOST_KILOBYTES
    assert clean_upload(photo()).page_sizes == ((400, 300),)


def refusals():
    return [str(words).split("{")[0] for words in SENTENCES.values()]


def assert_harmless(clean):
    pictures = [clean.content] if clean.content_type == "image/jpeg" else clean.pages_drawn
    assert len(pictures) == clean.pages
    for content, size in zip(pictures, clean.page_sizes, strict=True):
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", size)
            assert max(size) <= max(MAX_EDGE, PAGE_EDGE)
            assert getattr(image, "n_frames", 1) == 1
            assert dict(image.getexif()) == {}
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    with Image.open(io.BytesIO(clean.thumbnail)) as image:
        assert (image.format, image.size) == ("WEBP", clean.thumbnail_size)
    assert len(clean.thumbnail) <= THUMBNAIL_BYTES
    written = clean.content
    if clean.content_type == "application/pdf":
        written = unpacked(clean.content)
        assert active_keys(clean.content) == set()
    else:
        assert b"%PDF" not in written
    for trace in TRACES:
        assert trace not in written


def unpacked(content):
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(written, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return written.getvalue()


def active_keys(content):
    """The keys of every dictionary of a PDF, however deep, that do something."""
    found, waiting = set(), []
    with pikepdf.open(io.BytesIO(content)) as document:
        waiting += [*document.objects, document.trailer]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, pikepdf.Array):
                inside = list(thing)
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                found |= set(thing.keys())
                inside = [thing[key] for key in set(thing.keys())]
            else:
                continue
            waiting += [
                one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect
            ]
    return found & ACTIVE_KEYS
