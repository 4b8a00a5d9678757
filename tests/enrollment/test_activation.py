"""Somebody whom others entered gets an account of his own, and nobody takes it from him."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, ActivationSlip, Person, User
from accounts.services import activation
from accounts.services.activation import WRONG_TRIES, NewAccount, issue_slip
from accounts.services.identity_claims import file_claim
from blk_portal.shared.errors import DomainError
from enrollment.models import Application
from enrollment.services.activation import MOST_PER_ADDRESS, activate
from enrollment.services.applications import start_application
from notices.models import Notice
from notices.services.outbox import queue_notice
from tests.atonce import all_at_once, meeting_of
from tests.enrollment.residents import open_intake
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory

URL = "/akun/aktifkan/"
NUMBER, PASSWORD = "+6281200000777", "hujan di bulan juni"
COMPARED = ["original", "face", "name"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(roles=["helper"], display_name="Hadi Contoh")


@pytest.fixture
def helped(clerk):
    """Somebody without an account, for whom a helper sent an application."""
    application = ApplicationFactory(user=None, entered_by=clerk, person__user=None)
    DocumentFactory(person=application.person)
    queue_notice(
        application.person,
        "identity_claim_upheld",
        context={},
        event_key=f"before:{application.pk}",
    )
    return application.person


def use(code, person, *, number=NUMBER, user=None, birth_date=None, address="10.0.0.1"):
    return activate(
        code,
        birth_date or person.birth_date,
        address=address,
        user=user,
        new_account=None if user else NewAccount(number, PASSWORD),
    )


def typed(code, day="12", **more):
    return {
        "code": code,
        "birth_date_0": day,
        "birth_date_1": "april",
        "birth_date_2": "1999",
        "username": "0812-0000-0777",
        "password": PASSWORD,
    } | more


def test_from_the_counter_to_the_own_phone_with_everything_that_was_entered(client, clerk, helped):
    client.force_login(clerk)
    found = client.post(reverse("accounts:counter"), {"who": helped.nik})
    slip = client.post(found["Location"], {"identity": COMPARED}, follow=True)
    code = slip.context["issued"].code
    phone = type(client)()

    opened = phone.post(URL, typed(code.upper()))

    assert opened["Location"] == reverse("enrollment:my_applications")
    helped.refresh_from_db()
    account = helped.user
    assert (account.username, account.check_password(PASSWORD)) == (NUMBER, True)
    assert account.roles == {"resident"}
    application = Application.objects.get()
    assert (application.user, application.entered_by) == (account, clerk)
    assert application.registration_number in phone.get(opened["Location"]).content.decode()
    assert phone.get(application.get_absolute_url()).status_code == 200
    paper = helped.documents.get()
    assert phone.get(reverse("enrollment:own_document", args=[paper.uuid])).status_code == 200
    messages = phone.get(reverse("notices:my_notices")).content.decode()
    assert "NIK Anda sudah ada di akun Anda" in messages
    history = phone.get(reverse("accounts:account_history")).content.decode()
    assert "Akun dibuka untuk orang yang dibantu" in history
    told = Notice.objects.get(kind="account_joined")
    assert (told.person, told.phone) == (helped, helped.phone)
    assert "0812-****-0777" in told.text
    event = AccountEvent.objects.get()
    assert (event.account, event.act, event.actor) == (account, "joined", clerk)
    stored = ActivationSlip.objects.get()
    assert (stored.used_by, stored.issued_by) == (account, clerk)
    assert code.replace("-", "") not in stored.digest


def test_an_account_that_is_there_already_takes_it_and_its_claim_and_draft_follow(helped, clerk):
    user = UserFactory(roles=["resident"])
    draft = start_application(open_intake(), user=user)
    same_intake = Application.objects.get(person=helped).intake
    second = Application.objects.create(user=user, intake=same_intake)
    claim = file_claim(user, helped.nik)

    use(issue_slip(helped, actor=clerk).code, helped, user=user)

    for row in (helped, draft, second, claim):
        row.refresh_from_db()
    assert (helped.user, draft.person, claim.status) == (user, helped, "withdrawn")
    assert (second.status, second.person) == ("withdrawn", None)


def test_nothing_is_issued_unless_all_is_compared(client, clerk, helped):
    client.force_login(clerk)
    url = reverse("accounts:counter_person", args=[helped.pk])

    answers = [client.post(url, {"identity": some}) for some in ([], ["original", "name"])]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not ActivationSlip.objects.exists()


def test_a_person_with_an_account_keeps_it(client, clerk, helped):
    code = issue_slip(helped, actor=clerk).code
    first = use(code, helped)

    with pytest.raises(DomainError, match="Kode ini sudah dipakai"):
        use(code, helped, number="+6281200000888")
    with pytest.raises(DomainError, match="sudah punya akun"):
        issue_slip(helped, actor=UserFactory(roles=["helper"]))
    client.force_login(clerk)
    assert client.get(reverse("accounts:counter_person", args=[helped.pk])).status_code == 404
    with pytest.raises(IntegrityError, match="has an account"), transaction.atomic():
        Person.objects.filter(pk=helped.pk).update(user=UserFactory())
    helped.refresh_from_db()
    assert helped.user == first
    assert not User.objects.filter(username="+6281200000888").exists()


def test_a_number_with_an_account_is_not_taken_over(helped, clerk):
    other = UserFactory(username=NUMBER)
    code = issue_slip(helped, actor=clerk).code

    with pytest.raises(DomainError, match="Masuk dulu ke akun itu"):
        use(code, helped)

    helped.refresh_from_db()
    assert (helped.user, other.check_password(PASSWORD)) == (None, False)
    assert use(code, helped, user=other) == other


def test_neither_staff_nor_an_account_with_another_person_takes_it(helped, clerk):
    code = issue_slip(helped, actor=clerk).code
    taken = PersonFactory(user=UserFactory(roles=["resident"])).user

    for user, words in [(clerk, "Akun petugas"), (taken, "NIK lain")]:
        with pytest.raises(DomainError, match=words):
            use(code, helped, user=user)

    helped.refresh_from_db()
    assert helped.user is None


def test_nobody_issues_for_his_own_family_card_or_for_data_not_entered(helped, clerk):
    PersonFactory(user=clerk, kk=helped.kk)
    with pytest.raises(DomainError, match="Kartu Keluarga"):
        issue_slip(helped, actor=clerk)

    nameless = PersonFactory(full_name="", user=None)
    with pytest.raises(DomainError, match="belum diisi"):
        issue_slip(nameless, actor=clerk)


def test_a_newer_code_makes_the_first_void_and_time_ends_both(helped, clerk):
    first, second = issue_slip(helped, actor=clerk), issue_slip(helped, actor=clerk)
    with pytest.raises(DomainError, match="tidak berlaku lagi"):
        use(first.code, helped)

    now = timezone.now()
    ActivationSlip.objects.filter(pk=second.slip.pk).update(
        issued_at=now - timedelta(days=4), until=now - timedelta(seconds=1)
    )
    with pytest.raises(DomainError, match="tidak berlaku lagi"):
        use(second.code, helped)
    assert not User.objects.filter(username=NUMBER).exists()


def test_who_finds_a_slip_cannot_try_out_birth_dates(helped, clerk):
    code = issue_slip(helped, actor=clerk).code
    wrong = helped.birth_date + timedelta(days=1)

    for n in range(WRONG_TRIES):
        with pytest.raises(DomainError, match="Tidak ada kode"):
            use(code, helped, birth_date=wrong, address=f"10.0.0.{n}")

    with pytest.raises(DomainError, match="Tidak ada kode"):
        use(code, helped, address="10.9.9.9")
    use(issue_slip(helped, actor=clerk).code, helped)


def test_a_right_date_costs_no_try(helped, clerk):
    UserFactory(username=NUMBER)
    code = issue_slip(helped, actor=clerk).code

    for _n in range(WRONG_TRIES + 1):
        with pytest.raises(DomainError, match="Masuk dulu"):
            use(code, helped)

    assert ActivationSlip.objects.get().wrong_tries == 0


def test_an_address_that_tries_many_codes_is_stopped(helped, clerk):
    code = issue_slip(helped, actor=clerk).code
    for n in range(MOST_PER_ADDRESS):
        with pytest.raises(DomainError, match="Tidak ada kode"):
            use(f"aaaa-bb{n:02d}", helped)

    with pytest.raises(DomainError, match="Sudah banyak percobaan"):
        use(code, helped)
    assert use(code, helped, address="10.0.0.2").username == NUMBER


def test_a_weak_password_opens_no_account(client, helped, clerk):
    answer = client.post(URL, typed(issue_slip(helped, actor=clerk).code, password="123"))

    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    assert not User.objects.filter(username=NUMBER).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_use_one_code_at_once_get_one_account(helped, clerk):
    code = issue_slip(helped, actor=clerk).code

    told = all_at_once(
        [lambda n=n: use(code, helped, number=f"+62812000009{n:02d}") for n in range(6)]
    )

    helped.refresh_from_db()
    assert told.count("done") == 1
    assert {words for words in told if words != "done"} == {
        "Kode ini sudah dipakai. Masuk ke akun Anda."
    }
    assert list(User.objects.filter(username__startswith="+62812000009")) == [helped.user]
    assert AccountEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_the_database_still_gives_one_account(helped, clerk, monkeypatch):
    """Everybody reads that the code is good before anybody uses it."""
    code = issue_slip(helped, actor=clerk).code
    everybody_read, open_one = meeting_of(6), activation._open

    def wait_and_open(new_account):
        everybody_read.wait()
        return open_one(new_account)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    monkeypatch.setattr(activation, "_open", wait_and_open)

    told = all_at_once(
        [lambda n=n: use(code, helped, number=f"+62812000009{n:02d}") for n in range(6)]
    )

    helped.refresh_from_db()
    refused = [words for words in told if f"person {helped.pk} has an account" in words]
    assert (told.count("done"), len(refused)) == (1, 5), told
    assert list(User.objects.filter(username__startswith="+62812000009")) == [helped.user]
