"""Numbered papers of a round: written, read, printed, scanned, withdrawn."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Role
from accounts.policies import manager_required, role_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.pdf import pdf_response
from enrollment.choices import PaperKind
from enrollment.forms.official_papers import PaperForm, ScanForm, WithdrawalForm
from enrollment.models import OfficialPaper
from enrollment.official_papers import LANGUAGE, as_pdf
from enrollment.services.official_papers import (
    attach_scan,
    withdraw_paper,
    write_paper,
)
from programs.choices import AFTER_PUBLICATION
from programs.models import Intake

reader_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)


@reader_required
@require_safe
def paper_list(request, code):
    """All papers of an intake, newest first, and which could be written."""
    intake = get_object_or_404(Intake, code=code)
    papers = intake.official_papers.select_related("batch__program", "written_by").defer("content")
    return render(
        request,
        "enrollment/staff/official_papers.html",
        {
            "intake": intake,
            "papers": papers,
            "kinds": PaperKind.choices,
            "may_write": request.user.has_role(Role.TRAINING_MANAGER),
            "may_take_evidence": intake.status in AFTER_PUBLICATION
            and request.user.has_role(Role.AUDITOR),
        },
    )


@manager_required
@require_http_methods(["GET", "POST"])
def write(request, code, kind):
    """Write one paper; its content is locked from then on."""
    intake = get_object_or_404(Intake, code=code)
    if kind not in PaperKind.values:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = PaperForm(posted, intake=intake, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            paper = write_paper(intake, kind, actor=request.user, **form.words())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The paper is written and its content locked."))
            return redirect("enrollment:official_paper", pk=paper.pk)
    return render(
        request,
        "enrollment/staff/official_paper_form.html",
        {"intake": intake, "form": form, "title": PaperKind(kind).label},
        status=422 if form.errors else 200,
    )


@reader_required
@require_safe
def paper(request, pk):
    """One paper: its number, digest, signed scan, and what can be done with it."""
    return _page(request, _paper(pk))


@reader_required
@require_safe
def pdf(request, pk):
    """The paper as PDF, always in Indonesian and always the same."""
    row = _paper(pk)
    with translation.override(LANGUAGE):
        return pdf_response(as_pdf(row), f"{row.kind}-{row.pk}.pdf")


@manager_required
@require_POST
def withdraw(request, pk):
    """Withdraw a wrong paper with a reason."""
    row = _paper(pk)
    form = WithdrawalForm(request.POST, paper=row)
    return _act(
        request,
        row,
        "withdrawal_form",
        form,
        lambda: withdraw_paper(row, actor=request.user, reason=form.cleaned_data["reason"]),
        done=_("The paper is withdrawn. Its number may be used again."),
    )


@reader_required
@require_safe
def scan(request, pk):
    """The signed scan of a paper."""
    row = get_object_or_404(OfficialPaper.objects.exclude(scan=""), pk=pk)
    return FileResponse(
        row.scan.open(),
        as_attachment=True,
        filename=f"{row.kind}-{row.pk}{PurePath(row.scan.name).suffix}",
    )


@manager_required
@require_POST
def attach(request, pk):
    """Attach the signed scan, once."""
    row = _paper(pk)
    form = ScanForm(request.POST, request.FILES, paper=row)
    return _act(
        request,
        row,
        "scan_form",
        form,
        lambda: attach_scan(row, form.cleaned_data["scan"], actor=request.user),
        done=_("The signed scan is attached."),
    )


def _act(request, row, form_name, form, act, *, done):
    if form.is_valid():
        try:
            act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("enrollment:official_paper", pk=row.pk)
    return _page(request, row, forms={form_name: form}, status=422)


def _paper(pk):
    return get_object_or_404(
        OfficialPaper.objects.select_related(
            "intake", "batch__program", "written_by", "scanned_by", "withdrawn_by"
        ),
        pk=pk,
    )


def _page(request, row, *, forms=None, status=200):
    context = {"paper": row, "intake": row.intake}
    if request.user.has_role(Role.TRAINING_MANAGER) and not row.withdrawn_at:
        context["withdrawal_form"] = WithdrawalForm(paper=row)
        if not row.scan:
            context["scan_form"] = ScanForm(paper=row)
    context |= forms or {}
    return render(request, "enrollment/staff/official_paper.html", context, status=status)
