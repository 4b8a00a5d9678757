"""What anybody may read: the catalogue, the classes, the rules."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from blk_portal.shared.composed import Composed
from programs.catalogue import (
    STATES,
    change_words,
    last_demand,
    moved_days,
    nearest_first,
    next_chance,
    opening_of,
    schedule_of,
    state_of,
)
from programs.choices import AFTER_PUBLICATION
from programs.entries import accepting_or_coming, offered_programs, results_of
from programs.kept_pages import (
    LOOKING_BACK,
    kept_for_visitors,
    of_batch,
    of_intake,
    of_landing,
    of_program,
    of_programs,
)
from programs.models import Batch, Intake, TrainingProgram
from programs.rules_in_words import rules_in_words
from programs.wording import education_short

BATCHES = Batch.objects.public().with_applicants()
BATCHES_OF_PROGRAM = Composed(
    lambda program: (
        BATCHES.filter(program=program)
        .select_related("intake", "fund")
        .order_by("-intake__opens_at", "code")
    ),
    program=int,
)
WITH_HISTORY = Batch.objects.on_record().with_applicants().with_rule_set().with_moved_days()
BATCHES_OF_INTAKE = Composed(
    lambda code: (
        WITH_HISTORY.filter(intake__code=code).select_related("intake", "program").in_order()
    ),
    code=str,
)
BATCH_IN_FULL = Composed(
    lambda code: (
        WITH_HISTORY.filter(code=code)
        .with_last_change()
        .select_related("intake", "fund", "program__trade")
    ),
    code=str,
)


@require_safe
@kept_for_visitors(of_landing)
def landing(request):
    """Show what is open now, until when and how sought after it is, and what opens next."""
    now = timezone.now()
    entries = accepting_or_coming(now)
    opened = [entry for entry in entries if state_of(entry, now).is_open]
    by_round = [entry for entry in opened if not entry.is_first_come]
    shown = by_round or opened
    context = {
        "cards": shown,
        "first_come": [entry for entry in opened if entry not in shown],
        "coming": [entry for entry in entries if entry not in opened],
        "main": shown[0] if shown else None,
        "counted_at": max((entry.counted_at for entry in opened if entry.counted_at), default=None),
        "last_year": results_of(timezone.localdate(now).year - 1),
    }
    return render(request, "programs/landing.html", context)


@require_safe
@kept_for_visitors(of_programs)
def program_list(request):
    """List every programme with its nearest class."""
    now = timezone.now()
    programs = {}
    for entry in offered_programs(since=now - LOOKING_BACK):
        classes = programs.setdefault(entry.slug, {"entry": entry, "states": []})["states"]
        if entry.code:
            classes.append(state_of(entry, now))
    rows = sorted((_row(**program) for program in programs.values()), key=_open_first)
    return render(request, "programs/program_list.html", {"rows": rows})


@require_safe
@kept_for_visitors(of_program)
def program_detail(request, slug):
    """Show one programme: what is learnt, what it takes, and its classes."""
    program = get_object_or_404(TrainingProgram.objects.select_related("trade"), slug=slug)
    batches = BATCHES_OF_PROGRAM.read(program=program.pk)
    now = timezone.now()
    rows = [{"batch": batch, "state": state_of(batch, now)} for batch in batches]
    states = [row["state"] for row in rows]
    context = {
        "program": program,
        "documents": program.required_documents.all(),
        "batches": rows,
        "next_chance": next_chance(states),
        "is_open": any(state.is_open for state in states),
        "last_demand": last_demand(states),
        "education": education_short(program.minimum_education),
    }
    return render(request, "programs/program_detail.html", context)


@require_safe
@kept_for_visitors(of_batch)
def batch_detail(request, code):
    """Show one class: may I join, what do I need, how are seats given, when."""
    try:
        batch = BATCH_IN_FULL.get(code=code)
    except Batch.DoesNotExist:
        raise Http404 from None
    now = timezone.now()
    state = state_of(batch, now)
    context = {
        "batch": batch,
        "program": batch.program,
        "intake": batch.intake,
        "state": state,
        "opening": opening_of([state]),
        "documents": batch.program.required_documents.all(),
        "rules": rules_in_words([batch])[batch.pk],
        "schedule": schedule_of(batch.intake, batch, now=now),
        "moved": moved_days(batch.moved),
        "change": change_words(batch),
    }
    return render(request, "programs/batch_detail.html", context)


@require_safe
@kept_for_visitors(of_intake)
def intake_detail(request, code):
    """Show one registration window: its promised dates, classes, and rules with their digest."""
    now = timezone.now()
    batches = BATCHES_OF_INTAKE.read(code=code)
    intake = batches[0].intake if batches else get_object_or_404(Intake.objects.public(), code=code)
    words = rules_in_words(batches)
    classes = [
        {"batch": batch, "state": state_of(batch, now), "rules": words[batch.pk]}
        for batch in batches
    ]
    context = {
        "intake": intake,
        "schedule": schedule_of(intake, now=now),
        "moved": _moved_for_all(batches),
        "classes": classes,
        "opening": opening_of(row["state"] for row in classes),
        "rule_sets": _rule_sets(intake, batches),
        "has_results": intake.status in AFTER_PUBLICATION,
    }
    return render(request, "programs/intake_detail.html", context)


@require_safe
def rule_set_text(request, code, version):
    """Hand out the very bytes of a rule set, whose SHA-256 is the published digest."""
    intake = get_object_or_404(Intake.objects.public(), code=code)
    rule_set = get_object_or_404(intake.rule_sets, version=version)
    response = HttpResponse(rule_set.canonical, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{intake.code}-v{version}.json"'
    return response


@require_safe
def help_page(request):
    """Answer the usual questions, and say where to find people."""
    return render(request, "programs/help.html")


def _moved_for_all(batches):
    """What moved for the whole intake, which each of its classes knows."""
    return moved_days(row for row in batches[0].moved if row["batch"] is None) if batches else []


def _rule_sets(intake, batches):
    """The classes know already whether rules were published."""
    has_none = batches and not batches[0].rules_sha256
    return [] if has_none else intake.rule_sets.order_by("-version")


def _row(entry, states):
    """One programme of the list: its nearest class, the next chance, the last demand."""
    nearest = min(states, key=nearest_first, default=None)
    return {
        "entry": nearest.entry if nearest else entry,
        "state": nearest,
        "next_chance": next_chance(states),
        "last_demand": last_demand(states),
    }


def _open_first(row):
    state = row["state"]
    return (state.rank if state else len(STATES), row["entry"].title)
