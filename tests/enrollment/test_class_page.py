"""The page of a class shows its seats as they are, names only to whoever runs it."""

import pytest
from django.utils import translation

from enrollment.models import Offer
from enrollment.services.offers import answer_offer
from programs.models import Batch
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published
from tests.test_query_budgets import STAFF, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    for name, score in [("Siti Nur Aminah", 90), ("Budi Santoso", 80), ("Tuti Alawiyah", 70)]:
        apply_for(selection_round, batch, score=score, person__full_name=name)
    Batch.objects.update(minimum_participants=3)
    published(selection_round)
    batch.refresh_from_db()
    return batch


def seats(page):
    return [(seat.number, seat.name, seat.status) for seat in page.context["now"].seats]


def test_a_manager_sees_names_seats_and_who_waits(client, batch):
    client.force_login(UserFactory(roles=["training_manager"]))

    page = client.get(f"/petugas/peserta/{batch.code}/kursi/")

    assert seats(page) == [(1, "Siti Nur Aminah", "seated"), (2, "Budi Santoso", "seated")]
    now = page.context["now"]
    assert [row["name"] for row in now.waiting] == ["Tuti Alawiyah"]
    assert (now.taken, now.open_offers, now.missing) == (2, 2, 1)


@pytest.mark.parametrize("role", ["approver", "auditor"])
def test_others_see_masked_names_and_no_acts(client, batch, role):
    client.force_login(UserFactory(roles=[role]))

    page = client.get(f"/petugas/peserta/{batch.code}/kursi/")

    assert [name for _number, name, _status in seats(page)] == ["Siti N*** A***", "Budi S***"]
    assert "Aminah" not in page.text
    assert "/ubah/" not in page.text


def test_the_piece_asks_for_itself_and_shows_what_happened_since(client, batch):
    client.force_login(UserFactory(roles=["training_manager"]))
    address = f"/petugas/peserta/{batch.code}/kursi/"
    with translation.override("id"):
        answer_offer(Offer.objects.order_by("pk").first(), "decline", actor=None)

    piece = client.get(address, headers={"HX-Request": "true"})

    assert "<html" not in piece.text
    assert f'hx-get="{address}"' in piece.text
    assert "Tuti Alawiyah" in piece.text
    assert "Siti Nur Aminah" not in piece.text


@pytest.mark.parametrize("people", [2, 9])
def test_the_page_costs_the_same_for_any_number_of_people(client, people):
    selection_round = open_round(people - 1)
    (batch,) = batches_of(selection_round)
    for number in range(people):
        apply_for(selection_round, batch, score=60 + number)
    published(selection_round)
    client.force_login(UserFactory(roles=["training_manager"]))

    Visitor(client, STAFF).get(f"/petugas/peserta/{batch.code}/kursi/")


def test_the_sheet_to_print_lists_everybody_with_a_seat(client, batch):
    client.force_login(UserFactory(roles=["training_manager"]))

    page = client.get(f"/petugas/peserta/{batch.code}/cetak/")

    assert [row.person.full_name for row in page.context["people"]] == [
        "Siti Nur Aminah",
        "Budi Santoso",
    ]
