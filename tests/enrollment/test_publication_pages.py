"""Publication is asked for on the page of a round and done by a worker."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Offer, Seat
from enrollment.services.status import change_status
from enrollment.tasks import publish_selection_round
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    read_again,
    run,
    set_dates,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(client):
    user = UserFactory(roles=["approver"])
    client.force_login(user)
    return user


def address(name, selection_round):
    return reverse(f"enrollment:{name}", args=[selection_round.intake.code])


def approved_round(approver):
    selection_round = open_round(1)
    apply_for(selection_round, *batches_of(selection_round), score=80)
    run(close(selection_round))
    return approve(selection_round, actor=approver)


def let_announcement_come(selection_round):
    past = timezone.now() - timedelta(seconds=1)
    return set_dates(selection_round, round_runs_at=past, announced_at=past)


@pytest.fixture
def handed_out(monkeypatch):
    """The rounds that a worker was asked to publish."""
    rounds = []
    monkeypatch.setattr(publish_selection_round, "delay_on_commit", rounds.append)
    return rounds


def test_publishing_waits_for_the_announced_time(client, approver, handed_out):
    selection_round = approved_round(approver)

    page = client.post(address("publish_round", selection_round), follow=True)

    assert "Waktu pengumuman belum tiba" in page.content.decode()
    assert handed_out == []


def test_publication_is_handed_to_a_worker_and_the_page_shows_how_far_it_is(
    client, approver, handed_out
):
    selection_round = let_announcement_come(approved_round(approver))

    page = client.post(address("publish_round", selection_round), follow=True)

    assert handed_out == [selection_round.pk]
    assert read_again(selection_round).status == "approved"
    content = page.content.decode()
    assert "Sedang diumumkan" in content and "Menunggu giliran" in content
    assert "Umumkan sekarang" not in content
    assert not Seat.objects.exists()

    client.post(address("publish_round", selection_round))
    for _message in handed_out:
        publish_selection_round(selection_round.pk)

    selection_round = read_again(selection_round)
    assert (selection_round.status, selection_round.published_by) == ("published", approver)
    assert Offer.objects.count() == 1


def test_a_refused_publication_says_why_and_may_be_asked_for_again(client, approver, handed_out):
    selection_round = let_announcement_come(approved_round(approver))
    (application,) = selection_round.intake.applications.all()
    change_status(application, "submitted", actor=None)
    client.post(address("publish_round", selection_round))

    publish_selection_round(selection_round.pk)

    content = client.get(address("round", selection_round)).content.decode()
    assert f"Berkas dibuka lagi setelah hasil disetujui: {application.registration_number}." in (
        content
    )
    assert "Umumkan sekarang" in content
    assert read_again(selection_round).publication_requested_at is None
