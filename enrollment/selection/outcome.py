"""A problem decided: the outcome of section 8 of the rules, with the steps of section 10."""

import hashlib
from collections import Counter

from .assignment import assign
from .canonical import digest, list_sha256, sha256_of
from .exact import as_text
from .market import Market
from .problem import check_problem
from .promotion import Promotion

OUTCOME_FORMAT = "selection-outcome/1"


def decide(problem):
    """Decide a problem (a dict as ``parse`` returns it) and return its outcome.

    The outcome is a dict of JSON values, which ``canonical_bytes`` writes. If the seed is not
    the one committed to, it has the key ``error`` instead of results. Raise
    ``MalformedProblem`` if ``problem`` is none.
    """
    check_problem(problem)
    market = Market(problem)
    outcome = {
        "format": OUTCOME_FORMAT,
        "round": problem["round"],
        "problem_sha256": sha256_of(problem),
        "list_sha256": list_sha256(problem["applications"]),
    }
    if market.lottery.keeps_commitment():
        outcome |= _Results(market, problem).as_dict()
    else:
        outcome["error"] = "commitment_mismatch"
    outcome["digest"] = digest(outcome)
    return outcome


class _Results:
    """The parts of an outcome that depend on who gets in."""

    def __init__(self, market, problem):
        self.market = market
        self.events = problem["steps"]
        self.seated_may_move = problem["upgrade"] == "unconfirmed"
        self.first = self._assign(market.lists)
        self.codes = [
            self._codes(batch, standing)
            for batch, standing in zip(market.batches, self.first.standings, strict=True)
        ]
        self.pool_ranks = [
            {position: rank for rank, position in enumerate(standing.pool, start=1)}
            for standing in self.first.standings
        ]

    def as_dict(self):
        return {
            "lottery_key_sha256": hashlib.sha256(self.market.lottery.key).hexdigest(),
            "applications": [
                self._application(applicant) for applicant in range(len(self.market.applications))
            ],
            "batches": [self._batch(batch) for batch in self.market.batches],
            "steps": self._steps(),
        }

    def _assign(self, lists, before=None):
        return assign(
            self.market.batches, lists, seated_may_wait=self.seated_may_move, before=before
        )

    def _codes(self, batch, standing):
        """Return the code of everybody in the pool of a batch, by position."""
        codes = dict.fromkeys(standing.pool, "below_cutoff")
        for position in standing.holders:
            codes[position] = f"selected_{_seat(batch, standing, position)}"
        for number, position in enumerate(standing.waitlist, start=1):
            codes[position] = f"waitlisted:{number}"
        return codes

    def _application(self, applicant):
        application = self.market.applications[applicant]
        seat = self._batch_id(self.first.seats[applicant])
        choices = [self._choice(wish, seat) for wish in self.market.wishes[applicant]]
        return {
            "id": application["id"],
            "person": application["person"],
            "code": _application_code(seat, choices),
            "seat": seat,
            "lottery": self.market.numbers[applicant],
            "choices": choices,
        }

    def _choice(self, wish, seat):
        pool_rank = None
        if wish.reasons:
            code = f"not_eligible:{wish.reasons[0]}"
        else:
            batch = self.market.batch_of[wish.batch].index
            code = self.codes[batch].get(wish.position, f"seated_elsewhere:{seat}")
            pool_rank = self.pool_ranks[batch].get(wish.position)
        return {
            "batch": wish.batch,
            "rank": wish.rank,
            "code": code,
            "reasons": wish.reasons,
            "merit": None if wish.merit is None else as_text(wish.merit),
            "lottery": wish.lottery,
            "pool_rank": pool_rank,
        }

    def _batch(self, batch):
        standing = self.first.standings[batch.index]
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

    def _steps(self):
        promotion = Promotion(
            self._lists_for_promotion(),
            {application["id"]: i for i, application in enumerate(self.market.applications)},
            seated_may_move=self.seated_may_move,
        )
        steps, before = [], self.first
        for events in self.events:
            after = self._assign(promotion.lists_after(events, before.seats), before)
            steps.append(self._step(before, after))
            before = after
        return steps

    def _lists_for_promotion(self):
        """Return the lists without the wishes that were refused for good."""
        return [
            [
                (batch, position)
                for batch, position in wishes
                if self.codes[batch].get(position) != "below_cutoff"
            ]
            for wishes in self.market.lists
        ]

    def _step(self, before, after):
        return {
            "changes": [
                {
                    "application": application["id"],
                    "from": self._batch_id(old),
                    "to": self._batch_id(new),
                }
                for application, old, new in zip(
                    self.market.applications, before.seats, after.seats, strict=True
                )
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

    def _batch_id(self, index):
        return None if index is None else self.market.batches[index].id

    def _name(self, batch, position):
        return self.market.applications[batch.entrants[position]]["id"]


def _seat(batch, standing, position):
    if position not in standing.labels:
        return "open"
    return f"reserve:{batch.reserves[standing.labels[position]]['category']}"


def _shown(standing):
    return standing.holders, standing.labels, standing.waitlist


def _application_code(seat, choices):
    if seat is not None:
        return f"seated:{seat}"
    if any(choice["code"].startswith("waitlisted:") for choice in choices):
        return "waitlisted"
    if any(not choice["reasons"] for choice in choices):
        return "not_selected"
    return "not_eligible"
