from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import HistorySeal
from accounts.policies import HISTORY_KEEPERS, role_required
from accounts.services.verifying import standing_of_history

PER_PAGE = 31


@role_required(*HISTORY_KEEPERS)
@require_safe
def history_seals(request):
    """List the seals of the history, the newest first, and say how the latest comparison went."""
    seals = HistorySeal.objects.defer("portions")
    context = {
        "page": Paginator(seals, PER_PAGE).get_page(request.GET.get("page")),
        "history": standing_of_history(),
    }
    return render(request, "accounts/history_seals.html", context)
