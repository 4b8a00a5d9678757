"""Counts that could point at a person are not published, nor may they be worked out.

A count under five is written "<5". Where the sum is published too, the next-smallest
counts become ranges until every hidden count could still be anything from 0 to 4; where
that is not enough the sum becomes a range as well.
"""

from dataclasses import dataclass

THRESHOLD = 5
RANGE_WIDTH = 20


@dataclass(frozen=True)
class PublishableCounts:
    """The counts and their sum as they may be shown, in the order they came."""

    texts: list[str]
    total: str


def suppress_small(counts, *, total_is_shown=True):
    """Return ``counts`` as they may be published beside their sum."""
    counts = list(counts)
    bounds = [(0, THRESHOLD - 1) if count < THRESHOLD else (count, count) for count in counts]
    total = sum(counts)
    candidates = sorted(
        (index for index, count in enumerate(counts) if count >= THRESHOLD),
        key=lambda index: counts[index],
    )
    while total_is_shown and candidates and _gives_a_small_count_away(bounds, total):
        index = candidates.pop(0)
        bounds[index] = _range_around(counts[index])
    if total_is_shown and _gives_a_small_count_away(bounds, total):
        total_text = f"{sum(low for low, _ in bounds)}–{sum(high for _, high in bounds)}"
    else:
        total_text = str(total)
    return PublishableCounts([_written(low, high) for low, high in bounds], total_text)


def _gives_a_small_count_away(bounds, total):
    lowest, highest = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    return any(
        total - (highest - high) > low or total - (lowest - low) < high
        for low, high in bounds
        if (low, high) == (0, THRESHOLD - 1)
    )


def _range_around(count):
    start = count // RANGE_WIDTH * RANGE_WIDTH
    return max(start, THRESHOLD), start + RANGE_WIDTH - 1


def _written(low, high):
    if (low, high) == (0, THRESHOLD - 1):
        return f"<{THRESHOLD}"
    return str(low) if low == high else f"{low}–{high}"
