"""Whether somebody may join a batch: the one evaluator of gates.

It serves the selection round, the desk of the staff and the public question "may I join?". The
latter two often know only part: what is not known is ``UNKNOWN`` (birth date, trainings), and
facts that are neither held nor denied are unknown if ``denied`` is given. A gate then passes,
fails or stays open; nobody is told of a failing gate that an unknown fact could still open.
"""

from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class FactGate:
    """Passes by the facts that a person holds: any, all or none of those it names."""

    code: str
    type: str
    facts: frozenset

    def passes(self, facts, denied=None):
        """Say whether a holder of the set ``facts`` passes: True, False or None for not known.

        ``denied`` is the set of the facts that are known not to hold; None means all others.
        """
        verdict = self._lets_in(facts)
        if denied is None or self._lets_in(facts | (self.facts - denied)) is verdict:
            return verdict
        return None

    def _lets_in(self, facts):
        if self.type == "has_any":
            return not self.facts.isdisjoint(facts)
        if self.type == "has_all":
            return self.facts <= facts
        return self.facts.isdisjoint(facts)


@dataclass(frozen=True, slots=True)
class AgeGate:
    """Passes by the age on the reference date; a bound of None is no bound."""

    code: str
    youngest: int | None
    oldest: int | None

    def passes(self, age):
        return (self.youngest is None or self.youngest <= age) and (
            self.oldest is None or age <= self.oldest
        )


class Rules:
    """The rules of one batch, made of one of the ``batches`` of a problem, as read.

    Every ``facts`` below is a set of fact ids, every ``birth_date`` a text or None (which fails
    an age gate), and ``trainings`` have the shape that they have in a problem.
    """

    def __init__(self, batch):
        self.programme = batch["programme"]
        self.reference_date = _year_month_day(batch["reference_date"])
        self.retrain = batch["retrain"]
        self.gates = [_gate(gate) for gate in batch["gates"]]

    def is_trained_recently(self, trainings):
        """Say whether a training in scope ended too short a time before the reference date.

        Without date arithmetic, so that two years after 29 February end after 28 February.
        """
        if self.retrain is None or trainings is UNKNOWN:
            return False
        years, is_any = self.retrain["years"], self.retrain["scope"] == "any"
        for training in trainings:
            if is_any or training["programme"] == self.programme:
                year, month, day = _year_month_day(training["completed_on"])
                if (year + years, month, day) > self.reference_date:
                    return True
        return False

    def failing_gates(self, *, facts, denied=None, birth_date=UNKNOWN):
        """Return ``gate:CODE`` of each gate that fails for certain.

        ``denied`` is the set of the facts that are known not to hold; None means all that
        are not in ``facts``.
        """
        return self._gates_that(False, facts, denied, birth_date)

    def open_gates(self, *, facts, denied, birth_date=UNKNOWN):
        """Return ``gate:CODE`` of each gate that what is not known will decide."""
        return self._gates_that(None, facts, denied, birth_date)

    def _gates_that(self, verdict, facts, denied, birth_date):
        named = []
        for gate in self.gates:
            if isinstance(gate, FactGate):
                passes = gate.passes(facts, denied)
            elif birth_date is UNKNOWN:
                passes = None
            else:
                passes = birth_date is not None and gate.passes(self.age(birth_date))
            if passes is verdict:
                named.append(f"gate:{gate.code}")
        return named

    def age(self, birth_date):
        """Return the age in whole years on the reference date."""
        year, *birthday = _year_month_day(birth_date)
        this_year, *today = self.reference_date
        return this_year - year - (today < birthday)


def _gate(gate):
    if gate["type"] == "age":
        return AgeGate(gate["code"], gate["min"], gate["max"])
    return FactGate(gate["code"], gate["type"], frozenset(gate["facts"]))


@lru_cache(maxsize=2**14)
def _year_month_day(text):
    return int(text[:4]), int(text[5:7]), int(text[8:])
