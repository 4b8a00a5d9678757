"""The public lookup: the status for number and birth date, and no way to guess either."""

from contextlib import contextmanager, nullcontext
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import LookupTry
from enrollment.registration_numbers import (
    ALPHABET,
    new_registration_number,
    read_registration_number,
    spelt,
)
from enrollment.services.lookup import MOST_PER_ADDRESS, MOST_PER_NUMBER, forget_old_tries, look_up
from enrollment.services.submission import submit_application
from enrollment.views.lookup import FOUND
from tests.atonce import all_at_once, meeting_of
from tests.enrollment.residents import complete_draft, open_intake

URL = "/cek/"


@pytest.fixture
def sent(db):
    draft = complete_draft(open_intake())
    return submit_application(draft, actor=draft.user)


def ask(client, number, day="12", month="april", year="1999", **headers):
    data = {"number": number, "birth_date_0": day, "birth_date_1": month, "birth_date_2": year}
    return client.post(URL, data, follow=True, **headers)


def test_number_and_birth_date_show_the_status_and_nothing_of_the_person(client, sent):
    answer = ask(client, sent.registration_number.lower().replace("-", " "))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Lamaran Anda sudah kami terima" in page
    assert sent.intake.title in page
    for secret in [sent.person.full_name, sent.person.phone[3:], sent.draw_code, "1999"]:
        assert secret not in page
    for wish in sent.choices.all():
        assert wish.batch.program.title not in page


def test_the_answer_is_shown_once_and_kept_by_nobody(client, sent):
    first = ask(client, sent.registration_number)
    again = client.get(URL)

    assert first.redirect_chain == [(URL, 302)]
    assert sent.registration_number in first.content.decode()
    assert sent.registration_number not in again.content.decode()
    assert FOUND not in client.session
    for answer in [client.get(URL), first, again]:
        assert "no-store" in answer["Cache-Control"]


def test_no_address_reads_an_answer(client, sent):
    assert client.get(URL, {"number": sent.registration_number}).context["form"].is_bound is False


def test_unknown_number_and_wrong_date_are_answered_alike(client, sent, django_assert_num_queries):
    unknown = new_registration_number()
    client.get(URL)

    with django_assert_num_queries(4):
        no_such_number = ask(client, unknown)
    with django_assert_num_queries(4):
        wrong_date = ask(client, sent.registration_number, day="13")

    assert no_such_number.status_code == wrong_date.status_code == 422
    assert no_such_number.context["form"].errors == wrong_date.context["form"].errors


def test_tries_for_a_number_are_limited_from_all_addresses_together(client, sent, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for n in range(MOST_PER_NUMBER):
        wrong = ask(client, sent.registration_number, day="13", REMOTE_ADDR=f"10.0.0.{n}")
        assert "Tidak ada lamaran" in wrong.content.decode()

    right_but_late = ask(client, sent.registration_number, REMOTE_ADDR="10.9.9.9")

    assert right_but_late.status_code == 422
    assert "Sudah banyak percobaan" in right_but_late.content.decode()
    LookupTry.objects.update(tried_at=timezone.now() - timedelta(hours=1, minutes=1))
    assert ask(client, sent.registration_number).status_code == 200


def test_a_village_may_share_one_address(sent):
    for _n in range(30):
        assert (
            look_up(new_registration_number(), sent.person.birth_date, address="10.0.0.1") is None
        )
    assert look_up(sent.registration_number, sent.person.birth_date, address="10.0.0.1") == sent


def test_an_address_that_tries_hundreds_of_numbers_is_stopped(sent):
    LookupTry.objects.bulk_create(
        LookupTry(number_digest=str(n), address_digest=digest_of("10.0.0.1"))
        for n in range(MOST_PER_ADDRESS)
    )

    with pytest.raises(DomainError, match="Sudah banyak percobaan"):
        look_up(sent.registration_number, sent.person.birth_date, address="10.0.0.1")
    assert look_up(sent.registration_number, sent.person.birth_date, address="10.0.0.2") == sent


def digest_of(address):
    look_up(new_registration_number(), None, address=address)
    return LookupTry.objects.latest("pk").address_digest


def test_whoever_knows_the_date_may_look_as_often_as_they_like(sent):
    for _n in range(MOST_PER_NUMBER * 3):
        assert look_up(sent.registration_number, sent.person.birth_date, address="a") == sent


def let_in_of_twenty_at_once(around):
    """How many may try one number when all have written before anybody is judged."""
    number = new_registration_number()

    def attempt():
        with around():
            look_up(number, timezone.localdate(), address="10.0.0.1")

    return all_at_once([attempt] * 20).count("done")


@pytest.fixture
def all_write_before_one_is_judged(monkeypatch):
    barrier, create = meeting_of(20), LookupTry.objects.create

    def create_and_wait(**fields):
        attempt = create(**fields)
        barrier.wait()
        return attempt

    monkeypatch.setattr(LookupTry.objects, "create", create_and_wait)


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_counted_like_tries_in_a_row():
    assert let_in_of_twenty_at_once(nullcontext) <= MOST_PER_NUMBER


@pytest.mark.django_db(transaction=True)
def test_tries_of_one_moment_count_each_other(all_write_before_one_is_judged):
    assert let_in_of_twenty_at_once(nullcontext) == 0


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_around_it_no_try_would_count(all_write_before_one_is_judged):
    all_are_judged = meeting_of(20)

    @contextmanager
    def in_a_transaction():
        with transaction.atomic():
            yield
            all_are_judged.wait()

    assert let_in_of_twenty_at_once(in_a_transaction) == 20


def test_what_is_noted_of_a_try_names_neither_number_nor_address_and_is_forgotten(client, sent):
    ask(client, sent.registration_number, day="13", REMOTE_ADDR="10.0.0.7")
    noted = LookupTry.objects.get()
    assert sent.registration_number not in noted.number_digest
    assert len(noted.number_digest) == len(noted.address_digest) == 64

    LookupTry.objects.update(tried_at=timezone.now() - timedelta(hours=25))

    assert forget_old_tries() == 1


def test_the_landing_page_leads_to_it(client, db):
    assert f'href="{reverse("enrollment:lookup")}"' in client.get("/").content.decode()


@pytest.mark.parametrize("typed", ["7km49tqx", " 7KM4 9TQX", "7KM4-9TQX", "7km4.9tqx"])
def test_a_number_is_read_as_people_type_it(typed):
    assert read_registration_number(typed) == "7KM4-9TQX"


@pytest.mark.parametrize("typed", ["", "7KM4-9TQ", "7KM4-9TQO", "7KM4-9TQ1", "7KM4-9TQXX"])
def test_what_cannot_be_a_number_is_none(typed):
    assert read_registration_number(typed) == ""


def test_every_symbol_of_a_number_can_be_said_over_the_telephone():
    assert spelt("7KM4-9TQX") == "tujuh, Kudus, Malang, empat, sembilan, Tegal, Quran, Xenia"
    assert len({spelt(symbol) for symbol in ALPHABET}) == len(ALPHABET)
    assert not set("O0I1") & set(ALPHABET)
