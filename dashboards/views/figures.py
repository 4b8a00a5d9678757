from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Kelurahan
from blk_portal.shared.csv_files import csv_response, facts_of
from dashboards.ages import median_ages
from dashboards.figures import (
    APPLICATION_FIGURES,
    CLASSES,
    FUNNEL,
    GRANT_FIGURES,
    counts_by_kelurahan,
    grant_counts,
)
from dashboards.groups import AgeWhenSent, group_conditions, prospects
from dashboards.listings import KEYS, NUMBER, listing_of, text_of
from dashboards.lists import key_of_list
from dashboards.panels.classes import choices_of_filters, costs, demand
from dashboards.panels.people import funnel, grant_figures, groups, key_figures, waiting
from dashboards.panels.places import kelurahan_map
from dashboards.panels.totals import Totals
from dashboards.policies import figures_required
from dashboards.scope import NAMES, Scope
from programs.models import Batch, Budget

PER_PAGE = 50
AN_HOUR = 60 * 60


@figures_required
@require_GET
def home(request):
    """The year at a glance: people, money, demand, places."""
    scope = Scope.of(request.GET)
    kelurahan, totals = _kelurahan(), _totals(scope)
    return render(
        request,
        "dashboards/home.html",
        {
            "scope": scope,
            "moment": timezone.now(),
            "filters": _filters(scope, choices_of_filters(totals.batches, kelurahan)),
            "key_figures": key_figures(totals),
            "funnel": funnel(totals),
            "map": kelurahan_map(totals, kelurahan),
            "costs": costs(totals, _budgets(scope)),
            "waiting": waiting(totals, median_ages(scope)),
            "demand": demand(totals),
            "groups": groups(totals),
            "grants": grant_figures(grant_counts(scope), scope),
            "definitions": [*APPLICATION_FIGURES.values(), *GRANT_FIGURES.values(), CLASSES],
        },
    )


@figures_required
@require_GET
def figures_csv(request):
    """Every stage for each kelurahan, as the map and its table count them."""
    scope = Scope.of(request.GET)
    by_kelurahan = _totals(scope).by_kelurahan
    places = [*((place.code, place.name) for place in _kelurahan()), (None, _("Outside the city"))]
    rows = [
        [name, *(by_kelurahan.get(code, {}).get(key, 0) for key in FUNNEL)] for code, name in places
    ]
    header = [_("Kelurahan"), *(figure.label for figure in FUNNEL.values())]
    name = f"pelatihan-{scope.year or 'semua'}.csv"
    facts = facts_of(_("Stages of each kelurahan"), len(rows), user=request.user)
    return csv_response(name, header, rows, facts=facts)


@figures_required
@require_GET
def figure_list(request, key):
    """The rows that a number counts."""
    scope, listing = Scope.of(request.GET), _listing_or_404(request, key)
    page = Paginator(listing.rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "dashboards/list.html",
        {
            "list_key": key_of_list(key),
            "scope": scope,
            "moment": timezone.now(),
            "listing": listing,
            "columns": [(column.label, column.kind == NUMBER) for column in listing.columns],
            "page": page,
            "rows": [
                [(text_of(column, row), column.kind == NUMBER) for column in listing.columns]
                for row in page
            ],
        },
    )


def _listing_or_404(request, key):
    if key not in KEYS:
        raise Http404
    return listing_of(key, Scope.of(request.GET))


def _totals(scope):
    return Totals(
        scope=scope,
        by_kelurahan=counts_by_kelurahan(
            scope,
            also={**prospects(scope), **group_conditions(scope)},
            aliases={"age_when_sent": AgeWhenSent()},
        ),
        batches=list(
            Batch.objects.select_related("program", "fund", "intake").annotate(
                first_wishes=Count("choices", filter=scope.first_wishes())
            )
        ),
    )


def _budgets(scope):
    budgets = Budget.objects.select_related("fund")
    if scope.year:
        budgets = budgets.filter(fiscal_year=scope.year)
    if scope.program or scope.intake:
        return []
    return budgets.filter(fund=scope.fund) if scope.fund else budgets


def _kelurahan():
    """The 27 kelurahan; they change by law, so an hour's memory does no harm."""
    return cache.get_or_set("dashboards:kelurahan", lambda: list(Kelurahan.objects.all()), AN_HOUR)


def _filters(scope, choices):
    labels = {
        "year": (_("Year"), _("All years")),
        "fund": (_("Fund"), _("All funds")),
        "program": (_("Programme"), _("All programmes")),
        "kelurahan": (_("Kelurahan"), _("Whole city")),
    }
    return [
        {
            "name": NAMES[name],
            "label": label,
            "everything": everything,
            "nothing": "0" if name == "year" else "",
            "choices": [(str(value), text) for value, text in choices[name]],
            "chosen": str(getattr(scope, name)),
        }
        for name, (label, everything) in labels.items()
    ]
