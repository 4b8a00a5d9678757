"""Files of lists: asked for with a reason, waited for, fetched by their maker alone."""

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import FileFormat, Role
from accounts.export_page import is_given_up, progress_of
from accounts.forms.lists import ExportForm
from accounts.list_access import list_or_refusal
from accounts.models import ListExport
from accounts.policies import staff_required
from accounts.services.exports import MOST_ROWS_IN_A_REQUEST, ask_for_export, write_export
from accounts.tasks import write_list_export
from accounts.views.documents import HEADERS
from blk_portal.shared import lists
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import render_page_or_piece
from blk_portal.shared.xlsx_files import CONTENT_TYPE as XLSX

PER_PAGE = 50
CONTENT_TYPES = {FileFormat.XLSX: XLSX, FileFormat.CSV: "text/csv; charset=utf-8"}
OVERSEERS = (Role.AUDITOR, Role.ADMIN)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request, key):
    """Show how many rows the address asks for; on POST have exactly these written to a file."""
    staff_list = list_or_refusal(key, request.user)
    query = request.GET
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        staff_list=staff_list,
        user=request.user,
        query=query,
    )
    if form.is_valid():
        try:
            export = ask_for_export(staff_list, user=request.user, query=query, **form.asked())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _begun(export)
    narrowed = staff_list.narrow(request.user, query)
    context = {
        "staff_list": staff_list,
        "form": form,
        "count": narrowed.rows.count(),
        "words": narrowed.words,
        "back": staff_list.address(staff_list.canonical(query)),
    }
    return render(request, "accounts/exports/new.html", context, status=422 if form.errors else 200)


def _begun(export):
    """Write a short file at once; a worker writes a long one."""
    if export.rows_expected <= MOST_ROWS_IN_A_REQUEST:
        write_export(export)
    else:
        write_list_export.delay_on_commit(export.pk)
    return redirect(export)


@staff_required
@require_safe
def export_list(request):
    """List the user's own files, the newest first; overseers see who took what, and why."""
    exports = ListExport.objects.select_related("user")
    is_overseer = request.user.has_role(*OVERSEERS)
    if not is_overseer:
        exports = exports.belonging_to(request.user)
    page = Paginator(exports, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(export, lists.find(export.list_key)) for export in page],
        "is_overseer": is_overseer,
    }
    return render(request, "accounts/exports/list.html", context)


@staff_required
@require_safe
def export(request, pk):
    """Show how far a file is, then where to fetch it and what is in it."""
    export = _own(request, pk)
    progress = progress_of(export)
    staff_list = lists.find(export.list_key)
    labels = {column.key: column.label for column in staff_list.columns}
    context = {
        "export": export,
        "staff_list": staff_list,
        "words": staff_list.as_asked(request.user, export.query).words,
        "columns": [labels.get(key, key) for key in export.columns],
        "progress": progress,
        "is_given_up": is_given_up(export),
        "again": f"{reverse('accounts:export_new', args=[staff_list.key])}?{export.query}",
    }
    response = render_page_or_piece(
        request,
        page="accounts/exports/detail.html",
        piece="accounts/exports/_progress.html",
        context=context,
    )
    if request.htmx and progress is None:
        response["HX-Refresh"] = "true"
    return response


@staff_required
@require_safe
def export_file(request, pk):
    """Hand out the file to its maker, as long as it is kept and the list is still his to read."""
    export = _own(request, pk)
    list_or_refusal(export.list_key, request.user)
    if not export.is_there:
        raise Http404
    try:
        content = default_storage.open(export.stored_name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=export.filename,
        content_type=CONTENT_TYPES[export.format],
        headers=HEADERS,
    )


def _own(request, pk):
    return get_object_or_404(ListExport.objects.belonging_to(request.user), pk=pk)
