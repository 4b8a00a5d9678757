from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.policies import resident_page
from notices.models import Notice
from notices.services.outbox import mark_seen

SHOWN = 50


@resident_page
@require_safe
def my_notices(request):
    """Show a person his messages; opening the page is the proof that he has seen them.

    So it is at the counter: a helper opens the page only beside his client, who is told by it.
    """
    notices = request.acting.reach(Notice.objects).released()
    shown = list(notices.select_related("person")[:SHOWN])
    mark_seen(notices.filter(pk__in=[notice.pk for notice in shown]))
    return render(request, "notices/my_notices.html", {"notices": shown})
