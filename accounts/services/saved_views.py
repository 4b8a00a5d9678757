"""Filters, sorting and columns of a list, kept under a name of the user's own."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SavedView, User
from blk_portal.shared.errors import DomainError

MOST_VIEWS = 30


@transaction.atomic
def save_view(staff_list, *, user, name, query):
    """Keep ``query`` under ``name``, in place of an earlier one of that name.

    Only what the list knows of the query is kept. Raise ``DomainError`` for a list of others and
    for more names than a row of links can hold.
    """
    if not staff_list.is_for(user):
        raise DomainError(_("This list is for others."))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    views = SavedView.objects.filter(user=user, list_key=staff_list.key)
    if views.count() >= MOST_VIEWS and not views.filter(name=name).exists():
        raise DomainError(
            _("You have {most} views already. Remove one first.").format(most=MOST_VIEWS)
        )
    view, _is_new = SavedView.objects.update_or_create(
        user=user,
        list_key=staff_list.key,
        name=name,
        defaults={"query": staff_list.canonical(query)},
    )
    return view


def remove_view(view):
    view.delete()
