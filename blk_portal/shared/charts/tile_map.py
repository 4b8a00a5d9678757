from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from blk_portal.shared.charts.drawing import joined, text

TILE = 84
WRAPPED_NAMES = {
    "Pasirkratonkramat": ["Pasirkraton-", "kramat"],
    "Noyontaansari": ["Noyontaan-", "sari"],
}
FIRST_WHITE_LEVEL = 3


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
        joined(_tile(tile) for tile in tiles),
        _district_borders(tiles),
        key=key,
    )


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
        text(x + 8, y + 29, tile.short, 22, css=f"{ink} only-small"),
        text(x + 8, y + 71, tile.text, 21, css=f"{ink} tb only-wide"),
        text(
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
