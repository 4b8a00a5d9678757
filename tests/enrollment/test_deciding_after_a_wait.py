"""Who waited for a colleague's lock decides on what stands now, not on what stood before."""

from functools import partial

import pytest

from enrollment.models import Application, CaseEvent, Review
from enrollment.services.claiming import claim, release_claim
from enrollment.services.reviews import record_review
from tests.atonce import one_waits_for_the_other
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rina():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def budi():
    return UserFactory(display_name="Budi", roles=["verifier"])


def test_of_two_who_take_one_file_the_second_is_told_who_has_it(rina, budi):
    file = case_factory()

    told = one_waits_for_the_other(
        partial(claim, file, reviewer=rina), partial(claim, file, reviewer=budi)
    )

    assert told == ["done", "Berkas ini sedang dipegang Rina."]
    assert Application.objects.get(pk=file.pk).claimed_by == rina
    assert CaseEvent.objects.count() == 1


def test_a_file_that_goes_from_hand_to_hand_is_free_for_who_waited(rina, budi):
    file = case_factory()
    claim(file, reviewer=rina)

    told = one_waits_for_the_other(
        partial(release_claim, file, reviewer=rina), partial(claim, file, reviewer=budi)
    )

    assert told == ["done", "done"]
    assert Application.objects.get(pk=file.pk).claimed_by == budi


def test_a_decision_is_refused_when_a_colleague_took_the_file_meanwhile(rina, budi):
    file = case_factory()
    decide = partial(
        record_review,
        file,
        reviewer=budi,
        decision="verify",
        items=answers(file),
        version=file.version,
    )

    told = one_waits_for_the_other(partial(claim, file, reviewer=rina), decide)

    assert told == ["done", "Berkas ini sedang dipegang Rina."]
    assert not Review.objects.exists()
