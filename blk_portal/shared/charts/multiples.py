from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from blk_portal.shared.charts.bars import Demand
from blk_portal.shared.charts.drawing import joined, line, rect, scaled, text
from blk_portal.shared.charts.scales import step_for


@dataclass(frozen=True)
class Series:
    """One small multiple: up to three columns in the order of time, and the seats of the last."""

    label: str
    columns: list[Demand]


def small_multiples(series, *, of):
    """Draw columns per series on one scale, the seats as an aim line; ``of`` names the values."""
    tallest = max((column.applicants for one in series for column in one.columns), default=0)
    step = step_for(tallest, steps=3)
    return format_html(
        '<ul class="multiples plain">{}</ul>',
        joined(_multiple(one, top=3 * step, step=step, of=of) for one in series),
    )


def _multiple(one, *, top, step, of):
    base, height = 92, 84
    marks = [
        line("grid-line", f"M0 {base - scaled(value, top, height)}H170")
        for value in range(step, top + 1, step)
    ]
    for index, column in enumerate(one.columns):
        x, drawn = 8 + 54 * index, scaled(column.applicants, top, height)
        css = "m-soft" if column.is_open else "m"
        marks += [
            rect(css, x, base - drawn, 40, drawn),
            text(x + 20, base - drawn - 4, column.applicants, 14, css="tb halo", anchor="middle"),
            text(x + 20, 108, column.label, 14, css="t2", anchor="middle"),
        ]
    seats = one.columns[-1].seats
    marks.append(line("m-aim", f"M0 {base - scaled(seats, top, height)}H170"))
    spoken = ", ".join(f"{column.label} {column.applicants}" for column in one.columns)
    return format_html(
        '<li><h3>{}</h3><svg viewBox="0 -8 170 122" role="img" aria-label="{}">{}</svg></li>',
        one.label,
        _("{label}: {columns} {of}. Seats: {seats}.").format(
            label=one.label, columns=spoken, of=of, seats=seats
        ),
        joined(marks),
    )
