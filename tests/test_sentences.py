"""A-15 and A-55: sentences that people can read at once, and that are whole."""

import pytest

from accounts.consent_wordings import WORDINGS, newest_version, wording_of
from tests.sentences import ROOT, catalogue, messages_in, pieces_in, sentences, sources, words

MOST_WORDS = 20
# Letters and minutes, whose first sentences offices write in a form of old.
IN_A_FORM_OF_OLD = ROOT / "enrollment" / "official_papers.py"


def marked():
    return {(path, message) for path in sources() for message in messages_in(path)}


def text_of(message, texts):
    return texts.get(message) or texts.get(message.replace("%", "%%"), "")


def too_long(text):
    return [sentence for sentence in sentences(text) if len(words(sentence)) > MOST_WORDS]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a15_no_sentence_of_the_interface_is_longer_than_twenty_words(language):
    texts = catalogue(language)

    found = [
        f"{path.relative_to(ROOT)}: {sentence}"
        for path, message in marked()
        if path != IN_A_FORM_OF_OLD
        for sentence in too_long(text_of(message, texts))
    ]

    assert sorted(found) == []


def test_every_message_that_is_marked_stands_in_the_catalogue():
    texts, messages = catalogue("id"), marked()

    found = {
        f"{path.relative_to(ROOT)}: {message}"
        for path, message in messages
        if message and not text_of(message, texts)
    }

    assert found == set()
    assert len(messages) > 2500


def test_a15_people_consent_to_short_sentences():
    newest = [wording_of(purpose, newest_version(purpose)) for purpose in WORDINGS]

    assert [too_long(wording.id) + too_long(wording.en) for wording in newest] == [[], [], []]


def test_a55_no_sentence_is_put_together_from_pieces():
    found = {
        f"{path.relative_to(ROOT)}: {piece}"
        for path in sources()
        for piece in pieces_in(path.read_text(), path.suffix)
    }

    assert found == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a55_no_message_begins_or_ends_where_another_would_go_on(language):
    found = [text for pair in catalogue(language).items() for text in pair if text != text.strip()]

    assert found == []


@pytest.mark.parametrize(
    ("spoilt", "suffix"),
    [
        ('{% translate "You have" %} <b>{{ seats }}</b> {% translate "seats." %}', ".html"),
        ('<a href="/">{% translate "Sign in" %}</a>, {% translate "or call us." %}', ".html"),
        ("{% translate 'Call us' %} {% translate 'or write.' %}", ".html"),
        ("f\"{_('You have')} {seats} {_('seats.')}\"", ".py"),
        ('_("You have") + " 3"', ".py"),
    ],
)
def test_pieces_are_noticed(spoilt, suffix):
    assert len(list(pieces_in(spoilt, suffix))) == 1


def test_what_is_too_long_is_noticed():
    twenty = "satu " * 19 + "dua"

    assert too_long(f"{twenty}. {twenty}.\n{twenty}: <b>%(name)s</b>") == [f"{twenty}:  X "]
    assert too_long(f"{twenty} dan {{count}} lagi") == [f"{twenty} dan X lagi"]


def test_messages_are_read_from_templates_and_modules(tmp_path):
    page, module = tmp_path / "page.html", tmp_path / "module.py"
    page.write_text(
        "{% translate 'One' %}{% blocktranslate trimmed count n=n %}\n {{ n }} seat\n"
        "{% plural %}{{ n }} seats{% endblocktranslate %}"
    )
    module.write_text('_("Two" " words")\nngettext("{n} day", "{n} days", n)\nother("Three")')

    assert list(messages_in(page)) == ["One", "%(n)s seat", "%(n)s seats"]
    assert list(messages_in(module)) == ["Two words", "{n} day", "{n} days"]
