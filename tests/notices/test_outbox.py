from urllib.parse import unquote

import pytest
from django.utils import timezone
from django.utils.timezone import timedelta

from notices.choices import CallOutcome, NoticeStatus
from notices.models import Notice, NoticeCall
from notices.services.calls import record_call, whatsapp_link
from notices.services.outbox import mark_seen, was_told
from tests.factories import PersonFactory, UserFactory
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory(), full_name="Siti Contoh", phone="+6281234567890")


def queued(person, event_key="seat_offered:1", **fields):
    context = {"title": "Roti dan Kue", "starts": "3 Agustus 2026", "deadline": "Jumat"}
    return queued_notice(person, "seat_offered", context=context, event_key=event_key, **fields)


def test_one_event_is_one_message(person):
    assert queued(person) == queued(person, link="/lain/")
    assert Notice.objects.count() == 1


def test_nobody_is_told_by_a_message_that_waits(person):
    queued(person)

    assert was_told("seat_offered:1") is False
    assert was_told("seat_offered:2") is False


def test_who_opens_his_messages_has_been_told(person, client):
    notice = queued(person)
    later = queued(person, "later", hold_until=timezone.now() + timedelta(hours=1))
    other = queued(PersonFactory(), "other")
    client.force_login(person.user)

    page = client.get("/pesan/").content.decode()

    assert "PERLU KONFIRMASI sebelum Jumat" in page
    assert list(Notice.objects.filter(status=NoticeStatus.SEEN)) == [notice]
    assert (was_told("seat_offered:1"), was_told("later"), was_told("other")) == (
        True,
        False,
        False,
    )
    assert [later.pk, other.pk] == sorted(Notice.objects.waiting().values_list("pk", flat=True))


def test_the_first_sight_counts(person):
    notice = queued(person)
    mark_seen(Notice.objects.all())
    notice.refresh_from_db()

    assert mark_seen(Notice.objects.all()) == 0


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (CallOutcome.REACHED, NoticeStatus.CALLED),
        (CallOutcome.NO_ANSWER, NoticeStatus.QUEUED),
        (CallOutcome.WRONG_NUMBER, NoticeStatus.QUEUED),
    ],
)
def test_only_a_call_that_was_answered_tells(person, outcome, status):
    notice, helper = queued(person), UserFactory(roles=["helper"])

    record_call(notice, outcome, "sore hari", actor=helper)

    notice.refresh_from_db()
    call = NoticeCall.objects.get()
    assert notice.status == status
    assert was_told("seat_offered:1") is (status == NoticeStatus.CALLED)
    assert (call.notice, call.by, call.outcome, call.note) == (notice, helper, outcome, "sore hari")


def test_a_call_after_the_page_was_opened_changes_nothing_but_the_log(person):
    notice = queued(person)
    mark_seen(Notice.objects.all())

    record_call(notice, CallOutcome.REACHED, actor=UserFactory())

    notice.refresh_from_db()
    assert notice.status == NoticeStatus.SEEN


def test_the_whatsapp_link_has_number_and_words(person, settings):
    settings.BASE_URL = "https://blk.example"

    notice = queued(person, link="/lamaran/7/")

    number, words = unquote(whatsapp_link(notice)).split("?text=")
    assert number == "https://wa.me/6281234567890"
    assert words == (
        "Halo Siti Contoh, kami dari BLK Kota Pekalongan. PERLU KONFIRMASI sebelum Jumat: kursi "
        "Anda di Roti dan Kue. Anda mendapat kursi: Roti dan Kue, mulai 3 Agustus 2026. Jawab "
        "sebelum Jumat. Bila tidak dijawab, kursi pindah ke cadangan. "
        "https://blk.example/lamaran/7/"
    )
    notice.person.phone = ""
    assert whatsapp_link(notice) == ""
