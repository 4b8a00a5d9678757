"""Files given to one verifier first: they come to her before others, and to nobody too late."""

import pytest

from accounts.services.relations import declare_relation
from enrollment.choices import Obstacle
from enrollment.models import Application, CaseEvent, Terms
from enrollment.services.bulk import undo_bulk_act
from enrollment.services.bulk_rules import sort_out
from enrollment.services.claiming import claim, claim_next
from notices.models import Notice
from tests.factories import UserFactory
from tests.factories.bulk import asked, carried_out, outcomes_of
from tests.factories.desk import batch_with_gates, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(display_name="Dewi", roles=["training_manager"])


@pytest.fixture
def rina():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def bayu():
    return UserFactory(display_name="Bayu", roles=["verifier"])


@pytest.fixture
def batch():
    return batch_with_gates()


def given(batch, to, manager):
    return carried_out(asked("assign", batch.intake, manager, terms=Terms(assignee=to)))


def test_her_files_come_first_and_to_colleagues_when_nothing_else_waits(batch, rina, bayu, manager):
    oldest, hers = case_factory(), case_factory(batch=batch)
    act = given(batch, rina, manager)
    every = Application.objects.all()

    assert outcomes_of(act) == {hers.registration_number: ("done", "")}
    assert claim_next(bayu, every) == oldest
    Application.objects.update(claimed_by=None, claimed_at=None)
    assert claim_next(rina, every) == hers
    assert claim_next(rina, every) == oldest
    Application.objects.update(claimed_by=None, claimed_at=None)
    assert [claim_next(bayu, every), claim_next(bayu, every)] == [oldest, hers]


def test_what_is_taken_back_comes_in_its_turn_again(batch, rina, bayu, manager):
    oldest, _hers = case_factory(batch=batch), case_factory(batch=batch)
    act = given(batch, rina, manager)
    newer = case_factory()
    assert claim_next(bayu, Application.objects.all()) == newer
    Application.objects.update(claimed_by=None, claimed_at=None)

    act = carried_out(undo_bulk_act(act, actor=manager))

    assert act.status == "undone"
    assert claim_next(bayu, Application.objects.all()) == oldest


def test_who_gave_a_file_stands_in_its_history_and_nobody_is_told(batch, rina, manager):
    application = case_factory(batch=batch)

    given(batch, rina, manager)

    assert list(CaseEvent.objects.values_list("application", "kind", "user")) == [
        (application.pk, "given", manager.pk)
    ]
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (lambda file, rina, bayu: None, None),
        (lambda file, rina, bayu: claim(file, reviewer=rina), None),
        (lambda file, rina, bayu: claim(file, reviewer=bayu), Obstacle.IN_HAND),
        (
            lambda file, rina, bayu: declare_relation(file.person, user=rina, kind="family"),
            Obstacle.NOT_THEIRS,
        ),
    ],
)
def test_what_is_in_a_colleagues_hand_or_too_near_stays_out(
    batch, rina, bayu, manager, change, obstacle
):
    application = case_factory(batch=batch)

    change(application, rina, bayu)

    files = batch.intake.applications.all()
    found = sort_out("assign", files, actors=[manager], terms=Terms(assignee=rina)).obstacles
    assert found.get(application.pk) == obstacle


def test_a_file_is_given_to_one_at_a_time(batch, rina, bayu, manager):
    application = case_factory(batch=batch)
    given(batch, rina, manager)

    files = batch.intake.applications.all()
    found = sort_out("assign", files, actors=[manager], terms=Terms(assignee=bayu)).obstacles

    assert found == {application.pk: Obstacle.GIVEN}
