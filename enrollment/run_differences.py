"""What a second run of a round changed against the first, person by person."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One application whose seat differs between two runs; codes of classes, or ``None``."""

    draw_code: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RunDifferences:
    gained: list
    lost: list
    moved: list
    has_other_input: bool

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
    return RunDifferences(
        gained=[change for change in changed if change.before is None],
        lost=[change for change in changed if change.after is None],
        moved=[change for change in changed if change.before and change.after],
        has_other_input=earlier.problem_sha256 != later.problem_sha256,
    )


def _seats(run):
    return {
        place["application"]: batch["id"]
        for batch in json.loads(run.outcome)["batches"]
        for place in batch["seats"]
    }
