"""The ranked list of classes: put one on it, take one off, let one move up."""

from django.db.models import F, FilteredRelation, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.policies import resident_page
from blk_portal.shared.errors import DomainError
from enrollment.gate_words import reason_sentences
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.services import wishes as wish_services
from enrollment.services.application_file import read_file
from enrollment.services.applications import refuse_unless_changeable
from enrollment.services.eligibility import reasons_against, standing_of
from enrollment.task_list import next_url, saved_words
from enrollment.views.own import own_application, refused_page
from programs.choices import SelectionMethod
from programs.lists_beside import read_with_lists

ACTS = {
    "add": wish_services.add_wish,
    "remove": wish_services.remove_wish,
    "raise": wish_services.raise_wish,
    "lower": wish_services.lower_wish,
}


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request, pk):
    """Show the list and what the conditions of each class say; change it button by button."""
    application = own_application(
        request,
        pk,
        ApplicationQuerySet.with_paper_form,
        ApplicationQuerySet.with_seat_elsewhere,
        ApplicationQuerySet.with_trainings,
    )
    try:
        refuse_unless_changeable(application, "pilihan")
    except DomainError as refusal:
        return refused_page(request, application, refusal)
    if request.method != "POST":
        return _page(request, application)
    act, code = _act(request.POST)
    batch = application.intake.batches.filter(code=code).first()
    if act is None or batch is None:
        return _continue(request, application)
    try:
        act(application, batch, actor=request.user)
    except DomainError as refusal:
        return _page(request, application, error=str(refusal), status=422)
    return redirect(request.get_full_path())


def _act(posted):
    for name, act in ACTS.items():
        if name in posted:
            return act, posted[name]
    return None, ""


def _continue(request, application):
    file = read_file(application)
    if not file.wishes:
        return _page(request, application, is_empty=True, status=422)
    if request.GET.get("dari") == "periksa":
        return redirect(reverse("enrollment:check_answers", kwargs={"pk": application.pk}))
    return redirect(next_url(file))


def _page(request, application, *, error="", is_empty=False, status=200):
    standing = standing_of(application)
    batches = (
        wish_services.classes_for_wishes(application)
        .annotate(
            wish=FilteredRelation("choices", condition=Q(choices__application=application)),
            rank=F("wish__rank"),
        )
        .select_related("program")
    )
    birth_date = application.person.birth_date if application.person else None
    rows = [
        {
            "batch": batch,
            "rank": batch.rank,
            "refusals": reason_sentences(
                reasons_against(batch, standing), batch, birth_date=birth_date
            ),
        }
        for batch in read_with_lists(batches, "gates")
    ]
    chosen = sorted((row for row in rows if row["rank"]), key=lambda row: row["rank"])
    limit = application.intake.max_choices
    return render(
        request,
        "enrollment/resident/wishes.html",
        {
            "application": application,
            "chosen": chosen,
            "others": sorted(
                (row for row in rows if not row["rank"]), key=lambda row: bool(row["refusals"])
            ),
            "saved": saved_words(application),
            "is_first_come": any(
                row["batch"].selection_method == SelectionMethod.FIRST_COME for row in rows
            ),
            "limit": limit,
            "next_rank": len(chosen) + 1,
            "is_full": limit is not None and len(chosen) >= limit,
            "error": error,
            "is_empty": is_empty,
            "has_errors": bool(error or is_empty),
        },
        status=status,
    )
