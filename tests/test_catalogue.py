"""Both languages of the interface are complete."""

import re
from pathlib import Path

import polib
import pytest

from accounts.consent_wordings import WORDINGS, wording_of

# "Pendaftaran" is the time in which people may apply, their number, and the paper that proves it.
_OF_REGISTERING = re.compile(r"registration|receipt|closing|and open$", re.IGNORECASE)
_FIELD = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
LOCALE = Path(__file__).resolve().parent.parent / "blk_portal" / "locale"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_message_has_a_text_and_none_is_a_guess(language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_named_fields_of_a_message_stand_in_its_text(language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))

    for entry in catalogue:
        wanted = set(_FIELD.findall(entry.msgid_plural or entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(_FIELD.findall(text)) <= wanted, entry.msgid
                if not entry.msgid_plural:
                    assert set(_FIELD.findall(text)) == wanted, entry.msgid


def test_what_somebody_sends_is_called_lamaran_everywhere():
    catalogue = polib.pofile(str(LOCALE / "id" / "LC_MESSAGES" / "django.po"))
    texts = {
        entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in catalogue
    } | {wording_of(purpose).en: wording_of(purpose).id for purpose in WORDINGS}

    assert [english for english, text in texts.items() if _says_pendaftaran(english, text)] == []


@pytest.mark.parametrize(
    ("english", "text", "is_wrong"),
    [
        ("Your applications", "Pendaftaran Anda", True),
        ("No application has this number.", "Tidak ada pendaftaran dengan nomor ini.", True),
        ("Registration until %(when)s", "Pendaftaran sampai %(when)s", False),
        ("Freeze the rules and open", "Kunci aturan dan buka pendaftaran", False),
    ],
)
def test_an_application_called_pendaftaran_is_noticed(english, text, is_wrong):
    assert _says_pendaftaran(english, text) == is_wrong


def _says_pendaftaran(english, text):
    return "pendaftaran" in text.lower() and not _OF_REGISTERING.search(english)
