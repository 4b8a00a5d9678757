"""The staff queue of requests about personal data, with the clock that the law sets."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import DataRequestKind
from accounts.forms.own_data import CheckedNikForm, DecisionForm, StaffCorrectionForm
from accounts.kept_answers import kept_for_staff, kept_of_staff
from accounts.models import DataRequest, Person, PersonAccess
from accounts.policies import data_keeper_required
from accounts.services import data_requests as acts
from accounts.services.profile import change_person, version_of_identity
from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from blk_portal.shared.late_saves import SEEN

PER_PAGE = 50


@data_keeper_required
@require_safe
def request_list(request):
    """List what waits for an answer, oldest first; with ``?semua`` everything, newest first."""
    requests = DataRequest.objects.decidable_by(request.user).select_related("person")
    shows_all = "semua" in request.GET
    rows = requests if shows_all else requests.open().oldest_first()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "shows_all": shows_all,
        "counts": acts.waiting_counts(request.user),
        "now": timezone.now(),
        "soon": timezone.now() + acts.SOON,
    }
    return render(request, "accounts/data_requests/list.html", context)


@kept_for_staff
@data_keeper_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_detail(request, pk):
    """Show one request with what must be kept, and decide it."""
    data_request = _decidable(request, pk)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial=kept_of_staff(request)
    )
    if form.is_valid():
        try:
            acts.decide(data_request, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answer is saved, and the person is told."))
            return redirect("accounts:data_requests")
    return _page(request, data_request, form)


@data_keeper_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_correct(request, pk):
    """Correct checked data from the papers on the desk; opening this page is written down."""
    data_request = get_object_or_404(
        DataRequest.objects.decidable_by(request.user).open().filter(kind=DataRequestKind.CORRECT),
        pk=pk,
    )
    person = data_request.person
    form = _correction_form(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = dict(form.cleaned_data)
        known = {"reason": values.pop("reason"), "seen": values.pop(SEEN)}
        try:
            changes = change_person(person, values, actor=request.user, **known)
        except DomainError as refusal:
            now = Person.objects.get(pk=person.pk)
            show_refusal(form, refusal, lambda: [_correction_form(now)])
        else:
            messages.success(
                request,
                _("The data is corrected. Now answer the request.")
                if changes
                else _("Nothing was changed."),
            )
            return redirect("accounts:data_request", pk=pk)
    if request.method != "POST":
        PersonAccess.objects.create(
            person=person, user=request.user, reason=_("Correction that the person asked for")
        )
    context = {"request_": data_request, "form": form}
    return render(
        request,
        "accounts/data_requests/correct.html",
        context,
        status=422 if form.errors else 200,
    )


def _correction_form(person, posted=None):
    form = StaffCorrectionForm(posted, person=person)
    return knowing(form, version_of_identity(person))


@data_keeper_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_correct_nik(request, pk):
    """Correct a NIK that was checked and is wrong all the same, with the KTP on the table."""
    data_request = get_object_or_404(
        DataRequest.objects.decidable_by(request.user).open().filter(kind=DataRequestKind.CORRECT),
        pk=pk,
    )
    form = CheckedNikForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            claim = acts.correct_nik(data_request, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if claim is None:
                messages.success(request, _("The NIK is corrected. Now answer the request."))
            else:
                messages.warning(
                    request,
                    _(
                        "Somebody else has this NIK, so nothing was changed. The person claims it "
                        "now; the counter settles that under “NIK claims”."
                    ),
                )
            return redirect("accounts:data_request", pk=pk)
    context = {"request_": data_request, "person": data_request.person, "form": form}
    return render(
        request,
        "accounts/data_requests/correct_nik.html",
        context,
        status=422 if form.errors else 200,
    )


def _decidable(request, pk):
    requests = DataRequest.objects.decidable_by(request.user)
    return get_object_or_404(requests.select_related("person", "decided_by"), pk=pk)


def _page(request, data_request, form):
    context = {
        "request_": data_request,
        "form": form,
        "holds": personal_data.holds(data_request.person, timezone.now()),
        "now": timezone.now(),
        "soon": timezone.now() + acts.SOON,
    }
    return render(
        request,
        "accounts/data_requests/detail.html",
        context,
        status=422 if form.errors else 200,
    )
