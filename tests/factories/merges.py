"""Somebody who was registered twice: once with a NIK mistyped, once with the right one."""

from datetime import date

from django.utils import timezone

from accounts.models import (
    ActivationSlip,
    Consent,
    DataRequest,
    DeclaredRelation,
    HelpSession,
    IdentityClaim,
    PersonAccess,
)
from enrollment.models import DuplicatePair, Seat
from enrollment.services.duplicates import find_pairs
from enrollment.services.pair_merges import propose_merge_of
from grants.models import BusinessGroup
from notices.services.outbox import queue_notice
from tests.factories import IntakeFactory, UserFactory
from tests.factories.desk import batch_with_gates, case_factory
from tests.factories.grants import GrantRequestFactory

BORN = date(1998, 3, 5)


def registered_twice(*, gone=None, kept=None):
    """Return ``(pair, kept, gone)`` of one name and birth date, each with an application.

    The applications are in two intakes. Both have an account unless the fields of ``kept`` or
    ``gone`` say otherwise.
    """
    found = []
    for fields in (gone or {}, kept or {}):
        batch = batch_with_gates(intake=IntakeFactory())
        application = case_factory(
            batch=batch,
            **{"person__full_name": "Wulan Contoh", "person__birth_date": BORN} | fields,
        )
        found.append(application.person)
    find_pairs()
    first, second = found
    pair = DuplicatePair.objects.get(first=first, second=second)
    return pair, second, first


def without_account():
    return {"user": None, "person__user": None, "entered_by": UserFactory(roles=["helper"])}


def proposed(pair, kept, *, actor=None, **more):
    actor = actor or UserFactory(display_name="Bayu", roles=["verifier"])
    return propose_merge_of(pair, kept, actor=actor, **{"reason": "ktp_seen"} | more)


def fill(person):
    """Let ``person`` hold a row of everything that hangs on a person or an account."""
    now, staff = timezone.now(), UserFactory(roles=["helper"])
    application = person.applications.first()
    consent = Consent.objects.create(
        person=person,
        purpose="publicity_photos",
        wording_version=1,
        given_at=now,
        source="spoken",
        recorded_by=staff,
    )
    HelpSession.objects.create(
        helper=staff,
        client=person,
        consent=consent,
        started_at=now,
        last_used_at=now,
        ended_at=now,
        ending="done",
    )
    DataRequest.objects.create(
        person=person,
        kind="correct",
        status="refused",
        text="Nama saya salah",
        received_at=now,
        due_at=now + timezone.timedelta(days=3),
        answer="Tidak terbukti",
        ground="unproven",
        decided_at=now,
        decided_by=staff,
    )
    DeclaredRelation.objects.create(user=staff, person=person, kind="friend")
    ActivationSlip.objects.create(
        person=person,
        key_version=1,
        digest=f"{person.pk:064d}",
        issued_by=staff,
        issued_at=now,
        until=now + timezone.timedelta(hours=72),
    )
    IdentityClaim.objects.create(
        claimant=staff,
        holder=person,
        key_version=1,
        digest=f"{person.pk:064d}",
        status="withdrawn",
        settled_at=now,
    )
    PersonAccess.objects.create(person=person, user=staff, reason="Memeriksa nomor")
    queue_notice(
        person,
        "application_counts_again",
        context={"number": "7KM4-9TQX", "intake": "I"},
        event_key=f"test:{person.pk}",
    )
    batch = application.choices.get().batch
    Seat.objects.create(
        batch=batch,
        number=1,
        application=application,
        person=person,
        taken_at=now,
        released_at=now,
        release="lapsed",
    )
    request = GrantRequestFactory(person=person)
    request.group = BusinessGroup.objects.create(name="KUB Contoh", leader=person)
    request.group.members.add(person)
    request.save()
