"""From a problem to who may go where and in which order (sections 3 and 4 of the rules).

From here on an applicant is her index among the applications sorted by id, a batch its index
likewise, and a *wish* an index into the columns below: first come the wishes of the first
applicant, in the order of her list, then those of the second. Somebody's *position* in a batch
is her place in its strict order of all who are eligible for it, 0 being the best.
"""

from array import array
from functools import lru_cache, partial
from operator import itemgetter

from .canonical import canonical_bytes
from .choice_rule import ChoiceRule
from .eligibility import Rules
from .exact import Units
from .lottery import Lottery
from .scoring import Scoring

NONE = -1


class Batch:
    """A class with its rules. ``wishes`` are those of the eligible applicants, best first."""

    def __init__(self, spec):
        self.spec = spec
        self.id = spec["id"]
        self.capacity = spec["capacity"]
        self.waitlist_size = spec["waitlist_size"]
        self.reserves = spec["reserves"]
        self.qualifying = tuple(frozenset(reserve["any_of"]) for reserve in spec["reserves"])
        self.orders_by_merit = spec["mode"] == "merit"
        self.rules = Rules(spec)
        self.failing_gates = None
        self.known_kinds = {}
        self.scoring = None
        self.wishes = []
        self.rule = None

    def kind(self, facts):
        """Return the indices of the reserves for which ``facts`` qualify."""
        kind = self.known_kinds.get(facts)
        if kind is None:
            kind = self.known_kinds[facts] = tuple(
                index
                for index, qualifying in enumerate(self.qualifying)
                if not qualifying.isdisjoint(facts)
            )
        return kind


class Market:
    """A ``Problem`` with every wish judged and every batch in order.

    ``batches`` are sorted by id. ``starts`` has for each applicant her first wish and, at the
    end, the number of wishes. The columns by wish: ``applicants``; ``batch_of``, an index or
    ``NONE`` if unknown; ``reasons`` against it, a tuple; ``merits`` in units or None; and for
    the eligible ones ``heights``, higher for those who stand higher by merit and ties, or None
    where the draw alone orders; ``kinds``, the reserves that she counts for; ``positions``.
    ``numbers`` of the lottery stand by applicant, or by wish if the draw is by batch.
    """

    def __init__(self, problem):
        head = problem.head
        self.lottery = Lottery(head["lottery"], head["round"])
        self.forms = problem.forms
        specs = sorted(head["batches"], key=itemgetter("id"))
        self.units = Units(_numbers_in(specs, problem.decimals))
        self.batches = [Batch(spec) for spec in specs]
        _share_answers(self.batches, self.units)
        self._by_batch = self.lottery.is_by_batch
        self._index_of = {batch.id: index for index, batch in enumerate(self.batches)}
        self._max_choices = head["max_choices"]
        self._known_reasons = {}

        self.starts = array("i", [0])
        self.applicants, self.batch_of, self.positions = array("i"), array("i"), array("i")
        self.reasons, self.merits, self.heights = [], [], []
        self.kinds, self.numbers = [], []
        self._judge_all()
        self._put_in_order()

    def _judge_all(self):
        current = _current_applications(self.forms)
        for applicant, form in enumerate(self.forms):
            if form.withdrawn:
                void = ("withdrawn",)
            else:
                void = () if form.id in current else ("superseded",)
            self._judge(form, void)
            wishes = len(self.reasons) - self.starts[-1]
            self.applicants.extend([applicant] * wishes)
            self.starts.append(len(self.reasons))
        self.positions.extend([NONE] * len(self.reasons))

    def _judge(self, form, void):
        """Judge the wishes of one application, against all of which speaks ``void``."""
        by_batch, index_of = self._by_batch, self._index_of
        if not by_batch:
            self.numbers.append(self.lottery.number(form.id))
        faults = self._faults_of_list(form.choices)
        for place, (batch_id, names, scores) in enumerate(form.choices):
            index = index_of.get(batch_id, NONE)
            reasons, merit, height, kind, number = void, None, None, None, None
            if faults:
                reasons += faults[place]
            if index == NONE:
                reasons += ("unknown_batch",)
            if not reasons:
                batch = self.batches[index]
                reasons, merit = self._judge_wish(form, batch, names, scores)
                if not reasons:
                    kind = batch.kind(form.facts)
                    if batch.orders_by_merit:
                        height = batch.scoring.height(merit, names, scores)
                if by_batch:
                    number = self.lottery.number_in(batch_id, form.id)
            if by_batch:
                self.numbers.append(number)
            self.batch_of.append(index)
            self.reasons.append(reasons)
            self.merits.append(merit)
            self.heights.append(height)
            self.kinds.append(kind)

    def _faults_of_list(self, choices):
        """Return for each choice what is wrong with its place in the list, or None if nothing."""
        named, limit = {choice[0] for choice in choices}, self._max_choices
        if len(named) == len(choices) and (limit is None or len(choices) <= limit):
            return None
        named, faults = set(), []
        for batch_id, *_ in choices:
            if batch_id in named:
                faults.append(("duplicate_choice",))
                continue
            named.add(batch_id)
            is_over = limit is not None and len(named) > limit
            faults.append(("over_limit",) if is_over else ())
        return faults

    def _judge_wish(self, form, batch, names, scores):
        reasons = batch.failing_gates(form.facts, form.birth_date)
        if form.trainings and batch.rules.is_trained_recently(form.trainings):
            reasons = ("trained_recently", *reasons)
        if form.holds_seat:
            reasons = ("holds_seat", *reasons)
        faults, merit = batch.scoring.judge(names, scores)
        if faults:
            reasons = (*reasons, *faults)
        return self._known_reasons.setdefault(reasons, reasons), merit

    def _put_in_order(self):
        """Give the eligible wishes of each batch their positions: the draw first, then merit."""
        for wish in self._in_drawn_order():
            if not self.reasons[wish]:
                self.batches[self.batch_of[wish]].wishes.append(wish)
        for batch in self.batches:
            if batch.orders_by_merit:
                batch.wishes.sort(key=self.heights.__getitem__, reverse=True)
            batch.wishes = array("i", batch.wishes)
            for position, wish in enumerate(batch.wishes):
                self.positions[wish] = position
            batch.rule = ChoiceRule(
                capacity=batch.capacity,
                seats=[reserve["seats"] for reserve in batch.reserves],
                takes_merit_first=batch.spec["reserve_mode"] == "over_and_above",
                categories=[self.kinds[wish] for wish in batch.wishes],
            )

    def _in_drawn_order(self):
        """Yield all wishes by lottery number, those of equal numbers by application."""
        if self._by_batch:
            drawn = [wish for wish, number in enumerate(self.numbers) if number is not None]
            yield from sorted(drawn, key=self.numbers.__getitem__)
        else:
            for applicant in sorted(range(len(self.forms)), key=self.numbers.__getitem__):
                yield from range(self.starts[applicant], self.starts[applicant + 1])


def _share_answers(batches, units):
    """Let batches of the same rules answer as one, since most people wish for several."""
    gates, scorings, kinds = {}, {}, {}
    for batch in batches:
        key = canonical_bytes([batch.spec["reference_date"], batch.spec["gates"]])
        if key not in gates:
            gates[key] = lru_cache(maxsize=64)(partial(_failing_gates, batch.rules))
        batch.failing_gates = gates[key]
        key = canonical_bytes([batch.spec[part] for part in ("criteria", "minimum_merit", "ties")])
        if key not in scorings:
            scorings[key] = Scoring(batch.spec, units)
        batch.scoring = scorings[key]
        batch.known_kinds = kinds.setdefault(batch.qualifying, batch.known_kinds)


def _failing_gates(rules, facts, birth_date):
    return tuple(rules.failing_gates(facts=facts, birth_date=birth_date))


def _numbers_in(specs, decimals):
    """Return the texts of all numbers of a problem."""
    texts = {*decimals}
    for spec in specs:
        texts.add(spec["minimum_merit"])
        for criterion in spec["criteria"]:
            texts.update((criterion["weight"], criterion["max"], criterion["minimum"]))
    return texts


def _current_applications(forms):
    """Return the ids of the newest application of each person that is not withdrawn."""
    newest = {}
    for form in forms:
        if not form.withdrawn:
            version = (form.seq, form.id)
            newest[form.person] = max(version, newest.get(form.person, version))
    return {form_id for _, form_id in newest.values()}
