import pytest

from enrollment.run_differences import Difference, compare_runs
from tests.factories.rounds import apply_for, batches_of, close, open_round, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    selection_round = open_round(1, 1)
    first, second = batches_of(selection_round)
    apply_for(selection_round, first, score=90, draw_code="D1")
    apply_for(selection_round, first, second, score=80, draw_code="D2")
    apply_for(selection_round, second, score=70, draw_code="D3")
    return close(selection_round)


def test_the_same_input_changes_nothing(closed):
    differences = compare_runs(run(closed), run(closed, reason="Memastikan"))

    assert differences.changes_no_seat
    assert not differences.has_other_input


def test_a_corrected_score_says_who_gained_lost_and_moved(closed):
    earlier = run(closed)
    score = closed.intake.applications.get(draw_code="D1").sittings.get().scores.get()
    score.value = 60
    score.save()
    first, second = batches_of(closed)

    differences = compare_runs(earlier, run(closed, reason="Nilai salah ketik"))

    assert differences.lost == [Difference("D1", first.code, None)]
    assert differences.moved == [Difference("D2", second.code, first.code)]
    assert differences.gained == [Difference("D3", None, second.code)]
    assert differences.has_other_input
    numbers = dict(closed.intake.applications.values_list("draw_code", "registration_number"))
    assert differences.sentences == [
        f"{numbers['D1']}: tidak lagi mendapat kursi di {first.program.title}.",
        f"{numbers['D2']}: pindah dari {second.program.title} ke {first.program.title}.",
        f"{numbers['D3']}: kini mendapat kursi di {second.program.title}.",
        f"{numbers['D1']}: datanya lain (nilai).",
    ]
