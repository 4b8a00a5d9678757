"""May I join? A few questions without an account; nothing of the answers is kept."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from enrollment.forms.quick_check import QuickCheckForm
from enrollment.models import FactType
from enrollment.services.quick_check import check_class
from programs.models import Batch


@require_http_methods(["GET", "HEAD", "POST"])
def quick_check(request, code):
    """Ask what the gates of the class need and say which of them stand in the way."""
    batch = get_object_or_404(
        Batch.objects.public()
        .select_related("program", "intake")
        .prefetch_related("gates", "criteria", "reserves"),
        code=code,
    )
    asked = [fact for gate in batch.gates.all() for fact in gate.facts]
    form = QuickCheckForm(
        request.POST if request.method == "POST" else None,
        batch=batch,
        fact_types=FactType.objects.filter(code__in=asked),
    )
    answer = None
    if form.is_bound and form.is_valid():
        answer = check_class(batch, form.standing)
    return render(
        request,
        "enrollment/quick_check.html",
        {"batch": batch, "form": form, "answer": answer},
        status=422 if form.errors else 200,
    )
