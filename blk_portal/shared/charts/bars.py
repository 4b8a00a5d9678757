from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import gettext as _

from blk_portal.shared.charts.drawing import joined, line, pair, rect, scaled, text
from blk_portal.shared.formats import decimal

LETTER_WIDTH = 7.4  # of text of size 14, on average


@dataclass(frozen=True)
class Stage:
    """One stage of a funnel: how many are there, and how many may still get there."""

    label: str
    value: int
    possible: int = 0


@dataclass(frozen=True)
class Demand:
    """Applicants beside the seats there are for them."""

    label: str
    applicants: int
    seats: int
    is_open: bool = False


@dataclass(frozen=True)
class Share:
    """A part of a whole, such as money spent of a budget, with both in words."""

    label: str
    note: str
    part: Decimal
    whole: Decimal
    part_text: str
    whole_text: str


def stage_bars(stages, *, key, title):
    """Draw a funnel as horizontal bars from zero; dashed boxes are people who may still arrive."""
    longest = max((stage.value + stage.possible for stage in stages), default=0)
    description = ", ".join(f"{stage.value} {stage.label}" for stage in stages)
    wide, small = [], []
    for index, stage in enumerate(stages):
        y = 4 + 38 * index
        wide += [
            text(0, y + 17, stage.label, 14),
            text(138, y + 17, stage.value, 15, css="tb", anchor="end"),
            *_stage_marks(stage, x=150, y=y, height=24, length=360, longest=longest, size=13),
        ]
        y = 46 * index
        small += [
            text(0, y + 13, stage.label, 14),
            text(318, y + 13, stage.value, 15, css="tb", anchor="end"),
            *_stage_marks(stage, x=0, y=y + 19, height=16, length=278, longest=longest, size=13),
        ]
    return pair(key, title, description, wide, 560, 38 * len(stages), small, 320, 46 * len(stages))


def demand_bars(rows, *, key, title):
    """Draw applicants as bars and the seats as an aim line on each."""
    longest = max((max(row.applicants, row.seats) for row in rows), default=0)
    description = "; ".join(
        _("{label}: {applicants} applicants, {seats} seats").format(
            label=row.label, applicants=row.applicants, seats=row.seats
        )
        for row in rows
    )
    wide, small = [], []
    for index, row in enumerate(rows):
        wide += _demand_marks(row, y=46 * index, width=560, longest=longest)
        small += _demand_marks(row, y=46 * index, width=320, longest=longest)
    return pair(key, title, description, wide, 560, 46 * len(rows), small, 320, 46 * len(rows))


def share_bars(shares, *, key, title, aim=None):
    """Draw parts of wholes on one scale; ``aim`` (0 to 1) is a line at that share of each whole."""
    longest = max((share.whole for share in shares), default=0)
    description = "; ".join(
        f"{share.label}: {share.part_text} / {share.whole_text}" for share in shares
    )
    wide, small = [], []
    for index, share in enumerate(shares):
        kind = f"k{index % 4 + 1}"
        y = 54 * index
        wide += [
            text(0, y + 18, share.label, 14, css="tb"),
            text(0, y + 35, share.note, 12, css="t2"),
            *_share_marks(
                share, kind, x=136, y=y + 8, height=24, longest=longest, length=375, aim=aim
            ),
            text(144 + scaled(share.whole, longest, 375), y + 25, _percent(share), 14, css="tb"),
        ]
        y = 70 * index
        small += [
            text(0, y + 14, share.label, 14, css="tb"),
            text(320, y + 14, _percent(share), 14, css="tb", anchor="end"),
            *_share_marks(
                share, kind, x=0, y=y + 22, height=20, longest=longest, length=316, aim=aim
            ),
        ]
    return pair(key, title, description, wide, 560, 54 * len(shares), small, 320, 70 * len(shares))


def rate_bars(rates, *, key, title):
    """Draw each part of its own whole, all wholes equally long: bars compare rates, words count."""
    description = "; ".join(
        f"{rate.label}: {_percent(rate)}, {rate.part_text} / {rate.whole_text}" for rate in rates
    )
    wide, small = [], []
    for index, rate in enumerate(rates):
        counts = f"{rate.part_text} / {rate.whole_text}"
        y = 36 * index
        wide += [
            text(0, y + 19, rate.label, 13),
            *_share_marks(rate, "m", x=200, y=y + 4, height=20, longest=rate.whole, length=220),
            text(430, y + 19, _percent(rate), 14, css="tb"),
            text(560, y + 19, counts, 13, css="t2", anchor="end"),
        ]
        y = 50 * index
        small += [
            text(0, y + 14, rate.label, 14),
            text(320, y + 14, f"{_percent(rate)}, {counts}", 14, css="tb", anchor="end"),
            *_share_marks(rate, "m", x=0, y=y + 20, height=16, longest=rate.whole, length=320),
        ]
    return pair(key, title, description, wide, 560, 36 * len(rates), small, 320, 50 * len(rates))


def weight_bar(parts):
    """Draw one bar cut into ``parts``, pairs of a name and a weight in percent.

    Where a label is longer than its piece, each part has a line of its own below the one before,
    so that no label lies on another.
    """
    total = sum(weight for _name, weight in parts)
    if not total:
        return ""
    gap, x, y, marks = 3, 0, 0, []
    length = 328 - gap * (len(parts) - 1)
    pieces = [
        (f"{name} {decimal(weight)}%", scaled(weight, total, length)) for name, weight in parts
    ]
    in_one_line = all(len(label) * LETTER_WIDTH <= width for label, width in pieces[:-1])
    for index, (label, width) in enumerate(pieces):
        marks += [
            text(x if in_one_line else 0, y + 14, label, 14),
            rect(f"k{index % 4 + 1}", x, y + 22, width, 22, radius=3),
        ]
        x += width + gap
        y += 0 if in_one_line else 50
    spoken = ", ".join(label for label, _width in pieces)
    return format_html(
        '<svg viewBox="0 0 328 {}" role="img" aria-label="{}">{}</svg>',
        46 if in_one_line else y - 4,
        spoken,
        joined(marks),
    )


def _stage_marks(stage, *, x, y, height, length, longest, size):
    drawn = scaled(stage.value, longest, length)
    marks = [rect("m", x, y, drawn, height)]
    if stage.possible:
        dashed = scaled(stage.possible, longest, length)
        marks += [
            rect("m-hatch", x + drawn + 1, y, dashed, height, radius=0),
            text(x + drawn + dashed + 7, y + height - 7, f"+{stage.possible}", size, css="t2"),
        ]
    return marks


def _demand_marks(row, *, y, width, longest):
    length = width - 8
    seats = scaled(row.seats, longest, length)
    return [
        text(0, y + 13, row.label, 14),
        text(width, y + 13, f"{row.applicants} / {row.seats}", 14, css="tb", anchor="end"),
        rect(
            "m-soft" if row.is_open else "m",
            0,
            y + 19,
            scaled(row.applicants, longest, length),
            16,
        ),
        line("m-aim", f"M{seats} {y + 16}v22"),
    ]


def _share_marks(share, kind, *, x, y, height, longest, length, aim=None):
    whole = scaled(share.whole, longest, length)
    marks = [
        rect("m-ghost", x, y, whole, height),
        rect(kind, x, y, min(whole, scaled(share.part, longest, length)), height),
    ]
    if aim is not None:
        marks.append(line("m-aim", f"M{x + round(whole * aim)} {y - 4}v{height + 8}"))
    return marks


def _percent(share):
    return (
        f"{decimal(Decimal(share.part) * 100 / Decimal(share.whole), 0)}%" if share.whole else "–"
    )
