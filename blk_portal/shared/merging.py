"""Two records of one person become one: what each app registered about it, called in order."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise

from blk_portal.shared.personal_data import providers


@dataclass(frozen=True)
class Held:
    """How many rows of one kind each of two records has."""

    title: str | Promise
    kept: int
    gone: int


def mergings():
    """What each app does, in the order of the apps."""
    return [provider.merging for provider in providers()]


def follows():
    return [each for merging in mergings() for each in merging.follows]


def obstacles(kept, gone):
    """Why the two cannot become one now, in words for the officer."""
    return [words for merging in mergings() for words in merging.obstacles(kept, gone)]


def lock_what_follows(persons):
    """Let every app, the last one first, lock what it decides about."""
    for merging in reversed(mergings()):
        merging.lock(persons)


def prepare(kept, gone, actor):
    for merging in reversed(mergings()):
        merging.prepare(kept, gone, actor)


def settle(kept):
    for merging in mergings():
        merging.settle(kept)


def holdings(kept, gone):
    """Return what each of the two holds of every kind that either has."""
    rows = [
        Held(each.title, _rows(each, kept).count(), _rows(each, gone).count())
        for each in follows()
        if each.title
    ]
    return [held for held in rows if held.kept or held.gone]


def what_follows(kept, gone):
    """Return ``{relation: numbers of the rows}`` of what goes from ``gone`` to ``kept``."""
    return _numbers([each for each in follows() if not each.of_account], kept, gone)


def what_follows_the_account(to, old):
    """The same of what hangs on the account ``old``, which closes, where another stays."""
    return _numbers([each for each in follows() if each.of_account], to, old)


def move(numbers, owner):
    """Give the rows of ``numbers`` that ``what_follows`` named to ``owner``."""
    for each in follows():
        if each.relation in numbers:
            model, field = model_and_field(each.relation)
            rows = model._base_manager.filter(pk__in=numbers[each.relation])
            if each.move:
                each.move(rows, owner)
            else:
                rows.update(**{field: owner})


def _numbers(moves, owner, old):
    found = {}
    for each in moves:
        rows = _rows(each, old)
        if each.stays:
            rows = rows.exclude(each.stays(owner, old))
        if numbers := sorted(rows.order_by().values_list("pk", flat=True)):
            found[each.relation] = numbers
    return found


def _rows(follows, owner):
    model, field = model_and_field(follows.relation)
    return model._base_manager.filter(**{field: owner})


def model_and_field(relation):
    """Read "app.Model.field"."""
    label, field = relation.rsplit(".", 1)
    return apps.get_model(label), field
