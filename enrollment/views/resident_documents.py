"""The papers of an application, which live in the person's wallet."""

from dataclasses import replace

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
from enrollment.checklist import PAPERS
from enrollment.forms.upload import UploadForm
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.reasons import words_for_applicant
from enrollment.services.application_file import papers_of, read_file, wallet_of
from enrollment.services.applications import refuse_unless_changeable, remove_paper
from enrollment.services.reusing import reuse_papers
from enrollment.services.submission import papers_still_to_replace
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
        returned = refuse_unless_changeable(application, "dokumen")
    except DomainError as refusal:
        return refused_page(request, application, refusal)
    return _page(request, application, returned)


@resident_page
@require_POST
def upload(request, pk, kind):
    """Put a paper into the wallet in place of the one of its kind."""
    application, returned, paper = _changeable_paper(request, pk, kind)
    form = UploadForm(request.POST, request.FILES, kind=kind)
    if form.is_valid():
        try:
            document = store_document(application.person, kind, form.upload, actor=request.user)
        except TryAgainLater as refusal:
            return _later(request, application, returned, kind, form, refusal)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _stored(request, application, returned, replace(paper, document=document))
    return _page(request, application, returned, {kind: form}, only=kind, status=422)


@resident_page
@require_POST
def reuse(request, pk, kind):
    """Take over a paper that was checked for an earlier application, or all of them."""
    application = own_application(request, pk)
    if application.person is None:
        raise Http404
    try:
        reuse_papers(application, kind=None if kind == ALL else kind, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_url(application)}#{'' if kind == ALL else kind}")


@resident_page
@require_POST
def remove(request, pk, kind):
    """Take a paper out of the wallet."""
    application, _returned, _paper = _changeable_paper(request, pk, kind)
    document = wallet_of(application.person).get(kind)
    if document is not None:
        try:
            remove_paper(application, document, actor=request.user)
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
    """Return application, what staff returned of it, and one of the papers that may change now."""
    application = own_application(request, pk, ApplicationQuerySet.with_papers_asked)
    try:
        returned = refuse_unless_changeable(application, "dokumen")
    except DomainError:
        raise Http404 from None
    paper = papers_of(application, wallet={}).get(kind)
    if application.person is None or paper is None or not _may_change(paper, returned):
        raise Http404
    return application, returned, paper


def _may_change(paper, returned):
    """All papers of a draft may change, else what was returned."""
    return (
        not returned
        or f"document:{paper.kind}" in returned
        or any(f"fact:{fact.code}" in returned for fact in paper.facts)
    )


def _later(request, application, returned, kind, form, refusal):
    """Say beside the paper, and to machines in a header, when the same file will be taken."""
    form.add_error("file", str(refusal))
    status = 429 if isinstance(refusal, TooManyTries) else 503
    response = _page(request, application, returned, {kind: form}, only=kind, status=status)
    response["Retry-After"] = refusal.seconds
    return response


def _stored(request, application, returned, paper):
    """Say that it worked: on the page, or on the piece that a script asked for."""
    said = _("{label} is saved.").format(label=paper.label)
    if request.htmx:
        context = {"application": application, "row": _row(paper, returned), "said": said}
        return _show(request, context)
    messages.success(request, said)
    return redirect(f"{_url(application)}#{paper.kind}")


def _page(request, application, returned, forms=None, *, only="", status=200):
    """Show all papers, or to a script ``only`` the one that it sent."""
    forms = forms or {}
    file = read_file(application)
    rows = [
        _row(paper, returned, forms.get(paper.kind))
        for paper in file.papers
        if _may_change(paper, returned)
    ]
    context = {
        "application": application,
        "rows": rows,
        "row": next((row for row in rows if row["paper"].kind == only), None),
        "form": next(iter(forms.values()), None),
        "offered": [] if returned else file.offered,
        "is_correction": bool(returned),
        "next_url": application.get_absolute_url() if returned else next_url(file),
    }
    return _show(request, context, status=status)


def _show(request, context, *, status=200):
    return render_page_or_piece(
        request,
        page="enrollment/resident/documents.html",
        piece="enrollment/partials/_paper.html",
        context=context | {"limit": settings.UPLOAD_MAX_BYTES},
        status=status,
    )


def _row(paper, returned, form=None):
    requirement = f"document:{paper.kind}"
    item = returned.get(requirement)
    items = {requirement: item} if item else {}
    return {
        "paper": paper,
        "form": form or UploadForm(kind=paper.kind),
        "item": item,
        "is_to_replace": bool(papers_still_to_replace({paper.kind: paper.document}, items)),
        "words": _words(item, paper),
    }


def _words(item, paper):
    if item is None:
        return ""
    return f"{words_for_applicant(item.reason, PAPERS[paper.kind])} {item.text}".strip()


def _url(application):
    return reverse("enrollment:documents", kwargs={"pk": application.pk})
