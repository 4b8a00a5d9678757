"""The papers of an application, which live in the person's wallet."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Document
from accounts.policies import resident_page
from accounts.services.documents import store_document
from accounts.views.documents import note_opening, serve_document, serve_page, serve_thumbnail
from blk_portal.shared.errors import DomainError, TooManyTries, TryAgainLater
from blk_portal.shared.http import render_page_or_piece
from enrollment.choices import ApplicationStatus
from enrollment.forms.upload import UploadForm
from enrollment.reasons import words_for_applicant
from enrollment.services.application_file import read_file, returned_items
from enrollment.services.applications import refuse_unless_changeable, remove_paper
from enrollment.services.reusing import reuse_papers
from enrollment.task_list import next_url
from enrollment.views.own import own_application, refused_page

ALL = "semua"


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
        except TryAgainLater as refusal:
            return _later(request, application, kind, form, refusal)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _done(request, application, paper, _("{label} is saved."))
    return _page(request, application, {kind: form}, only=kind, status=422)


@resident_page
@require_POST
def reuse(request, pk, kind):
    """Take over a paper that was checked for an earlier application, or all of them."""
    application = own_application(request, pk)
    if application.person is None:
        raise Http404
    kinds = [paper.kind for paper in _papers(application)]
    try:
        reuse_papers(application, kinds if kind == ALL else [kind], actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_url(application)}#{'' if kind == ALL else kind}")


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
    """Show people the pages of their own paper."""
    document = _own_document(request, uuid)
    note_opening(document, request.user)
    return render(request, "enrollment/resident/document.html", {"document": document})


@resident_page
@require_safe
def own_file(request, uuid):
    """Hand people the file of their own paper."""
    return serve_document(_own_document(request, uuid), request.user)


@resident_page
@require_safe
def own_page(request, uuid, number):
    """Show people one page of their own paper."""
    return serve_page(_own_document(request, uuid), number, request.user)


@resident_page
@require_safe
def own_thumbnail(request, uuid):
    return serve_thumbnail(_own_document(request, uuid))


def _own_document(request, uuid):
    return get_object_or_404(
        request.acting.reach(Document.objects.current().select_related("person")), uuid=uuid
    )


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


def _later(request, application, kind, form, refusal):
    """Say beside the paper, and to machines in a header, when the same file will be taken."""
    form.add_error("file", str(refusal))
    status = 429 if isinstance(refusal, TooManyTries) else 503
    response = _page(request, application, {kind: form}, only=kind, status=status)
    response["Retry-After"] = refusal.seconds
    return response


def _done(request, application, paper, sentence):
    """Say that it worked: on the page, or on the piece that a script asked for."""
    if request.htmx:
        return _page(request, application, only=paper.kind, said=sentence)
    messages.success(request, sentence.format(label=paper.label))
    return redirect(f"{_url(application)}#{paper.kind}")


def _page(request, application, forms=None, *, only="", said="", status=200):
    """Show all papers, or to a script ``only`` the one that it sent."""
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
    context = {
        "application": application,
        "rows": rows,
        "form": next(iter(forms.values()), None),
        "offered": [] if returned else file.offered,
        "is_correction": bool(returned),
        "next_url": application.get_absolute_url() if returned else next_url(file),
        "limit": settings.UPLOAD_MAX_BYTES,
    }
    if request.htmx and only:
        row = next(row for row in rows if row["paper"].kind == only)
        context |= {"row": row, "said": said.format(label=row["paper"].label)}
    return render_page_or_piece(
        request,
        page="enrollment/resident/documents.html",
        piece="enrollment/partials/_paper.html",
        context=context,
        status=status,
    )


def _words(item, paper):
    if item is None:
        return ""
    return f"{words_for_applicant(item.reason, paper.label)} {item.text}".strip()


def _url(application):
    return reverse("enrollment:documents", kwargs={"pk": application.pk})
