"""The joint assignment: applicant-proposing deferred acceptance (Gale and Shapley 1962).

With the choice rule of a batch it is stable, best for every applicant among the stable
assignments, and does not depend on the order of proposals (Hatfield and Milgrom 2005).
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Standing:
    """How one batch stands. People are positions in its order, best first.

    ``labels`` gives the index of the reserve for each holder who sits on a reserve seat;
    ``contenders`` are those of the ``pool`` who hold a seat here or may wait for one.
    """

    holders: list
    labels: dict
    pool: list
    contenders: list
    waitlist: list


@dataclass(slots=True)
class Assignment:
    """``seats`` has the batch of each applicant or None, ``standings`` one for each batch."""

    seats: list
    standings: list


def assign(batches, lists, *, seated_may_wait, before=None):
    """Return the ``Assignment`` of the market.

    ``lists`` holds for each applicant her (batch, position) pairs, best wish first.
    ``seated_may_wait`` says whether somebody with a seat stands on the waitlists of the
    batches that she ranked higher. ``before`` is an earlier assignment, from which the
    standings are taken where nothing changed.
    """
    seats, holders = deferred_acceptance(batches, lists)
    pools, contenders = _pools(len(batches), lists, seats, seated_may_wait)
    standings = []
    for batch, chosen in zip(batches, holders, strict=True):
        old = before and before.standings[batch.index]
        now = chosen.all(), pools[batch.index], contenders[batch.index]
        if old and now == (old.holders, old.pool, old.contenders):
            standings.append(old)
        else:
            standings.append(_standing(batch.rule, chosen, *now, batch.waitlist_size))
    return Assignment(seats, standings)


def deferred_acceptance(batches, lists):
    """Return the batch of each applicant, and the ``Holders`` of each batch."""
    holders = [batch.rule.start() for batch in batches]
    entrants = [batch.entrants for batch in batches]
    proposals = [iter(wishes) for wishes in lists]
    seats = [None] * len(lists)
    for applicant in _best_first(lists):
        while proposal := next(proposals[applicant], None):
            batch, position = proposal
            seats[applicant] = batch
            refused = holders[batch].offer(position)
            if refused is None:
                break
            applicant = entrants[batch][refused]
            seats[applicant] = None
    return seats, holders


def _best_first(lists):
    """Return the applicants in an order in which few are held first and refused later."""
    return sorted(range(len(lists)), key=lambda applicant: [p for _, p in lists[applicant][:1]])


def _pools(batch_count, lists, seats, seated_may_wait):
    """Return the pool of each batch, and who of it holds a seat there or may wait for one."""
    pools = [[] for _ in range(batch_count)]
    contenders = pools if seated_may_wait else [[] for _ in range(batch_count)]
    for wishes, seat in zip(lists, seats, strict=True):
        for batch, position in wishes:
            pools[batch].append(position)
            if not seated_may_wait and seat in (batch, None):
                contenders[batch].append(position)
            if batch == seat:
                break
    for people in (*pools, *contenders):
        people.sort()
    return pools, contenders


def _standing(rule, chosen, holders, pool, contenders, waitlist_size):
    waitlist = []
    if len(contenders) > len(holders):
        waitlist = rule.next_in_line(contenders)[:waitlist_size]
    return Standing(holders, rule.labels(chosen), pool, contenders, waitlist)
