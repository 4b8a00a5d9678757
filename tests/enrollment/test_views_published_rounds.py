"""What is read of an outcome: its classes, people and answers, the public page and its files."""

import json

import pytest
from django.urls import reverse

from enrollment.models import Objection, Offer
from enrollment.selection import canonical_bytes, decide, parse
from tests.enrollment.test_views_rounds import address, closed_round, round_with_people
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    open_round,
    published,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    user = UserFactory(roles=["training_manager"])
    client.force_login(user)
    return user


def test_the_outcome_of_a_class_is_in_order_with_words_for_every_code(client, manager):
    selection_round = closed_round(70, 90, 80)
    run(selection_round)
    (batch,) = batches_of(selection_round)

    page = client.get(address("round_batch", selection_round, batch_code=batch.code))

    assert [(row["placement"].merit, row["words"]) for row in page.context["rows"]] == [
        ("90", "Kursi umum"),
        ("80", "Cadangan ke-1"),
        ("70", "Cadangan ke-2"),
    ]


def test_nobody_whose_file_was_refused_is_said_to_have_withdrawn(client, manager):
    selection_round = round_with_people(80)
    (batch,) = batches_of(selection_round)
    refused = apply_for(selection_round, batch, status="ineligible")
    selection_round = published(selection_round)

    page = client.get(address("round_batch", selection_round, batch_code=batch.code))
    client.force_login(refused.user)
    result = client.get(reverse("enrollment:result", kwargs={"pk": refused.pk}))

    assert page.context["rows"][-1]["words"] == "Berkas tidak diterima"
    assert result.context["card"].wishes[0].sentences == [
        "Berkas Anda tidak diterima, jadi pilihan ini tidak ikut seleksi. "
        "Alasannya ada di halaman lamaran Anda."
    ]


def test_an_answer_told_at_the_counter_is_recorded_for_the_applicant(client, manager):
    selection_round = published(round_with_people(80, 70))
    (offer,) = Offer.objects.all()

    answer = client.post(
        reverse("enrollment:answer_for_applicant", kwargs={"pk": offer.pk}), {"answer": "decline"}
    )

    assert answer["Location"] == address("round_people", selection_round)
    offer.refresh_from_db()
    assert (offer.answer, offer.answered_by) == ("decline", manager)
    assert Offer.objects.open().get().application != offer.application


def test_number_of_queries_for_people_does_not_grow(client, manager, django_assert_max_num_queries):
    few = published(round_with_people(80, 70))
    many = published(round_with_people(*range(60, 90), capacity=12))

    with django_assert_max_num_queries(22) as first:
        client.get(address("round_people", few))
    with django_assert_max_num_queries(len(first)):
        client.get(address("round_people", many))


def test_the_public_page_masks_names_and_shows_no_order_of_merit(client):
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    winner = apply_for(
        selection_round,
        batch,
        score=90,
        person__full_name="Siti Nur Aisyah",
        registration_number="Z999-TEST",
    )
    waiting = apply_for(
        selection_round, batch, score=80, person__full_name="Budi", registration_number="B222-TEST"
    )
    published(selection_round)

    answer = client.get(address("results", selection_round))

    (shown,) = answer.context["classes"]
    assert [(line.registration_number, line.name) for line in shown["seated"]] == [
        (winner.registration_number, "SITI N*** A***")
    ]
    assert [(line.registration_number, line.name) for line in shown["waiting"]] == [
        (waiting.registration_number, "BUDI")
    ]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Nur Aisyah" not in answer.content.decode()


def test_nothing_is_published_before_publication(client):
    selection_round = closed_round(80)
    run(selection_round)
    approve(selection_round)

    for name, kwargs in [("results", {}), ("result_document", {"document": "problem"})]:
        assert client.get(address(name, selection_round, **kwargs)).status_code == 404


def test_the_published_documents_repeat_the_result_and_tell_nothing_of_persons(client):
    selection_round = open_round(1, reserves=[("disabilitas", ["disability"], 1)])
    (batch,) = batches_of(selection_round)
    applications = [apply_for(selection_round, batch, score=score) for score in (90, 80, 70)]
    selection_round = published(selection_round)
    seated = applications[0].offers.get()
    client.force_login(UserFactory(roles=["training_manager"]))
    client.post(
        reverse("enrollment:answer_for_applicant", kwargs={"pk": seated.pk}), {"answer": "decline"}
    )

    documents = {
        name: client.get(address("result_document", selection_round, document=name)).content
        for name in ("rules", "list", "problem", "outcome")
    }

    problem = parse(documents["problem"])
    assert documents["outcome"] == canonical_bytes(decide(problem))
    outcome = json.loads(documents["outcome"])
    assert outcome["batches"][0]["seats"] == [
        {"application": applications[0].draw_code, "seat": "open"}
    ]
    assert outcome["steps"][0]["changes"] == [
        {"application": applications[0].draw_code, "from": batch.code, "to": None},
        {"application": applications[1].draw_code, "from": None, "to": batch.code},
    ]
    private = [
        text.encode()
        for application in applications
        for text in (
            application.person.full_name,
            application.person.nik,
            application.person.phone,
            application.registration_number,
            application.person.birth_date.isoformat(),
        )
    ]
    assert [text for text in private for content in documents.values() if text in content] == []
    assert b"disability" not in documents["problem"] + documents["outcome"]
    assert [documents["rules"], documents["list"]] == [
        selection_round.rule_set.canonical.encode(),
        selection_round.list_at_closing.encode(),
    ]


def test_an_objection_is_answered_on_its_page(client, manager):
    selection_round = published(round_with_people(80, 70))
    objection = Objection.objects.create(
        application=selection_round.intake.applications.first(), text="Saya hadir."
    )
    page = reverse("enrollment:answer_objection", kwargs={"pk": objection.pk})

    client.post(page, {"is_upheld": "yes", "answer": "Anda benar."})

    objection.refresh_from_db()
    assert (objection.is_upheld, objection.answered_by) == (True, manager)
    assert "Koreksi diperlukan" in client.get(address("round", selection_round)).content.decode()
