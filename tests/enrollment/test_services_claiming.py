from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import Application, CaseEvent
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.services.claiming import (
    HELD_AT_MOST,
    claim,
    claim_next,
    holder_of,
    keep_in_hand,
    release_claim,
)
from tests.atonce import all_at_once, meeting_of
from tests.factories import ApplicationFactory, UserFactory

VERIFIERS = 50


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


def all_press_at_once(users):
    """Let every one of ``users`` ask for the next file at the same moment; return what they got."""
    got = []

    def press(user):
        got.append(claim_next(user, Application.objects.all()).pk)

    assert all_at_once([partial(press, user) for user in users]) == ["done"] * len(users)
    return got


@pytest.mark.django_db(transaction=True)
def test_fifty_who_press_at_once_get_fifty_different_files():
    files = ApplicationFactory.create_batch(VERIFIERS)

    got = all_press_at_once(UserFactory.create_batch(VERIFIERS))

    assert sorted(got) == sorted(file.pk for file in files)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_get_the_same_file(monkeypatch):
    ApplicationFactory.create_batch(VERIFIERS)
    all_have_read, first = meeting_of(VERIFIERS), ApplicationQuerySet.first

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


FULL = "Anda sedang memegang 5 berkas. Putuskan atau lepaskan salah satu dulu."


@pytest.mark.django_db
def test_nobody_keeps_more_than_five_files_from_colleagues(verifier):
    files = [
        ApplicationFactory(submitted_at=timezone.now() - timedelta(days=9 - day))
        for day in range(7)
    ]
    everything = Application.objects.all()

    for file in files[:HELD_AT_MOST]:
        assert claim_next(verifier, everything) == file
    for act in [
        lambda: claim_next(verifier, everything),
        lambda: claim(files[-1], reviewer=verifier),
        lambda: claim(files[-1], reviewer=verifier, take_over=True),
    ]:
        with pytest.raises(DomainError) as refusal:
            act()
        assert str(refusal.value) == FULL

    assert claim_next(UserFactory(), everything) == files[HELD_AT_MOST]
    release_claim(files[0], reviewer=verifier)
    assert claim_next(verifier, everything) == files[0]


@pytest.mark.django_db(transaction=True)
def test_a_verifier_who_presses_eight_times_at_once_gets_five():
    verifier = UserFactory()
    ApplicationFactory.create_batch(10)

    told = all_at_once([lambda: claim_next(verifier, Application.objects.all())] * 8)

    assert sorted(told) == sorted([FULL] * 3 + ["done"] * 5)
    assert Application.objects.filter(claimed_by=verifier).count() == HELD_AT_MOST


@pytest.mark.django_db
def test_work_on_a_file_keeps_it_in_hand_and_nobody_elses(verifier):
    application = ApplicationFactory()
    claim(application, reviewer=verifier)
    long_ago = timezone.now() - timedelta(minutes=29)
    Application.objects.update(claimed_at=long_ago)

    keep_in_hand(application, UserFactory())
    application.refresh_from_db()
    assert application.claimed_at == long_ago

    keep_in_hand(application, verifier)
    application.refresh_from_db()
    assert timezone.now() - application.claimed_at < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_file_that_was_chosen_is_told_from_one_that_was_taken_in_its_turn(verifier):
    first, second = ApplicationFactory.create_batch(2)

    claim_next(verifier, Application.objects.filter(pk=first.pk))
    claim(second, reviewer=verifier)

    assert list(CaseEvent.objects.values_list("application", "kind")) == [
        (first.pk, "taken"),
        (second.pk, "chosen"),
    ]
