"""The pages of a round, and that every act of them is refused when it is not its time."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Objection, Offer, RoundAttempt, SelectionRound
from enrollment.selection import canonical_bytes, decide, parse
from enrollment.services.correcting import calculate_correction
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    published,
    read_again,
    run,
    set_dates,
)

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
        {"value": "dice:123456", "value_again": "dice:123456", "occasion": "Aula BLK"},
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


def test_publishing_waits_for_the_announced_time(client, approver):
    selection_round = closed_round(80)
    run(selection_round)
    approve(selection_round, actor=approver)

    client.post(address("publish_round", selection_round))
    assert read_again(selection_round).status == "approved"

    set_dates(
        selection_round,
        round_runs_at=timezone.now() - timedelta(seconds=2),
        announced_at=timezone.now() - timedelta(seconds=1),
    )
    client.post(address("publish_round", selection_round))
    assert read_again(selection_round).status == "published"


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
