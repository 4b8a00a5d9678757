"""A session of help: with consent, for one person at a time, never for one's own family."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import HelpSession, Person
from accounts.services.consents import give_consent, withdraw_consent
from accounts.services.helping import begin_help, end_help, use_help
from accounts.tasks import end_idle_help_sessions
from blk_portal.shared.errors import DomainError
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

NIK, KK = "3375906504999901", "3375900101209901"


@pytest.fixture
def helper():
    return UserFactory(roles=["helper"])


def begin(helper, person=None, *, kk="", source="spoken"):
    return begin_help(person.nik if person else NIK, kk=kk, source=source, helper=helper)


def test_somebody_new_is_entered_with_consent(helper):
    session = begin(helper, kk=KK, source="on_paper")

    person = Person.objects.get()
    assert (person.nik, person.kk, person.user) == (NIK, KK, None)
    assert (session.client, session.helper, session.ended_at) == (person, helper, None)
    consent = person.consents.get()
    assert (consent.purpose, consent.source, consent.recorded_by) == (
        "assisted_entry",
        "on_paper",
        helper,
    )
    assert session.consent == consent
    assert person.accesses.count() == 0


def test_opening_a_file_that_exists_is_shown_to_its_person(helper):
    person = PersonFactory(user=UserFactory())

    begin(helper, person)

    access = person.accesses.get()
    assert (access.user, access.reason) == (helper, "Dibantu mendaftar, dengan persetujuan")


def test_the_next_person_ends_the_one_before(helper):
    first, second = PersonFactory.create_batch(2)

    before = begin(helper, first)
    now = begin(helper, second)

    before.refresh_from_db()
    assert before.ending == "next_client"
    assert list(HelpSession.objects.open()) == [now]


def test_nobody_helps_himself_or_his_family_card(helper):
    own = PersonFactory(user=helper, kk=KK)
    relative = PersonFactory(kk=KK)

    for person in [own, relative]:
        with pytest.raises(DomainError, match="^Ini Anda sendiri atau orang di Kartu Keluarga"):
            begin(helper, person)
    with pytest.raises(DomainError, match="^Ini Anda sendiri atau orang di Kartu Keluarga"):
        begin(helper, kk="3375 9001 0120 9901")

    assert not HelpSession.objects.exists()
    assert Person.objects.count() == 2


def test_the_database_refuses_the_own_family_card(helper):
    PersonFactory(user=helper, kk=KK)
    relative = PersonFactory(kk=KK)
    consent = give_consent(relative, "assisted_entry", actor=helper, source="spoken")
    now = timezone.now()

    with pytest.raises(IntegrityError, match="may not help person"), transaction.atomic():
        HelpSession.objects.create(
            helper=helper, client=relative, consent=consent, started_at=now, last_used_at=now
        )


def test_the_database_refuses_a_second_client(helper):
    session = begin(helper, PersonFactory())

    with pytest.raises(IntegrityError, match="one_client_at_a_time"), transaction.atomic():
        HelpSession.objects.create(
            helper=helper,
            client=PersonFactory(),
            consent=session.consent,
            started_at=session.started_at,
            last_used_at=session.started_at,
        )


@pytest.mark.parametrize("field", ["client", "helper", "started_at", "consent"])
def test_the_record_is_not_changed(helper, field):
    session = begin(helper, PersonFactory())
    other = {
        "client": PersonFactory(),
        "helper": UserFactory(),
        "started_at": timezone.now(),
        "consent": give_consent(PersonFactory(), "assisted_entry", actor=helper, source="spoken"),
    }[field]

    with pytest.raises(DatabaseError), transaction.atomic():
        HelpSession.objects.filter(pk=session.pk).update(**{field: other})
    with pytest.raises(DatabaseError), transaction.atomic():
        session.delete()


def test_an_ended_session_stays_ended(helper):
    session = begin(helper, PersonFactory())
    end_help(session, "done")

    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        HelpSession.objects.filter(pk=session.pk).update(ended_at=None, ending="")

    assert use_help(session.pk, helper=helper) is None


def test_it_ends_after_half_an_hour_without_use(helper):
    session = begin(helper, PersonFactory())
    used_at = timezone.now() - timedelta(minutes=30, seconds=1)
    HelpSession.objects.filter(pk=session.pk).update(last_used_at=used_at)

    assert use_help(session.pk, helper=helper) is None

    session.refresh_from_db()
    assert session.ending == "idle"


def test_the_worker_ends_what_was_left_open(helper):
    in_use = begin(UserFactory(roles=["helper"]), PersonFactory())
    person = PersonFactory()
    used_at = timezone.now() - timedelta(minutes=31)
    left_open = HelpSession.objects.create(
        helper=helper,
        client=person,
        consent=give_consent(person, "assisted_entry", actor=helper, source="spoken"),
        started_at=used_at,
        last_used_at=used_at,
    )

    end_idle_help_sessions()

    left_open.refresh_from_db()
    assert (left_open.ending, left_open.ended_at) == ("idle", used_at + timedelta(minutes=30))
    assert list(HelpSession.objects.open()) == [in_use]


def test_use_keeps_it_open(helper):
    session = begin(helper, PersonFactory())
    HelpSession.objects.filter(pk=session.pk).update(
        last_used_at=timezone.now() - timedelta(minutes=29)
    )

    assert use_help(session.pk, helper=helper) == session

    session.refresh_from_db()
    assert timezone.now() - session.last_used_at < timedelta(seconds=10)


def test_it_ends_when_the_person_takes_the_consent_back(helper):
    session = begin(helper, PersonFactory())
    withdraw_consent(session.consent, actor=None)

    assert use_help(session.pk, helper=helper) is None

    session.refresh_from_db()
    assert session.ending == "revoked"


def test_it_ends_when_the_role_is_lost(helper):
    session = begin(helper, PersonFactory())
    helper.groups.clear()

    assert use_help(session.pk, helper=type(helper).objects.get(pk=helper.pk)) is None


def test_another_helper_cannot_use_it(helper):
    session = begin(helper, PersonFactory())

    assert use_help(session.pk, helper=UserFactory(roles=["helper"])) is None
    session.refresh_from_db()
    assert session.ended_at is None
