"""Both languages of the interface are complete."""

import re
from pathlib import Path

import polib
import pytest

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
