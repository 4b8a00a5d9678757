"""What a second run of a round changed against the first, person by person."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from enrollment.input_words import parts_in_words
from enrollment.models import Application
from enrollment.services.freezing import changed_entries


@dataclass(frozen=True)
class Difference:
    """One application whose seat differs between two outcomes; codes of classes, or ``None``."""

    draw_code: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RunDifferences:
    gained: list
    lost: list
    moved: list
    has_other_input: bool
    sentences: list

    @property
    def changes_no_seat(self):
        return not (self.gained or self.lost or self.moved)


def compare_runs(earlier, later):
    """Compare the seats of two runs of one round."""
    before, after = _seats(earlier), _seats(later)
    changed = [
        Difference(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if before.get(code) != after.get(code)
    ]
    parts = changed_entries(json.loads(earlier.problem), json.loads(later.problem))
    return RunDifferences(
        sentences=list(_sentences(later.selection_round.intake, changed, parts)),
        gained=[change for change in changed if change.before is None],
        lost=[change for change in changed if change.after is None],
        moved=[change for change in changed if change.before and change.after],
        has_other_input=earlier.problem_sha256 != later.problem_sha256,
    )


def _sentences(intake, changed, parts):
    """Say who gained, lost or changed a seat, and of whom the input is another."""
    yield from seat_sentences(intake, changed)
    numbers = _numbers(intake, parts)
    for draw_code in sorted(parts, key=numbers.get):
        yield _("{number}: the input is another ({parts}).").format(
            number=numbers[draw_code], parts=parts_in_words(parts[draw_code])
        )


def seat_sentences(intake, changed, titles=None):
    """Say of everybody in ``changed`` which seat they gain, lose or change.

    ``titles`` are those of the classes, if not the published ones.
    """
    numbers = _numbers(intake, [change.draw_code for change in changed])
    titles = titles or dict(intake.batches.values_list("code", "program__title"))
    return [_outcome_sentence(change, numbers, titles) for change in changed]


def _numbers(intake, draw_codes):
    applications = Application.objects.filter(intake=intake, draw_code__in=list(draw_codes))
    return dict(applications.values_list("draw_code", "registration_number"))


def _outcome_sentence(change, numbers, titles):
    if change.before is None:
        words = _("{number}: now has a seat in {after}.")
    elif change.after is None:
        words = _("{number}: no longer has a seat in {before}.")
    else:
        words = _("{number}: moves from {before} to {after}.")
    return words.format(
        number=numbers[change.draw_code],
        before=titles.get(change.before),
        after=titles.get(change.after),
    )


def _seats(run):
    return {
        place["application"]: batch["id"]
        for batch in json.loads(run.outcome)["batches"]
        for place in batch["seats"]
    }
