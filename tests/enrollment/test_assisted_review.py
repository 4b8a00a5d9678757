"""Who helped to enter an application for somebody leaves the check of it to colleagues."""

import pytest
from django.urls import reverse

from accounts.choices import HelpEnding
from accounts.services.helping import begin_help, end_help
from blk_portal.shared.errors import DomainError
from enrollment.models import Application, Review
from enrollment.querysets import ApplicationQuerySet
from enrollment.services.claiming import claim, claim_next
from enrollment.services.reviews import record_review
from enrollment.services.undoing import undo_review
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


def entered_by(verifier):
    return case_factory(user=None, entered_by=verifier)


def helped_by(verifier):
    application = case_factory()
    person = application.person
    end_help(
        begin_help(person.nik, kk=person.kk, source="spoken", helper=verifier), HelpEnding.DONE
    )
    return application


def nobodys_affair(verifier):
    return case_factory()


def ways_to(application, client, verifier):
    """Say of each way to a file whether it leads ``verifier`` there."""
    client.force_login(verifier)
    rows = client.get(reverse("enrollment:queue")).context["rows"]
    page = client.get(reverse("enrollment:case", kwargs={"pk": application.pk}))
    following = client.post(reverse("enrollment:take_next"))
    Application.objects.update(claimed_by=None, claimed_at=None)
    return {
        "queue": [row.application for row in rows] == [application],
        "address": page.status_code == 200,
        "next one": following["Location"].startswith(page.wsgi_request.path),
        "claim_next": claim_next(verifier, Application.objects.all()) == application,
        "claim": is_allowed(claim, application, reviewer=verifier),
        "review": is_allowed(
            record_review,
            application,
            reviewer=verifier,
            decision="verify",
            items=answers(application),
            version=application.version,
        ),
    }


def is_allowed(act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except DomainError as refusal:
        assert str(refusal) == (
            "Berkas sendiri, sekartu keluarga, dan yang Anda bantu isi diperiksa rekan Anda."
        )
        return False
    return True


@pytest.mark.parametrize(
    ("make", "leads_there"), [(entered_by, False), (helped_by, False), (nobodys_affair, True)]
)
def test_a_file_that_one_helped_to_enter_is_for_colleagues(make, leads_there, client, verifier):
    ways = ways_to(make(verifier), client, verifier)

    assert set(ways.values()) == {leads_there}, ways


@pytest.mark.parametrize("make", [entered_by, helped_by])
def test_a_colleague_checks_it(make, client, verifier):
    ways = ways_to(make(verifier), client, UserFactory(roles=["verifier"]))

    assert set(ways.values()) == {True}, ways


@pytest.mark.parametrize("make", [entered_by, helped_by])
def test_without_the_one_guard_every_way_would_lead_there(make, client, verifier, monkeypatch):
    monkeypatch.setattr(ApplicationQuerySet, "no_affair_of", lambda self, user: self.all())

    ways = ways_to(make(verifier), client, verifier)

    assert set(ways.values()) == {True}, ways


def review_of(application, verifier):
    return record_review(
        application,
        reviewer=verifier,
        decision="verify",
        items=answers(application),
        version=application.version,
    )


def test_who_helped_since_the_decision_does_not_take_it_back(verifier):
    application = case_factory()
    review = review_of(application, verifier)
    person = application.person
    begin_help(person.nik, kk=person.kk, source="spoken", helper=verifier)

    assert not is_allowed(undo_review, review, actor=verifier)

    application.refresh_from_db()
    assert (application.status, Review.objects.get().undone_at) == ("verified", None)


def test_nobody_else_s_help_keeps_the_reviewer_from_it(verifier):
    application = case_factory()
    review = review_of(application, verifier)
    person = application.person
    begin_help(person.nik, kk=person.kk, source="spoken", helper=UserFactory(roles=["helper"]))

    assert is_allowed(undo_review, review, actor=verifier)


@pytest.mark.parametrize("name", ["enrollment:application", "enrollment:receipt"])
def test_its_owner_reads_role_and_initials_of_who_entered_it(name, client, verifier):
    application = case_factory(entered_by=UserFactory(display_name="Sri Wahyuni", roles=["helper"]))
    client.force_login(application.user)

    page = client.get(reverse(name, kwargs={"pk": application.pk})).content.decode()

    assert "Pendamping S.W., UPTD BLK" in page
    assert "Sri Wahyuni" not in page
