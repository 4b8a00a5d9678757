"""Outages of the portal move the closing by a stated rule."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment import tasks
from enrollment.services.extensions import extend_for_outages
from enrollment.services.rescheduling import reschedule
from enrollment.services.submission import submit_application
from notices.models import Notice
from programs.models import Outage, PortalSign
from programs.services import outages
from programs.services.outages import dates_overtaken, hours_lost, record_outage
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """A time machine for the services; the portal's worker was at work until now."""

    class Clock:
        now = timezone.now().replace(microsecond=0)

        def to(self, moment):
            self.now = moment

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    outages.note_that_the_portal_works()
    return clock


@pytest.fixture
def intake(clock):
    """An intake that closes in twelve hours."""
    intake = open_intake()
    intake.closes_at = clock.now + 12 * HOUR
    intake.save()
    return intake


def be_down(clock, *, begins, ends):
    """The worker leaves signs until ``begins`` and again from ``ends`` on."""
    clock.to(begins)
    PortalSign.objects.update(seen_at=begins)
    clock.to(ends)
    tasks.close_due_intakes()


def test_a_portal_that_works_leaves_no_outage(clock, intake):
    for _minute in range(30):
        clock.to(clock.now + 9 * MINUTE)
        tasks.close_due_intakes()

    assert Outage.objects.count() == 0


def test_ten_minutes_without_a_sign_are_an_outage(clock, intake):
    begins = clock.now
    be_down(clock, begins=begins, ends=begins + 10 * MINUTE)

    outage = Outage.objects.get()
    assert (outage.began_at, outage.ended_at) == (begins, begins + 10 * MINUTE)
    assert (outage.reason, outage.recorded_by) == ("", None)


@pytest.mark.parametrize(("lasts", "hours"), [(10, 1), (60, 1), (61, 2), (150, 3)])
def test_every_begun_hour_moves_the_closing_by_one(clock, intake, lasts, hours):
    announced = intake.closes_at

    be_down(clock, begins=clock.now, ends=clock.now + lasts * MINUTE)

    intake.refresh_from_db()
    assert intake.closes_at == announced + hours * HOUR
    assert intake.announced_closes_at == announced
    assert intake.hours_extended == hours


def test_repeating_it_moves_nothing_twice(clock, intake):
    be_down(clock, begins=clock.now, ends=clock.now + HOUR)
    intake.refresh_from_db()
    once = intake.closes_at

    for _time in range(3):
        tasks.close_due_intakes()

    intake.refresh_from_db()
    assert intake.closes_at == once


def test_an_outage_over_the_closing_is_counted_before_anything_closes(clock, intake):
    announced = intake.closes_at

    be_down(clock, begins=announced - HOUR, ends=announced + 8 * HOUR)

    intake.refresh_from_db()
    assert intake.status == "open"
    assert intake.closes_at == announced + 9 * HOUR
    clock.to(intake.closes_at)
    PortalSign.objects.update(seen_at=clock.now)
    tasks.close_due_intakes()
    intake.refresh_from_db()
    assert intake.status == "closed"


def test_it_is_twenty_four_hours_at_most(clock, intake):
    announced = intake.closes_at

    be_down(clock, begins=announced - 2 * HOUR, ends=announced + 20 * HOUR)
    record_outage(
        began_at=announced - 20 * HOUR,
        ended_at=announced - 10 * HOUR,
        reason="Jaringan putus.",
        actor=UserFactory(),
    )
    tasks.close_due_intakes()

    intake.refresh_from_db()
    assert intake.closes_at == announced + 24 * HOUR


def test_an_outage_more_than_a_day_before_the_closing_moves_nothing(clock, intake):
    Outage.objects.create(
        began_at=intake.closes_at - 30 * HOUR, ended_at=intake.closes_at - 25 * HOUR
    )

    assert extend_for_outages(intake) is False


def test_what_two_outages_share_counts_once(clock, intake):
    closes_at = intake.closes_at
    for begins, ends in [(10, 7), (9, 6), (8, 7)]:
        Outage.objects.create(began_at=closes_at - begins * HOUR, ended_at=closes_at - ends * HOUR)

    assert hours_lost(closes_at, until=closes_at) == 4


def test_closed_stays_closed(clock, intake):
    clock.to(intake.closes_at)
    PortalSign.objects.update(seen_at=clock.now)
    tasks.close_due_intakes()
    Outage.objects.create(began_at=intake.closes_at - HOUR, ended_at=intake.closes_at)

    assert extend_for_outages(intake) is False
    intake.refresh_from_db()
    assert intake.status == "closed"


def test_owners_of_drafts_are_told_once_and_those_who_sent_are_not(clock, intake):
    draft, sent = complete_draft(intake), complete_draft(intake)
    submit_application(sent, actor=sent.user)

    be_down(clock, begins=clock.now, ends=clock.now + HOUR)
    tasks.close_due_intakes()

    told = Notice.objects.filter(kind="closing_extended")
    assert [notice.person for notice in told] == [draft.person]
    intake.refresh_from_db()
    assert f"{timezone.localtime(intake.closes_at):%H.%M} WIB" in told.get().text


def test_history_says_why_the_closing_moved(clock, intake):
    be_down(clock, begins=clock.now, ends=clock.now + HOUR)

    intake.refresh_from_db()
    assert intake.events.order_by("pgh_id").last().closes_at == intake.closes_at


def test_a_closing_moved_by_hand_is_announced_anew(clock, intake):
    be_down(clock, begins=clock.now, ends=clock.now + HOUR)
    intake.refresh_from_db()

    later = {"closes_at": intake.closes_at + 48 * HOUR}
    reschedule(intake, later, actor=UserFactory(roles=["training_manager"]), reason="files")

    intake.refresh_from_db()
    assert intake.hours_extended == 0
    assert extend_for_outages(intake) is False


def test_the_public_pages_say_so(client, clock, intake):
    be_down(clock, begins=clock.now, ends=clock.now + 2 * HOUR)

    for address in [intake.get_absolute_url(), intake.batches.first().get_absolute_url()]:
        words = client.get(address).content.decode()
        assert "2 jam lebih lama" in words
    assert 'id="gangguan"' in client.get(reverse("programs:help")).content.decode()


def test_the_manager_is_warned_where_a_later_date_is_overtaken(clock, intake):
    intake.verified_by = timezone.localdate(intake.closes_at)

    assert "Berkas selesai diperiksa" in dates_overtaken(intake)
    intake.verified_by += timedelta(days=1)
    assert dates_overtaken(intake) == ""


def test_staff_record_with_a_reason_what_the_portal_did_not_notice(client, clock, intake):
    manager = UserFactory(roles=["training_manager"])
    client.force_login(manager)
    url = reverse("programs:staff_outages")
    moments = {
        "began_at": timezone.localtime(clock.now - 2 * HOUR).strftime("%Y-%m-%dT%H:%M"),
        "ended_at": timezone.localtime(clock.now - HOUR).strftime("%Y-%m-%dT%H:%M"),
    }

    assert client.post(url, moments).status_code == 422
    assert client.post(url, {**moments, "reason": "Kabel putus."}).status_code == 302

    outage = Outage.objects.get()
    assert (outage.reason, outage.recorded_by) == ("Kabel putus.", manager)
    assert "Kabel putus." in client.get(url).content.decode()


def test_an_outage_that_is_not_over_is_refused(clock):
    with pytest.raises(DomainError, match="sudah selesai"):
        record_outage(
            began_at=clock.now - HOUR,
            ended_at=clock.now + HOUR,
            reason="Kabel putus.",
            actor=UserFactory(),
        )


def test_what_was_recorded_stays(clock):
    Outage.objects.create(began_at=clock.now - HOUR, ended_at=clock.now)

    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("DELETE FROM programs_outage")
