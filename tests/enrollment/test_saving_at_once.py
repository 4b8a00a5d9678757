"""Two verifiers decide on one file: the first decision stands, with and without the guard."""

import pytest

from enrollment.models import Application, Review
from enrollment.services import reviews
from enrollment.services.reviews import record_review
from tests.atonce import all_at_once
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory

SAVED = "Berkas ini sudah disimpan orang lain sejak Anda buka."


def deciding(application, version=None, **reasons):
    """Return the act of a verifier who had the file open, and decides what follows."""
    verifier, decision = UserFactory(), "return" if reasons else "verify"
    items = answers(application, **reasons)

    def decide():
        record_review(
            application,
            reviewer=verifier,
            decision=decision,
            items=items,
            version=application.version if version is None else version,
        )

    return decide


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_leave_one_decision():
    application = case_factory()

    told = all_at_once([deciding(application), deciding(application, identity="nik_differs")])

    assert sorted(told) == sorted(["done", SAVED])
    assert Review.objects.count() == 1


def sent_again_meanwhile():
    """A file that a colleague returned and its applicant corrected while it lay open here."""
    application = case_factory()
    late = deciding(application)
    deciding(application, identity="nik_differs")()
    Application.objects.filter(pk=application.pk).update(status="submitted", version=2)
    return late


@pytest.mark.django_db
def test_a_decision_on_what_is_no_longer_the_file_is_not_stored():
    late = sent_again_meanwhile()

    with pytest.raises(reviews.StaleCase) as refusal:
        late()

    assert str(refusal.value) == SAVED
    assert list(Review.objects.values_list("decision", flat=True)) == ["return"]


@pytest.mark.django_db
def test_without_the_guard_it_would_be_stored(monkeypatch):
    monkeypatch.setattr(reviews, "_refuse_stale", lambda application, version: None)
    late = sent_again_meanwhile()

    late()

    assert list(Review.objects.values_list("decision", flat=True)) == ["return", "verify"]
