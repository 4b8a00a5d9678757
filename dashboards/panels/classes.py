"""Panels about classes: money of each fund, demand and seats of each programme."""

from collections import defaultdict
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared import charts
from blk_portal.shared.formats import decimal, percent_of, rupiah, rupiah_short
from dashboards.figures import WITHOUT_SEATS
from dashboards.panels.totals import cell, list_href, number
from programs.choices import IntakeStatus

SHOWN_INTAKES = 3


def costs(totals, budgets):
    """Draw what was spent of each fund's ceiling, or of the plan where there is no ceiling."""
    today = timezone.localdate()
    ceilings = defaultdict(Decimal)
    for budget in budgets:
        ceilings[budget.fund] += budget.amount
    batches = defaultdict(list)
    for batch in totals.in_scope:
        batches[batch.fund].append(batch)
    funds = sorted(
        {*ceilings, *batches}, key=lambda fund: -(ceilings[fund] or _planned(batches[fund]))
    )
    shares = [_share(fund, ceilings[fund], batches[fund]) for fund in funds]
    is_this_year = totals.scope.year == today.year
    elapsed = today.timetuple().tm_yday / 365
    title = _("Money spent of each fund")
    least = (
        min(shares, key=lambda share: share.part / share.whole, default=None)
        if all(share.whole for share in shares)
        else None
    )
    return {
        "key": "costs",
        "heading": _("{fund}: {share} spent so far").format(
            fund=least.label, share=percent_of(least.part, least.whole)
        )
        if least
        else title,
        "description": _("Spent of the ceiling. Upright line: {share} of the year is over.").format(
            share=percent_of(elapsed * 1000, 1000)
        )
        if is_this_year
        else _("Spent of the ceiling; where a fund has none, of the planned cost."),
        "svg": charts.share_bars(
            shares, key="costs", title=title, aim=elapsed if is_this_year else None
        ),
        "table": {
            "columns": [
                {"label": _("Fund")},
                {"label": _("For")},
                *(
                    {"label": label, "is_number": True}
                    for label in [_("Ceiling"), _("Plan"), _("Spent"), _("Used")]
                ),
            ],
            "rows": [
                [
                    cell(fund.name),
                    cell(share.note, list_href("classes", totals.scope.narrowed(fund=fund.pk))),
                    number(rupiah(ceilings[fund]) if fund in ceilings and ceilings[fund] else "–"),
                    number(rupiah(_planned(batches[fund]))),
                    number(rupiah(share.part)),
                    number(percent_of(share.part, share.whole)),
                ]
                for fund, share in zip(funds, shares, strict=True)
            ],
        },
    }


def demand(totals):
    """Draw the first wishes and the seats of each programme's last three intakes, on one scale."""
    programs = defaultdict(lambda: defaultdict(list))
    for batch in totals.batches:
        if _is_known(batch) and totals.scope.narrowed(year=0).holds(batch):
            programs[batch.program][batch.intake].append(batch)
    series, rows, ratios = [], [], {}
    for program in sorted(programs, key=lambda program: program.title):
        intakes = sorted(programs[program], key=lambda intake: intake.opens_at)[-SHOWN_INTAKES:]
        columns = [_demand(intake, programs[program][intake]) for intake in intakes]
        series.append(charts.Series(program.title, columns))
        ratios[program.title] = columns[-1].applicants / max(columns[-1].seats, 1)
        for intake, column in zip(intakes, columns, strict=True):
            narrowed = totals.scope.narrowed(
                year=intake.year, program=program.slug, intake=intake.code
            )
            rows.append(
                [
                    cell(program.title),
                    cell(intake.title),
                    number(column.applicants, list_href("first_wish", narrowed)),
                    number(column.seats, list_href("classes", narrowed)),
                    number(decimal(Decimal(column.applicants) / max(column.seats, 1))),
                ]
            )
    title = _("Applicants and seats of each programme")
    return {
        "key": "demand",
        "heading": _demand_finding(ratios) or title,
        "description": _(
            "First wishes in the last three intakes, one scale. Line: seats. Light: still open."
        ),
        "svg": charts.small_multiples(series, of=_("applicants")),
        "table": {
            "columns": [
                {"label": _("Programme")},
                {"label": _("Intake")},
                *(
                    {"label": label, "is_number": True}
                    for label in [_("First wishes"), _("Seats"), _("Per seat")]
                ),
            ],
            "rows": rows,
        },
    }


def choices_of_filters(batches, kelurahan):
    """Return what each filter offers: pairs of value and label."""
    return {
        "year": sorted({(batch.intake.year, batch.intake.year) for batch in batches}, reverse=True),
        "fund": sorted({(batch.fund_id, batch.fund.name) for batch in batches}),
        "program": sorted(
            {(batch.program.slug, batch.program.title) for batch in batches},
            key=lambda pair: pair[1],
        ),
        "kelurahan": [(place.code, place.name) for place in kelurahan],
    }


def _share(fund, ceiling, batches):
    spent = sum((batch.realised_cost for batch in batches), Decimal(0))
    whole = ceiling or _planned(batches)
    seats = sum(batch.capacity for batch in batches)
    note = ngettext("{count} class, {seats} seats", "{count} classes, {seats} seats", len(batches))
    return charts.Share(
        label=_short_name(fund),
        note=note.format(count=len(batches), seats=seats),
        part=spent,
        whole=whole,
        part_text=rupiah_short(spent),
        whole_text=rupiah_short(whole),
    )


def _short_name(fund):
    """Write "APBD Kota" for APBD_KOTA: the code is what the office says, and fits a chart."""
    first, *others = fund.code.split("_")
    return " ".join([first, *(other.title() for other in others)])


def _planned(batches):
    return sum((batch.planned_cost for batch in batches), Decimal(0))


def _demand(intake, batches):
    return charts.Demand(
        label=intake.code.removeprefix("20"),
        applicants=sum(batch.first_wishes for batch in batches),
        seats=sum(batch.capacity for batch in batches),
        is_open=intake.status == IntakeStatus.OPEN,
    )


def _demand_finding(ratios):
    if len(ratios) < 2:
        return ""
    most, least = max(ratios, key=ratios.get), min(ratios, key=ratios.get)
    if ratios[least] >= 1:
        return _("{most} is wanted most").format(most=most)
    return _("{most} is wanted most; {least} has seats left").format(most=most, least=least)


def _is_known(batch):
    return batch.status not in WITHOUT_SEATS and batch.intake.status != IntakeStatus.PLANNED
