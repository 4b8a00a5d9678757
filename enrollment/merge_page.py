"""What two records hold, what would move from one to the other, and what keeps them apart."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Person, PersonMerge
from accounts.services.accounts import masked_username
from accounts.services.merging import for_good
from blk_portal.shared import merging
from blk_portal.shared.formats import long_date
from enrollment.duplicate_page import compared
from enrollment.forms.duplicates import application_numbers


@dataclass(frozen=True)
class Moved:
    title: str
    number: int


def merge_context(pair):
    """Everything that the page about one record of both shows.

    Before a proposal the first of the two is shown as the one that stays, so that what keeps
    them apart either way is known before anybody asks the person.
    """
    merge = merge_of(pair)
    kept, gone = (merge.kept, merge.gone) if merge else (pair.first, pair.second)
    return {
        "pair": pair,
        "merge": merge,
        "kept": kept,
        "gone": gone,
        "persons": [(person, application_numbers(person)) for person in (pair.first, pair.second)],
        "kept_numbers": application_numbers(kept),
        "gone_numbers": application_numbers(gone),
        "rows": [] if _is_done(merge) else compared(pair),
        "holdings": [] if _is_done(merge) else merging.holdings(pair.first, pair.second),
        "accounts": [] if _is_done(merge) else [_account(pair.first), _account(pair.second)],
        "obstacles": [] if _is_done(merge) else _obstacles(merge, kept, gone),
        "moved": moved_rows(merge) if _is_done(merge) else [],
    }


def merge_of(pair):
    """The merge of the two that waits or was carried out, with who said so; or ``None``."""
    merges = PersonMerge.objects.between(pair.first_id, pair.second_id).not_dropped()
    return merges.select_related("kept", "gone", "proposed_by", "decided_by").first()


def moved_rows(merge):
    """What went along in a merge, in the order of the apps, each kind with its number."""
    return [
        Moved(str(each.title), len(merge.moved[each.relation]))
        for each in merging.follows()
        if each.title and each.relation in merge.moved
    ]


def _is_done(merge):
    return merge is not None and not merge.is_proposed


def _obstacles(merge, kept, gone):
    """What keeps them apart; for a proposal also what never goes this way round."""
    blocks = for_good(kept, gone) if merge else []
    return [*blocks, *merging.obstacles(kept, gone)]


def _account(person):
    """How somebody signs in, masked, and since when it was not used."""
    user = Person.objects.select_related("user").get(pk=person.pk).user
    if user is None:
        return _("No account")
    seen = long_date(user.last_login) if user.last_login else _("never used")
    return _("{name}, last sign-in: {when}").format(name=masked_username(user.username), when=seen)
