"""What the page of a round's corrections shows: what was wrong, and what each rule makes of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from blk_portal.shared.formats import decimal
from enrollment.choices import ChangeKind, CorrectionRule
from enrollment.models import FactType
from enrollment.run_differences import seat_sentences
from enrollment.services.correcting import seat_changes
from enrollment.services.corrections import facts_asked_for
from programs.models import Criterion


@dataclass(frozen=True)
class Option:
    """One rule, and in words whom it gives and whom it would take a seat."""

    rule: CorrectionRule
    is_default: bool
    digest: str
    gained: list
    lost: list
    moved: list

    @property
    def changes_nothing(self):
        return not (self.gained or self.lost or self.moved)


def options_of(selection_round, correction):
    """Return the options of the last calculation of an open correction."""
    if correction.calculation_requested_at:
        return []
    return [
        _option(selection_round, option) for option in correction.options.current().defer("problem")
    ]


def _option(selection_round, option):
    changed = seat_changes(selection_round, option)
    intake = selection_round.intake

    def words(changes):
        return seat_sentences(intake, changes)

    return Option(
        rule=CorrectionRule(option.rule),
        is_default=option.rule == CorrectionRule.CONFIRMED_STAY,
        digest=option.digest,
        gained=words([change for change in changed if change.before is None]),
        lost=words([change for change in changed if change.after is None]),
        moved=words([change for change in changed if change.before and change.after]),
    )


def change_sentences(correction):
    """Say what a correction puts right, each change with its reason and who wrote it."""
    names = _names_of_codes(correction.selection_round)
    changes = correction.changes.select_related("application", "batch__program", "recorded_by")
    return [
        _("{what}. {reason} ({who})").format(
            what=_what(change, names), reason=change.reason, who=change.recorded_by
        )
        for change in changes
    ]


def choices_of_codes(selection_round):
    """Return what a change may name: the scores and the facts that the rules ask for."""
    return [("", "–"), *sorted(_names_of_codes(selection_round).items(), key=lambda pair: pair[1])]


def _names_of_codes(selection_round):
    criteria = Criterion.objects.filter(batch__intake=selection_round.intake_id)
    facts = facts_asked_for(selection_round)
    return (
        {fact: fact for fact in facts}
        | dict(FactType.objects.filter(pk__in=facts).values_list("pk", "name"))
        | dict(criteria.order_by().values_list("code", "name"))
    )


def _what(change, names):
    kind = ChangeKind(change.kind).label
    if change.kind == ChangeKind.CAPACITY:
        return _("{kind}: {title}, {seats} seats").format(
            kind=kind, title=change.batch.program.title, seats=int(change.value)
        )
    words = f"{kind}: {change.application.registration_number}"
    if change.code:
        words += f", {names.get(change.code, change.code)}"
    if change.value is not None:
        words += f" {decimal(change.value, 2)}"
    return words
