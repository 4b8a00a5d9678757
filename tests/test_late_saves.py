"""Two officers open one page: who saves second overwrites nothing that he has not seen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person, User
from blk_portal.shared import late_saves
from enrollment.models import Assessment, Participation, RubricLevel, SelectionRound, Sitting, Slot
from grants.models import GrantRound
from notices.models import MessageTemplate
from programs.models import Batch, FundingSource, Intake, TrainingProgram
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.factories.desk import assessment_of, room_for, scored_batch, sitting_at
from tests.factories.grants import GrantRoundFactory
from tests.factories.rounds import close, open_round
from tests.filled_forms import filled

pytestmark = pytest.mark.django_db

LATE = "Orang lain sudah menyimpan ini sejak Anda membuka halaman."


@dataclass(frozen=True)
class Shared:
    """A page that two people may have open: who, where, the box that both change, what is stored.

    ``make()`` returns the arguments of the address, the box and a reader of what is stored.
    ``first`` and ``second`` are what the two type, ``also`` what each of them types beside it.
    """

    role: str
    url: str
    make: Callable
    first: str
    second: str
    also: dict = field(default_factory=dict)

    def __str__(self):
        return self.url


def stored(model, pk, name):
    return lambda: str(getattr(model.objects.get(pk=pk), name))


def intake():
    row = IntakeFactory(title="Gelombang I")
    return [row.code], "title", stored(Intake, row.pk, "title")


def batch():
    row = BatchFactory(venue="BLK")
    return [row.code], "venue", stored(Batch, row.pk, "venue")


def program():
    row = TrainingProgramFactory(title="Roti")
    return [row.slug], "title", stored(TrainingProgram, row.pk, "title")


def fund():
    return ["DBHCHT"], "legal_basis", stored(FundingSource, "DBHCHT", "legal_basis")


def promised_days():
    row = IntakeFactory(status="open")
    return [row.code], "announced_at", stored(Intake, row.pk, "announced_at")


def days_of_a_class():
    row = BatchFactory(intake__status="open", starts_on="2031-01-06", ends_on="2031-02-28")
    return [row.code], "starts_on", stored(Batch, row.pk, "starts_on")


def grant_round():
    row = GrantRoundFactory(title="Gerobak")
    return [row.code], "title", stored(GrantRound, row.pk, "title")


def words():
    def subject():
        return MessageTemplate.objects.filter(kind="office_message").latest("version").subject

    return ["office_message", "id"], "subject", subject


def phases():
    test = assessment_of(scored_batch())
    return [test.pk], "largest_difference", stored(Assessment, test.pk, "largest_difference")


def rubric():
    test = assessment_of(scored_batch())
    return [test.pk], "wawancara", lambda: RubricLevel.objects.get(assessment=test).words


def roles():
    user = UserFactory(roles=["verifier"])
    return [user.pk], "roles", lambda: ",".join(sorted(User.objects.get(pk=user.pk).roles))


def person():
    user = UserFactory(roles=["resident"])
    row = PersonFactory(user=user, full_name="Siti", identity_verified_at=timezone.now())
    request = row.data_requests.create(
        kind="correct",
        text="Nama salah",
        received_at=timezone.now(),
        due_at=timezone.now() + timedelta(days=3),
    )
    return [request.pk], "full_name", stored(Person, row.pk, "full_name")


def who_came():
    sitting = sitting_at(assessment_of(scored_batch()), attendance="invited")
    box = f"s{sitting.pk}"
    return [sitting.assessment_id], box, stored(Sitting, sitting.pk, "attendance")


def roster():
    row = Participation.objects.create(
        batch=BatchFactory(status="running"), application=ApplicationFactory(status="confirmed")
    )
    return [row.batch.code], f"p{row.pk}-days", stored(Participation, row.pk, "days_attended")


def moved_test():
    test = assessment_of(scored_batch())
    Assessment.objects.filter(pk=test.pk).update(starts_at=timezone.now() + timedelta(days=3))
    return [test.pk], "place", stored(Assessment, test.pk, "place")


def sitting_in_a_room():
    test = assessment_of(scored_batch())
    test.starts_at = timezone.now() + timedelta(days=3)
    test.save()
    for number in ("1", "2"):
        room_for(test, room=number)
    sitting = sitting_at(test, attendance="invited")
    return [sitting.pk], "slot", lambda: Slot.objects.get(sittings=sitting).room


def closed_attendance():
    test = assessment_of(scored_batch())
    sitting = sitting_at(test, attendance="absent")
    Assessment.objects.filter(pk=test.pk).update(attendance_closed_at=timezone.now())
    return [sitting.pk], "note", stored(Sitting, sitting.pk, "attendance")


def public_value():
    row = close(open_round(1))
    return [row.intake.code], "value", stored(SelectionRound, row.pk, "entropy")


MANAGER, WHY = "training_manager", {"reason": "KTP dibandingkan"}
SHARED = [
    Shared(MANAGER, "programs:staff_intake_edit", intake, "Gelombang 1", "Gelombang Satu"),
    Shared(MANAGER, "programs:staff_batch", batch, "Aula", "Gudang"),
    Shared(MANAGER, "programs:staff_program", program, "Roti dan Kue", "Kue"),
    Shared(MANAGER, "programs:staff_fund", fund, "PMK 1", "PMK 2"),
    Shared(
        MANAGER,
        "enrollment:reschedule_intake",
        promised_days,
        "1",
        "2",
        {"reason": "files", "confirmed": "yes"},
    ),
    Shared(
        MANAGER,
        "enrollment:reschedule_class",
        days_of_a_class,
        "2031-01-07",
        "2031-01-08",
        {"reason": "files", "confirmed": "yes"},
    ),
    Shared("grants_officer", "grants:round_edit", grant_round, "Gerobak baru", "Mesin"),
    Shared(
        MANAGER, "notices:template", words, "{subject}: satu", "{subject}: dua", {"act": "save"}
    ),
    Shared(MANAGER, "enrollment:assessment_phases", phases, "10", "30"),
    Shared(MANAGER, "enrollment:assessment_rubric", rubric, "80: Jelas", "80: Rapi"),
    Shared("admin", "accounts:staff_account_roles", roles, "assessor", "approver", WHY),
    Shared("admin", "accounts:data_request_correct", person, "Siti A", "Siti B", WHY),
    Shared(MANAGER, "enrollment:assessment", who_came, "attended", "absent"),
    Shared(MANAGER, "enrollment:roster", roster, "10", "12"),
    Shared(MANAGER, "enrollment:assessment_move", moved_test, "Aula 1", "Aula 2", WHY),
    Shared(MANAGER, "enrollment:sitting_move", sitting_in_a_room, "1", "2", WHY),
    Shared(MANAGER, "enrollment:sitting_correct", closed_attendance, "Daftar", "Lembar"),
    Shared(
        MANAGER,
        "enrollment:round_entropy",
        public_value,
        "dice:123456",
        "dice:654321",
        {"occasion": "Aula BLK"},
    ),
]
ALL = pytest.mark.parametrize("shared", SHARED, ids=str)
# The page that shows the form, where it is not the address that takes it.
SHOWN_AT = {
    "accounts:staff_account_roles": "accounts:staff_account",
    "enrollment:round_entropy": "enrollment:round",
}
# The page shows what stands now by itself, beside the form.
BESIDE_THE_FORM = {
    "enrollment:sitting_move",
    "enrollment:sitting_correct",
    "enrollment:round_entropy",
}


class Officer:
    """Somebody with a browser of his own, who types into the page as he opened it."""

    def __init__(self, shared, arguments):
        self.shared, self.arguments = shared, arguments
        self.client = Client()
        self.client.force_login(UserFactory(roles=[shared.role]))

    def opens(self, box):
        name = SHOWN_AT.get(self.shared.url, self.shared.url)
        page = self.client.get(reverse(name, args=self.arguments))
        self.fields, self.box = filled(page.text, box), box
        return self

    def saves(self, value):
        sent = self.fields | {self.box: [self._typed(value)]}
        sent |= {name: [words] for name, words in self.shared.also.items()}
        if "value_again" in sent:
            sent["value_again"] = [value]
        return self.client.post(reverse(self.shared.url, args=self.arguments), sent)

    def _typed(self, value):
        if self.box == "slot":
            return Slot.objects.get(room=value).pk
        if self.box != "announced_at":
            return value
        shown = timezone.datetime.fromisoformat(self.fields[self.box][0])
        return (shown + timedelta(hours=int(value))).strftime("%Y-%m-%dT%H:%M")


def at_one_page(shared):
    """Let two open the page and the first save; return the second and a reader of what stands."""
    arguments, box, what_stands = shared.make()
    first, second = [Officer(shared, arguments).opens(box) for _one in range(2)]
    answer = first.saves(shared.first)
    assert answer.status_code == 302
    return second, what_stands


@ALL
def test_a_late_save_changes_nothing_and_shows_both_versions(shared):
    second, what_stands = at_one_page(shared)
    of_the_first = what_stands()

    answer = second.saves(shared.second)

    assert (answer.status_code, what_stands()) == (422, of_the_first)
    assert LATE in answer.text
    if shared.url not in BESIDE_THE_FORM:
        assert "Sudah disimpan orang lain" in answer.text
        assert "Punya Anda, belum tersimpan" in answer.text


@ALL
def test_who_has_seen_both_may_save(shared):
    second, what_stands = at_one_page(shared)
    of_the_first = what_stands()
    second.fields = filled(second.saves(shared.second).text, second.box)

    typed = second.fields[second.box][0]
    answer = second.client.post(
        reverse(shared.url, args=second.arguments),
        second.fields
        | {name: [words] for name, words in shared.also.items()}
        | {second.box: [typed]},
    )

    assert answer.status_code == 302
    assert what_stands() != of_the_first


@ALL
def test_without_the_guard_the_first_would_be_overwritten(shared, monkeypatch):
    unguarded = (lambda seen, version: None).__code__
    monkeypatch.setattr(late_saves.refuse_late_save, "__code__", unguarded)
    second, what_stands = at_one_page(shared)
    of_the_first = what_stands()

    assert second.saves(shared.second).status_code == 302
    assert what_stands() != of_the_first
