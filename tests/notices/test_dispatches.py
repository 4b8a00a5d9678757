"""Messages that are decided and held, until somebody lets all of them go or cancels them."""

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from notices.dispatch_page import lines_of, samples_of
from notices.models import Dispatch, DispatchDecision, Notice
from notices.services.delivery import deliver_due_notices
from notices.services.dispatches import (
    cancel_dispatches,
    complete_dispatch,
    hold_together,
    release_dispatch,
)
from notices.services.outbox import mark_seen, queue_notice, withdraw_notices
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(display_name="Sari", roles=["training_manager"])


def held(*people, is_complete=True, subject="Tes mundur", message="Mulai pukul 09.00 WIB."):
    dispatch = hold_together("bulk:1:1", "bulk", about="Gelombang 3", link="/", made_by=None)
    for person in people:
        queue_notice(
            person,
            "office_message",
            context={"subject": subject, "message": message},
            event_key=f"held:{person.pk}",
            dispatch=dispatch,
        )
    if is_complete:
        complete_dispatch(dispatch)
    return Dispatch.objects.get()


def test_held_messages_are_read_and_sent_by_nobody(manager, settings):
    settings.DEMO, settings.NOTICE_CHANNELS = False, ["email"]
    person = PersonFactory(user=UserFactory(), email="warga@example.com")
    dispatch = held(person)

    assert deliver_due_notices().delivered == 0
    assert mark_seen(Notice.objects.all()) == 0
    assert Notice.objects.released().count() == 0

    assert release_dispatch(dispatch, actor=manager) == 1
    assert Notice.objects.released().count() == 1
    decision = DispatchDecision.objects.get()
    assert (decision.outcome, decision.by, decision.messages) == ("released", manager, 1)


def test_a_dispatch_is_decided_once(manager):
    dispatch = held(PersonFactory())
    release_dispatch(dispatch, actor=manager)
    gone = "Pesan-pesan ini sudah dilepas."

    for decide in (
        lambda: release_dispatch(dispatch, actor=manager),
        lambda: cancel_dispatches(Dispatch.objects.all(), actor=manager),
    ):
        with pytest.raises(DomainError) as refusal:
            decide()
        assert str(refusal.value) == gone

    assert Notice.objects.get().status == "queued"


def test_cancelled_messages_stay_on_record_and_never_go(manager):
    dispatch = held(PersonFactory(), PersonFactory())

    assert cancel_dispatches(Dispatch.objects.all(), actor=manager) == 2

    assert set(Notice.objects.values_list("status", "hold_until")) == {("cancelled", None)}
    with pytest.raises(DomainError) as refusal:
        release_dispatch(dispatch, actor=manager)
    assert str(refusal.value) == "Pesan-pesan ini sudah dibatalkan."
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(hold_until=timezone.now())


def test_one_taken_back_alone_does_not_go_with_the_others(manager):
    first, second = PersonFactory(), PersonFactory()
    dispatch = held(first, second)

    assert withdraw_notices([f"held:{first.pk}"]) == 1
    assert release_dispatch(dispatch, actor=manager) == 1

    assert dict(Notice.objects.values_list("person", "status")) == {
        first.pk: "cancelled",
        second.pk: "queued",
    }
    assert list(Notice.objects.released().values_list("person", flat=True)) == [second.pk]


def test_nothing_goes_while_messages_are_still_written(manager):
    dispatch = held(PersonFactory(), is_complete=False)

    with pytest.raises(DomainError) as refusal:
        release_dispatch(dispatch, actor=manager)

    assert str(refusal.value) == "Pesannya masih ditulis. Tunggu sampai tindakannya selesai."
    with pytest.raises(IntegrityError, match="is not complete"), transaction.atomic():
        DispatchDecision.objects.create(
            dispatch=dispatch, outcome="released", by=manager, messages=1
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hold_until": timezone.now()}, "was not let go"),
        ({"status": "sent"}, "was not let go"),
        ({"dispatch": None}, "notice_without_a_time_is_in_a_dispatch"),
    ],
)
def test_the_database_lets_no_message_go_by_another_way(change, words):
    held(PersonFactory())

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        Notice.objects.update(**change)


def test_the_database_takes_no_message_that_would_go_at_once():
    dispatch, person = held(PersonFactory(), is_complete=False), PersonFactory()

    for going in ({"hold_until": timezone.now()}, {"hold_until": None, "status": "sent"}):
        with pytest.raises(IntegrityError, match="was not let go"), transaction.atomic():
            Notice.objects.bulk_create(
                Notice(person=person, event_key=f"new:{number}", dispatch=dispatch, **fields)
                for number, fields in enumerate([{"hold_until": None}, going])
            )

    assert Notice.objects.filter(person=person).count() == 0


def test_the_database_keeps_decisions_and_adds_nothing_to_what_was_counted(manager):
    dispatch = held(PersonFactory())
    with pytest.raises(IntegrityError, match="is complete"), transaction.atomic():
        held(PersonFactory())
    release_dispatch(dispatch, actor=manager)

    decisions = DispatchDecision.objects.all()
    for change in (decisions.delete, lambda: decisions.update(outcome="cancelled")):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_counts_are_by_kind_first_channel_and_language(settings):
    settings.DEMO, settings.NOTICE_CHANNELS = False, ["email"]
    reached = PersonFactory(email="warga@example.com")
    english = PersonFactory(email="", language="en")
    held(reached, english, PersonFactory(email=""))

    assert sorted(
        (line.channel, line.language, line.count) for line in lines_of(Notice.objects)
    ) == [
        ("Email", "Bahasa Indonesia", 1),
        ("Halaman portal dan daftar panggilan", "Bahasa Indonesia", 1),
        ("Halaman portal dan daftar panggilan", "English", 1),
    ]


def test_samples_point_at_nobody():
    held(
        PersonFactory(full_name="Nur Aini Rahmawati"),
        message="Nomor 7KM4-9TQX, telepon 0812-0000-0111.",
    )

    (sample,) = samples_of(Notice.objects)

    assert sample.name == "Nur A*** R***"
    assert sample.text == "Nomor ****-****, telepon **********."


def test_the_page_shows_counts_and_lets_go(client, manager):
    dispatch = held(PersonFactory(), PersonFactory())
    client.force_login(manager)

    page = client.get(dispatch.get_absolute_url())
    after = client.post(reverse("notices:dispatch_release", args=[dispatch.pk]), follow=True)

    assert "Lepas 2 pesan" in page.text
    assert "2 pesan sedang dikirim." in after.text
    assert "Dilepas" in after.text
    assert "Sari" in after.text
    assert "Lepas 2 pesan" not in after.text


def test_ones_own_family_is_no_sample(client, manager):
    person = PersonFactory()
    declare_relation(person, user=manager, kind="family")
    dispatch = held(person)
    client.force_login(manager)

    page = client.get(dispatch.get_absolute_url())

    assert page.context["samples"] == []
    assert [line.count for line in page.context["lines"]] == [1]


def test_who_may_let_messages_go_reads_on_the_start_page_that_some_wait(manager, client):
    approver, verifier = (UserFactory(roles=[role]) for role in ["approver", "verifier"])
    said = "pesan dari 1 tindakan tertahan."

    def reads_it(user):
        client.force_login(user)
        return said in client.get(reverse("accounts:staff_home")).text

    assert not reads_it(manager)
    dispatch = held(PersonFactory(), is_complete=False)
    assert not reads_it(manager)
    complete_dispatch(dispatch)
    assert [reads_it(user) for user in [manager, approver, verifier]] == [True, True, False]
    release_dispatch(dispatch, actor=manager)
    assert not reads_it(approver)
