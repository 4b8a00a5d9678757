"""Panels about people: key figures, stages, what waits, who they are, grants."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared import charts
from blk_portal.shared.formats import decimal, per_seat, percent_of, rupiah_short
from dashboards.figures import APPLICATION_FIGURES, FUNNEL, GRANT_FIGURES
from dashboards.groups import GROUPS
from dashboards.panels.totals import cell, columns, list_href, number
from programs.choices import BatchStatus

WAITING_PROMISES = {"awaiting_check": 3, "awaiting_correction": 5, "objection_open": 2}


def key_figures(totals):
    """Return the six numbers of the first row, each with its meaning and its list."""
    running = sum(batch.status == BatchStatus.RUNNING for batch in totals.in_scope)
    notes = {
        "applied": _("for {seats} seats, {ratio}").format(
            seats=totals.seats, ratio=per_seat(totals.of("applied"), totals.seats)
        )
        if totals.seats
        else _("no class with seats"),
        "verified": _("{count} still being checked").format(count=totals.of("being_checked")),
        "seated": _("{share} of {seats} seats").format(
            share=percent_of(totals.of("seated"), totals.seats), seats=totals.seats
        ),
        "learning": ngettext("{count} class running", "{count} classes running", running).format(
            count=running
        ),
        "finished": _("{count} left before the end").format(count=totals.of("left")),
        "competent": _("{share} of those who finished").format(
            share=percent_of(totals.of("competent"), totals.of("finished"))
        ),
    }
    return [
        {
            "label": APPLICATION_FIGURES[key].label,
            "value": totals.of(key),
            "note": note,
            "href": list_href(key, totals.scope),
        }
        for key, note in notes.items()
    ]


def funnel(totals):
    """Draw the stages; dashed is who may still get there."""
    counts = {key: totals.of(key) for key in FUNNEL}
    possible = _still_possible(totals, counts)
    applied, seated = counts["applied"], counts["seated"]
    title = _("From application to competence")
    return {
        "key": "funnel",
        "heading": _("{seated} of {applied} applicants got a seat").format(
            seated=seated, applied=applied
        )
        if seated
        else title,
        "description": _("People at each stage. Dashed box: may still get to that stage."),
        "svg": charts.stage_bars(
            [
                charts.Stage(str(FUNNEL[key].label), counts[key], possible.get(key, 0))
                for key in FUNNEL
            ],
            key="funnel",
            title=title,
        ),
        "table": {
            "columns": columns(_("Stage"), _("So far"), _("Still possible"), _("Of applicants")),
            "rows": [
                [
                    cell(FUNNEL[key].label),
                    number(counts[key], list_href(key, totals.scope)),
                    number(possible.get(key, "–")),
                    number(percent_of(counts[key], applied)),
                ]
                for key in FUNNEL
            ],
        },
    }


def waiting(totals, ages):
    """Say where files are stuck, and for how long: medians beside what was promised."""
    rows = []
    for key, promise in WAITING_PROMISES.items():
        age = ages.get(key)
        rows.append(
            {
                "label": APPLICATION_FIGURES[key].label,
                "href": list_href(key, totals.scope),
                "count": totals.of(key),
                "age": _days(age) if age is not None else "–",
                "promise": _days(promise),
                "is_late": age is not None and age > promise,
            }
        )
    return rows


def groups(totals):
    """Compare who applied with who got a seat."""
    rows = []
    for name, label in GROUPS.items():
        applied, seated = totals.of(f"applied_{name}"), totals.of(f"seated_{name}")
        rows.append(
            [cell(label), number(applied), number(seated), number(percent_of(seated, applied))]
        )
    women, seated = totals.of("seated_women"), totals.of("seated")
    return {
        "heading": _("Women: {count} of {seated} who got a seat").format(count=women, seated=seated)
        if seated
        else _("Who applied and who got a seat"),
        "table": {
            "columns": columns(_("Group"), _("Applied"), _("Got a seat"), _("Of the group")),
            "rows": rows,
        },
    }


def grant_figures(counts, scope):
    """Return the four numbers about grants, each with its meaning and its list."""
    notes = {
        "grants_requested": _("not counting withdrawn ones"),
        "grants_granted": _("worth {value}").format(value=rupiah_short(counts["value"] or 0)),
        "grants_handed_over": _("with BAST"),
        "grants_visit_due": _("monitoring visits not made in time"),
    }
    return [
        {
            "label": GRANT_FIGURES[key].label,
            "value": counts[key],
            "note": note,
            "href": list_href(key, scope),
        }
        for key, note in notes.items()
    ]


def _still_possible(totals, counts):
    waiting_for_seats = totals.of("waiting_for_seat")
    seat = min(max(totals.seats - counts["seated"], 0), waiting_for_seats)
    confirm = seat + totals.of("to_confirm")
    finish = confirm + totals.of("may_finish")
    return {
        "verified": totals.of("being_checked"),
        "tested": totals.of("to_test"),
        "seated": seat,
        "confirmed": confirm,
        "finished": finish,
        "competent": finish + totals.of("to_certify"),
    }


def _days(number):
    return ngettext("{count} day", "{count} days", 1 if number == 1 else 2).format(
        count=decimal(Decimal(number))
    )
