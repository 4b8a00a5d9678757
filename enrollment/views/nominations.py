"""Letters by which bodies name people for a class, and what became of each person."""

from pathlib import PurePath

from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import manager_required
from blk_portal.shared.errors import DomainError
from enrollment.forms.nominations import NamesForm, NominationLetterForm
from enrollment.models import Nomination, NominationLetter
from enrollment.services.nominations import live_nominations, name_people, record_letter
from programs.choices import SelectionMethod
from programs.models import Batch


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominations(request, code):
    """List the letters for a class; on POST enter another."""
    batch = get_object_or_404(
        Batch.objects.filter(selection_method=SelectionMethod.NOMINATION).select_related(
            "program", "intake"
        ),
        code=code,
    )
    is_sent = request.method == "POST"
    form = NominationLetterForm(*([request.POST, request.FILES] if is_sent else []))
    if is_sent and form.is_valid():
        try:
            letter = record_letter(batch, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("enrollment:nomination_letter", pk=letter.pk)
    return render(
        request,
        "enrollment/staff/nominations.html",
        {
            "batch": batch,
            "form": form,
            "letters": batch.nomination_letters.all(),
            "named": live_nominations(batch).count(),
        },
        status=422 if form.errors else 200,
    )


@manager_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nomination_letter(request, pk):
    """Show whom a letter names and how far each has come; on POST name more."""
    letter = get_object_or_404(
        NominationLetter.objects.select_related("batch__program", "batch__intake"), pk=pk
    )
    form, entries = NamesForm(request.POST if request.method == "POST" else None), []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                entries = name_people(letter, form.cleaned_data["niks"], actor=request.user)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                form = NamesForm()
                status = 422 if any(entry.refusal for entry in entries) else 200
    people = (
        Nomination.objects.filter(letter=letter)
        .select_related("application__person")
        .order_by("pk")
    )
    return render(
        request,
        "enrollment/staff/nomination_letter.html",
        {
            "letter": letter,
            "batch": letter.batch,
            "form": form,
            "entries": entries,
            "people": people,
        },
        status=status,
    )


@manager_required
@require_safe
def nomination_scan(request, pk):
    letter = get_object_or_404(NominationLetter.objects.exclude(scan=""), pk=pk)
    return FileResponse(
        letter.scan.open(),
        as_attachment=True,
        filename=f"usulan-{letter.pk}{PurePath(letter.scan.name).suffix}",
    )
