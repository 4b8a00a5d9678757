"""What this app says on the start page of the staff: promised days that are late or near."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from blk_portal.shared.start_page import Waiting, register
from enrollment.services.promises import LATE, pressing_promises


def promised_days(user):
    """Tell every training manager, whether or not a message could reach him."""
    if not user.has_role(Role.TRAINING_MANAGER):
        return []
    pressing = pressing_promises()
    if not pressing:
        return []
    late = sum(promise.state == LATE for promise in pressing)
    text = _("Promised days: {late} late, {near} near and not ready.")
    return [
        Waiting(
            text.format(late=late, near=len(pressing) - late),
            reverse("enrollment:calendar"),
            _("See which"),
            is_late=bool(late),
        )
    ]


register(promised_days)
