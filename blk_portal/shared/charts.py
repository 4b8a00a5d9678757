"""Charts as SVG: attributes and classes only, two drawings instead of one squeezed one.

Every function takes values that are ready to be shown and returns safe markup for
``components/chart.html``. Lengths are in the units of each drawing's view box.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Tile:
    """One kelurahan of the tile map; ``text`` is what may be shown of its value."""

    name: str
    short: str
    column: int
    row: int
    district: str
    text: str
    level: int


@dataclass(frozen=True)
class Series:
    """One small multiple: up to three columns in the order of time, and the seats of the last."""

    label: str
    columns: list[Demand]


TILE = 84
WRAPPED_NAMES = {
    "Pasirkratonkramat": ["Pasirkraton-", "kramat"],
    "Noyontaansari": ["Noyontaan-", "sari"],
}
FIRST_WHITE_LEVEL = 3
NICE_STEPS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000]


def stage_bars(stages, *, key, title):
    """Draw a funnel as horizontal bars from zero; dashed boxes are people who may still arrive."""
    longest = max((stage.value + stage.possible for stage in stages), default=0)
    description = ", ".join(f"{stage.value} {stage.label}" for stage in stages)
    wide, small = [], []
    for index, stage in enumerate(stages):
        y = 4 + 38 * index
        wide += [
            _text(0, y + 17, stage.label, 14),
            _text(138, y + 17, stage.value, 15, css="tb", anchor="end"),
            *_stage_marks(stage, x=150, y=y, height=24, length=360, longest=longest, size=13),
        ]
        y = 46 * index
        small += [
            _text(0, y + 13, stage.label, 14),
            _text(318, y + 13, stage.value, 15, css="tb", anchor="end"),
            *_stage_marks(stage, x=0, y=y + 19, height=16, length=278, longest=longest, size=13),
        ]
    return _pair(key, title, description, wide, 560, 38 * len(stages), small, 320, 46 * len(stages))


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
    return _pair(key, title, description, wide, 560, 46 * len(rows), small, 320, 46 * len(rows))


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
            _text(0, y + 18, share.label, 14, css="tb"),
            _text(0, y + 35, share.note, 12, css="t2"),
            *_share_marks(
                share, kind, x=136, y=y + 8, height=24, longest=longest, length=375, aim=aim
            ),
            _text(144 + _scaled(share.whole, longest, 375), y + 25, _percent(share), 14, css="tb"),
        ]
        y = 70 * index
        small += [
            _text(0, y + 14, share.label, 14, css="tb"),
            _text(320, y + 14, _percent(share), 14, css="tb", anchor="end"),
            *_share_marks(
                share, kind, x=0, y=y + 22, height=20, longest=longest, length=316, aim=aim
            ),
        ]
    return _pair(key, title, description, wide, 560, 54 * len(shares), small, 320, 70 * len(shares))


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
            _text(0, y + 19, rate.label, 13),
            *_share_marks(rate, "m", x=200, y=y + 4, height=20, longest=rate.whole, length=220),
            _text(430, y + 19, _percent(rate), 14, css="tb"),
            _text(560, y + 19, counts, 13, css="t2", anchor="end"),
        ]
        y = 50 * index
        small += [
            _text(0, y + 14, rate.label, 14),
            _text(320, y + 14, f"{_percent(rate)}, {counts}", 14, css="tb", anchor="end"),
            *_share_marks(rate, "m", x=0, y=y + 20, height=16, longest=rate.whole, length=320),
        ]
    return _pair(key, title, description, wide, 560, 36 * len(rates), small, 320, 50 * len(rates))


def tile_map(tiles, *, key, title, description):
    """Draw the kelurahan as tiles coloured by ``level`` 0 to 5, thick lines between districts."""
    width = TILE * max(tile.column for tile in tiles)
    height = TILE * max(tile.row for tile in tiles)
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{}</title><desc id="{key}-d">{}</desc>{}'
        '<path class="border-line" d="{}"/></svg>',
        width,
        height,
        title,
        description,
        _joined(_tile(tile) for tile in tiles),
        _district_borders(tiles),
        key=key,
    )


def small_multiples(series, *, of):
    """Draw columns per series on one scale, the seats as an aim line; ``of`` names the values."""
    tallest = max((column.applicants for one in series for column in one.columns), default=0)
    step = _step_for(tallest, steps=3)
    return format_html(
        '<ul class="multiples plain">{}</ul>',
        _joined(_multiple(one, top=3 * step, step=step, of=of) for one in series),
    )


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
        (f"{name} {decimal(weight)}%", _scaled(weight, total, length)) for name, weight in parts
    ]
    in_one_line = all(len(label) * LETTER_WIDTH <= width for label, width in pieces[:-1])
    for index, (label, width) in enumerate(pieces):
        marks += [
            _text(x if in_one_line else 0, y + 14, label, 14),
            _rect(f"k{index % 4 + 1}", x, y + 22, width, 22, radius=3),
        ]
        x += width + gap
        y += 0 if in_one_line else 50
    spoken = ", ".join(label for label, _width in pieces)
    return format_html(
        '<svg viewBox="0 0 328 {}" role="img" aria-label="{}">{}</svg>',
        46 if in_one_line else y - 4,
        spoken,
        _joined(marks),
    )


def levels_for(highest):
    """Return the lower ends of levels 1 to 5 of the ordered scale; level 0 is below five."""
    step = next((step for step in NICE_STEPS if highest < 7 * step), NICE_STEPS[-1])
    return [5, 2 * step, 3 * step, 4 * step, 5 * step]


def level_of(value, levels):
    """Return the level of the ordered scale, 0 to 5, that ``value`` falls in."""
    return sum(value >= lower for lower in levels)


def _pair(key, title, description, wide, wide_width, wide_height, small, small_width, small_height):
    return format_html(
        '<svg class="only-wide" viewBox="0 0 {} {}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{}</title><desc id="{key}-d">{}</desc>{}</svg>'
        '<svg class="only-small" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        wide_width,
        wide_height,
        title,
        description,
        _joined(wide),
        small_width,
        small_height,
        f"{title}: {description}",
        _joined(small),
        key=key,
    )


def _stage_marks(stage, *, x, y, height, length, longest, size):
    drawn = _scaled(stage.value, longest, length)
    marks = [_rect("m", x, y, drawn, height)]
    if stage.possible:
        dashed = _scaled(stage.possible, longest, length)
        marks += [
            _rect("m-hatch", x + drawn + 1, y, dashed, height, radius=0),
            _text(x + drawn + dashed + 7, y + height - 7, f"+{stage.possible}", size, css="t2"),
        ]
    return marks


def _demand_marks(row, *, y, width, longest):
    length = width - 8
    seats = _scaled(row.seats, longest, length)
    return [
        _text(0, y + 13, row.label, 14),
        _text(width, y + 13, f"{row.applicants} / {row.seats}", 14, css="tb", anchor="end"),
        _rect(
            "m-soft" if row.is_open else "m",
            0,
            y + 19,
            _scaled(row.applicants, longest, length),
            16,
        ),
        _line("m-aim", f"M{seats} {y + 16}v22"),
    ]


def _share_marks(share, kind, *, x, y, height, longest, length, aim=None):
    whole = _scaled(share.whole, longest, length)
    marks = [
        _rect("m-ghost", x, y, whole, height),
        _rect(kind, x, y, min(whole, _scaled(share.part, longest, length)), height),
    ]
    if aim is not None:
        marks.append(_line("m-aim", f"M{x + round(whole * aim)} {y - 4}v{height + 8}"))
    return marks


def _tile(tile):
    x, y = TILE * (tile.column - 1) + 1, TILE * (tile.row - 1) + 1
    ink = "ink-hi" if tile.level >= FIRST_WHITE_LEVEL else "ink-lo"
    lines = WRAPPED_NAMES.get(tile.name, tile.name.split(" ", 1))
    return format_html(
        '<g><rect class="q{}" x="{}" y="{}" width="82" height="82" rx="4"/>'
        '<text class="{ink} only-wide" y="{}" font-size="11.5">{}</text>{}{}{}</g>',
        tile.level,
        x,
        y,
        y + 19,
        format_html_join(
            "",
            '<tspan x="{}" dy="{}">{}</tspan>',
            ((x + 8, 13 if index else 0, line) for index, line in enumerate(lines)),
        ),
        _text(x + 8, y + 29, tile.short, 22, css=f"{ink} only-small"),
        _text(x + 8, y + 71, tile.text, 21, css=f"{ink} tb only-wide"),
        _text(
            x + 8, y + 67, tile.text, 30 if len(tile.text) < 4 else 25, css=f"{ink} tb only-small"
        ),
        ink=ink,
    )


def _district_borders(tiles):
    districts = {(tile.column, tile.row): tile.district for tile in tiles}
    path = ""
    for (column, row), district in sorted(districts.items()):
        if districts.get((column + 1, row), district) != district:
            path += f"M{TILE * column} {TILE * (row - 1)}v{TILE}"
        if districts.get((column, row + 1), district) != district:
            path += f"M{TILE * (column - 1)} {TILE * row}h{TILE}"
    return path


def _multiple(one, *, top, step, of):
    base, height = 92, 84
    marks = [
        _line("grid-line", f"M0 {base - _scaled(value, top, height)}H170")
        for value in range(step, top + 1, step)
    ]
    for index, column in enumerate(one.columns):
        x, drawn = 8 + 54 * index, _scaled(column.applicants, top, height)
        css = "m-soft" if column.is_open else "m"
        marks += [
            _rect(css, x, base - drawn, 40, drawn),
            _text(x + 20, base - drawn - 4, column.applicants, 14, css="tb halo", anchor="middle"),
            _text(x + 20, 108, column.label, 14, css="t2", anchor="middle"),
        ]
    seats = one.columns[-1].seats
    marks.append(_line("m-aim", f"M0 {base - _scaled(seats, top, height)}H170"))
    spoken = ", ".join(f"{column.label} {column.applicants}" for column in one.columns)
    return format_html(
        '<li><h3>{}</h3><svg viewBox="0 -8 170 122" role="img" aria-label="{}">{}</svg></li>',
        one.label,
        _("{label}: {columns} {of}. Seats: {seats}.").format(
            label=one.label, columns=spoken, of=of, seats=seats
        ),
        _joined(marks),
    )


def _step_for(highest, *, steps):
    return next((step for step in NICE_STEPS if highest <= steps * step), NICE_STEPS[-1])


def _percent(share):
    return (
        f"{decimal(Decimal(share.part) * 100 / Decimal(share.whole), 0)}%" if share.whole else "–"
    )


def _scaled(value, longest, length):
    return round(float(value) * length / float(longest)) if longest else 0


def _text(x, y, content, size, *, css="", anchor=""):
    return format_html(
        '<text{}{} x="{}" y="{}" font-size="{}">{}</text>',
        format_html(' class="{}"', css) if css else "",
        format_html(' text-anchor="{}"', anchor) if anchor else "",
        x,
        y,
        size,
        content,
    )


def _rect(css, x, y, width, height, *, radius=2):
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        css,
        x,
        y,
        width,
        height,
        radius,
    )


def _line(css, path):
    return format_html('<path class="{}" d="{}"/>', css, path)


def _joined(pieces):
    return format_html_join("", "{}", ((piece,) for piece in pieces))
