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
        self.free = list(seats)
        self.seated = [{} for _ in seats]

    def place(self, kind):
        """Seat one more of ``kind``, moving others to other categories if that makes room.

        Return None when done, or else the full categories among which all who could make
        room are seated; nothing has changed then.
        """
        free = self.free
        for category in kind:
            if free[category]:
                free[category] -= 1
                counts = self.seated[category]
                counts[kind] = counts.get(kind, 0) + 1
                return None
        return self._place_by_moving(kind)

    def remove(self, kind):
        """Free the seat of one of ``kind``."""
        for category in kind:
            if kind in self.seated[category]:
                self._count(category, kind, -1)
                self.free[category] += 1
                return

    def settle(self, kind):
        """Give one of ``kind``, seated before, a seat for good and return its category.

        It is the first that leaves room for all others; the seat is gone afterwards.
        """
        self.remove(kind)
        category = next(category for category in kind if self.place((category,)) is None)
        self._count(category, (category,), -1)
        return category

    def _place_by_moving(self, kind):
        came_from = dict.fromkeys(kind)
        reached = list(kind)
        for category in reached:
            for other_kind in self.seated[category]:
                for other in other_kind:
                    if other in came_from:
                        continue
                    came_from[other] = (category, other_kind)
                    if self.free[other]:
                        self.free[other] -= 1
                        self._shift(kind, other, came_from)
                        return None
                    reached.append(other)
        return reached

    def _shift(self, kind, category, came_from):
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


class OpenHolders:
    """The choice of a batch without reserves from all who were offered to it so far."""

    def __init__(self, capacity):
        self.free = capacity
        self._others = []

    def offer(self, position):
        """Consider one more person; return the position of whoever is refused now, or None."""
        if self.free:
            self.free -= 1
            heappush(self._others, -position)
            return None
        return -heappushpop(self._others, -position)

    def reserved(self):
        """Return the positions that count towards the guarantee, best first."""
        return []

    def all(self):
        """Return the positions of all who are chosen, best first."""
        return sorted(-position for position in self._others)


class ReserveHolders(OpenHolders):
    """The choice of a batch with reserves from all who were offered to it so far.

    ``_reserved`` has the greedy basis by kind, best first, and ``_bars`` for each kind a
    position beyond which nobody of it will ever be in the basis. ``_others``, a heap with the
    worst on top, holds those who are chosen besides.
    """

    def __init__(self, capacity, seats, categories):
        super().__init__(capacity)
        self.capacity = capacity
        self.categories = categories
        self.reserve_seats = ReserveSeats(seats)
        self.reserved_count = 0
        self._reserved = {}
        self._bars = {(): -1}

    def offer(self, position):
        kind = self.categories[position]
        bar = self._bars.get(kind)
        if bar is None or position < bar:
            position = self._reserve(position, kind)
        if self.free:
            # So far nobody was refused: there is one more holder, on whatever seat.
            self.free -= 1
            if position is not None:
                heappush(self._others, -position)
            return None
        if position is None:
            return -heappop(self._others)
        return -heappushpop(self._others, -position)

    def reserved(self):
        return sorted(position for members in self._reserved.values() for position in members)

    def all(self):
        return sorted(self.reserved() + super().all())

    def _reserve(self, position, kind):
        """Keep the greedy basis; return who is not in it for this person, or None."""
        full = self.reserve_seats.place(kind)
        if full is None:
            self._add(kind, position)
            if self.reserved_count <= self.capacity:
                return None
            _, kind = self._worst_of(self._reserved)
            return self._drop_worst(kind)
        rivals = {rival for category in full for rival in self.reserve_seats.seated[category]}
        worst, rival = self._worst_of(rivals)
        if worst < position:
            self._bars[kind] = worst
            return position
        dropped = self._drop_worst(rival)
        self.reserve_seats.place(kind)
        self._add(kind, position)
        return dropped

    def _worst_of(self, kinds):
        """Return the worst position in the basis among people of ``kinds``, and its kind."""
        return max(((self._reserved[kind][-1], kind) for kind in kinds), default=(-1, ()))

    def _add(self, kind, position):
        members = self._reserved.get(kind)
        if members is None:
            self._reserved[kind] = [position]
        else:
            insort(members, position)
        self.reserved_count += 1

    def _drop_worst(self, kind):
        self.reserve_seats.remove(kind)
        self.reserved_count -= 1
        members = self._reserved[kind]
        position = self._bars[kind] = members.pop()
        if not members:
            del self._reserved[kind]
        return position


class MeritFirstHolders:
    """The choice of a batch where the best take open seats before the reserves are filled."""

    def __init__(self, merit_seats, rest):
        self._on_merit = OpenHolders(merit_seats)
        self._rest = rest

    def offer(self, position):
        """Consider one more person; return the position of whoever is refused now, or None."""
        refused = self._on_merit.offer(position)
        return None if refused is None else self._rest.offer(refused)

    def reserved(self):
        """Return the positions that count towards the guarantee, best first."""
        return self._rest.reserved()

    def all(self):
        """Return the positions of all who are chosen, best first."""
        return sorted(self._on_merit.all() + self._rest.all())


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
        self.categories = categories
        self.takes_merit_first = takes_merit_first
        self.has_reserves = any(seats)

    def start(self):
        """Return holders of this batch, without anybody so far."""
        if not self.has_reserves:
            return OpenHolders(self.capacity)
        if not self.takes_merit_first:
            return self._reserve_holders(self.capacity)
        merit_seats = max(0, self.capacity - sum(self.seats))
        return MeritFirstHolders(merit_seats, self._reserve_holders(self.capacity - merit_seats))

    def _reserve_holders(self, capacity):
        return ReserveHolders(capacity, self.seats, self.categories)

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
        if not self.has_reserves:
            return pool[self.capacity :]
        sequence = self._reserves_before_others(pool)
        if not self.takes_merit_first:
            return sequence[self.capacity :]
        reserve_seats = sum(self.seats)
        inner = self._reserve_holders(reserve_seats)
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
