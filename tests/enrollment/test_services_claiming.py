import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import Application, CaseEvent
from enrollment.querysets import ApplicationQuerySet
from enrollment.services.claiming import claim, claim_next, holder_of, release_claim
from tests.factories import ApplicationFactory, UserFactory

VERIFIERS = 20


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


def all_press_at_once(users):
    """Let every one of ``users`` ask for the next file at the same moment; return what they got."""
    together, got = threading.Barrier(len(users)), []

    def press(user):
        try:
            together.wait()
            got.append(claim_next(user, Application.objects.all()).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
def test_twenty_who_press_at_once_get_twenty_different_files():
    files = ApplicationFactory.create_batch(VERIFIERS)

    got = all_press_at_once(UserFactory.create_batch(VERIFIERS))

    assert sorted(got) == sorted(file.pk for file in files)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_get_the_same_file(monkeypatch):
    ApplicationFactory.create_batch(VERIFIERS)
    all_have_read, first = threading.Barrier(VERIFIERS), ApplicationQuerySet.first

    def first_then_wait(queryset):
        row = first(queryset)
        all_have_read.wait()
        return row

    monkeypatch.setattr(ApplicationQuerySet, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(ApplicationQuerySet, "first", first_then_wait)

    got = all_press_at_once(UserFactory.create_batch(VERIFIERS))

    assert len(set(got)) == 1


@pytest.mark.django_db
def test_the_file_that_waits_longest_comes_first_and_held_or_decided_ones_not(verifier):
    now = timezone.now()
    young, old, oldest, decided = [
        ApplicationFactory(submitted_at=now - timedelta(days=days), status=status)
        for days, status in [(1, "submitted"), (2, "submitted"), (3, "submitted"), (4, "verified")]
    ]
    claim(oldest, reviewer=UserFactory())

    assert claim_next(verifier, Application.objects.all()) == old
    assert claim_next(verifier, Application.objects.all()) == young
    assert claim_next(verifier, Application.objects.all()) is None


@pytest.mark.django_db
def test_a_file_slips_out_of_the_hand_after_half_an_hour(verifier):
    application = ApplicationFactory()
    claim(application, reviewer=UserFactory())
    Application.objects.update(claimed_at=timezone.now() - timedelta(minutes=30, seconds=1))
    application.refresh_from_db()

    assert holder_of(application) is None
    assert claim_next(verifier, Application.objects.all()) == application


@pytest.mark.django_db
def test_taking_over_is_asked_for_and_recorded(verifier):
    application, bayu = ApplicationFactory(), UserFactory(display_name="Bayu")
    claim(application, reviewer=bayu)

    with pytest.raises(DomainError) as refusal:
        claim(application, reviewer=verifier)
    assert str(refusal.value) == "Berkas ini sedang dipegang Bayu."
    assert CaseEvent.objects.count() == 1

    claim(application, reviewer=verifier, take_over=True)

    application.refresh_from_db()
    assert holder_of(application) == verifier
    event = CaseEvent.objects.last()
    assert (event.kind, event.user, event.taken_from) == ("taken_over", verifier, bayu)


@pytest.mark.django_db
def test_giving_back_frees_the_file_and_only_its_holder_can(verifier):
    application = ApplicationFactory()
    claim(application, reviewer=verifier)

    with pytest.raises(DomainError) as refusal:
        release_claim(application, reviewer=UserFactory())
    assert str(refusal.value) == "Anda tidak sedang memegang berkas ini."

    release_claim(application, reviewer=verifier)
    assert claim_next(UserFactory(), Application.objects.all()) == application
