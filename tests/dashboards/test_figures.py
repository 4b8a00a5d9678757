import csv
import io
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from dashboards.figures import APPLICATION_FIGURES, GRANT_FIGURES
from dashboards.listings import KEYS, columns_of
from dashboards.lists import key_of_list
from dashboards.scope import Scope
from tests.dashboards.worlds import random_world
from tests.factories import UserFactory
from tests.factories.exports import rows_in, written_export

pytestmark = pytest.mark.django_db

SCOPES = [
    {"tahun": "0"},
    {"tahun": "2026"},
    {"tahun": "2025", "dana": "DBHCHT"},
    {"tahun": "0", "program": "program-b"},
    {"tahun": "2026", "dana": "APBD_KOTA", "program": "program-a", "kelurahan": "33.75.01.1003"},
    {"tahun": "2026", "gelombang": "2026-1"},
]
EVER = """EXISTS (SELECT 1 FROM shared_statuschange h WHERE h.subject = 'enrollment_application'
    AND h.subject_id = a.id AND h.to_status = '{}')"""
IN_BATCHES = """EXISTS (SELECT 1 FROM {table} x JOIN programs_batch b ON b.id = x.batch_id
    JOIN programs_trainingprogram p ON p.id = b.program_id
    WHERE x.application_id = a.id AND (%(fund)s = '' OR b.fund_id = %(fund)s)
    AND (%(program)s = '' OR p.slug = %(program)s) AND {condition})"""


def of_batches(table, condition="TRUE"):
    return IN_BATCHES.format(table=table, condition=condition)


CONFIRMED = f"""({of_batches("enrollment_participation")} OR ({EVER.format("confirmed")} AND
    {of_batches("enrollment_seat", "x.release IN ('', 'left', 'finished')")}))"""
APPLICATIONS_BY_HAND = {
    "applied": "TRUE",
    "verified": f"""(a.status IN ('verified', 'seated', 'waitlisted', 'not_selected', 'confirmed',
        'lapsed', 'left') OR (a.status = 'withdrawn' AND {EVER.format("verified")}))""",
    "tested": """EXISTS (SELECT 1 FROM enrollment_sitting s WHERE s.application_id = a.id
        AND s.attendance = 'attended')""",
    "seated": of_batches("enrollment_seat"),
    "confirmed": CONFIRMED,
    "finished": of_batches("enrollment_participation", "x.has_finished"),
    "competent": of_batches("enrollment_participation", "x.is_competent"),
    "being_checked": "a.status IN ('submitted', 'needs_fix')",
    "awaiting_check": "a.status = 'submitted'",
    "awaiting_correction": "a.status = 'needs_fix'",
    "objection_open": """EXISTS (SELECT 1 FROM enrollment_objection o
        WHERE o.application_id = a.id AND o.answered_at IS NULL)""",
    "learning": "a.status = 'confirmed' AND "
    + of_batches("enrollment_participation", "b.status = 'running' AND x.has_finished IS NULL"),
    "left": f"a.status = 'left' AND {CONFIRMED}",
    "first_wish": of_batches("enrollment_choice", "x.rank = 1"),
}
GRANTS_BY_HAND = {
    "grants_requested": "r.status <> 'withdrawn'",
    "grants_granted": "g.id IS NOT NULL",
    "grants_handed_over": "h.id IS NOT NULL",
    "grants_visit_due": """EXISTS (SELECT 1 FROM grants_monitoringvisit v
        WHERE v.grant_id = g.id AND v.visited_on IS NULL AND v.due_on <= %(today)s)""",
}


def count_by_hand(key, query):
    values = {
        "year": int(query.get("tahun", 0)),
        "fund": query.get("dana", ""),
        "program": query.get("program", ""),
        "kelurahan": query.get("kelurahan", ""),
        "intake": query.get("gelombang", ""),
        "today": date.today(),
    }
    if key in APPLICATIONS_BY_HAND:
        sql = f"""SELECT count(*) FROM enrollment_application a
            JOIN programs_intake i ON i.id = a.intake_id
            LEFT JOIN accounts_person person ON person.id = a.person_id
            WHERE a.submitted_at IS NOT NULL AND a.status <> 'excluded'
            AND (%(year)s = 0 OR i.year = %(year)s)
            AND (%(intake)s = '' OR i.code = %(intake)s)
            AND (%(kelurahan)s = '' OR person.kelurahan_id = %(kelurahan)s)
            AND {of_batches("enrollment_choice")} AND {APPLICATIONS_BY_HAND[key]}"""
    elif key in GRANTS_BY_HAND:
        sql = f"""SELECT count(*) FROM grants_grantrequest r
            JOIN grants_grantround gr ON gr.id = r.grant_round_id
            JOIN accounts_person person ON person.id = r.person_id
            LEFT JOIN grants_grant g ON g.request_id = r.id
            LEFT JOIN grants_handover h ON h.grant_id = g.id
            WHERE (%(year)s = 0 OR gr.fiscal_year = %(year)s)
            AND (%(fund)s = '' OR gr.fund_id = %(fund)s)
            AND %(program)s = '' AND %(intake)s = ''
            AND (%(kelurahan)s = '' OR person.kelurahan_id = %(kelurahan)s)
            AND {GRANTS_BY_HAND[key]}"""
    else:
        sql = """SELECT count(*) FROM programs_batch b JOIN programs_intake i ON i.id = b.intake_id
            JOIN programs_trainingprogram p ON p.id = b.program_id
            WHERE b.status NOT IN ('cancelled', 'merged') AND (%(year)s = 0 OR i.year = %(year)s)
            AND (%(fund)s = '' OR b.fund_id = %(fund)s)
            AND (%(program)s = '' OR p.slug = %(program)s)
            AND (%(intake)s = '' OR i.code = %(intake)s)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


@pytest.fixture
def official():
    client = Client()
    client.force_login(UserFactory(roles=["official"]))
    return client


def rows_of_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    return lines[1 : lines.index([])]


def taken(key, query):
    """The rows of the file that an official takes of the list behind a figure."""
    columns = [column.key for column in columns_of(key)]
    export = written_export(
        UserFactory(roles=["official"]),
        key=key_of_list(key),
        query=urlencode(query),
        columns=columns,
    )
    return rows_in(export)


def test_tile_list_export_and_sql_by_hand_count_the_same(official):
    random_world(1, applications=200)
    assert {*APPLICATIONS_BY_HAND, *GRANTS_BY_HAND, "classes"} == set(KEYS)

    for query in SCOPES:
        page = official.get(reverse("dashboards:home"), query)
        tiles = tiles_of(page.context)
        for key in KEYS:
            listed = official.get(reverse("dashboards:list", args=[key]), query)
            exported = taken(key, query)
            by_hand = count_by_hand(key, query)

            counts = {
                "list": listed.context["page"].paginator.count,
                "export": len(exported),
                "tile": tiles.get(key, by_hand),
            }
            assert counts == dict.fromkeys(counts, by_hand), (key, query)


def tiles_of(context):
    """Every number of the page that opens a list of its own scope, by the key of the list."""
    figures = [*context["key_figures"], *context["grants"]]
    tiles = {figure["href"].split("/")[3]: figure["value"] for figure in figures}
    for row in context["funnel"]["table"]["rows"]:
        tiles[row[1]["href"].split("/")[3]] = row[1]["text"]
    for row in context["waiting"]:
        tiles[row["href"].split("/")[3]] = row["count"]
    return tiles


def test_every_number_of_the_page_is_the_count_of_the_list_that_it_opens(official):
    random_world(3)
    context = official.get(reverse("dashboards:home"), {"tahun": "2026"}).context
    links = [
        (cell["href"], cell["text"])
        for panel in ["funnel", "map", "demand"]
        for row in context[panel]["table"]["rows"]
        for cell in row
        if cell["href"]
    ]

    wrong = []
    for href, shown in links:
        listed = official.get(href).context["listing"]
        counted = (
            sum(batch.capacity for batch in listed.rows)
            if "/classes/" in href
            else listed.rows.count()
        )
        if counted != shown:
            wrong.append((href, shown, counted))

    assert wrong == []
    assert len(links) > 27 * 3


def test_money_of_each_fund_is_the_sum_of_the_classes_it_opens(official):
    random_world(4)

    context = official.get(reverse("dashboards:home"), {"tahun": "2026"}).context

    for row in context["costs"]["table"]["rows"]:
        classes = list(official.get(row[1]["href"]).context["listing"].rows)
        planned, spent = (cell["text"].replace(".", "") for cell in row[3:5])
        assert planned == f"Rp{sum(batch.planned_cost for batch in classes):.0f}"
        assert spent == f"Rp{sum(batch.realised_cost for batch in classes):.0f}"


def test_totals_per_kelurahan_add_up_to_the_total(official):
    random_world(5)
    with translation.override("id"):
        rows = rows_of_csv(official.get(reverse("dashboards:figures_csv"), {"tahun": "0"}))

    page = official.get(reverse("dashboards:home"), {"tahun": "0"})

    shown = [row[1]["text"] for row in page.context["funnel"]["table"]["rows"]]
    assert [sum(int(row[column]) for row in rows) for column in range(1, 8)] == shown


def test_lists_mask_persons_and_neutralise_formulas(official):
    random_world(6)
    query = {"tahun": "0"}

    page = official.get(reverse("dashboards:list", args=["applied"]), query)
    names = {row[1] for row in taken("applied", query)}

    assert names == {"'=Siti N*** A***", "Bu***", "Dewi L***"}
    assert "Lestari" not in page.content.decode()


def test_stages_count_history_and_not_the_present_state(official):
    random_world(7, applications=120)
    scope = Scope(year=0)
    for key in ["seated", "confirmed", "verified"]:
        counted = scope.applications().filter(APPLICATION_FIGURES[key].condition(scope))
        states = set(counted.values_list("status", flat=True))
        assert len(states) > 2, key


def test_dashboard_takes_seven_statements_for_any_amount_of_data(official):
    random_world(8, applications=30)
    url = reverse("dashboards:home")
    official.get(url)

    for year in ["2024", "2025", "0"]:
        with CaptureQueriesContext(connection) as statements:
            official.get(url, {"tahun": year})
        assert len(statements) == 7, (year, [query["sql"][:90] for query in statements])


@pytest.mark.parametrize("key", ["applied", "grants_requested", "classes"])
def test_lists_take_the_same_number_of_statements_at_any_length(key, official):
    url = reverse("dashboards:list", args=[key])
    random_world(10, applications=8)
    official.get(url, {"tahun": "0"})
    with CaptureQueriesContext(connection) as short:
        official.get(url, {"tahun": "2025"})
    with CaptureQueriesContext(connection) as long:
        official.get(url, {"tahun": "0"})

    assert len(short) == len(long) <= 8


def test_unknown_figure_does_not_exist(official):
    assert official.get("/dasbor/daftar/secret/").status_code == 404
    assert official.get("/petugas/unduhan/baru/angka-secret/").status_code == 404


@pytest.mark.parametrize(
    "query", [{"tahun": "x"}, {"tahun": "99999"}, {"dana": "'"}, {"page": "x"}]
)
def test_odd_filters_are_harmless(query, official):
    assert official.get(reverse("dashboards:home"), query).status_code == 200
    assert official.get(reverse("dashboards:list", args=["applied"]), query).status_code == 200


def test_every_figure_has_a_meaning():
    for figure in [*APPLICATION_FIGURES.values(), *GRANT_FIGURES.values()]:
        assert str(figure.label)
        assert str(figure.definition).endswith(".")
