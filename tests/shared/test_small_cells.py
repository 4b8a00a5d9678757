from itertools import product

import pytest

from blk_portal.shared.small_cells import PublishableCounts, suppress_small


def test_counts_of_five_and_more_stay_as_they_are():
    assert suppress_small([5, 20, 7]) == PublishableCounts(["5", "20", "7"], "32")


def test_one_small_count_takes_the_next_smallest_with_it():
    assert suppress_small([40, 12, 2]) == PublishableCounts(["40", "5–19", "<5"], "54")


def test_small_counts_that_add_up_to_much_make_the_sum_a_range():
    assert suppress_small([3, 4]) == PublishableCounts(["<5", "<5"], "0–8")


def test_without_a_published_sum_only_the_small_counts_are_hidden():
    assert suppress_small([40, 12, 2], total_is_shown=False).texts == ["40", "12", "<5"]


def test_the_order_is_kept():
    assert suppress_small([2, 61, 18, 11]).texts == ["<5", "61", "18", "5–19"]


def bounds(text):
    if text == "<5":
        return 0, 4
    low, _, high = text.partition("–")
    return int(low), int(high or low)


@pytest.mark.parametrize(
    "counts", [[3, 4], [0, 0, 9], [4, 4, 4], [1, 5], [4, 19, 20], [2, 5, 5, 60], [4, 4, 39], [1]]
)
def test_no_small_count_can_be_worked_out_by_subtraction(counts):
    published = suppress_small(counts)

    low, high = bounds(published.total)
    ranges = [range(bounds(text)[0], bounds(text)[1] + 1) for text in published.texts]
    worlds = [world for world in product(*ranges) if low <= sum(world) <= high]
    for index, text in enumerate(published.texts):
        if text == "<5":
            assert {world[index] for world in worlds} == {0, 1, 2, 3, 4}
