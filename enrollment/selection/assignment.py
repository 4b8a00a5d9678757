"""The joint assignment: applicant-proposing deferred acceptance (Gale and Shapley 1962).

With the choice rule of a batch it is stable, best for every applicant among the stable
assignments, and does not depend on the order of proposals (Hatfield and Milgrom 2005).
"""

from array import array
from dataclasses import dataclass

from .market import NONE


@dataclass(slots=True)
class Lists:
    """Whom everybody wishes for, best first: the wishes from ``begins`` up to before ``ends``.

    Both stand by applicant; a wish counts if ``positions`` has a position for it.
    """

    begins: array
    ends: array
    positions: array


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
    """``seats`` has the wish that came true for each applicant or ``NONE``.

    There is one of ``standings`` for each batch.
    """

    seats: array
    standings: list


def assign(market, lists, *, seated_may_wait, before=None):
    """Return the ``Assignment`` of the ``Lists`` of a market.

    ``seated_may_wait`` says whether somebody with a seat stands on the waitlists of the
    batches that she ranked higher. ``before`` is an earlier assignment, from which the
    standings are taken where nothing changed.
    """
    seats, holders = deferred_acceptance(market, lists)
    pools, contenders = _pools(market, lists, seats, seated_may_wait)
    standings = []
    for index, batch in enumerate(market.batches):
        old = before and before.standings[index]
        now = holders[index].all(), pools[index], contenders[index]
        if old and now == (old.holders, old.pool, old.contenders):
            standings.append(old)
        else:
            standings.append(_standing(batch, holders[index], *now))
    return Assignment(seats, standings)


def deferred_acceptance(market, lists):
    """Return the seat of each applicant, a wish or ``NONE``, and the holders of each batch."""
    holders = [batch.rule.start() for batch in market.batches]
    offers = [chosen.offer for chosen in holders]
    wishes_of = [batch.wishes for batch in market.batches]
    applicants, batch_of = market.applicants, market.batch_of
    ends, positions = lists.ends, lists.positions
    seats = array("i", [NONE]) * len(lists.begins)
    for applicant in range(len(lists.begins)):
        wish, end = lists.begins[applicant], ends[applicant]
        while wish < end:
            position = positions[wish]
            if position == NONE:
                wish += 1
                continue
            batch = batch_of[wish]
            refused = offers[batch](position)
            if refused == position:
                wish += 1
                continue
            seats[applicant] = wish
            if refused is None:
                break
            applicant = applicants[wishes_of[batch][refused]]
            wish, end = seats[applicant] + 1, ends[applicant]
        else:
            seats[applicant] = NONE
    return seats, holders


def _pools(market, lists, seats, seated_may_wait):
    """Return the pool of each batch, and who of it holds a seat there or may wait for one."""
    pools = [[] for _ in market.batches]
    contenders = pools if seated_may_wait else [[] for _ in market.batches]
    batch_of, positions = market.batch_of, lists.positions
    for begin, end, seat in zip(lists.begins, lists.ends, seats, strict=True):
        for wish in range(begin, end if seat == NONE else seat + 1):
            position = positions[wish]
            if position == NONE:
                continue
            pools[batch_of[wish]].append(position)
            if not seated_may_wait and seat in (wish, NONE):
                contenders[batch_of[wish]].append(position)
    for people in (*pools, *contenders):
        people.sort()
    return pools, contenders


def _standing(batch, chosen, holders, pool, contenders):
    waitlist = []
    if len(contenders) > len(holders) and batch.waitlist_size != 0:
        waitlist = batch.rule.next_in_line(contenders)[: batch.waitlist_size]
    return Standing(holders, batch.rule.labels(chosen), pool, contenders, waitlist)
