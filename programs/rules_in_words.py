"""The rules of classes in words, kept in memory once they are published.

Published rules cannot change (triggers see to that), so what is said about them is worked out
once for each process and language, and pages with them need no query for gates, criteria and
reserves. Rules that are not published yet are read anew every time.
"""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from blk_portal.shared.charts import weight_bar
from programs.choices import SelectionMethod
from programs.wording import how_seats_are_given, retraining_sentence, who_may_join

REMEMBERED_AT_MOST = 2_000
_remembered = {}


@dataclass(frozen=True)
class RulesInWords:
    who: tuple
    how: tuple
    retraining: str
    reserves: tuple
    weights: str


def rules_in_words(batches):
    """Return ``{batch.pk: RulesInWords}``; ``batches`` come from ``with_rule_set()``."""
    known = {batch.pk: _remembered.get(_key(batch)) for batch in batches if batch.rules_sha256}
    unknown = [batch for batch in batches if not known.get(batch.pk)]
    prefetch_related_objects(unknown, "gates", "criteria", "reserves")
    if len(_remembered) > REMEMBERED_AT_MOST:
        _remembered.clear()
    for batch in unknown:
        known[batch.pk] = _in_words(batch)
        if batch.rules_sha256:
            _remembered[_key(batch)] = known[batch.pk]
    return known


def _key(batch):
    return batch.pk, batch.rules_sha256, get_language()


def _in_words(batch):
    by_score = batch.selection_method == SelectionMethod.MERIT
    weights = [(criterion.name, criterion.weight) for criterion in batch.criteria.all()]
    return RulesInWords(
        who=tuple(who_may_join(batch)),
        how=tuple(how_seats_are_given(batch)),
        retraining=retraining_sentence(batch),
        reserves=tuple((reserve.seats, reserve.name) for reserve in batch.reserves.all()),
        weights=weight_bar(weights) if by_score else "",
    )
