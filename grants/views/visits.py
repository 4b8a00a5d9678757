from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import submitted
from grants.forms.grants import VisitForm
from grants.models import HandoverPhoto, MonitoringVisit, VisitPhoto
from grants.policies import officer_required, reader_required
from grants.services.visits import record_visit
from grants.timeline import visit_title

PER_PAGE = 50
PHOTOS = {"serah-terima": HandoverPhoto, "kunjungan": VisitPhoto}
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@reader_required
@require_GET
def visit_list(request):
    """Visits to make, those that are longest due first."""
    visits = (
        MonitoringVisit.objects.open()
        .not_of(Person.objects.near_to(request.user))
        .with_what_a_list_shows()
    )
    if request.GET.get("which") != "all":
        visits = visits.due(timezone.localdate())
    return render(
        request,
        "grants/visit_list.html",
        {
            "page": Paginator(visits, PER_PAGE).get_page(request.GET.get("page")),
            "shows_all": request.GET.get("which") == "all",
            "today": timezone.localdate(),
            "may_act": request.user.has_role("grants_officer"),
        },
    )


@officer_required
@require_http_methods(["GET", "POST"])
def visit_record(request, pk):
    visit = get_object_or_404(
        MonitoringVisit.objects.not_of(
            Person.objects.near_to(request.user)
        ).with_what_a_list_shows(),
        pk=pk,
    )
    form = VisitForm(**submitted(request))
    if form.is_valid():
        try:
            record_visit(visit, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The visit is saved."))
            return redirect(visit.grant.request)
    return render(
        request,
        "grants/act_form.html",
        {
            "grant_request": visit.grant.request,
            "form": form,
            "heading": visit_title(visit, visit.grant.handover),
        },
        status=422 if form.is_bound else 200,
    )


@reader_required
@require_GET
def photo(request, kind, uuid, size):
    """Serve a private photo to those who may read the grant; nothing keeps a copy."""
    if kind not in PHOTOS:
        raise Http404
    found = get_object_or_404(
        PHOTOS[kind].objects.not_of(Person.objects.near_to(request.user)), uuid=uuid
    )
    file = found.thumbnail if size == "kecil" else found.image
    content_type = "image/webp" if file.name.endswith(".webp") else "image/jpeg"
    return FileResponse(file.open("rb"), content_type=content_type, headers=PRIVATE)
