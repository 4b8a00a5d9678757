"""A problem decided: the outcome of section 8 of the rules, with the steps of section 10."""

import hashlib
import json
from array import array
from collections import Counter

from .assignment import Lists, assign
from .canonical import canonical_bytes
from .exact import as_text
from .market import NONE, Market
from .promotion import Promotion
from .reading import problem_of, read_problem

OUTCOME_FORMAT = "selection-outcome/1"
APPLICATIONS_AT_ONCE = 500
FIRST_APPLICATIONS = b'"applications":['


def decide(problem):
    """Decide a problem (a dict as ``parse`` returns it) and return its outcome.

    The outcome is a dict of JSON values, which ``canonical_bytes`` writes. If the seed is not
    the one committed to, it has the key ``error`` instead of results. Raise
    ``MalformedProblem`` if ``problem`` is none.
    """
    return json.loads(b"".join(_outcome_of(problem_of(problem))))


def decide_bytes(raw):
    """Decide the problem in ``raw`` and return its outcome as an iterator over canonical bytes.

    This takes far less time and room than ``decide`` with the same problem as a dict. Raise
    ``MalformedProblem``, before anything is returned, if ``raw`` is no problem.
    """
    return _outcome_of(read_problem(raw))


def applications_in(part):
    """Return the applications in one part of what ``decide_bytes`` yields, often none."""
    if not _holds_applications(part):
        return []
    return json.loads(b"[%b]" % part.removeprefix(FIRST_APPLICATIONS).removeprefix(b","))


def decide_standings(raw):
    """Decide the problem in ``raw``; return its outcome without the key ``applications``.

    What is left takes little room. Raise ``MalformedProblem`` if ``raw`` is no problem.
    """
    parts = (part for part in decide_bytes(raw) if not _holds_applications(part))
    return json.loads(b"".join(part.removeprefix(b"],") for part in parts))


def _holds_applications(part):
    return part.startswith((FIRST_APPLICATIONS, b","))


def _outcome_of(problem):
    market = Market(problem)
    tail = {
        "format": OUTCOME_FORMAT,
        "round": problem.head["round"],
        "problem_sha256": problem.sha256,
        "list_sha256": problem.list_sha256,
    }
    if not market.lottery.keeps_commitment():
        tail["error"] = "commitment_mismatch"
        return _with_digest([], tail)
    results = Results(market, problem.head)
    tail["lottery_key_sha256"] = hashlib.sha256(market.lottery.key).hexdigest()
    tail["steps"] = results.steps()
    return _with_digest(results.written(), tail)


def _with_digest(parts, tail):
    """Yield an outcome, first the ``parts`` whose keys come before ``digest``, then the rest.

    ``tail`` is a dict. The keys of an outcome are sorted, and its digest covers all others.
    """
    rest = canonical_bytes(tail)[1:]
    digest = hashlib.sha256(b"{")
    yield b"{"
    for part in parts:
        digest.update(part)
        yield part
    digest.update(rest)
    yield b'"digest":"%b",%b' % (digest.hexdigest().encode(), rest)


class Results:
    """The parts of an outcome that depend on who gets in.

    ``codes`` and ``pool_ranks`` stand by wish, a code being None for those not in the pool.
    """

    def __init__(self, market, head):
        self.market = market
        self.events = head["steps"]
        self.seated_may_move = head["upgrade"] == "unconfirmed"
        self.first = self._assign(Lists(market.starts[:-1], market.starts[1:], market.positions))
        self.codes = [None] * len(market.reasons)
        self.pool_ranks = array("i", [0]) * len(market.reasons)
        for batch, standing in zip(market.batches, self.first.standings, strict=True):
            self._note_codes(batch, standing)

    def _assign(self, lists, before=None):
        return assign(self.market, lists, seated_may_wait=self.seated_may_move, before=before)

    def _note_codes(self, batch, standing):
        wishes = batch.wishes
        for rank, position in enumerate(standing.pool, start=1):
            self.codes[wishes[position]] = "below_cutoff"
            self.pool_ranks[wishes[position]] = rank
        for position in standing.holders:
            self.codes[wishes[position]] = f"selected_{_seat(batch, standing, position)}"
        for number, position in enumerate(standing.waitlist, start=1):
            self.codes[wishes[position]] = f"waitlisted:{number}"

    def written(self):
        """Yield the canonical bytes of the keys ``applications`` and ``batches``, in parts.

        Ids, codes and numbers need no escapes.
        """
        count, before = len(self.market.forms), FIRST_APPLICATIONS.decode()
        for start in range(0, count, APPLICATIONS_AT_ONCE):
            part = range(start, min(start + APPLICATIONS_AT_ONCE, count))
            yield (before + ",".join(map(self._application, part))).encode()
            before = ","
        if before != ",":
            yield before.encode()
        yield b'],"batches":'
        batches = zip(self.market.batches, self.first.standings, strict=True)
        yield canonical_bytes([self._batch(*batch) for batch in batches]) + b","

    def _application(self, applicant):
        market, form = self.market, self.market.forms[applicant]
        seat = self._batch_id(self.first.seats[applicant])
        elsewhere = f"seated_elsewhere:{seat}"
        choices, rank, best = [], 0, "not_eligible"
        for wish, choice in enumerate(form.choices, start=market.starts[applicant]):
            reasons, merit, number = market.reasons[wish], market.merits[wish], None
            if reasons:
                code = f"not_eligible:{reasons[0]}"
            else:
                code = self.codes[wish] or elsewhere
                if code.startswith("waitlisted:"):
                    best = "waitlisted"
                elif best == "not_eligible":
                    best = "not_selected"
            is_repeated = "duplicate_choice" in reasons
            if not is_repeated:
                rank += 1
            if market.lottery.is_by_batch:
                number = market.numbers[wish]
            choices.append(
                f'{{"batch":"{choice[0]}","code":"{code}","lottery":{_hex(number)},'
                f'"merit":{self._merit(merit)},"pool_rank":{self.pool_ranks[wish] or "null"},'
                f'"rank":{"null" if is_repeated else rank},"reasons":{_texts(reasons)}}}'
            )
        code = best if seat is None else f"seated:{seat}"
        number = None if market.lottery.is_by_batch else market.numbers[applicant]
        return (
            f'{{"choices":[{",".join(choices)}],"code":"{code}","id":"{form.id}",'
            f'"lottery":{_hex(number)},"person":"{form.person}","seat":{_text(seat)}}}'
        )

    def _merit(self, merit):
        return "null" if merit is None else f'"{as_text(merit, 2 * self.market.units.places)}"'

    def _batch(self, batch, standing):
        filled = Counter(standing.labels.values())
        members = Counter(
            category for position in standing.pool for category in batch.rule.categories[position]
        )
        on_open_seats = [p for p in standing.holders if p not in standing.labels]
        is_full = len(standing.holders) == batch.capacity
        return {
            "id": batch.id,
            "capacity": batch.capacity,
            "pool": len(standing.pool),
            **self._seats_and_waitlist(batch, standing),
            "reserves": [
                {
                    "category": reserve["category"],
                    "seats": reserve["seats"],
                    "filled": filled[category],
                    "members": members[category],
                }
                for category, reserve in enumerate(batch.reserves)
            ],
            "cutoff": self._name(batch, on_open_seats[-1]) if is_full and on_open_seats else None,
        }

    def _seats_and_waitlist(self, batch, standing):
        return {
            "seats": [
                {
                    "application": self._name(batch, position),
                    "seat": _seat(batch, standing, position),
                }
                for position in standing.holders
            ],
            "waitlist": [self._name(batch, position) for position in standing.waitlist],
        }

    def steps(self):
        """Return the key ``steps``."""
        positions = self.market.positions[:]
        for wish, code in enumerate(self.codes):
            if code == "below_cutoff":
                positions[wish] = NONE
        promotion = Promotion(self.market, positions, seated_may_move=self.seated_may_move)
        steps, before = [], self.first
        for events in self.events:
            after = self._assign(promotion.lists_after(events, before.seats), before)
            steps.append(self._step(before, after))
            before = after
        return steps

    def _step(self, before, after):
        return {
            "changes": [
                {
                    "application": form.id,
                    "from": self._batch_id(old),
                    "to": self._batch_id(new),
                }
                for form, old, new in zip(self.market.forms, before.seats, after.seats, strict=True)
                if old != new
            ],
            "batches": [
                {"id": batch.id, **self._seats_and_waitlist(batch, new)}
                for batch, old, new in zip(
                    self.market.batches, before.standings, after.standings, strict=True
                )
                if _shown(old) != _shown(new)
            ],
        }

    def _batch_id(self, wish):
        return None if wish == NONE else self.market.batches[self.market.batch_of[wish]].id

    def _name(self, batch, position):
        return self.market.forms[self.market.applicants[batch.wishes[position]]].id


def _seat(batch, standing, position):
    if position not in standing.labels:
        return "open"
    return f"reserve:{batch.reserves[standing.labels[position]]['category']}"


def _shown(standing):
    return standing.holders, standing.labels, standing.waitlist


def _text(text):
    return "null" if text is None else f'"{text}"'


def _texts(texts):
    return f"[{','.join(map(_text, texts))}]"


def _hex(number):
    return "null" if number is None else f'"{number.hex()}"'
