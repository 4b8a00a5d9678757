"""Whom one batch takes: reserves for overlapping categories on top of a strict order.

People are positions in the order of the batch (0 is best), and the categories that a person is in
are a tuple of indices of reserves, ascending. Reserve seats give a transversal matroid, so the
members who count towards the guarantee are a greedy basis, and it can be kept up to date while
people arrive one by one: whoever is worst in the circuit that a newcomer closes has to go.
See Soenmez and Yenmez 2022 (meritorious horizontal choice rule) and section 9 of the rules.
"""

from bisect import insort
from heapq import heappop, heappush, heappushpop


class ReserveSeats:
    """Reserve seats and how many people of each kind sit on those of each category.

    People of the same categories (one *kind*) are interchangeable here, so they are counted.
    """

    def __init__(self, seats):
        self.seats = list(seats)
        self.taken = [0] * len(self.seats)
        self.seated = [{} for _ in self.seats]

    def place(self, kind):
        """Seat one more of ``kind``, moving others to other categories if that makes room.

        Return None when done, or else the full categories among which all who could make
        room are seated; nothing has changed then.
        """
        came_from = dict.fromkeys(kind)
        reached = list(kind)
        for category in reached:
            if self.taken[category] < self.seats[category]:
                self._shift(kind, category, came_from)
                return None
            for other_kind in self.seated[category]:
                for other in other_kind:
                    if other not in came_from:
                        came_from[other] = (category, other_kind)
                        reached.append(other)
        return reached

    def remove(self, kind):
        """Free the seat of one of ``kind``."""
        category = next(category for category in kind if kind in self.seated[category])
        self._count(category, kind, -1)
        self.taken[category] -= 1

    def settle(self, kind):
        """Give one of ``kind``, seated before, a seat for good and return its category.

        It is the first that leaves room for all others; the seat is gone afterwards.
        """
        self.remove(kind)
        category = next(category for category in kind if self.place((category,)) is None)
        self.remove((category,))
        self.seats[category] -= 1
        return category

    def _shift(self, kind, category, came_from):
        self.taken[category] += 1
        while came_from[category]:
            source, moved_kind = came_from[category]
            self._count(category, moved_kind, +1)
            self._count(source, moved_kind, -1)
            category = source
        self._count(category, kind, +1)

    def _count(self, category, kind, change):
        counts = self.seated[category]
        counts[kind] = counts.get(kind, 0) + change
        if not counts[kind]:
            del counts[kind]


class Holders:
    """The choice of a batch from all who were offered to it so far.

    ``_reserved`` has the greedy basis by kind, best first, and ``_bars`` the best position of
    each kind that is not in it: whoever is worse and of the same kind will never be. The two
    heaps have the worst on top.
    """

    def __init__(self, categories, seats, capacity, merit_first=0):
        self.categories = categories
        self.merit_seats = merit_first
        self.capacity = capacity - merit_first
        self.reserve_seats = ReserveSeats(seats)
        self.reserved_count = 0
        self._reserved = {}
        self._bars = {}
        self._on_merit = []
        self._others = []

    def offer(self, position):
        """Consider one more person; return the position of whoever is refused now, or None."""
        if len(self._on_merit) < self.merit_seats:
            heappush(self._on_merit, -position)
            return None
        if self.merit_seats:
            position = -heappushpop(self._on_merit, -position)
        unreserved = self._seat_on_reserve(position)
        if unreserved is not None:
            heappush(self._others, -unreserved)
        if self.reserved_count + len(self._others) > self.capacity:
            return -heappop(self._others)
        return None

    def reserved(self):
        """Return the positions that count towards the guarantee, best first."""
        return sorted(position for members in self._reserved.values() for position in members)

    def all(self):
        """Return the positions of all who are chosen, best first."""
        others = [-position for position in self._on_merit + self._others]
        return sorted(self.reserved() + others)

    def _seat_on_reserve(self, position):
        """Keep the greedy basis; return who is not in it for this person, or None."""
        kind = self.categories[position]
        if not kind or position > self._bars.get(kind, position):
            return position
        full = self.reserve_seats.place(kind)
        if full is None:
            self._add(kind, position)
            if self.reserved_count <= self.capacity:
                return None
            return self._drop_worst(self._reserved)
        rivals = {rival for category in full for rival in self.reserve_seats.seated[category]}
        if all(self._reserved[rival][-1] < position for rival in rivals):
            self._bars[kind] = position
            return position
        dropped = self._drop_worst(rivals)
        self.reserve_seats.place(kind)
        self._add(kind, position)
        return dropped

    def _add(self, kind, position):
        insort(self._reserved.setdefault(kind, []), position)
        self.reserved_count += 1

    def _drop_worst(self, kinds):
        kind = max(kinds, key=lambda kind: self._reserved[kind][-1])
        self.reserve_seats.remove(kind)
        self.reserved_count -= 1
        members = self._reserved[kind]
        position = self._bars[kind] = members.pop()
        if not members:
            del self._reserved[kind]
        return position


class ChoiceRule:
    """The choice rule of one batch over its strict order.

    ``seats`` are the reserve seats of each category in listed order, ``categories`` those of
    each position. With ``takes_merit_first`` (``over_and_above``) the seats beyond the reserves
    are filled on merit before anybody counts towards a reserve; without
    (``minimum_guarantee``) everybody chosen counts.
    """

    def __init__(self, *, capacity, seats, takes_merit_first, categories):
        self.capacity = capacity
        self.seats = seats
        self.takes_merit_first = takes_merit_first
        self.categories = categories

    def start(self):
        """Return ``Holders`` without anybody."""
        merit_first = max(0, self.capacity - sum(self.seats)) if self.takes_merit_first else 0
        return Holders(self.categories, self.seats, self.capacity, merit_first)

    def labels(self, holders):
        """Return the index of the category of everybody on a reserve seat, by position."""
        reserved = holders.reserved()
        seats = ReserveSeats(self.seats)
        for position in reserved:
            seats.place(self.categories[position])
        return {position: seats.settle(self.categories[position]) for position in reserved}

    def next_in_line(self, pool):
        """Return whom of ``pool`` (positions, best first) one more seat each would bring in.

        The first is chosen when the capacity grows by one, the next when it grows by another,
        and so on; the reserves stay. Under ``minimum_guarantee`` the choice at any capacity is
        the beginning of one sequence. Under ``over_and_above`` one more seat goes to the best
        person left, and the reserves choose again from the rest; read backwards, people come
        back to the reserves one by one, and each time one is refused.
        """
        sequence = self._reserves_before_others(pool)
        if not self.takes_merit_first:
            return sequence[self.capacity :]
        reserve_seats = sum(self.seats)
        inner = Holders(self.categories, self.seats, reserve_seats)
        refused = [inner.offer(position) for position in reversed(pool)]
        refused.reverse()
        later = refused[max(0, self.capacity - reserve_seats) :]
        return sequence[self.capacity : reserve_seats] + [
            position for position in later if position is not None
        ]

    def _reserves_before_others(self, pool):
        seats = ReserveSeats(self.seats)
        reserved, others, spanned = [], [], {()}
        for position in pool:
            kind = self.categories[position]
            if kind not in spanned and seats.place(kind) is not None:
                spanned.add(kind)
            (others if kind in spanned else reserved).append(position)
        return reserved + others
