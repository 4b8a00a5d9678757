"""May I join? A few questions without an account; nothing of the answers is kept."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.kept_answers import sent_or_kept
from enrollment.forms.quick_check import QuickCheckForm
from enrollment.models import FactType
from enrollment.services.quick_check import check_class
from programs.lists_beside import read_with_lists
from programs.models import Batch


@require_http_methods(["GET", "HEAD", "POST"])
def quick_check(request, code):
    """Ask what the gates of the class need and say which of them stand in the way."""
    batch = _class_or_404(code)
    asked = [fact for gate in batch.gates.all() for fact in gate.facts]
    make_form = partial(
        QuickCheckForm, batch=batch, fact_types=FactType.objects.filter(code__in=asked)
    )
    form = sent_or_kept(request, make_form)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = check_class(batch, form.standing)
    return render(
        request,
        "enrollment/quick_check.html",
        {"batch": batch, "form": form, "answer": answer},
        status=422 if form.errors else 200,
    )


def _class_or_404(code):
    rows = Batch.objects.public().select_related("program", "intake").filter(code=code)
    for batch in read_with_lists(rows, "gates"):
        return batch
    raise Http404
