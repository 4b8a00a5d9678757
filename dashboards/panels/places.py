"""The map of the kelurahan and its table."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared import charts
from dashboards.figures import FUNNEL
from dashboards.panels.totals import cell, list_href, number

MAP_COLUMNS = ["applied", "seated", "finished"]


def kelurahan_map(totals, kelurahan):
    """Draw applicants per kelurahan as tiles, with a list behind each number of the table."""
    counts = {
        place.code: totals.by_kelurahan.get(place.code, {}).get("applied", 0) for place in kelurahan
    }
    levels = charts.levels_for(max(counts.values(), default=0))
    ranked = sorted(kelurahan, key=lambda place: (-counts[place.code], place.name))
    outside = totals.by_kelurahan.get(None, {}).get("applied", 0)
    title = _("Applicants per kelurahan")
    most = [place.name for place in ranked[:2] if counts[place.code]]
    description = [_("Applicants per kelurahan. Thick line: border of a kecamatan.")]
    if outside:
        description.append(
            ngettext(
                "{count} applicant lives outside the city.",
                "{count} applicants live outside the city.",
                outside,
            ).format(count=outside)
        )
    return {
        "key": "map",
        "heading": _("Most applicants come from {first} and {second}").format(
            first=most[0], second=most[1]
        )
        if len(most) == 2
        else title,
        "description": " ".join(description),
        "legend": _legend(levels),
        "svg": charts.tile_map(
            [
                charts.Tile(
                    name=place.name,
                    short=_short(place.name),
                    column=place.tile_column,
                    row=place.tile_row,
                    district=place.kecamatan,
                    text=str(counts[place.code]),
                    level=charts.level_of(counts[place.code], levels),
                )
                for place in kelurahan
            ],
            key="map",
            title=title,
            description=", ".join(
                f"{place.name} {counts[place.code]}" for place in ranked if counts[place.code]
            ),
        ),
        "table": {
            "columns": [
                {"label": _("Kelurahan")},
                {"label": _("Kecamatan")},
                *({"label": FUNNEL[key].label, "is_number": True} for key in MAP_COLUMNS),
            ],
            "rows": [
                [
                    cell(place.name),
                    cell(place.kecamatan.removeprefix("Pekalongan ")),
                    *(
                        number(
                            totals.by_kelurahan.get(place.code, {}).get(key, 0),
                            list_href(key, totals.scope.narrowed(kelurahan=place.code)),
                        )
                        for key in MAP_COLUMNS
                    ),
                ]
                for place in ranked
            ],
        },
    }


def _legend(levels):
    ends = [*(f"{low}–{high - 1}" for low, high in zip(levels, levels[1:], strict=False))]
    labels = [f"0–{levels[0] - 1}", *ends, f"{levels[-1]}+"]
    return [{"css": f"q{level}", "label": label} for level, label in enumerate(labels)]


def _short(name):
    first, *others = name.split()
    consonants = [letter for letter in first[1:] if letter not in "aiueo"]
    if others:
        return f"{first[0]}{consonants[0]}{others[0][0].lower()}"
    return first[0] + "".join((consonants + [first[-1]])[:2])
