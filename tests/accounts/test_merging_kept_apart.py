"""What keeps two records of one person apart is said, and nothing is changed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Consent, Person, PersonMerge
from accounts.services.merging import merge_persons, propose_merge
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Correction, Seat
from enrollment.services.pair_merges import confirm_merge_of
from tests.accounts.test_services_erasing import dump
from tests.factories import UserFactory
from tests.factories.desk import case_factory, round_in
from tests.factories.grants import GrantRequestFactory
from tests.factories.merges import proposed, registered_twice

pytestmark = pytest.mark.django_db


def as_they_are():
    """Every row of the database, to see that a refusal changed none."""
    return sorted(dump())


def both_in_one_intake(pair, kept, gone):
    case_factory(
        batch=kept.applications.get().choices.get().batch,
        person=gone,
        user=gone.user,
        papers=(),
        claims=(),
    )


def both_hold_a_seat(pair, kept, gone):
    for person in (kept, gone):
        application = person.applications.get()
        Seat.objects.create(
            batch=application.choices.get().batch,
            number=1,
            application=application,
            person=person,
            taken_at=timezone.now(),
        )


def round_has_read(pair, kept, gone):
    round_in(gone.applications.get().intake, "decided")


def correction_is_open(pair, kept, gone):
    Correction.objects.create(
        selection_round=round_in(kept.applications.get().intake, "closed"),
        origin="vacated",
        reason="Salah hitung",
    )


def data_is_kept_still(pair, kept, gone):
    Person.objects.filter(pk=gone.pk).update(restricted_at=timezone.now())


def request_waits(pair, kept, gone):
    now = timezone.now()
    kept.data_requests.create(
        kind="erase", received_at=now, due_at=now + timezone.timedelta(days=3)
    )


def claim_waits(pair, kept, gone):
    kept.claims.create(claimant=gone.user, key_version=1, digest="0" * 64)


def helper_writes(pair, kept, gone):
    now, helper = timezone.now(), UserFactory(roles=["helper"])
    consent = Consent.objects.create(
        person=gone,
        purpose="assisted_entry",
        wording_version=1,
        given_at=now,
        source="spoken",
        recorded_by=helper,
    )
    gone.help_sessions.create(helper=helper, consent=consent, started_at=now, last_used_at=now)


def other_was_checked(pair, kept, gone):
    Person.objects.filter(pk=gone.pk).update(identity_verified_at=timezone.now())


def works_here(pair, kept, gone):
    gone.user.groups.add(UserFactory(roles=["assessor"]).groups.get())


def both_want_a_grant(pair, kept, gone):
    request = GrantRequestFactory(person=kept)
    GrantRequestFactory(person=gone, grant_round=request.grant_round)


@pytest.mark.parametrize(
    ("keep_apart", "words"),
    [
        (both_in_one_intake, "Keduanya punya lamaran di"),
        (both_hold_a_seat, "Keduanya memegang kursi"),
        (round_has_read, "sudah membaca datanya"),
        (correction_is_open, "sudah membaca datanya"),
        (data_is_kept_still, "tidak dipakai dulu"),
        (request_waits, "permintaan tentang data pribadi"),
        (claim_waits, "klaim NIK"),
        (helper_writes, "sedang mengisikan"),
        (other_was_checked, "sudah dicocokkan dengan KTP"),
        (works_here, "akun petugas"),
        (both_want_a_grant, "Keduanya punya permohonan di"),
    ],
)
def test_what_keeps_the_two_apart_is_said_and_nothing_changes(keep_apart, words, second):
    pair, kept, gone = registered_twice()
    merge = proposed(pair, kept)
    keep_apart(pair, kept, gone)
    before = as_they_are()

    with pytest.raises(DomainError, match=words):
        confirm_merge_of(pair, actor=second)

    assert as_they_are() == before
    assert PersonMerge.objects.get(pk=merge.pk).is_proposed


def test_who_proposed_it_does_not_confirm_it():
    pair, kept, _gone = registered_twice()
    first = UserFactory(roles=["verifier"])
    merge = proposed(pair, kept, actor=first)
    before = as_they_are()

    with pytest.raises(DomainError, match="Petugas kedua harus setuju"):
        confirm_merge_of(pair, actor=first)

    assert as_they_are() == before
    with pytest.raises(IntegrityError, match="two_officers_agree"), transaction.atomic():
        PersonMerge.objects.filter(pk=merge.pk).update(
            status="done", decided_by=first, decided_at=timezone.now()
        )


def test_an_officer_too_near_to_one_of_them_neither_proposes_nor_confirms(second):
    pair, kept, gone = registered_twice()
    declare_relation(gone, user=second, kind="family")

    with pytest.raises(DomainError, match="rekan"):
        propose_merge(kept, gone, actor=second, reason="ktp_seen")
    merge = proposed(pair, kept)
    with pytest.raises(DomainError, match="rekan"):
        merge_persons(merge, actor=second)

    assert PersonMerge.objects.get().is_proposed
    gone.refresh_from_db()
    assert gone.merged_into is None
