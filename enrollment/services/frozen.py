"""What a round has read may no longer change under it."""

from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import RoundStatus
from enrollment.models import SelectionRound

READ_BY_THE_ROUND = [
    RoundStatus.FROZEN,
    RoundStatus.DECIDED,
    RoundStatus.APPROVED,
    RoundStatus.PUBLISHED,
]


def is_input_frozen(intake_id):
    return SelectionRound.objects.filter(intake=intake_id, status__in=READ_BY_THE_ROUND).exists()


def refuse_if_input_is_frozen(intake_id):
    """Raise ``DomainError`` once files, attendance and scores of the intake were read."""
    if is_input_frozen(intake_id):
        raise DomainError(_("The input of the selection round is frozen."))
