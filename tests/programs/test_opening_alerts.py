"""Tell me when it opens: one number, one message, and the number is gone."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings as current
from django.core.cache import cache
from django.core.signing import Signer
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.services.erasing import erase_person
from accounts.services.retention import apply_retention
from accounts.services.rotating import index_persons
from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError
from notices.choices import NoticeStatus
from notices.models import Notice, NoticeCall
from notices.tasks import forget_late_numbers
from programs.models import AlertTry, OpeningAlert
from programs.services import alerts
from programs.services.alerts import SIGNER, ask_to_be_told, queue_opening_notices
from programs.services.opening import open_intake
from programs.tasks import forget_old_tries_of_alerts, tell_of_openings
from tests.atonce import all_at_once, meeting_of
from tests.factories import BatchFactory, PersonFactory, TrainingProgramFactory, UserFactory
from tests.factories.desk import batch_with_gates

pytestmark = pytest.mark.django_db
PHONE, TYPED = "+6281234567890", "0812-3456-7890"


@pytest.fixture
def program():
    return TrainingProgramFactory()


def page(program):
    return reverse("programs:opening_alert", kwargs={"slug": program.slug})


def ask(client, program, typed=TYPED, **more):
    return client.post(page(program), {"phone": typed, "act": "ask"}, **more)


def waiting(program, phone=PHONE):
    ask_to_be_told(program, phone, address=phone, language="id")
    return OpeningAlert.objects.filter(program=program).latest("pk")


def opened(program):
    batch = batch_with_gates(program=program, selection_method="lottery")
    open_intake(batch.intake, actor=None)
    return batch


def stop_link(alert):
    return reverse("programs:alert_stop", kwargs={"signed": SIGNER.sign(alert.pk)})


def stored(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [row[0] for row in cursor.fetchall()]


def test_a_number_is_kept_once_encrypted_and_both_presses_are_answered_alike(client, program):
    first, second = ask(client, program), ask(client, program, "+62 812 3456 7890")
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == program.get_absolute_url()
    said = [str(message) for message in client.get(first["Location"]).context["messages"]]
    assert len(said) == 2 and said[0] == said[1]
    [token] = stored("programs_openingalert", "phone")
    assert "81234567890" not in token
    assert OpeningAlert.objects.get().phone == PHONE


def test_the_database_refuses_the_same_number_twice(program):
    alert = waiting(program)
    with pytest.raises(IntegrityError, match="number_waits_once_per_program"), transaction.atomic():
        OpeningAlert.objects.create(
            program=program,
            phone=PHONE,
            key_version=alert.key_version,
            digest=alert.digest,
            language="id",
        )
    with pytest.raises(IntegrityError, match="alert_keeps_its_number"), transaction.atomic():
        OpeningAlert.objects.update(told_at=timezone.now())
    with pytest.raises(IntegrityError, match="waiting_notice_knows_whom"), transaction.atomic():
        Notice.objects.create(kind="registration_opened", event_key="x", subject="x", text="x")


def test_the_own_number_is_filled_in_and_no_number_is_explained(client, program):
    person = PersonFactory(user=UserFactory(), phone=PHONE)
    assert TYPED not in client.get(page(program)).content.decode()
    client.force_login(person.user)
    answer = client.get(page(program))
    assert f'value="{TYPED}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ask(client, program, "12").status_code == 422
    assert not OpeningAlert.objects.exists()


def test_an_open_programme_takes_no_number(client, program):
    opened(program)
    assert client.get(page(program))["Location"] == program.get_absolute_url()
    assert ask(client, program).status_code == 422
    assert not OpeningAlert.objects.exists()


def test_the_programme_and_its_class_offer_it_only_while_closed(client, program):
    coming = BatchFactory(program=program, intake__opens_at=timezone.now() + timedelta(days=3))
    link = f'href="{page(program)}"'
    for url in (program.get_absolute_url(), coming.get_absolute_url(), "/"):
        assert link in client.get(url).content.decode(), url
    cache.clear()
    batch = opened(program)
    for url in (program.get_absolute_url(), batch.get_absolute_url()):
        assert link not in client.get(url).content.decode(), url


def test_tries_are_limited_per_number_and_per_address_without_redis(client, settings, monkeypatch):
    settings.CACHES = {
        "default": {
            "BACKEND": "blk_portal.shared.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    programs = [TrainingProgramFactory() for _n in range(4)]
    answers = [ask(client, one, REMOTE_ADDR=f"10.0.0.{n}") for n, one in enumerate(programs)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    monkeypatch.setattr(alerts, "MOST_PER_ADDRESS_AN_HOUR", 2)
    for n, expected in enumerate([302, 302, 422]):
        assert ask(client, programs[0], f"0813-0000-000{n}").status_code == expected
    assert PHONE[3:] not in str(stored("programs_alerttry", "number_digest"))
    AlertTry.objects.update(tried_at=timezone.now() - timedelta(hours=25))
    forget_old_tries_of_alerts()
    assert not AlertTry.objects.exists()


def test_when_it_opens_each_number_gets_one_message_and_is_erased(program):
    other = waiting(TrainingProgramFactory())
    alert = waiting(program)
    tell_of_openings()
    assert not Notice.objects.exists()
    batch = opened(program)
    tell_of_openings()
    tell_of_openings()
    notice = Notice.objects.get()
    assert notice.person is None
    assert notice.to_phone == PHONE
    assert notice.answer_by == batch.intake.closes_at
    assert notice.link == program.get_absolute_url()
    assert stop_link(alert) in notice.text
    assert "81234567890" not in stored("notices_notice", "to_phone")[0]
    alert.refresh_from_db()
    assert (alert.phone, alert.told_at is not None) == ("", True)
    other.refresh_from_db()
    assert other.phone == PHONE


def told_by_two_workers(numbers):
    program = TrainingProgramFactory()
    for n in range(numbers):
        waiting(program, f"+62812000000{n:02d}")
    opened(program)
    told = []
    work = [lambda: told.append(queue_opening_notices())] * 2
    assert all_at_once(work) == ["done", "done"]
    assert len({notice.to_phone for notice in Notice.objects.all()}) == Notice.objects.count()
    assert Notice.objects.count() == numbers
    return sum(told)


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_message_for_each_number():
    assert told_by_two_workers(40) == 40


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_take_every_number_and_only_the_event_key_is_left(monkeypatch):
    both_have_read, tell = meeting_of(2), alerts._tell

    def read_then_tell(alert, batch):
        both_have_read.wait()
        tell(alert, batch)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(alerts, "_tell", read_then_tell)

    assert told_by_two_workers(1) == 2


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_keep_one_number():
    program = TrainingProgramFactory()
    barrier = Barrier(10)

    def press():
        barrier.wait()
        try:
            ask_to_be_told(program, PHONE, address="10.0.0.1", language="id")
        except DomainError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=press) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OpeningAlert.objects.count() <= 1
    assert AlertTry.objects.count() == 10


def test_the_link_in_the_message_removes_the_number_everywhere(client, program):
    alert, elsewhere = waiting(program), waiting(TrainingProgramFactory())
    stranger = waiting(program, "+6281300000000")
    opened(program)
    queue_opening_notices()
    assert client.get(stop_link(alert)).status_code == 200
    assert OpeningAlert.objects.count() == 3
    assert client.post(stop_link(alert)).status_code == 302
    assert list(OpeningAlert.objects.all()) == [stranger]
    assert not OpeningAlert.objects.filter(pk=elsewhere.pk).exists()
    assert sorted(notice.to_phone for notice in Notice.objects.all()) == ["", "+6281300000000"]
    assert client.post(stop_link(alert)).status_code == 302
    forged = reverse(
        "programs:alert_stop", kwargs={"signed": Signer(salt="other").sign(stranger.pk)}
    )
    assert client.post(forged).status_code == 404
    assert OpeningAlert.objects.count() == 1


def test_entering_the_number_again_removes_it_and_says_nothing_of_it(client, program):
    waiting(program)
    stop = {"phone": TYPED, "act": "stop"}
    answers = [client.post(page(program), stop) for _n in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, program.get_absolute_url())
    }
    assert not OpeningAlert.objects.exists()


def test_without_a_gateway_staff_pass_the_message_on(client, program):
    alert = waiting(program)
    opened(program)
    queue_opening_notices()
    client.force_login(UserFactory(roles=["helper"]))
    shown = client.get(reverse("notices:number_list")).content.decode()
    assert f"https://wa.me/{PHONE[1:]}?text=Halo" in shown
    assert TYPED not in client.get(reverse("notices:call_list")).content.decode()
    mark = reverse("notices:number_told", kwargs={"pk": Notice.objects.get().pk})
    assert client.post(mark).status_code == 302
    assert client.post(mark).status_code == 404
    notice = Notice.objects.get()
    assert (notice.status, notice.to_phone) == (NoticeStatus.CALLED, "")
    assert NoticeCall.objects.count() == 1
    assert TYPED not in client.get(reverse("notices:number_list")).content.decode()
    assert OpeningAlert.objects.filter(pk=alert.pk, phone="").exists()


def test_a_number_whose_registration_closed_is_removed_unsent(program):
    waiting(program)
    opened(program)
    queue_opening_notices()
    Notice.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    forget_late_numbers()
    notice = Notice.objects.get()
    assert (notice.to_phone, notice.status) == ("", NoticeStatus.FAILED)


def test_after_a_year_the_number_is_gone(program):
    waiting(program)
    kept = waiting(program, "+6281300000000")
    OpeningAlert.objects.exclude(pk=kept.pk).update(asked_at=timezone.now() - timedelta(days=366))
    assert apply_retention().counts["opening_alerts"] == 1
    assert list(OpeningAlert.objects.all()) == [kept]


def test_new_keys_find_the_old_numbers(program, settings):
    alert = waiting(program)
    settings.BLIND_INDEX_KEYS = {**current.BLIND_INDEX_KEYS, 2: "another-blind-index-key"}
    waiting(program)
    assert OpeningAlert.objects.count() == 1
    index_persons()
    alert.refresh_from_db()
    assert (alert.key_version, alert.digest) == blind_index(PHONE, kind="alert-phone")
    assert alert.key_version == 2


def test_an_erased_person_is_not_told(program):
    person = PersonFactory(phone=PHONE)
    waiting(program)
    erase_person(person, cause="request", actor=None)
    assert not OpeningAlert.objects.exists()
