"""A resident on a small phone without scripts waits, is moved up, and takes the seat."""

import pytest

from enrollment.models import Seat
from enrollment.services.rounds import prepare_round
from enrollment.services.scores import record_scores
from enrollment.services.submission import submit_application
from tests.enrollment.residents import complete_draft
from tests.factories import UserFactory
from tests.factories.rounds import approve, close, publish, run
from tests.journeys.browsing import PHONE
from tests.journeys.intake import check_the_rest, hold_test, plan_intake

pytestmark = [pytest.mark.journey]

PASSWORD = "kata-sandi-contoh"
DECLINED = "Tidak, saya lepas kursi"


@pytest.fixture
def round_and_people(journey_database):
    """A published class of one seat: the winner, and she who waits behind."""
    manager = UserFactory(roles=["training_manager"])
    intake = plan_intake(capacity=1, titles=["Pembuatan Roti dan Kue"])
    selection_round = prepare_round(intake, actor=manager)
    intake.refresh_from_db()
    winner, waiting = (
        submit_application(complete_draft(intake, full_name=name), actor=None)
        for name in ("Rina Wulandari", "Nur'aini Rahmawati")
    )
    check_the_rest(intake, reviewer=UserFactory(roles=["verifier"]))
    for kind in ("written", "interview"):
        assessment = hold_test(intake, kind, *intake.batches.all(), manager=manager)
        points = {winner.pk: 90, waiting.pk: 80}
        record_scores(
            assessment,
            {
                sitting.pk: {kind: points[sitting.application_id]}
                for sitting in assessment.sittings.all()
            },
            assessor=UserFactory(roles=["assessor"]),
        )
    closed = close(selection_round)
    run(closed)
    approve(closed)
    publish(closed)
    return winner, waiting


def test_a_resident_gets_in_after_another_declines(round_and_people, visit):
    winner, waiting = round_and_people

    # Given that she reads that she is the first on the waitlist
    she = visit(PHONE, scripts=False)
    she.sign_in(waiting.user.username, PASSWORD)
    she.go(waiting.get_absolute_url())
    assert she.heading.startswith("Anda urutan ke-1 di daftar cadangan")
    she.follow("Lihat hasil dan alasannya")
    assert she.heading == "Anda cadangan ke-1"

    # When the winner gives up the seat, and says so twice from two open pages
    other = visit(PHONE, scripts=False)
    other.sign_in(winner.user.username, PASSWORD)
    other.go(winner.get_absolute_url())
    assert "Anda mendapat kursi" in other.heading
    stale = other.page.context.new_page()
    stale.goto(winner.get_absolute_url())
    other.press(DECLINED)
    assert other.heading == "Kursi Anda sudah dialihkan"
    stale.get_by_role("button", name=DECLINED).click()
    assert "Tidak ada kursi yang menunggu jawaban Anda." in stale.content()

    # Then the seat is offered to her
    assert seat_holders() == [waiting.pk]
    she.go(waiting.get_absolute_url())
    assert she.heading == "Selamat, Nur'aini Rahmawati. Anda mendapat kursi."
    she.follow("Lihat hasil dan alasannya")
    assert she.heading == "Anda mendapat kursi"

    # And she takes it, which a press on a page that is still open does not change
    she.page.go_back()
    stale = she.page.context.new_page()
    stale.goto(waiting.get_absolute_url())
    she.press("Ya, saya ambil kursi ini")
    assert she.page.get_by_role("button", name=DECLINED).count() == 0
    stale.get_by_role("button", name=DECLINED).click()
    assert "Tidak ada kursi yang menunggu jawaban Anda." in stale.content()
    assert seat_holders() == [waiting.pk]

    # And nobody else can read her page
    answer = other.page.goto(waiting.get_absolute_url())
    assert answer.status == 404


def seat_holders():
    return list(Seat.objects.taken().values_list("application", flat=True))
