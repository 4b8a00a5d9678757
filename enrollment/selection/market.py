"""From a problem to who may go where and in which order (sections 3 and 4 of the rules).

From here on an applicant is her index among the applications sorted by id, a batch its index
likewise, and somebody's *position* in a batch is her place in its strict order of all who are
eligible for it, 0 being the best.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter, itemgetter

from .choice_rule import ChoiceRule
from .eligibility import Rules
from .exact import number_of
from .lottery import Lottery


@dataclass(slots=True)
class Wish:
    """One entry of somebody's list, judged.

    Without ``reasons`` it is eligible and has a ``position``. ``lottery`` is the number that
    was drawn for this entry alone, if the draw is by batch.
    """

    batch: str
    rank: int | None
    reasons: list = field(default_factory=list)
    merit: Decimal | None = None
    lottery: str | None = None
    position: int | None = None


@dataclass(slots=True)
class Entry:
    """An eligible wish on its way into the order of its batch.

    ``merits`` holds the merit and then the scores that break ties, ``number`` the lottery's.
    """

    applicant: int
    wish: Wish
    merits: tuple
    number: str


class Batch:
    """A class with its rules.

    ``entrants`` are the eligible applicants, best first, and ``levels`` says by position how
    high merit and ties put them: 1 for the lowest, the same for equals, 0 where both mean nothing.
    """

    def __init__(self, index, spec):
        self.index = index
        self.spec = spec
        self.id = spec["id"]
        self.capacity = spec["capacity"]
        self.waitlist_size = spec["waitlist_size"]
        self.reserves = spec["reserves"]
        self.qualifying = [frozenset(reserve["any_of"]) for reserve in spec["reserves"]]
        self.orders_by_merit = spec["mode"] == "merit"
        self.ties = spec["ties"]
        self.takes_merit_first = spec["reserve_mode"] == "over_and_above"
        self.rules = Rules(spec)
        self._entries = []
        self.entrants = []
        self.levels = []
        self.rule = None

    def enter(self, applicant, wish, scores, number):
        """Enter an eligible applicant, whose place is known after ``close``."""
        ties = [number_of(scores.get(criterion) or "0") for criterion in self.ties]
        self._entries.append(Entry(applicant, wish, (wish.merit, *ties), number))

    def close(self, applications):
        """Put all who entered in the strict order of this batch."""
        entries, self._entries = self._entries, []
        entries.sort(key=attrgetter("number", "applicant"))
        if self.orders_by_merit:
            entries.sort(key=attrgetter("merits"), reverse=True)
        for position, entry in enumerate(entries):
            entry.wish.position = position
        self.entrants = [entry.applicant for entry in entries]
        self.levels = _levels(entries) if self.orders_by_merit else [0] * len(entries)
        self.rule = ChoiceRule(
            capacity=self.capacity,
            seats=[reserve["seats"] for reserve in self.reserves],
            takes_merit_first=self.takes_merit_first,
            categories=[self.categories(applications[a]["facts"]) for a in self.entrants],
        )

    def categories(self, facts):
        """Return the indices of the reserves for which ``facts`` qualify."""
        return tuple(
            index for index, facts_ in enumerate(self.qualifying) if not facts_.isdisjoint(facts)
        )


class Market:
    """A problem with every wish judged and every batch in order.

    ``applications`` are those of the problem sorted by id, ``wishes`` their judged entries as
    given, ``lists`` the (batch, position) pairs of the eligible ones; ``batches`` are sorted by
    id. ``problem`` must have been checked.
    """

    def __init__(self, problem):
        self.lottery = Lottery(problem["lottery"], problem["round"])
        self.applications = sorted(problem["applications"], key=itemgetter("id"))
        specs = sorted(problem["batches"], key=itemgetter("id"))
        self.batches = [Batch(index, spec) for index, spec in enumerate(specs)]
        self.batch_of = {batch.id: batch for batch in self.batches}
        self._max_choices = problem["max_choices"]
        self._current = _current_applications(self.applications)
        self.numbers = [self._number(application) for application in self.applications]
        self.wishes = [
            self._judge(applicant, application)
            for applicant, application in enumerate(self.applications)
        ]
        for batch in self.batches:
            batch.close(self.applications)
        self.lists = [
            [
                (self.batch_of[wish.batch].index, wish.position)
                for wish in wishes
                if wish.position is not None
            ]
            for wishes in self.wishes
        ]

    def _number(self, application):
        return None if self.lottery.is_by_batch else self.lottery.number(application["id"])

    def _judge(self, applicant, application):
        """Return the judged wishes of one application and enter the eligible ones."""
        void = self._reasons_void(application)
        facts = frozenset(application["facts"])
        wishes, named = [], set()
        for choice in application["choices"]:
            batch_id, is_repeated = choice["batch"], choice["batch"] in named
            named.add(batch_id)
            wish = Wish(batch_id, None if is_repeated else len(named))
            wishes.append(wish)
            wish.reasons = void + self._structural_reasons(wish)
            if wish.reasons:
                continue
            batch, number = self.batch_of[batch_id], self.numbers[applicant]
            if self.lottery.is_by_batch:
                number = wish.lottery = self.lottery.number(application["id"], batch_id)
            wish.reasons, wish.merit = batch.rules.reasons(
                holds_seat=application["holds_seat"],
                trainings=application["trainings"],
                facts=facts,
                birth_date=application["birth_date"],
                scores=choice["scores"],
            )
            if not wish.reasons:
                batch.enter(applicant, wish, choice["scores"], number)
        return wishes

    def _reasons_void(self, application):
        if application["withdrawn"]:
            return ["withdrawn"]
        return [] if application["id"] in self._current else ["superseded"]

    def _structural_reasons(self, wish):
        reasons = []
        if wish.rank is None:
            reasons.append("duplicate_choice")
        elif self._max_choices is not None and wish.rank > self._max_choices:
            reasons.append("over_limit")
        if wish.batch not in self.batch_of:
            reasons.append("unknown_batch")
        return reasons


def _levels(entries):
    levels, level = [], 0
    below = None
    for entry in reversed(entries):
        level += entry.merits != below
        below = entry.merits
        levels.append(level)
    return levels[::-1]


def _current_applications(applications):
    """Return the ids of the newest application of each person that is not withdrawn."""
    newest = {}
    for application in applications:
        person = application["person"]
        if not application["withdrawn"]:
            version = (application["seq"], application["id"])
            newest[person] = max(version, newest.get(person, version))
    return {application_id for _, application_id in newest.values()}
