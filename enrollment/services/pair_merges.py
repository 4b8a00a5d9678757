"""Two entries of the desk become one record: proposed by one officer, confirmed by another."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import MergeReason
from accounts.models import PersonMerge
from accounts.services.accounts import masked_username
from accounts.services.merging import drop_merge, merge_persons, propose_merge
from blk_portal.shared.errors import DomainError
from enrollment.choices import PairReason, PairStatus
from enrollment.services.pair_decisions import decide, lock_pair
from notices.services.outbox import queue_notice

MAY_BECOME_ONE = [PairStatus.OPEN, PairStatus.KEPT, PairStatus.EXCLUDED]
REASONS_OF_PAIRS = {
    MergeReason.KTP_SEEN: PairReason.PAPERS,
    MergeReason.SAME_PAPERS: PairReason.PAPERS,
    MergeReason.CAME: PairReason.CALLED,
}


@transaction.atomic
def propose_merge_of(pair, kept, *, actor, reason, note=""):
    """Propose that ``kept`` stands and the other of the pair becomes part of it; return the merge.

    The pair waits as before, and a round with it, until a second officer has confirmed.
    """
    pair = _lock(pair, actor)
    if kept.pk not in (pair.first_id, pair.second_id):
        raise DomainError(_("This record is of neither of the two."))
    gone = pair.second if kept.pk == pair.first_id else pair.first
    return propose_merge(kept, gone, actor=actor, reason=reason, note=note)


@transaction.atomic
def confirm_merge_of(pair, *, actor):
    """Make one record of the two, for good, as a colleague proposed; return the merge.

    The person is told once which record stands and how to sign in.
    """
    pair = _lock(pair, actor)
    merge = merge_persons(proposed_merge(pair), actor=actor)
    decide(
        pair,
        PairStatus.MERGED,
        actor=actor,
        reason=REASONS_OF_PAIRS[merge.reason],
        note="",
        excluded=None,
        stands=None,
    )
    _tell(merge)
    return merge


@transaction.atomic
def drop_merge_of(pair, *, actor):
    """Leave the two records as they are; the pair waits for another decision."""
    return drop_merge(proposed_merge(_lock(pair, actor)), actor=actor)


def proposed_merge(pair):
    """Return what is proposed about the pair. Raise ``DomainError`` if nothing is."""
    merge = PersonMerge.objects.proposed().between(pair.first_id, pair.second_id).first()
    if merge is None:
        raise DomainError(_("Nobody proposes to make one record of these two."))
    return merge


def _lock(pair, actor):
    pair = lock_pair(pair, actor)
    if pair.status not in MAY_BECOME_ONE:
        raise DomainError(
            _("{name} decided about this pair before: {decision}.").format(
                name=pair.decided_by, decision=pair.get_status_display()
            )
        )
    return pair


def _tell(merge):
    person = merge.kept
    person.refresh_from_db()
    with translation.override(person.language):
        sign_in = (
            _("Sign in with {name}.").format(name=masked_username(person.user.username))
            if person.user
            else _("You have no account yet. You get one at our counter.")
        )
    queue_notice(
        person,
        "records_made_one",
        context={"nik": person.nik_masked, "sign_in": sign_in},
        event_key=f"records_made_one:{merge.pk}",
        link=reverse("accounts:own_data"),
    )
