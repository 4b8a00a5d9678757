"""Nobody meets a file that is his own affair: every way to it, with and without the guard."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.choices import HelpEnding
from accounts.models import Kelurahan, KkIndex, PersonAccess
from accounts.querysets import PersonQuerySet
from accounts.services.helping import begin_help, end_help
from accounts.services.relations import declare_relation, end_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Application, CaseEvent, Review
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.services.claiming import claim, claim_next
from enrollment.services.reviews import record_review
from enrollment.services.undoing import undo_review
from tests.factories import PersonFactory, UserFactory
from tests.factories.desk import answers, case_factory
from tests.factories.exports import written_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


def own(verifier):
    return case_factory(user=verifier, person=PersonFactory(user=verifier))


def on_the_same_family_card(verifier):
    application = case_factory()
    card = KkIndex.objects.get(person=PersonFactory(user=verifier))
    KkIndex.objects.filter(person=application.person).update(digest=card.digest)
    return application


def of_a_declared_relation(verifier):
    application = case_factory()
    declare_relation(application.person, user=verifier, kind="family")
    return application


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


OWN_AFFAIRS = [own, on_the_same_family_card, of_a_declared_relation, entered_by, helped_by]


def ways_to(application, client, verifier):
    """Say of each way to a file whether it leads ``verifier`` there."""
    client.force_login(verifier)
    paper = application.person.documents.first()

    def opens(method, name, **kwargs):
        url = reverse(f"enrollment:{name}", kwargs={"pk": application.pk, **kwargs})
        return getattr(client, method)(url).status_code not in (403, 404)

    queue = client.get(reverse("enrollment:queue"))
    export = written_export(verifier, key="antrean")
    content = default_storage.open(export.stored_name).read().decode()
    ways = {
        "queue": [row.application for row in queue.context["rows"]] == [application],
        "count": queue.context["waiting"] == 1,
        "search": opens_search(client, application),
        "export": application.registration_number in content,
        "address": opens("get", "case"),
        "numbers": opens("get", "case_numbers"),
        "preview": opens("post", "case_preview"),
        "taking it": opens("post", "case_claim"),
        "giving it back": opens("post", "case_release"),
        "paper": opens("get", "case_document", uuid=paper.uuid),
        "page of a paper": opens("get", "case_document_page", uuid=paper.uuid, number=1),
    }
    Application.objects.update(claimed_by=None, claimed_at=None)
    following = client.post(reverse("enrollment:take_next"))
    ways["next one"] = str(application.pk) in following["Location"]
    Application.objects.update(claimed_by=None, claimed_at=None)
    return ways | {
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


def opens_search(client, application):
    sent = {"q": application.registration_number}
    found = client.post(reverse("enrollment:queue_search"), sent, follow=True)
    return len(found.context["rows"]) == 1


def is_allowed(act, *args, **kwargs):
    try:
        act(*args, **kwargs)
    except DomainError as refusal:
        assert str(refusal) == (
            "Berkas sendiri, sekartu keluarga, orang yang Anda nyatakan punya hubungan, dan yang "
            "Anda bantu isi diperiksa rekan Anda."
        )
        return False
    return True


@pytest.mark.parametrize(
    ("make", "leads_there"), [*((make, False) for make in OWN_AFFAIRS), (nobodys_affair, True)]
)
def test_a_file_that_is_ones_own_affair_is_for_colleagues(make, leads_there, client, verifier):
    ways = ways_to(make(verifier), client, verifier)

    assert ways == dict.fromkeys(ways, leads_there)


@pytest.mark.parametrize("make", OWN_AFFAIRS)
def test_a_colleague_checks_it(make, client, verifier):
    ways = ways_to(make(verifier), client, UserFactory(roles=["verifier"]))

    assert ways == dict.fromkeys(ways, True)


@pytest.mark.parametrize("make", OWN_AFFAIRS)
def test_without_the_one_guard_every_way_would_lead_there(make, client, verifier, monkeypatch):
    monkeypatch.setattr(ApplicationQuerySet, "no_affair_of", lambda self, user: self.all())

    ways = ways_to(make(verifier), client, verifier)

    assert ways == dict.fromkeys(ways, True)


@pytest.mark.parametrize("make", [own, on_the_same_family_card, of_a_declared_relation])
def test_who_is_near_is_asked_in_one_place(make, client, verifier, monkeypatch):
    monkeypatch.setattr(PersonQuerySet, "near_to", lambda self, user: self.none())

    ways = ways_to(make(verifier), client, verifier)

    assert ways == dict.fromkeys(ways, True)


def test_a_verifier_steps_aside_from_an_open_file(client, verifier):
    application = case_factory()
    claim(application, reviewer=verifier)
    client.force_login(verifier)
    url = reverse("enrollment:case_relation", kwargs={"pk": application.pk})

    unanswered = client.post(url)
    assert CaseEvent.objects.filter(kind="aside").count() == 0
    response = client.post(url, {"kind": "friend"})

    application.refresh_from_db()
    assert unanswered["Location"] == reverse("enrollment:case", kwargs={"pk": application.pk})
    assert response["Location"] == reverse("enrollment:queue")
    assert application.claimed_by is None
    assert client.get(unanswered["Location"]).status_code == 404
    relation = verifier.declared_relations.get()
    assert (relation.person, relation.kind) == (application.person, "friend")
    assert application.case_events.get(kind="aside").user == verifier
    colleague = UserFactory(roles=["verifier"])
    assert claim_next(colleague, Application.objects.all()) == application


def test_a_relation_is_declared_by_the_number_of_the_application(client, verifier):
    application = case_factory()
    client.force_login(verifier)
    page = reverse("enrollment:relation_list")
    number = application.registration_number.lower().replace("-", " ")

    unknown = client.post(page, {"number": "2222-2222", "kind": "family"})
    known = client.post(page, {"number": number, "kind": "family"})
    again = client.post(page, {"number": number, "kind": "work"})

    assert unknown.context["form"].errors == {
        "number": ["Tidak ada lamaran dengan nomor ini. Periksa lagi nomornya."]
    }
    assert (known.status_code, again.status_code) == (302, 302)
    assert [relation.kind for relation in client.get(page).context["own"]] == ["family"]
    assert PersonAccess.objects.count() == 0


def test_only_somebody_else_ends_a_relation_and_says_why(client, verifier):
    application = of_a_declared_relation(verifier)
    relation = verifier.declared_relations.get()
    manager = UserFactory(roles=["training_manager"])

    with pytest.raises(DomainError) as own_end:
        end_relation(relation, actor=verifier, reason="Sudah tidak")
    with pytest.raises(DomainError) as without_reason:
        end_relation(relation, actor=manager, reason=" ")
    client.force_login(manager)
    listed = client.get(reverse("enrollment:relation_list"))
    client.post(
        reverse("enrollment:relation_end", kwargs={"pk": relation.pk}), {"reason": "Salah nomor"}
    )

    relation.refresh_from_db()
    assert str(own_end.value) == "Pernyataan Anda sendiri harus diakhiri orang lain."
    assert str(without_reason.value) == "Tulis alasan hubungan ini berakhir."
    assert [row.has_decided for row in listed.context["of_colleagues"]] == [False]
    assert (relation.ended_by, relation.end_reason) == (manager, "Salah nomor")
    assert claim_next(verifier, Application.objects.all()) == application


def test_a_relation_declared_after_a_decision_is_shown_to_its_keeper(client, verifier):
    application = case_factory()
    review_of(application, verifier)
    declare_relation(application.person, user=verifier, kind="family")
    client.force_login(UserFactory(roles=["admin"]))

    listed = client.get(reverse("enrollment:relation_list"))

    assert [row.has_decided for row in listed.context["of_colleagues"]] == [True]


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


def test_who_declared_a_relation_since_the_decision_does_not_take_it_back(verifier):
    application = case_factory()
    review = review_of(application, verifier)
    declare_relation(application.person, user=verifier, kind="work")

    assert not is_allowed(undo_review, review, actor=verifier)


def test_nobody_else_s_help_keeps_the_reviewer_from_it(verifier):
    application = case_factory()
    review = review_of(application, verifier)
    person = application.person
    begin_help(person.nik, kk=person.kk, source="spoken", helper=UserFactory(roles=["helper"]))

    assert is_allowed(undo_review, review, actor=verifier)


@pytest.mark.parametrize(
    ("kelurahan", "place"), [("Krapyak", "Kelurahan Krapyak"), (None, "UPTD BLK")]
)
@pytest.mark.parametrize("name", ["enrollment:application", "enrollment:receipt"])
def test_its_owner_reads_role_initials_and_place_of_who_entered_it(name, kelurahan, place, client):
    helper = UserFactory(
        display_name="Sri Wahyuni",
        roles=["helper"],
        kelurahan=Kelurahan.objects.filter(name=kelurahan).first(),
    )
    application = case_factory(entered_by=helper)
    client.force_login(application.user)

    page = client.get(reverse(name, kwargs={"pk": application.pk})).content.decode()

    assert f"Pendamping S.W., {place}" in page
    assert "Sri Wahyuni" not in page
