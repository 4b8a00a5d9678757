"""The pages of a round, and that every act of them is refused when it is not its time."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import RoundAttempt, SelectionRound
from enrollment.services.correcting import calculate_correction
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    correction_of,
    open_round,
    published,
    read_again,
    run,
)
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-contoh"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(client):
    user = UserFactory(roles=["training_manager"])
    client.force_login(user)
    return user


@pytest.fixture
def approver(client):
    user = UserFactory(roles=["approver"])
    client.force_login(user)
    return user


def address(name, selection_round, **kwargs):
    return reverse(f"enrollment:{name}", kwargs={"code": selection_round.intake.code, **kwargs})


def round_with_people(*scores, capacity=1, **fields):
    selection_round = open_round(capacity, **fields)
    for score in scores:
        apply_for(selection_round, *batches_of(selection_round), score=score)
    return selection_round


def closed_round(*scores, **fields):
    return close(round_with_people(*scores, **fields))


def test_the_manager_opens_an_intake_and_the_seed_stays_sealed(client, manager):
    selection_round = round_with_people(80)

    page = client.get(address("round", selection_round)).content.decode()

    assert selection_round.seed not in page
    assert (
        " ".join(selection_round.commitment[start : start + 8] for start in range(0, 64, 8)) in page
    )


def test_a_slip_in_the_public_value_is_noticed(client, manager):
    selection_round = closed_round(80)
    SelectionRound.objects.update(entropy="")

    answer = client.post(
        address("round_entropy", selection_round),
        {"value": "dice:123456", "value_again": "dice:123465", "occasion": "Aula BLK"},
    )

    assert answer.status_code == 422
    assert "Kedua isian tidak sama" in answer.content.decode()
    assert read_again(selection_round).entropy == ""

    client.post(
        address("round_entropy", selection_round),
        {"value": "dice:123456", "value_again": "dice:123456", "occasion": "Aula BLK"}
        | shown_on(client, address("round", selection_round)),
    )

    selection_round = read_again(selection_round)
    assert (selection_round.entropy, selection_round.entropy_read_by) == ("dice:123456", manager)


def test_pressing_run_asks_for_a_run_and_shows_the_page_at_once(
    client, manager, django_capture_on_commit_callbacks
):
    selection_round = closed_round(80, 70)

    with django_capture_on_commit_callbacks() as callbacks:
        answer = client.post(address("run_round", selection_round))

    assert answer["Location"] == address("round", selection_round)
    assert len(callbacks) == 1
    assert read_again(selection_round).run_requested_by == manager
    assert RoundAttempt.objects.count() == 0


def test_the_page_of_a_run_under_way_asks_again_and_stops_when_it_is_over(client, manager):
    selection_round = closed_round(80, 70)
    SelectionRound.objects.update(run_requested_at=timezone.now())
    RoundAttempt.objects.create(
        selection_round=selection_round, number=1, phase="writing", done=1, total=2
    )
    address_of_piece = address("round_progress", selection_round)

    page = client.get(address("round", selection_round)).content.decode()
    piece = client.get(address_of_piece, headers=HTMX).content.decode()

    assert '<meta http-equiv="refresh" content="5">' in page
    assert f'hx-get="{address_of_piece}" hx-trigger="load delay:2s"' in piece
    assert "1 dari 2" in piece

    SelectionRound.objects.update(run_requested_at=None)
    over = client.get(address_of_piece, headers=HTMX)

    assert (over.content, over["HX-Refresh"]) == (b"", "true")


def test_a_worker_that_fell_silent_is_shown_as_such(client, manager):
    selection_round = closed_round(80)
    SelectionRound.objects.update(run_requested_at=timezone.now() - timedelta(minutes=3))
    RoundAttempt.objects.create(selection_round=selection_round, number=1)
    RoundAttempt.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=74))

    piece = client.get(address("round_progress", selection_round), headers=HTMX).content.decode()

    assert "Tidak ada kabar 74 detik" in piece
    assert "Hitungan diulang sendiri" in piece
    assert "load delay:10s" in piece


def decree(**fields):
    return {
        "decree_number": "800/1/2026",
        "decree_on": "2026-08-05",
        "decree_signer": "Kepala UPTD",
        "password": PASSWORD,
        **fields,
    }


def test_the_approver_proves_who_they_are_with_the_password(client, approver):
    selection_round = closed_round(80, 70)
    run(selection_round)

    refused = client.post(address("approve_round", selection_round), decree(password="bukan"))

    assert refused.status_code == 422
    assert "Kata sandi ini tidak cocok." in refused.content.decode()
    assert read_again(selection_round).status == "decided"

    client.post(address("approve_round", selection_round), decree())

    approved = read_again(selection_round)
    assert (approved.status, approved.approved_by, approved.approved_run.number) == (
        "approved",
        approver,
        1,
    )
    assert (approved.decree_number, approved.decree_on) == ("800/1/2026", date(2026, 8, 5))


@pytest.mark.parametrize("page", ["approve_round", "approve_correction"])
def test_wrong_passwords_of_an_approver_count_as_at_the_door(client, approver, page, settings):
    settings.AXES_FAILURE_LIMIT = 3
    selection_round = closed_round(80, 70)
    if page == "approve_correction":
        correction_of(published(selection_round))
    else:
        run(selection_round)
    guesses = [decree(password="tebakan", rule="confirmed")] * 3

    told = [client.post(address(page, selection_round), guess).status_code for guess in guesses]
    right = client.post(address(page, selection_round), decree(rule="confirmed"))

    assert (told, right.status_code) == ([422, 422, 429], 429)
    assert read_again(selection_round).corrections.published().count() == 0
    assert read_again(selection_round).approved_by != approver


def test_the_page_tells_an_approver_who_ran_the_round_that_somebody_else_must(client):
    both = UserFactory(roles=["approver", "training_manager"])
    client.force_login(both)
    selection_round = closed_round(80, 70)
    run(selection_round, actor=both)

    page = client.get(address("round", selection_round)).content.decode()
    answer = client.post(address("approve_round", selection_round), decree())

    assert "orang lain, karena Anda meminta hitungan" in page
    assert answer.status_code == 422
    assert read_again(selection_round).status == "decided"


def test_a_refused_outcome_goes_back_with_its_reason(client, approver):
    selection_round = closed_round(80, 70)
    run(selection_round)

    client.post(address("refuse_round", selection_round), {"reason": "Nilai satu orang keliru"})

    selection_round = read_again(selection_round)
    assert (selection_round.status, selection_round.run_reason) == (
        "closed",
        "Nilai satu orang keliru",
    )


def test_the_list_says_what_each_round_waits_for(client, manager):
    round_with_people(80)
    stopped = closed_round(80)
    SelectionRound.objects.filter(pk=stopped.pk).update(entropy="")
    decided = closed_round(80)
    run(decided)

    rows = client.get(reverse("enrollment:round_list")).context["rows"]

    waits = {row["intake"].code: row["next"] for row in rows}
    assert waits[stopped.intake.code] == "1 hal harus dibereskan dulu"
    assert waits[decided.intake.code] == "Menunggu persetujuan"


def test_number_of_queries_for_the_list_does_not_grow(
    client, manager, django_assert_max_num_queries
):
    round_with_people(80)
    with django_assert_max_num_queries(10) as one:
        client.get(reverse("enrollment:round_list"))

    round_with_people(80)
    round_with_people(80, 70)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("enrollment:round_list"))


def test_a_correction_goes_from_the_page_of_the_manager_to_that_of_the_approver(
    client, manager, django_capture_on_commit_callbacks
):
    selection_round = published(round_with_people(90, 80))
    last = selection_round.intake.applications.order_by("pk").last()
    client.post(address("open_correction", selection_round), {"reason": "Nilai salah ketik"})

    refused = client.post(
        address("record_change", selection_round),
        {"kind": "score", "registration_number": "SALAH", "code": "interview", "reason": "x"},
    )
    client.post(
        address("record_change", selection_round),
        {
            "kind": "score",
            "registration_number": last.registration_number,
            "code": "interview",
            "value": "95,5",
            "reason": "Lembar nilai",
        },
    )
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(address("calculate_correction", selection_round))
    assert len(callbacks) == 1
    calculate_correction(selection_round.corrections.get())
    approver = UserFactory(roles=["approver"])
    client.force_login(approver)
    page = client.get(address("corrections", selection_round))

    assert "Tidak ada pendaftar di gelombang ini" in refused.content.decode()
    title = batches_of(selection_round)[0].program.title
    number = last.registration_number
    assert page.context["options"][0].gained == [f"{number}: kini mendapat kursi di {title}."]

    wrong = client.post(
        address("approve_correction", selection_round),
        decree(rule="confirmed", password="bukan"),
    )
    assert wrong.status_code == 422
    assert not selection_round.corrections.published().exists()

    client.post(address("approve_correction", selection_round), decree(rule="confirmed"))

    correction = selection_round.corrections.published().get()
    assert (correction.number, correction.approved_by) == (1, approver)
    public = client.get(address("results", selection_round)).content.decode()
    assert "Koreksi 1" in public
    digest = correction.run.digest
    assert " ".join(digest[start : start + 8] for start in range(0, 64, 8)) in public
