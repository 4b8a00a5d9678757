"""One person's place among the seats of a class, drawn as a row of little squares."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

MOST_SQUARES = 48
GAP, PER_ROW = 27, 10


def draw_place(place, seats):
    """Draw ``seats`` squares and those behind them up to ``place``, which stands out.

    Return an empty string where there would be too many to count.
    """
    if not place or max(place, seats) > MOST_SQUARES:
        return ""
    behind = max(0, place - seats)
    seated = _squares(seats, chosen=place, kind="q2", top=26)
    line = 26 + GAP * _rows(seats) + 6
    waiting = _squares(behind, chosen=place - seats, kind="m-ghost", top=line + 30)
    height = line + 30 + GAP * _rows(behind) if behind else line
    return format_html(
        '<svg viewBox="0 0 320 {height}" role="img" aria-label="{label}">'
        '<text class="tb" x="4" y="18" font-size="16">{seats_label}</text>{seated}'
        "{rest}</svg>",
        height=height,
        label=_("You are number {place} for {seats} seats.").format(place=place, seats=seats),
        seats_label=_("{seats} seats").format(seats=seats),
        seated=seated,
        rest=format_html(
            '<path class="m-aim" d="M4 {line}H270"/>'
            '<text class="t2" x="4" y="{text}" font-size="14">{label}</text>{waiting}',
            line=line,
            text=line + 22,
            label=_("Behind the last seat"),
            waiting=waiting,
        )
        if behind
        else "",
    )


def _squares(count, *, chosen, kind, top):
    """Draw ``count`` squares in rows of ten; number ``chosen`` is the person's own."""
    squares = []
    for number in range(1, count + 1):
        row, column = divmod(number - 1, PER_ROW)
        squares.append(("m" if number == chosen else kind, 4 + GAP * column, top + GAP * row))
    return format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="23" height="23" rx="3"/>', squares
    )


def _rows(count):
    return -(-count // PER_ROW)
