"""Words that are a third longer, as another language may have them, on the smallest phone."""

import re

import pytest
from django.utils.translation.trans_real import DjangoTranslation

from tests.access.parts import PARTS
from tests.pages.screen import CHECKS_ALONE, Browser
from tests.pages.visits import pages_of

LONGER = 1.3
KEPT_OR_WORD = re.compile(
    r"(%\(\w+\)\w|%\w|\{[^}]*\}|<[^>]*>|&#?\w+;|https?:\S+)|([^\W\d_]{3,})", re.UNICODE
)


def longer(text):
    """``text`` with every word a third longer; placeholders and marks stay as they are."""
    return KEPT_OR_WORD.sub(
        lambda found: found[1] or found[2] + "a" * round(len(found[2]) * (LONGER - 1)), text
    )


@pytest.fixture
def longer_words(monkeypatch):
    for name in ["gettext", "ngettext"]:
        original = getattr(DjangoTranslation, name)
        monkeypatch.setattr(
            DjangoTranslation, name, lambda *words, original=original: longer(original(*words))
        )


def test_words_grow_and_placeholders_do_not():
    assert (
        longer("Kirim lamaran %(name)s <b>{title}</b>")
        == "Kirimaa lamaranaa %(name)s <b>{title}</b>"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_no_page_scrolls_sideways(part, longer_words):
    pages = pages_of(part, "id")
    found = []

    with Browser() as browser:
        screen = browser.screen()
        for page in pages:
            screen.show(page, width=320, scripts=CHECKS_ALONE)
            found += [f"{page.name}: {line}" for line in screen.check("widerThanTheScreen")]

    assert not found, "\n".join(found)
