"""Whoever stands in for the head may approve on the days of the letter and on no other."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation

from accounts.backends import PasswordBackend
from accounts.models import ActingHead, User
from accounts.services.acting_heads import (
    appoint_acting_head,
    end_appointment,
    refuse_unless_approver,
)
from blk_portal.shared.errors import DomainError
from enrollment.services.approval import approve_round
from tests.atonce import all_at_once
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, close, open_round, read_again, run

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def admin(db):
    return UserFactory(roles=["admin"])


@pytest.fixture
def deputy(db):
    return UserFactory(roles=["official"], display_name="Wakil Contoh")


def appoint(user, admin, first=0, last=6, **changes):
    today = timezone.localdate()
    days = {"starts_on": today + first * DAY, "ends_on": today + last * DAY}
    letter = {"letter_number": "800/77/2026", "letter_on": today}
    return appoint_acting_head(user, actor=admin, **days | letter | changes)


def past(user, admin):
    """An appointment that ended yesterday."""
    today = timezone.localdate()
    return ActingHead.objects.create(
        user=user,
        starts_on=today - 5 * DAY,
        ends_on=today - DAY,
        letter_number="800/1/2026",
        letter_on=today - 6 * DAY,
        recorded_by=admin,
    )


@pytest.fixture
def decided(db):
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    apply_for(selection_round, batch, score=90)
    closed = close(selection_round)
    run(closed)
    return read_again(closed)


def approve(selection_round, user):
    return approve_round(
        selection_round,
        actor=user,
        decree_number="800/123/2026",
        decree_on=date.today(),
        decree_signer="Plh. Kepala UPTD",
    )


def test_an_acting_head_approves_within_the_days(decided, deputy, admin):
    with pytest.raises(DomainError, match="Hanya kepala atau pelaksana harian"):
        approve(decided, deputy)

    appoint(deputy, admin)
    approve(decided, deputy)

    assert read_again(decided).approved_by == deputy


def test_approval_by_an_acting_head_whose_days_are_over_is_refused(decided, deputy, admin):
    past(deputy, admin)

    with pytest.raises(DomainError, match="Penunjukan Anda sebagai pelaksana harian berakhir"):
        approve(decided, deputy)

    assert read_again(decided).status == "decided"


def test_approval_after_an_appointment_was_ended_early_is_refused(decided, deputy, admin):
    appointment = appoint(deputy, admin)
    end_appointment(appointment, actor=admin)

    with pytest.raises(DomainError, match="sebagai pelaksana harian berakhir"):
        approve(decided, deputy)

    assert read_again(decided).status == "decided"


def test_the_role_lasts_as_long_as_the_days(deputy, admin):
    backend = PasswordBackend()
    assert backend.get_user(deputy.pk).roles == {"official"}

    appointment = appoint(deputy, admin)
    assert backend.get_user(deputy.pk).roles == {"official", "approver"}
    assert User.objects.get(pk=deputy.pk).roles == {"official", "approver"}

    end_appointment(appointment, actor=admin)
    assert backend.get_user(deputy.pk).roles == {"official"}


def test_one_whose_days_are_to_come_does_not_approve_yet(deputy, admin):
    appoint(deputy, admin, first=2)

    with pytest.raises(DomainError, match="baru mulai"):
        refuse_unless_approver(deputy)


@pytest.mark.parametrize(
    ("who", "changes", "refusal"),
    [
        ("admin", {}, "Tidak ada yang menunjuk dirinya sendiri."),
        ("resident", {}, "Hanya orang yang bekerja di sini"),
        ("approver", {}, "sudah boleh menyetujui kapan saja"),
        ("official", {"first": -1}, "Penunjukan mulai hari ini atau sesudahnya."),
        ("official", {"first": 3, "last": 2}, "Hari pertama tidak boleh sesudah"),
    ],
)
def test_what_is_not_an_appointment_is_refused(admin, who, changes, refusal):
    user = admin if who == "admin" else UserFactory(roles=[who])

    with pytest.raises(DomainError, match=refusal):
        appoint(user, admin, **changes)

    assert ActingHead.objects.count() == 0


def test_two_acting_heads_never_share_a_day(deputy, admin):
    appoint(deputy, admin, first=0, last=6)
    other = UserFactory(roles=["official"])

    with pytest.raises(DomainError, match="Pada salah satu hari itu sudah ada pelaksana harian"):
        appoint(other, admin, first=6, last=9)
    appoint(other, admin, first=7, last=9)

    assert ActingHead.objects.count() == 2


def test_after_an_early_end_somebody_else_may_be_appointed(deputy, admin):
    end_appointment(appoint(deputy, admin), actor=admin)

    appoint(UserFactory(roles=["official"]), admin)

    assert ActingHead.objects.filter(ended_at=None).count() == 1


def test_the_database_refuses_shared_days_and_changed_letters(deputy, admin):
    appointment = appoint(deputy, admin)
    today = timezone.localdate()

    with pytest.raises(IntegrityError, match="one_acting_head_at_a_time"), transaction.atomic():
        ActingHead.objects.create(
            user=deputy,
            starts_on=today + 6 * DAY,
            ends_on=today + 9 * DAY,
            letter_number="1",
            letter_on=today,
            recorded_by=admin,
        )
    for act in [
        lambda: ActingHead.objects.update(ends_on=today + 30 * DAY),
        lambda: ActingHead.objects.update(letter_number="lain"),
        appointment.delete,
    ]:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert ActingHead.objects.get().ends_on == appointment.ends_on


@pytest.mark.django_db(transaction=True)
def test_of_appointments_made_at_once_one_stands():
    admin = UserFactory(roles=["admin"])
    people = [UserFactory(roles=["official"]) for _person in range(4)]

    told = all_at_once([lambda person=person: appoint(person, admin) for person in people])

    assert sorted(told)[-1] == "done"
    assert told.count("done") == ActingHead.objects.count() == 1


def test_an_administrator_appoints_by_the_form(client, admin, deputy):
    client.force_login(admin)
    today = timezone.localdate()
    answers = {
        "user": deputy.pk,
        "starts_on": today.isoformat(),
        "ends_on": (today + DAY).isoformat(),
        "letter_number": "800/5/2026",
        "letter_on": today.isoformat(),
    }

    assert client.post("/petugas/akun/plh/", answers).status_code == 302
    again = client.post("/petugas/akun/plh/", answers)

    assert again.status_code == 422
    assert "Pada salah satu hari itu sudah ada pelaksana harian" in again.text
    assert ActingHead.objects.get().user == deputy
