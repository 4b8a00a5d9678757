"""What this app says on the start page of the staff: messages that wait to be let go."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from blk_portal.shared.start_page import Waiting, register
from notices.models import Dispatch


def held_messages(user):
    """Tell whoever may let messages go of those that somebody has to look at first."""
    if not user.has_role(Role.TRAINING_MANAGER, Role.APPROVER):
        return []
    complete = Dispatch.objects.undecided().filter(complete_at__isnull=False)
    number = complete.with_messages().count()
    if not number:
        return []
    text = ngettext(
        "Decided, but nobody is told yet: the messages of {n} act are held.",
        "Decided, but nobody is told yet: the messages of {n} acts are held.",
        number,
    )
    return [
        Waiting(
            text.format(n=number),
            reverse("notices:dispatch_list"),
            _("Look and let them go"),
            is_late=False,
        )
    ]


register(held_messages)
