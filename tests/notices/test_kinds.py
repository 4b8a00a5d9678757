import pytest
from django.utils import translation

from notices.kinds import KINDS
from notices.services.wording import FIELD, default_words, words_for
from tests.factories import PersonFactory
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db


def fields_in(*texts):
    return {field for text in texts for field in FIELD.findall(text)}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_of_a_kind_say_every_fact_and_no_other(kind, language):
    with translation.override(language):
        subject, text = default_words(kind)

    assert fields_in(subject, text) == KINDS[kind].fields
    assert KINDS[kind].required <= KINDS[kind].fields
    assert not set("{}") & set(FIELD.sub("", subject + text))


# Their texts hold facts alone, which are written in the language of the reader.
TEXTS_OF_FACTS_ALONE = {"objection_answered", "data_request_answered", "office_message"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_in_both_languages_something_of_its_own(kind):
    with translation.override("id"):
        indonesian = default_words(kind)
    with translation.override("en"):
        english = default_words(kind)

    assert indonesian[0] != english[0]
    assert (indonesian[1] == english[1]) == (kind in TEXTS_OF_FACTS_ALONE)


def test_an_offer_cannot_be_mistaken_for_the_receipt():
    receipt = words_for("application_received", "id", KINDS["application_received"].examples)
    for kind in ["seat_offered", "seat_freed"]:
        offer = words_for(kind, "id", {"title": "Roti", "starts": "3/8", "deadline": "Jumat"})
        assert offer.subject.startswith("PERLU KONFIRMASI sebelum Jumat")
    assert receipt.subject == "Lamaran 7KM4-9TQX sudah kami terima"
    assert receipt.text.endswith("Ini belum berarti Anda diterima.")


def test_an_empty_fact_leaves_no_empty_line():
    words = words_for("review_verify", "en", {"note": ""})

    assert words.text == (
        "Your file has been checked and is complete. We will tell you what comes next."
    )


def test_a_fact_that_looks_like_a_field_is_left_as_it_is():
    words = words_for("objection_answered", "en", {"answer": "See {answer.__class__} {title}"})

    assert words.text == "See {answer.__class__} {title}"


def test_a_missing_fact_is_a_fault_and_not_a_message_with_a_hole():
    with pytest.raises(KeyError):
        words_for("waitlist_closed", "id", {})


def test_a_message_is_kept_in_the_language_of_its_person():
    budi = PersonFactory(language="en")
    notice = queued_notice(budi, "review_undone", context={}, event_key="k")

    assert notice.subject == "Your file is being checked again"
    assert notice.text.startswith("Our last message about your file")
