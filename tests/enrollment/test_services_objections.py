"""An objection is filed in its days and answered by somebody else than the reviewer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import Objection, Review
from enrollment.services.objections import answer_objection, file_objection
from notices.models import Notice
from tests.factories import PersonFactory, UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published, set_dates

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    apply_for(selection_round, batch, score=90)
    application = apply_for(selection_round, batch, score=80)
    published(selection_round)
    application.refresh_from_db()
    return application


def filed(application):
    return file_objection(application, " Saya hadir. ", actor=application.user)


def test_an_objection_waits_for_its_answer(application):
    objection = filed(application)

    assert (objection.text, objection.answered_at) == ("Saya hadir.", None)
    with pytest.raises(DomainError, match="^Sanggahan Anda sebelumnya"):
        filed(application)
    assert Objection.objects.count() == 1


def test_an_objection_outside_its_days_is_refused(application):
    set_dates(
        application.intake.selection_round, objections_until=timezone.now() - timedelta(seconds=1)
    )

    with pytest.raises(DomainError, match="^Masa sanggah sudah berakhir"):
        filed(application)


def test_an_empty_objection_is_refused(application):
    with pytest.raises(DomainError, match="^Tulis apa yang Anda sanggah"):
        file_objection(application, "  ", actor=application.user)


def test_there_is_nothing_to_object_to_before_publication():
    selection_round = open_round(1)
    application = apply_for(selection_round, *batches_of(selection_round))

    with pytest.raises(DomainError, match="^Belum ada hasil"):
        filed(application)


def test_the_answer_is_told_once(application):
    objection = filed(application)
    officer = UserFactory()

    answer_objection(objection, is_upheld=False, answer="Nilai sudah benar.", actor=officer)

    objection.refresh_from_db()
    assert (objection.is_upheld, objection.answered_by) == (False, officer)
    assert Notice.objects.get(kind="objection_answered").text == "Nilai sudah benar."
    with pytest.raises(DomainError, match="^Sanggahan ini sudah dijawab"):
        answer_objection(objection, is_upheld=True, answer="Benar.", actor=officer)


def test_the_reviewer_of_the_file_does_not_answer(application):
    objection, reviewer = filed(application), UserFactory()
    Review.objects.create(application=application, reviewer=reviewer, decision="verify")

    with pytest.raises(DomainError, match="^Sanggahan harus dijawab oleh orang lain"):
        answer_objection(objection, is_upheld=True, answer="Benar.", actor=reviewer)

    objection.refresh_from_db()
    assert objection.answered_at is None


def test_somebody_of_the_household_does_not_answer(application):
    objection = filed(application)
    relative = UserFactory()
    PersonFactory(user=relative, kk=application.person.kk)

    with pytest.raises(DomainError, match="^Sanggahan harus dijawab oleh orang di luar"):
        answer_objection(objection, is_upheld=True, answer="Benar.", actor=relative)


def test_an_empty_answer_is_refused(application):
    with pytest.raises(DomainError, match="^Tulis jawabannya"):
        answer_objection(filed(application), is_upheld=True, answer=" ", actor=UserFactory())
