"""The fairness of a round: every person counted once, small counts hidden, nothing from outside."""

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from dashboards import fairness
from dashboards.panels.fairness import rows_of
from dashboards.tasks import calculate_fairness
from enrollment.models import FactClaim
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def selection_round():
    """Six seats, one guaranteed to people with a disability; four women and six men apply."""
    selection_round = open_round(6, reserves=[("difabel", ["disability"], 1)])
    (batch,) = batches_of(selection_round)
    people = [
        apply_for(selection_round, batch, score=score, person__gender=gender, education=education)
        for score, gender, education in [
            (99, "P", "sma"),
            (98, "L", "sma"),
            (97, "L", "sma"),
            (96, "P", "smk"),
            (95, "L", "sma"),
            (94, "L", "sma"),
            (70, "P", "smk"),
            (60, "P", "sma"),
            (50, "L", "smk"),
            (40, "L", "sma"),
        ]
    ]
    FactClaim.objects.create(
        application=people[7],
        fact_type_id="disability",
        status="verified",
        decided_at=timezone.now(),
        decided_by=UserFactory(roles=["verifier"]),
    )
    apply_for(selection_round, batch, score=90, person__kelurahan_id=None)
    return published(selection_round)


def test_every_person_is_counted_once_in_each_dimension(selection_round):
    counts = fairness.count(selection_round)

    assert {
        dimension: [sum(column) for column in zip(*groups.values(), strict=True)]
        for dimension, groups in counts["groups"].items()
    } == dict.fromkeys(fairness.DIMENSIONS, [10, 6, 6])
    assert counts["groups"]["gender"] == {"P": [4, 3, 2], "L": [6, 3, 4]}
    assert counts["groups"]["disability"] == {"yes": [1, 1, 0], "no": [9, 5, 6]}
    assert counts["groups"]["education"] == {"sma": [7, 5, 5], "smk": [3, 1, 1]}
    assert counts["moved"] == {"gained": 1, "lost": 1, "elsewhere": 0}
    (reserves,) = counts["reserves"].values()
    assert reserves == [{"category": "difabel", "seats": 1, "filled": 1, "members": 1}]
    assert json.loads(json.dumps(counts)) == counts


def test_staff_read_counts_and_warnings_and_officials_no_small_count(selection_round):
    groups = fairness.count(selection_round)["groups"]["gender"]

    women, men = rows_of(groups, "gender", is_exact=True)
    assert (women.took_part, women.seated, women.rate) == ("4", "3", "75%")
    assert women.warning == "Terlalu sedikit orang: angka ini tidak berarti apa-apa."
    assert men.warning == "Sedikit orang: satu kursi lebih atau kurang mengubah angka ini 17%."

    for row in rows_of(groups, "gender", is_exact=False):
        assert {row.took_part, row.seated, row.without, row.rate} <= {"–", "<5"}
        assert row.counts is None


def test_hidden_counts_cannot_be_worked_out_from_the_rest():
    groups = {"sma": [60, 33, 30], "smk": [40, 27, 25], "d3": [9, 2, 7], "s1": [20, 18, 18]}

    shown = {row.label: row for row in rows_of(groups, "education", is_exact=False)}

    diploma, bachelor = shown["D1 sampai D3"], shown["D4 atau S1"]
    assert (diploma.seated, diploma.took_part, diploma.rate) == ("<5", "–", "–")
    assert (bachelor.without, bachelor.took_part, bachelor.rate) == ("<5", "–", "–")
    for attribute in ["seated", "without"]:
        texts = [getattr(row, attribute) for row in shown.values()]
        assert sum(not text.isdigit() for text in texts) >= 2, texts


READERS = {"official": False, "training_manager": True, "approver": True, "auditor": True}


@pytest.mark.parametrize(("role", "is_exact"), READERS.items())
def test_page_and_csv_follow_one_rule(client, selection_round, role, is_exact):
    client.force_login(UserFactory(roles=[role]))
    code = selection_round.intake.code

    page = client.get(reverse("dashboards:fairness", args=[code]))
    content = b"".join(client.get(reverse("dashboards:fairness_csv", args=[code])))
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    charts = {chart["key"]: chart for chart in page.context["charts"]}
    in_page = [[cell["text"] for cell in row] for row in charts["fair-gender"]["table"]["rows"]]
    assert in_page == [line[1:] for line in lines[1:3]]
    assert (in_page[0][1] == "4") is is_exact
    assert page.context["is_exact"] is is_exact


def test_the_list_names_published_rounds_alone(client, selection_round):
    open_round(3)
    client.force_login(UserFactory(roles=["official"]))

    page = client.get(reverse("dashboards:fairness_list"))

    assert [row.intake for row in page.context["rounds"]] == [selection_round.intake]


def test_a_large_round_is_calculated_by_a_worker(client, selection_round, monkeypatch):
    asked = []
    monkeypatch.setattr(fairness, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(calculate_fairness, "delay_on_commit", asked.append)
    client.force_login(UserFactory(roles=["auditor"]))
    address = reverse("dashboards:fairness", args=[selection_round.intake.code])

    waiting = client.get(address)
    assert (waiting.context["counts_known"], asked) == (False, [selection_round.pk])

    calculate_fairness(selection_round.pk)
    assert client.get(address).context["counts_known"] is True
    assert asked == [selection_round.pk]
