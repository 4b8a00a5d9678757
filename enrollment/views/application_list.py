"""The list of applicants: sorted, narrowed and laid out as its address says."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import Role
from accounts.models import SavedView
from accounts.policies import role_required
from blk_portal.shared.lists import ROWS
from enrollment.application_list import APPLICANTS, READERS, Applicants, number_of_all
from enrollment.list_page import column_heads, page_rows, tabs
from enrollment.models import Application

ROWS_PER_PAGE, MANY_ROWS = 50, 250

readers_required = role_required(*READERS)


@readers_required
@require_safe
def application_list(request):
    """Show one page of the list. Its rows are found by number first, and then read whole."""
    query = request.GET
    applicants = Applicants(request.user, query)
    counts = applicants.counts()
    shows_many = query.get(ROWS) == str(MANY_ROWS)
    paginator = Paginator(
        applicants.rows.values_list("pk", flat=True), MANY_ROWS if shows_many else ROWS_PER_PAGE
    )
    status = applicants.status
    paginator.count = counts.get(status, 0) if status else number_of_all(counts)
    page = paginator.get_page(query.get("page"))
    columns = APPLICANTS.columns_chosen(query)
    return render(
        request,
        "enrollment/staff/application_list.html",
        {
            "filter_form": applicants.form,
            "tabs": tabs(counts, status),
            "status": status,
            "heads": column_heads(columns, *applicants.sorting),
            "rows": page_rows(APPLICANTS.dress(Application.objects.all()), page, columns),
            "page": page,
            "choices_of_columns": [
                (column, column in columns) for column in APPLICANTS.columns_of_page()
            ],
            "sort": query.get("sort", ""),
            "shows_many": shows_many,
            "staff_list": APPLICANTS,
            "query": APPLICANTS.canonical(query),
            "saved_views": SavedView.objects.filter(user=request.user, list_key=APPLICANTS.key),
            "may_open_files": request.user.has_role(Role.VERIFIER),
        },
    )
