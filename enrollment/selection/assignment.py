"""The joint assignment: applicant-proposing deferred acceptance (Gale and Shapley 1962).

With the choice rule of a batch it is stable, best for every applicant among the stable
assignments, and does not depend on the order of proposals (Hatfield and Milgrom 2005).
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Standing:
    """How one batch stands. People are positions in its order, best first.

    ``labels`` gives the index of the reserve for each holder who sits on a reserve seat.
    """

    holders: list
    labels: dict
    pool: list
    waitlist: list


@dataclass(slots=True)
class Assignment:
    """``seats`` has the batch of each applicant or None, ``standings`` one for each batch."""

    seats: list
    standings: list


def assign(batches, lists, *, seated_may_wait):
    """Return the ``Assignment`` of the market.

    ``lists`` holds for each applicant her (batch, position) pairs, best wish first.
    ``seated_may_wait`` says whether somebody with a seat stands on the waitlists of the
    batches that she ranked higher.
    """
    seats, holders = deferred_acceptance(batches, lists)
    pools = [[] for _ in batches]
    for wishes, seat in zip(lists, seats, strict=True):
        for batch, position in wishes:
            pools[batch].append(position)
            if batch == seat:
                break
    standings = []
    for batch, chosen, pool in zip(batches, holders, pools, strict=True):
        pool.sort()
        standings.append(_standing(batch, chosen, pool, seats, seated_may_wait))
    return Assignment(seats, standings)


def deferred_acceptance(batches, lists):
    """Return the batch of each applicant, and the ``Holders`` of each batch."""
    holders = [batch.rule.start() for batch in batches]
    entrants = [batch.entrants for batch in batches]
    proposals = [iter(wishes) for wishes in lists]
    seats = [None] * len(lists)
    for applicant in range(len(lists)):
        while proposal := next(proposals[applicant], None):
            batch, position = proposal
            seats[applicant] = batch
            refused = holders[batch].offer(position)
            if refused is None:
                break
            applicant = entrants[batch][refused]
            seats[applicant] = None
    return seats, holders


def _standing(batch, chosen, pool, seats, seated_may_wait):
    holders = chosen.all()
    waitlist = []
    if len(pool) > len(holders):
        contenders = pool
        if not seated_may_wait:
            here_or_nowhere = (batch.index, None)
            contenders = [p for p in pool if seats[batch.entrants[p]] in here_or_nowhere]
        waitlist = batch.rule.next_in_line(contenders)[: batch.waitlist_size]
    return Standing(holders, batch.rule.labels(chosen), pool, waitlist)
