"""What is published of a round, searched byte by byte for what nobody else may know."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.choices import OfferAnswer
from enrollment.models import Application, FactClaim, Objection
from enrollment.services.offers import answer_offer
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published

pytestmark = pytest.mark.django_db

DOCUMENTS = ["rules", "list", "problem", "outcome"]
FACTS = ["disability", "poor", "laid_off"]
SCORES = ["93.47", "83.47", "73.47", "63.47"]


@pytest.fixture
def selection_round():
    """Somebody declined, somebody may not join, somebody's file was refused, somebody objects."""
    selection_round = open_round(1, 1, reserves=[("disabilitas", FACTS, 1)])
    first, second = batches_of(selection_round)
    applications = [
        apply_for(
            selection_round,
            first,
            second,
            score=score,
            registration_number=f"{number}XYZ-QWRT",
            education="s1",
            motivation=f"Rahasia nomor {number}",
            person__full_name=f"Wulandari Kencana{number}",
            person__birth_date=date(1987, 11, 20 + number),
            person__birth_place="Wonogiri",
            person__address=f"Jalan Semangka {number}",
            person__phone=f"+628130000770{number}",
        )
        for number, score in enumerate(SCORES, start=1)
    ]
    apply_for(selection_round, first, score=99, person__kelurahan_id=None, **named("Kalimasada"))
    apply_for(selection_round, first, status="ineligible", **named("Paramitha"))
    for application, fact in zip(applications, FACTS, strict=False):
        FactClaim.objects.create(
            application=application,
            fact_type_id=fact,
            status="verified",
            decided_at=timezone.now(),
            decided_by=UserFactory(roles=["verifier"]),
        )
    selection_round = published(selection_round)
    answer_offer(applications[0].offers.get(), OfferAnswer.DECLINE, actor=applications[0].user)
    Objection.objects.create(application=applications[3], text="Nilai saya keliru")
    return selection_round


def named(name):
    return {
        "person__full_name": f"Siti {name}",
        "person__address": f"Gang {name}",
        "person__birth_place": "Banjarnegara",
    }


def private_texts():
    """Everything that the portal knows of the applicants, as it may be written."""
    for row in Application.objects.select_related("person"):
        person = row.person
        yield from [person.nik, person.kk, person.full_name, person.full_name.split()[1]]
        yield from [person.address, person.birth_place, person.phone, f"0{person.phone[3:]}"]
        yield from [person.birth_date.isoformat(), person.birth_date.strftime("%d-%m-%Y")]
        yield from [row.registration_number, row.motivation, str(person.kelurahan_id)]
    yield from [*SCORES, *(score.replace(".", ",") for score in SCORES), "Nilai saya keliru"]
    yield from ["declined", "not_eligible:", "file_not_accepted", 'withdrawn":true', "refused"]


def found(texts, content):
    return sorted({text for text in texts if text and text.encode() in content})


def test_no_published_file_tells_anything_of_a_person(client, selection_round):
    code = selection_round.intake.code
    documents = {
        name: client.get(reverse("enrollment:result_document", args=[code, name])).content
        for name in DOCUMENTS
    }
    check = client.get(reverse("enrollment:results_check", args=[code])).content

    texts = list(private_texts())

    assert {name: found(texts, content) for name, content in documents.items()} == dict.fromkeys(
        DOCUMENTS, []
    )
    assert found(texts, check) == []
    of_persons = documents["list"] + documents["problem"] + documents["outcome"]
    assert found([*FACTS, "education", "residency", "disabilitas", "s1"], of_persons) == []
    full = (
        selection_round.approved_run.problem.encode()
        + selection_round.approved_run.outcome.encode()
    )
    assert {"1987-11-21", "93.47", "disability", "not_eligible:"} <= set(
        found([*texts, *FACTS], full)
    )


def test_the_list_of_results_shows_numbers_and_masked_names_alone(client, selection_round):
    page = client.get(reverse("enrollment:results", args=[selection_round.intake.code])).content

    shown = {row.registration_number for row in Application.objects.all()} | {"Wulandari", "Siti"}

    assert found([text for text in private_texts() if text not in shown], page) == []
    assert b"WULANDARI K***" in page


def test_draw_codes_and_registration_numbers_stand_nowhere_together(client, selection_round):
    code = selection_round.intake.code
    list_of_results = client.get(reverse("enrollment:results", args=[code])).content
    draw_codes = Application.objects.values_list("draw_code", flat=True)

    assert found(draw_codes, list_of_results) == []
    outcome = client.get(reverse("enrollment:result_document", args=[code, "outcome"])).json()
    assert {row["id"] for row in outcome["applications"]} < set(draw_codes)
    assert json.dumps(outcome).count("person") == len(outcome["applications"])
