"""The published result of a round, and the documents by which anybody can check it."""

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enrollment.checking_words import checking_words
from enrollment.choices import RoundStatus
from enrollment.models import SelectionRound
from enrollment.published_result import public_lines, reduced_documents

DAY = 24 * 60 * 60
DOCUMENTS = ["rules", "list", "problem", "outcome"]


@require_safe
def results(request, code):
    """Who got a seat and who waits: registration number, masked name, status."""
    selection_round = _published(code)
    response = render(
        request,
        "enrollment/results.html",
        {
            "intake": selection_round.intake,
            "round": selection_round,
            "classes": public_lines(selection_round),
            "corrections": list(selection_round.published_corrections),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def check(request, code):
    """The page that repeats the whole round in the browser of whoever opens it."""
    selection_round = _published(code)
    intake = selection_round.intake
    response = render(
        request,
        "enrollment/results_check.html",
        {
            "intake": intake,
            "round": selection_round,
            "check": {
                "files": {
                    name: reverse("enrollment:result_document", args=[code, name])
                    for name in DOCUMENTS
                },
                "promised": selection_round.commitment,
                "titles": dict(intake.batches.values_list("code", "program__title")),
                "words": checking_words(),
            },
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def document(request, code, document):
    """One of the published documents, byte for byte."""
    selection_round = _published(code)
    content = _content(selection_round, document)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{code}-{document}.json"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _published(code):
    return get_object_or_404(
        SelectionRound.objects.select_related("intake", "rule_set", "approved_run"),
        intake__code=code,
        status=RoundStatus.PUBLISHED,
    )


def _content(selection_round, document):
    if document == "rules":
        return selection_round.rule_set.canonical
    if document == "list":
        return selection_round.list_at_closing
    if document in ("problem", "outcome"):
        problem, outcome = _reduced(selection_round)
        return problem if document == "problem" else outcome
    raise Http404


def _reduced(selection_round):
    """Return the reduced documents, made once for each number of steps."""
    key = f"published:{selection_round.approved_run_id}:{selection_round.steps.count()}"
    documents = cache.get(key)
    if documents is None:
        documents = reduced_documents(selection_round)
        cache.set(key, documents, DAY)
    return documents
