import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from blk_portal.shared.errors import DomainError
from notices.kinds import KINDS
from notices.models import MessageTemplate
from notices.services.templates import (
    preview,
    reset_template,
    restore_template,
    save_template,
    sms_parts,
)
from notices.services.wording import current_words
from tests.factories import PersonFactory, UserFactory
from tests.filled_forms import shown_on
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db
OFFER = {"title": "Roti", "starts": "3 Agustus", "deadline": "Jumat"}
SUBJECT, TEXT = "JAWAB sebelum {deadline}", "Kursi Anda: {title}."


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"], display_name="Rudi")


@pytest.fixture
def url(client, manager):
    client.force_login(manager)
    return reverse("notices:template", args=["seat_offered", "id"])


def offer_to(person, key):
    return queued_notice(person, "seat_offered", context=OFFER, event_key=key)


def test_own_words_hold_for_new_messages_of_their_language_alone(manager):
    before = offer_to(PersonFactory(), "a")

    save_template("seat_offered", "id", subject=SUBJECT, text=TEXT, actor=manager)

    after, english = offer_to(PersonFactory(), "b"), offer_to(PersonFactory(language="en"), "c")
    before.refresh_from_db()
    assert before.subject.startswith("PERLU KONFIRMASI")
    assert (after.subject, after.text) == ("JAWAB sebelum Jumat", "Kursi Anda: Roti.")
    assert english.subject.startswith("CONFIRMATION NEEDED")


def test_a_reset_is_a_version_and_brings_the_portals_words_back(manager):
    portals = current_words("seat_offered", "id")
    save_template("seat_offered", "id", subject=SUBJECT, text=TEXT, actor=manager)

    reset_template("seat_offered", "id", actor=manager)

    assert current_words("seat_offered", "id") == portals
    assert list(MessageTemplate.objects.values_list("version", "is_default")) == [
        (2, True),
        (1, False),
    ]


def test_earlier_words_count_again_as_a_version_of_their_own(manager):
    portals = current_words("seat_offered", "id")
    first = save_template("seat_offered", "id", subject=SUBJECT, text=TEXT, actor=manager)
    second = reset_template("seat_offered", "id", actor=manager)
    save_template("seat_offered", "id", subject=f"{SUBJECT}!", text=TEXT, actor=manager)

    restore_template(first, actor=manager)
    assert current_words("seat_offered", "id") == (SUBJECT, TEXT)
    restore_template(second, actor=manager)
    assert current_words("seat_offered", "id") == portals

    assert list(MessageTemplate.objects.values_list("version", "subject", "is_default")) == [
        (5, "", True),
        (4, SUBJECT, False),
        (3, f"{SUBJECT}!", False),
        (2, "", True),
        (1, SUBJECT, False),
    ]


def test_earlier_words_that_lack_a_fact_by_now_do_not_come_back(client, manager):
    client.force_login(manager)
    earlier = MessageTemplate.objects.create(
        kind="seat_offered",
        language="id",
        version=1,
        subject="Ada kursi",
        text="Jawab sebelum {deadline}.",
        written_by=manager,
    )
    reset_template("seat_offered", "id", actor=manager)

    page = client.post(
        reverse("notices:template_restore", args=["seat_offered", "id", earlier.version]),
        follow=True,
    )

    assert "Isian {title} tidak boleh hilang." in page.content.decode()
    assert MessageTemplate.objects.count() == 2


@pytest.mark.parametrize(
    ("subject", "text", "problem"),
    [
        (SUBJECT, "Ada kursi.", "Isian {title} tidak boleh hilang."),
        ("Jawab", "Ada kursi.", "Isian {deadline}, {title} tidak boleh hilang."),
        (SUBJECT, TEXT + " {score}", "Pesan ini tidak punya isian {score}."),
        (SUBJECT, TEXT + " {title.x}", "Pakai kurung kurawal hanya untuk nama isian"),
        (SUBJECT, TEXT + " {", "Pakai kurung kurawal hanya untuk nama isian"),
        ("", TEXT, "Tulis judul dan isi."),
    ],
)
def test_words_that_lose_a_fact_are_refused_with_its_name(manager, subject, text, problem):
    with pytest.raises(DomainError) as refusal:
        save_template("seat_offered", "id", subject=subject, text=text, actor=manager)

    assert str(refusal.value).startswith(problem)
    assert MessageTemplate.objects.count() == 0


def test_words_are_never_changed_afterwards(manager):
    save_template("seat_offered", "id", subject=SUBJECT, text=TEXT, actor=manager)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        MessageTemplate.objects.update(text="lain")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_preview_without_holes(kind, language):
    words = preview(kind, language, *current_words(kind, language))

    assert "{" not in words.subject + words.text
    assert sms_parts(words.subject) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("–" * 70, 1),
        ("–" * 71, 2),
    ],
)
def test_parts_of_an_sms(text, parts):
    assert sms_parts(text) == parts


def test_a_preview_saves_nothing_and_a_save_is_in_the_history(client, url):
    words = {"subject": SUBJECT, "text": TEXT, **shown_on(client, url)}

    shown = client.post(url, {**words, "act": "preview"}).content.decode()
    assert "JAWAB sebelum Rabu, 22 Juli 2026" in shown
    assert MessageTemplate.objects.count() == 0

    assert client.post(url, {**words, "act": "save"}).url == url
    client.post(url, {"act": "reset"})
    assert [row.is_default for row in MessageTemplate.objects.all()] == [True, False]

    page = client.get(url).content.decode()
    first = page[page.index("<strong>Versi 1</strong>") :]
    assert "Rudi" in first and SUBJECT in first and TEXT in first

    again = reverse("notices:template_restore", args=["seat_offered", "id", 1])
    assert again in first and page.count("/versi/") == 1
    assert client.post(again).url == url
    assert current_words("seat_offered", "id") == (SUBJECT, TEXT)


def test_a_refused_save_keeps_what_was_typed(client, url):
    response = client.post(url, {"subject": SUBJECT, "text": "Ada kursi.", "act": "save"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Isian {title} tidak boleh hilang." in page and "Ada kursi.</textarea>" in page


@pytest.mark.parametrize("name", [("unknown", "id"), ("seat_offered", "fr")])
def test_what_is_no_message_is_not_found(client, url, name):
    assert client.get(reverse("notices:template", args=name)).status_code == 404
