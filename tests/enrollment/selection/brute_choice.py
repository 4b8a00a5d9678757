"""The choice rule of one batch by definition: all subsets are enumerated.

Written from the rules alone and sharing nothing with the engine.
"""

from functools import cache
from itertools import combinations


def most_on_seats(kinds, seats):
    """rho: the most of these people, given as sets of categories, on distinct reserve seats."""

    @cache
    def most(index, left):
        if index == len(kinds):
            return 0
        best = most(index + 1, left)
        for category in kinds[index]:
            if left[category] > 0:
                rest = tuple(n - (c == category) for c, n in enumerate(left))
                best = max(best, 1 + most(index + 1, rest))
        return best

    return most(0, tuple(seats))


class BatchByDefinition:
    """One batch: its strict order as a list of application ids, and its choice rule."""

    def __init__(self, spec, order, facts):
        self.spec = spec
        self.order = order
        self.seats = [reserve["seats"] for reserve in spec["reserves"]]
        self.kinds = {
            i: frozenset(
                c
                for c, reserve in enumerate(spec["reserves"])
                if set(reserve["any_of"]) & set(facts[i])
            )
            for i in order
        }
        self.choice = cache(self._choice)

    def rho(self, people, seats=None):
        kinds = tuple(self.kinds[i] for i in people)
        return most_on_seats(kinds, self.seats if seats is None else seats)

    def sorted(self, people):
        return sorted(people, key=self.order.index)

    def split(self, people, capacity):
        """Return who is chosen on merit alone, who is left, and for how many seats."""
        people = self.sorted(people)
        if self.spec["reserve_mode"] == "minimum_guarantee":
            return [], people, capacity
        merit_seats = max(0, capacity - sum(self.seats))
        return people[:merit_seats], people[merit_seats:], capacity - merit_seats

    def _choice(self, people, capacity):
        on_merit, rest, left = self.split(people, capacity)
        subsets = combinations(rest, min(left, len(rest)))
        return frozenset(on_merit) | frozenset(max(subsets, key=self.rho))

    def guaranteed(self, people, capacity):
        """R of the choice from ``people``, in order."""
        _, rest, left = self.split(people, capacity)
        guaranteed = []
        for i in rest:
            if len(guaranteed) < left and self.rho([*guaranteed, i]) == len(guaranteed) + 1:
                guaranteed.append(i)
        return guaranteed

    def labels(self, people):
        guaranteed = self.guaranteed(people, self.spec["capacity"])
        labels, left = {}, list(self.seats)
        for place, i in enumerate(guaranteed):
            later = guaranteed[place + 1 :]
            for category, reserve in enumerate(self.spec["reserves"]):
                rest = [n - (c == category) for c, n in enumerate(left)]
                fits = category in self.kinds[i] and left[category] > 0
                if fits and self.rho(later, rest) == len(later):
                    labels[i], left = f"reserve:{reserve['category']}", rest
                    break
        return {i: labels.get(i, "open") for i in self.choice(people, self.spec["capacity"])}

    def waitlist(self, holders, line):
        people, capacity = frozenset(holders) | frozenset(line), self.spec["capacity"]
        assert self.choice(people, capacity) == frozenset(holders)
        entries = []
        for k in range(1, len(line) + 1):
            before = self.choice(people, capacity + k - 1)
            after = self.choice(people, capacity + k)
            assert before < after and len(after - before) == 1
            entries += after - before
        size = self.spec["waitlist_size"]
        return entries if size is None else entries[:size]
