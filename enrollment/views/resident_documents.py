"""The papers of an application, which live in the person's wallet."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Document
from accounts.policies import resident_page
from accounts.services.documents import store_document
from accounts.views.documents import serve_document
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus
from enrollment.forms.upload import UploadForm
from enrollment.reasons import words_for_applicant
from enrollment.services.application_file import read_file, returned_items
from enrollment.services.applications import refuse_unless_changeable, remove_paper
from enrollment.task_list import next_url
from enrollment.views.own import own_application, refused_page


@resident_page
@require_safe
def documents(request, pk):
    """Show every paper that the application asks for, each with its own upload."""
    application = own_application(request, pk)
    if application.person is None:
        return redirect(application)
    try:
        refuse_unless_changeable(application, "dokumen")
    except DomainError as refusal:
        return refused_page(request, application, refusal)
    return _page(request, application)


@resident_page
@require_POST
def upload(request, pk, kind):
    """Put a paper into the wallet in place of the one of its kind."""
    application, paper = _changeable_paper(request, pk, kind)
    form = UploadForm(request.POST, request.FILES, kind=kind)
    if form.is_valid():
        try:
            store_document(application.person, kind, form.upload, actor=request.user)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("{label} is saved.").format(label=paper.label))
            return redirect(f"{_url(application)}#{kind}")
    return _page(request, application, {kind: form}, status=422)


@resident_page
@require_POST
def remove(request, pk, kind):
    """Take a paper out of the wallet."""
    application, paper = _changeable_paper(request, pk, kind)
    if paper.document is not None:
        try:
            remove_paper(application, paper.document, actor=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect(f"{_url(application)}#{kind}")


@resident_page
@require_safe
def own_document(request, uuid):
    """Show people their own paper."""
    document = get_object_or_404(
        request.acting.reach(Document.objects.current().select_related("person")), uuid=uuid
    )
    return serve_document(document, request.user)


def _changeable_paper(request, pk, kind):
    application = own_application(request, pk)
    papers = {paper.kind: paper for paper in _papers(application)}
    if application.person is None or kind not in papers:
        raise Http404
    return application, papers[kind]


def _papers(application):
    """The papers that may be changed now: all of a draft, or what was returned."""
    try:
        refuse_unless_changeable(application, "dokumen")
    except DomainError:
        return []
    papers = read_file(application).papers
    if application.status != ApplicationStatus.NEEDS_FIX:
        return papers
    returned = returned_items(application)
    return [paper for paper in papers if _is_returned(paper, returned)]


def _is_returned(paper, returned):
    return f"document:{paper.kind}" in returned or any(
        f"fact:{code}" in returned for code in paper.proves
    )


def _page(request, application, forms=None, *, status=200):
    forms = forms or {}
    file = read_file(application)
    returned = {}
    papers = file.papers
    if application.status == ApplicationStatus.NEEDS_FIX:
        returned = returned_items(application)
        papers = [paper for paper in papers if _is_returned(paper, returned)]
    rows = [
        {
            "paper": paper,
            "form": forms.get(paper.kind) or UploadForm(kind=paper.kind),
            "item": returned.get(f"document:{paper.kind}"),
            "words": _words(returned.get(f"document:{paper.kind}"), paper),
        }
        for paper in papers
    ]
    failed = next(iter(forms.values()), None)
    return render(
        request,
        "enrollment/resident/documents.html",
        {
            "application": application,
            "rows": rows,
            "form": failed,
            "is_correction": bool(returned),
            "next_url": application.get_absolute_url() if returned else next_url(file),
        },
        status=status,
    )


def _words(item, paper):
    if item is None:
        return ""
    return f"{words_for_applicant(item.reason, paper.label)} {item.text}".strip()


def _url(application):
    return reverse("enrollment:documents", kwargs={"pk": application.pk})
