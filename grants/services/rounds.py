from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save, version_of
from grants.choices import GRANT_ROUND_MOVES, GrantRoundStatus
from grants.models import GrantRound

FIXED_AT_OPENING = {"code", "fiscal_year", "fund", "transfer_mechanism", "legal_basis"}


@transaction.atomic
def plan_grant_round(*, actor, **fields):
    """Enter a grant round; nobody can ask for anything in it before it is opened."""
    record_for_this_transaction(actor=actor)
    return GrantRound.objects.create(**fields)


@transaction.atomic
def revise_grant_round(grant_round, *, actor, seen=None, **fields):
    """Change ``fields`` of a round; fund, year, mechanism and basis are fixed at its opening.

    ``seen`` is the version that the page showed; ``SavedMeanwhile`` if it is another one now.
    """
    grant_round = GrantRound.objects.select_for_update().get(pk=grant_round.pk)
    refuse_late_save(seen, version_of(grant_round))
    changed = {name for name, value in fields.items() if getattr(grant_round, name) != value}
    if grant_round.status != GrantRoundStatus.PLANNED and changed & FIXED_AT_OPENING:
        raise DomainError(
            _("Code, year, fund, mechanism and legal basis are fixed since the round was opened.")
        )
    if fields.get("units", grant_round.units) < grant_round.requests.granted().count():
        raise DomainError(_("More units than that have been granted already."))

    record_for_this_transaction(actor=actor)
    for name in changed:
        setattr(grant_round, name, fields[name])
    grant_round.save(update_fields=[*changed, "updated_at"])
    return grant_round


def open_grant_round(grant_round, *, actor):
    """Let requests in, for the first time or again after closing."""
    return _move(grant_round, GrantRoundStatus.OPEN, actor=actor)


def close_grant_round(grant_round, *, actor):
    """Take no more requests; those that are there are visited and decided."""
    return _move(grant_round, GrantRoundStatus.CLOSED, actor=actor)


@transaction.atomic
def finish_grant_round(grant_round, *, actor):
    """End a round in which nothing is left to decide."""
    if grant_round.requests.pending().exists():
        raise DomainError(_("Some requests of this round are not decided yet."))
    return _move(grant_round, GrantRoundStatus.FINISHED, actor=actor)


@transaction.atomic
def _move(grant_round, status, *, actor):
    grant_round = GrantRound.objects.select_for_update().get(pk=grant_round.pk)
    if status not in GRANT_ROUND_MOVES[GrantRoundStatus(grant_round.status)]:
        raise DomainError(
            _("A round that is “{old}” cannot become “{new}”.").format(
                old=grant_round.get_status_display(), new=status.label
            )
        )
    record_for_this_transaction(actor=actor)
    grant_round.status = status
    grant_round.save(update_fields=["status", "updated_at"])
    return grant_round
