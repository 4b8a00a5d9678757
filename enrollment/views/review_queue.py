"""The verifiers' queue: what waits, who has it in hand, and the next one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import manager_required, verifier_required
from blk_portal.shared.csv_files import csv_response
from blk_portal.shared.errors import DomainError
from enrollment.case_page import undoable_review
from enrollment.choices import ApplicationStatus, BulkKind
from enrollment.desk_pace import pace_of, waiting_by_intake, workload
from enrollment.filters import QueueFilter
from enrollment.held_searches import held_search, hold_search
from enrollment.models import Application
from enrollment.queue_rows import EXPORT_HEADER, export_rows, queue_rows
from enrollment.registration_numbers import read_registration_number
from enrollment.services.claiming import HELD_FOR, claim_next

ROWS_PER_PAGE = 50
MOST_LETTERS = 60
IN_THE_ADDRESS = ["status", "intake", "program", "batch", "flag"]
MINE = "mine"
TABS = [
    (ApplicationStatus.SUBMITTED.value, gettext_lazy("Waiting")),
    (MINE, gettext_lazy("In my hand")),
    (ApplicationStatus.NEEDS_FIX.value, gettext_lazy("With the applicant")),
    (ApplicationStatus.VERIFIED.value, gettext_lazy("Passed")),
    (ApplicationStatus.INELIGIBLE.value, gettext_lazy("Not eligible")),
]

# The act on many files that the list of a state leads to.
BULK_KINDS = {
    ApplicationStatus.SUBMITTED: BulkKind.VERIFY,
    ApplicationStatus.NEEDS_FIX: BulkKind.CLOSE,
    ApplicationStatus.VERIFIED: BulkKind.MESSAGE,
    ApplicationStatus.INELIGIBLE: BulkKind.MESSAGE,
}


@verifier_required
@require_safe
def queue(request):
    """List the files of one state, oldest first, as the filters in the address narrow it."""
    text = _text_searched(request)
    files = narrowed(request)
    state = _state(request)
    page = Paginator(
        _in_state(files, state, request.user).for_the_queue().waiting_longest_first(),
        ROWS_PER_PAGE,
    ).get_page(request.GET.get("page"))
    counts = _counts(files, request.user)
    return render(
        request,
        "enrollment/staff/queue.html",
        {
            "filter_form": QueueFilter(_filters(request, text)).form,
            "is_search_over": text is None,
            "tabs": [
                {"code": code, "label": label, "count": counts[code], "is_current": code == state}
                for code, label in TABS
            ],
            "page": page,
            "rows": queue_rows(page, request.user),
            "state": state,
            "bulk_kind": BULK_KINDS.get(state),
            "waiting": counts[ApplicationStatus.SUBMITTED],
            "intakes_waiting": waiting_by_intake(files),
            "pace": pace_of(request.user),
            "undoable": undoable_review(request.user, timezone.now()),
        },
    )


@verifier_required
@require_POST
def queue_search(request):
    """Lead to the list that the sent form asks for, by an address in which no name stands."""
    query = {name: request.POST[name] for name in IN_THE_ADDRESS if request.POST.get(name)}
    text = request.POST.get("q", "").strip()[:MOST_LETTERS]
    number = read_registration_number(text)
    if number and _reviewable(request).filter(registration_number=number).exists():
        query["number"] = number
    elif text:
        query["search"] = hold_search(request, text)
    return redirect(reverse("enrollment:queue", query=query))


@manager_required
@require_safe
def desk_workload(request):
    """Show the manager what waits until when, and who checks how much of it."""
    files = Application.objects.of_intakes_that_go_on()
    return render(
        request,
        "enrollment/staff/workload.html",
        {"intakes_waiting": waiting_by_intake(files), "loads": workload()},
    )


@verifier_required
@require_safe
def queue_export(request):
    """Hand out exactly what the filters show, all pages of it."""
    files = _in_state(narrowed(request), _state(request), request.user)
    return csv_response(
        f"antrean-{timezone.localdate():%Y-%m-%d}.csv",
        EXPORT_HEADER,
        export_rows(files.for_the_queue().waiting_longest_first()),
    )


@verifier_required
@require_POST
def take_next(request):
    """Take the file that waits longest among those that the filters leave, and open it."""
    return open_the_next(request)


def open_the_next(request):
    """Put the next file in hand and lead to it, or say why there is none."""
    try:
        application = claim_next(request.user, narrowed(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("enrollment:queue", query={"status": MINE}))
    if application is None:
        messages.info(request, _("No file is waiting. All of them are checked or in hand."))
        return redirect("enrollment:queue")
    return redirect(case_address(request, application))


def case_address(request, application):
    """The address of a file that keeps the filters for the one after it."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("enrollment:case", kwargs={"pk": application.pk}) + query


def narrowed(request):
    """Return what the address leaves of the files; nothing where its search is not known here."""
    text = _text_searched(request)
    if text is None:
        return Application.objects.none()
    return QueueFilter(_filters(request, text), queryset=_reviewable(request)).qs


def _reviewable(request):
    return Application.objects.reviewable_by(request.user).of_intakes_that_go_on()


def _text_searched(request):
    """What is searched for: "" for nothing, ``None`` when the session does not hold it."""
    key = request.GET.get("search")
    if key:
        return held_search(request, key)
    return read_registration_number(request.GET.get("number", ""))


def _filters(request, text):
    return {name: request.GET.get(name) for name in IN_THE_ADDRESS} | {"q": text or ""}


def _state(request):
    wanted = request.GET.get("status")
    return wanted if wanted in dict(TABS) else ApplicationStatus.SUBMITTED.value


def _in_state(files, state, user):
    if state == MINE:
        return files.awaiting_review().in_the_hand_of(user, since=timezone.now() - HELD_FOR)
    return files.filter(status=state)


def _counts(files, user):
    in_my_hand = Q(
        status=ApplicationStatus.SUBMITTED,
        claimed_by=user,
        claimed_at__gte=timezone.now() - HELD_FOR,
    )
    return files.aggregate(
        **{
            code: Count("pk", filter=in_my_hand if code == MINE else Q(status=code))
            for code, _label in TABS
        }
    )
