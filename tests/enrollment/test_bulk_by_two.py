"""Who may ask for an act on many files, and when somebody else must agree to it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.choices import MOST_WITHOUT_SECOND
from enrollment.models import BulkAct
from enrollment.services.bulk import (
    agree_to_bulk_act,
    ask_for_bulk_act,
    drop_bulk_act,
    needs_second,
)
from enrollment.services.bulk_rules import sort_out
from enrollment.services.bulk_running import run_bulk_act
from tests.factories import IntakeFactory, UserFactory
from tests.factories.bulk import (
    asked,
    many_files,
    returned_case,
    returning_case,
)
from tests.factories.desk import batch_with_gates

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Tes mundur", "text": "Tes tertulis mulai pukul 09.00 WIB."}


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def colleague():
    return UserFactory(display_name="Bayu", roles=["verifier"])


@pytest.fixture
def batch():
    return batch_with_gates()


def test_who_may_not_ask_for_an_act_is_refused(batch):
    returning_case(batch)
    manager = UserFactory(roles=["training_manager"])

    with pytest.raises(DomainError) as refusal:
        asked("verify", batch.intake, manager)

    assert str(refusal.value) == "Ini tugas rekan dengan peran lain."
    assert BulkAct.objects.count() == 0


def test_above_500_files_a_second_person_has_to_agree(verifier, colleague):
    intake = IntakeFactory()
    many_files(intake, MOST_WITHOUT_SECOND + 1)

    act = asked("message", intake, verifier, **WORDS)

    assert (act.status, act.rows.count()) == ("proposed", MOST_WITHOUT_SECOND + 1)
    assert run_bulk_act(act) is None
    with pytest.raises(IntegrityError, match="needs a second person"), transaction.atomic():
        BulkAct.objects.filter(pk=act.pk).update(status="asked", begun_at=timezone.now())
    assert agree_to_bulk_act(act, actor=colleague).status == "asked"


def test_two_acts_of_one_person_count_together(verifier):
    intake = IntakeFactory()
    files = [each.pk for each in many_files(intake, MOST_WITHOUT_SECOND + 1)]

    def ask_for(pks):
        selection = sort_out("message", intake.applications.filter(pk__in=pks), actors=[verifier])
        return ask_for_bulk_act("message", intake, selection, actor=verifier, **WORDS)

    assert ask_for(files[:300]).status == "asked"
    second = ask_for(files[300:])

    assert second.status == "proposed"
    assert needs_second("message", intake, 200, actor=verifier) is False
    with pytest.raises(IntegrityError, match="needs a second person"), transaction.atomic():
        BulkAct.objects.filter(pk=second.pk).update(status="asked", begun_at=timezone.now())


def test_nobody_agrees_to_what_touches_his_own_family(batch, verifier, colleague):
    late = returned_case(batch, days_ago=9)
    declare_relation(late.person, user=colleague, kind="family")
    act = asked("close", batch.intake, verifier)

    with pytest.raises(DomainError):
        agree_to_bulk_act(act, actor=colleague)

    drop_bulk_act(act, actor=colleague)
    assert BulkAct.objects.get(pk=act.pk).status == "dropped"


@pytest.mark.parametrize(
    ("kind", "second"), [("close", None), ("close", "self"), ("message", "self")]
)
def test_the_database_refuses_an_act_of_one_person_where_two_are_needed(
    batch, verifier, kind, second
):
    words = WORDS if kind == "message" else {}
    act = BulkAct.objects.create(kind=kind, intake=batch.intake, asked_by=verifier, **words)

    with pytest.raises(IntegrityError), transaction.atomic():
        BulkAct.objects.filter(pk=act.pk).update(
            status="asked", begun_at=timezone.now(), second_by=verifier if second else None
        )
