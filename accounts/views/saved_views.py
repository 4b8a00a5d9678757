"""Views of a list that staff keep under names of their own."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.lists import SavedViewForm
from accounts.list_access import list_or_refusal
from accounts.models import SavedView
from accounts.policies import staff_required
from accounts.services.saved_views import remove_view, save_view
from blk_portal.shared import lists
from blk_portal.shared.errors import DomainError


@staff_required
@require_POST
def saved_view_new(request, key):
    """Keep what the list shows under the name that was typed, and show the list again."""
    staff_list = list_or_refusal(key, request.user)
    query = QueryDict(request.POST.get("query", ""))
    form = SavedViewForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            save_view(staff_list, user=request.user, name=name, query=query)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The view “{name}” is saved.").format(name=name))
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect(staff_list.address(staff_list.canonical(query)))


@staff_required
@require_POST
def saved_view_remove(request, pk):
    view = get_object_or_404(SavedView.objects.filter(user=request.user), pk=pk)
    staff_list = lists.find(view.list_key)
    remove_view(view)
    messages.success(request, _("The view is removed."))
    return redirect(staff_list.address(view.query))
