"""The fairness of a round as tables and drawings: counts beside every rate, and plain warnings.

Officials read what may leave the office: small counts are hidden with whatever would give them
away. Staff of the round read every count.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.choices import Gender
from blk_portal.shared import charts
from blk_portal.shared.formats import percent_of
from blk_portal.shared.small_cells import suppress_small
from dashboards.fairness import AGE_BANDS, DIMENSIONS
from dashboards.panels.totals import cell, columns, number
from programs.choices import Education

TOO_FEW, FEW = 5, 20
UNKNOWN = "–"


@dataclass(frozen=True)
class Row:
    """One group; numbers are texts, since small ones may be hidden."""

    label: str
    took_part: str
    seated: str
    without: str
    rate: str
    by_merit: str
    warning: str
    counts: tuple | None


def titles():
    return {
        "gender": _("Women and men"),
        "age": _("Age when registration closed"),
        "kelurahan": _("Kelurahan"),
        "disability": _("Disability"),
        "education": _("Education"),
        "experience": _("First training or not"),
    }


def rows_of(groups, dimension, *, is_exact):
    """Return the rows of one dimension; ``groups`` are its counts by group."""
    labels = _labels(dimension, groups)
    counts = [groups[group] for group in labels]
    if is_exact:
        return [_exact(labels[group], *groups[group]) for group in labels]
    seated = suppress_small([seats for _all, seats, _merit in counts]).texts
    without = suppress_small([people - seats for people, seats, _merit in counts]).texts
    by_merit = suppress_small([merit for _people, _seats, merit in counts]).texts
    return [
        _as_published(*row)
        for row in zip(labels.values(), counts, seated, without, by_merit, strict=True)
    ]


def chart_of(dimension, rows):
    """Return the drawing and table of one dimension."""
    title = titles()[dimension]
    shown = [row for row in rows if row.counts] if dimension != "kelurahan" else []
    return {
        "key": f"fair-{dimension}",
        "heading": _finding(title, shown),
        "description": _(
            "Of those who took part, how many got a seat. By merit: had no seat been guaranteed."
        ),
        "svg": charts.rate_bars(
            [
                charts.Share(row.label, "", *reversed(row.counts), row.seated, row.took_part)
                for row in shown
            ],
            key=f"fair-{dimension}-chart",
            title=title,
        )
        if shown
        else "",
        "table": {
            "columns": [
                *columns(
                    title,
                    _("Took part"),
                    _("Got a seat"),
                    _("No seat"),
                    _("Rate"),
                    _("Seats by merit alone"),
                ),
                {"label": _("To be read with care")},
            ],
            "rows": [
                [
                    cell(row.label),
                    number(row.took_part),
                    number(row.seated),
                    number(row.without),
                    number(row.rate),
                    number(row.by_merit),
                    cell(row.warning),
                ]
                for row in rows
            ],
        },
    }


def reserves_table(reserves, batches, *, is_exact):
    """Who got in by which reserve: seats guaranteed, filled, and members who took part."""
    rows = []
    for batch in batches:
        names = {reserve.category: reserve.name for reserve in batch.reserves.all()}
        for reserve in reserves.get(batch.code, []):
            filled, members = reserve["filled"], reserve["members"]
            if not is_exact:
                filled, members = (_hidden(count) for count in (filled, members))
            rows.append(
                [
                    cell(batch.program.title),
                    cell(names.get(reserve["category"], reserve["category"])),
                    number(reserve["seats"]),
                    number(filled),
                    number(members),
                ]
            )
    return {
        "columns": [
            {"label": _("Class")},
            {"label": _("Guaranteed to")},
            *(
                {"label": label, "is_number": True}
                for label in [_("Guaranteed seats"), _("Filled"), _("Members who took part")]
            ),
        ],
        "rows": rows,
    }


def effect_sentences(moved, *, is_exact):
    """Say in words what the reserves changed against pure merit."""
    if not any(moved.values()):
        return [_("Without guaranteed seats the very same people would have got the same seats.")]
    return [
        sentence.format(count=moved[key] if is_exact else _hidden(moved[key]))
        for key, sentence in {
            "gained": _("{count} people have a seat who would have none by merit alone."),
            "lost": _("{count} people have none who would have one by merit alone."),
            "elsewhere": _("{count} people sit in another class than by merit alone."),
        }.items()
    ]


def csv_rows(groups, *, is_exact):
    """Yield a line for each group of each dimension, as the page shows it."""
    for dimension in DIMENSIONS:
        for row in rows_of(groups[dimension], dimension, is_exact=is_exact):
            yield [
                titles()[dimension],
                row.label,
                row.took_part,
                row.seated,
                row.without,
                row.rate,
                row.by_merit,
                row.warning,
            ]


def _exact(label, took_part, seated, by_merit):
    return Row(
        label,
        str(took_part),
        str(seated),
        str(took_part - seated),
        percent_of(seated, took_part),
        str(by_merit),
        _warning(took_part),
        (took_part, seated),
    )


def _as_published(label, counts, seated, without, by_merit):
    """Show sum and rate only where both parts are shown as they are."""
    took_part, seats, _merit = counts
    is_whole = seated == str(seats) and without == str(took_part - seats)
    return Row(
        label,
        str(took_part) if is_whole else UNKNOWN,
        seated,
        without,
        percent_of(seats, took_part) if is_whole else UNKNOWN,
        by_merit,
        _warning(took_part) if is_whole else _("Too few people to be shown."),
        (took_part, seats) if is_whole else None,
    )


def _warning(took_part):
    if took_part < TOO_FEW:
        return _("Too few people: this rate says nothing.")
    if took_part < FEW:
        return _("Few people: one seat more or less changes the rate by {points}.").format(
            points=percent_of(1, took_part)
        )
    return ""


def _hidden(count):
    return f"<{TOO_FEW}" if count < TOO_FEW else count


def _finding(title, rows):
    """Name the two ends where both are many enough to mean something."""
    large = [row for row in rows if row.counts[0] >= FEW]
    if len(large) < 2:
        return title
    rate = {row.label: row.counts[1] / row.counts[0] for row in large}
    most = max(large, key=lambda row: rate[row.label])
    least = min(large, key=lambda row: rate[row.label])
    return _("{title}: {most} {most_rate}, {least} {least_rate}").format(
        title=title,
        most=most.label,
        most_rate=most.rate,
        least=least.label,
        least_rate=least.rate,
    )


def _labels(dimension, groups):
    """Return ``{group: label}`` of the groups that took part, in the order of the table."""
    known = {
        "gender": dict(Gender.choices),
        "age": {f"{low}-{high}": _age(low, high) for low, high in AGE_BANDS} | {"": _("Not known")},
        "disability": {"yes": _("Disability, verified"), "no": _("Others")},
        "education": dict(Education.choices) | {"": _("Not known")},
        "experience": {"first": _("First training here"), "again": _("Trained before")},
        "kelurahan": {name: name or _("Outside the city") for name in sorted(groups)},
    }[dimension]
    return {group: str(label) for group, label in known.items() if group in groups}


def _age(low, high):
    if low == 0:
        return _("Under {age}").format(age=high + 1)
    if high >= 200:
        return _("{age} and over").format(age=low)
    return _("{low} to {high} years").format(low=low, high=high)
