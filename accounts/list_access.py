"""Which list a request is about, and whether its user may read it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from blk_portal.shared import lists


def list_or_refusal(key, user):
    """Return the list ``key``; 404 if there is none, 403 if it is not for ``user``."""
    staff_list = lists.find(key)
    if staff_list is None:
        raise Http404
    if not staff_list.is_for(user):
        raise PermissionDenied
    return staff_list
