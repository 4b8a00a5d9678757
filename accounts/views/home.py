import time

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access_log import in_words
from accounts.middleware import SEEN_AT
from accounts.models import HelpSession, Person
from accounts.policies import (
    DATA_KEEPERS,
    HISTORY_KEEPERS,
    open_while_helping,
    sign_in_required,
    staff_required,
)
from accounts.services.data_requests import waiting_counts
from accounts.services.verifying import standing_of_history
from accounts.workplace import cards_for
from blk_portal.shared.heartbeat import is_work_done
from blk_portal.shared.start_page import waiting_for


@sign_in_required
@require_safe
def home(request):
    """Show residents what the portal knows about them to call them by, and where to change it."""
    person = Person.objects.filter(user=request.user).first()
    return render(request, "accounts/home.html", {"person": person})


@open_while_helping
@sign_in_required
@require_POST
def stay(request):
    """Keep the session of somebody who is still there; asked for by a script."""
    request.session[SEEN_AT] = time.time()
    return HttpResponse(status=204)


@staff_required
@require_safe
def staff_home(request):
    """Show members of staff the pages that their roles work on."""
    context = {
        "cards": cards_for(request.user.roles),
        "work_waits": not is_work_done(),
        "waiting": waiting_for(request.user),
    }
    if request.user.has_role(*DATA_KEEPERS):
        context["data_requests"] = waiting_counts(request.user)
    if request.user.has_role(*HISTORY_KEEPERS):
        context["history"] = standing_of_history()
    return render(request, "accounts/staff_home.html", context)


@sign_in_required
@require_safe
def account_history(request):
    """Show people what staff did to their account, and who entered something for them."""
    help_sessions = HelpSession.objects.filter(client__user=request.user)
    return render(
        request,
        "accounts/account_history.html",
        {
            "acts": [
                (event, in_words(event.actor) if event.actor else "")
                for event in request.user.events.select_related(
                    "actor__kelurahan"
                ).prefetch_related("actor__groups")
            ],
            "help": [
                (session, in_words(session.helper))
                for session in help_sessions.select_related("helper__kelurahan").prefetch_related(
                    "helper__groups"
                )
            ],
        },
    )
