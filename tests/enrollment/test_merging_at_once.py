"""Two officers who confirm at once, and a resident who sends while two records become one."""

import pytest

from accounts.models import Person, PersonMerge
from accounts.services import merging as services
from blk_portal.shared import merging
from enrollment.models import Application
from enrollment.services import pair_decisions
from enrollment.services.pair_merges import confirm_merge_of
from enrollment.services.submission import submit_application
from tests.atonce import one_waits_for_the_other
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory
from tests.factories.desk import case_factory
from tests.factories.merges import proposed, registered_twice, without_account
from tests.factories.rounds import statuses

pytestmark = pytest.mark.django_db(transaction=True)


def officer(name):
    return UserFactory(display_name=name, roles=["verifier"])


def confirm(pair, name="Ratih"):
    actor = officer(name)
    return lambda: confirm_merge_of(pair, actor=actor)


def send(application):
    return lambda: submit_application(application, actor=application.user)


def read_unlocked(rows, pk):
    return rows.get(pk=pk)


def persons_unlocked(*persons):
    return [Person.objects.select_related("user").get(pk=person.pk) for person in persons]


@pytest.fixture
def pair():
    pair, kept, _gone = registered_twice()
    proposed(pair, kept)
    return pair


@pytest.fixture
def beside():
    """A pair whose first has a draft in an intake in which the other applied, and the draft."""
    pair, kept, gone = registered_twice()
    proposed(pair, kept)
    intake = open_intake(titles=["Las"])
    case_factory(batch=intake.batches.get(), person=kept, user=kept.user, papers=(), claims=())
    return pair, complete_draft(intake, person=gone)


def test_of_two_officers_who_confirm_at_once_the_second_is_told(pair):
    told = one_waits_for_the_other(confirm(pair), confirm(pair, "Dewi"))

    assert told == ["done", "Ratih sudah memutuskan pasangan ini: Satu orang, satu data."]
    assert PersonMerge.objects.get().decided_by.display_name == "Ratih"


def test_without_the_locks_the_second_is_stopped_by_the_database_alone(pair, monkeypatch):
    for module in (pair_decisions, services):
        monkeypatch.setattr(module, "lock_and_read", read_unlocked)
    monkeypatch.setattr(services, "_lock", persons_unlocked)
    monkeypatch.setattr(merging, "lock_what_follows", lambda persons: None)

    first, second = one_waits_for_the_other(confirm(pair), confirm(pair, "Dewi"))

    assert first == "done"
    assert "Error" in second
    assert PersonMerge.objects.get().decided_by.display_name == "Ratih"


def test_an_application_that_is_being_sent_is_found_by_who_confirms(beside):
    pair, draft = beside

    told = one_waits_for_the_other(send(draft), confirm(pair))

    assert told[0] == "done"
    assert told[1].startswith("Keduanya punya lamaran di")
    assert statuses(draft) == ["submitted"]
    assert PersonMerge.objects.get().is_proposed


def test_without_the_locks_what_was_just_sent_would_be_ended_as_a_draft(beside, monkeypatch):
    pair, draft = beside
    monkeypatch.setattr(services, "_lock", persons_unlocked)
    monkeypatch.setattr(merging, "lock_what_follows", lambda persons: None)

    told = one_waits_for_the_other(send(draft), confirm(pair))

    assert told == ["done", "done"]
    assert statuses(draft) == ["withdrawn"]


def test_who_sends_while_two_records_become_one_sends_for_the_one_that_stands():
    pair, kept, gone = registered_twice(kept=without_account())
    proposed(pair, kept)
    draft = complete_draft(open_intake(titles=["Las"]), person=gone)

    told = one_waits_for_the_other(confirm(pair), send(draft))

    assert told == ["done", "done"]
    draft.refresh_from_db()
    assert (draft.status, draft.person, draft.entered_by) == ("submitted", kept, None)


def test_what_is_begun_for_the_record_that_goes_waits_and_is_refused():
    pair, kept, gone = registered_twice()
    proposed(pair, kept)
    intake = open_intake(titles=["Las"])

    told = one_waits_for_the_other(
        confirm(pair),
        lambda: Application.objects.create(user=gone.user, person=gone, intake=intake),
    )

    assert told[0] == "done"
    assert f"person {gone.pk} became part of {kept.pk}" in told[1]
    assert not Application.objects.filter(intake=intake).exists()
