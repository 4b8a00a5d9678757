"""Outcomes by definition: everything that can be enumerated is enumerated.

Written from the rules alone and sharing nothing with the engine. Only for markets of a handful
of people.
"""

import hashlib
import hmac
import json
from datetime import date
from fractions import Fraction
from itertools import product

from .brute_choice import BatchByDefinition


def outcome_bytes(problem):
    """Return the canonical bytes of the outcome of ``problem``."""
    return canon(outcome(problem))


def canon(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


def outcome(problem):
    closing_list = [
        [a["id"], a["person"], [c["batch"] for c in a["choices"]]] for a in problem["applications"]
    ]
    result = {
        "format": "selection-outcome/1",
        "round": problem["round"],
        "problem_sha256": sha256(canon(problem)),
        "list_sha256": sha256(canon(sorted(closing_list))),
    }
    seed, commitment = bytes.fromhex(problem["lottery"]["seed"]), problem["lottery"]["commitment"]
    if commitment is not None and commitment != sha256(seed):
        result["error"] = "commitment_mismatch"
    else:
        result.update(Round(problem).results())
    result["digest"] = sha256(canon(result))
    return result


def hmac_sha256(key, *parts):
    message = b"\x00".join(part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).digest()


def number_text(number):
    """Write a terminating fraction of 0 or more in digits."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str((number * 10**places).numerator).rjust(places + 1, "0")
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"


class Round:
    def __init__(self, problem):
        self.problem = problem
        self.id = problem["round"]
        self.applications = {a["id"]: a for a in problem["applications"]}
        self.specs = {b["id"]: b for b in problem["batches"]}
        seed, entropy = bytes.fromhex(problem["lottery"]["seed"]), problem["lottery"]["entropy"]
        self.key = (
            seed if entropy is None else hmac_sha256(seed, "selection-key/1", self.id, entropy)
        )
        self.by_batch = problem["lottery"]["scope"] == "batch"
        self.verdicts = {i: self.judge(a) for i, a in self.applications.items()}
        self.lists = {
            i: [v["batch"] for v in verdicts if not v["reasons"]]
            for i, verdicts in self.verdicts.items()
        }
        self.batches = {b: self.by_definition(b) for b in sorted(self.specs)}

    def number(self, i, b):
        tail = [b] if self.by_batch else []
        return hmac_sha256(self.key, "selection-lottery/1", self.id, i, *tail).hex()

    def judge(self, application):
        verdicts = []
        for place, choice in enumerate(application["choices"]):
            earlier = [c["batch"] for c in application["choices"][:place]]
            b = choice["batch"]
            rank = None if b in earlier else len(set(earlier)) + 1
            reasons = self.structural_reasons(application, b, rank)
            merit = lottery = None
            if not reasons:
                lottery = self.number(application["id"], b) if self.by_batch else None
                reasons, merit = self.other_reasons(application, self.specs[b], choice["scores"])
            verdicts.append(
                {"batch": b, "rank": rank, "reasons": reasons, "merit": merit, "lottery": lottery}
            )
        return verdicts

    def structural_reasons(self, application, b, rank):
        reasons = []
        if application["withdrawn"]:
            reasons.append("withdrawn")
        elif any(
            other["person"] == application["person"]
            and not other["withdrawn"]
            and (other["seq"], other["id"]) > (application["seq"], application["id"])
            for other in self.applications.values()
        ):
            reasons.append("superseded")
        if rank is None:
            reasons.append("duplicate_choice")
        elif self.problem["max_choices"] is not None and rank > self.problem["max_choices"]:
            reasons.append("over_limit")
        if b not in self.specs:
            reasons.append("unknown_batch")
        return reasons

    def other_reasons(self, application, spec, scores):
        reasons = []
        if application["holds_seat"]:
            reasons.append("holds_seat")
        reference = date.fromisoformat(spec["reference_date"])
        if spec["retrain"] is not None and any(
            self.blocks(training, spec, reference) for training in application["trainings"]
        ):
            reasons.append("trained_recently")
        for gate in spec["gates"]:
            if not self.passes(gate, application, reference):
                reasons.append("gate:" + gate["code"])
        merit = Fraction(0)
        for criterion in spec["criteria"]:
            score = scores.get(criterion["id"])
            if score is None and criterion["required"]:
                reasons.append("missing_score:" + criterion["id"])
                merit = None
                continue
            score = Fraction(score or "0")
            if criterion["max"] is not None and score > Fraction(criterion["max"]):
                reasons.append("score_out_of_range:" + criterion["id"])
                merit = None
            elif criterion["minimum"] is not None and score < Fraction(criterion["minimum"]):
                reasons.append("below_minimum:" + criterion["id"])
            if merit is not None:
                merit += Fraction(criterion["weight"]) * score
        minimum = spec["minimum_merit"]
        if merit is not None and minimum is not None and merit < Fraction(minimum):
            reasons.append("below_minimum_merit")
        return reasons, merit

    def blocks(self, training, spec, reference):
        is_same = training["programme"] == spec["programme"]
        if spec["retrain"]["scope"] == "same_programme" and not is_same:
            return False
        day = date.fromisoformat(training["completed_on"])
        free = (day.year + spec["retrain"]["years"], day.month, day.day)
        return free > (reference.year, reference.month, reference.day)

    def passes(self, gate, application, reference):
        if gate["type"] == "age":
            if application["birth_date"] is None:
                return False
            born = date.fromisoformat(application["birth_date"])
            had_birthday = (reference.month, reference.day) >= (born.month, born.day)
            age = reference.year - born.year - (0 if had_birthday else 1)
            too_young = gate["min"] is not None and age < gate["min"]
            too_old = gate["max"] is not None and age > gate["max"]
            return not too_young and not too_old
        held = len(set(gate["facts"]) & set(application["facts"]))
        asked = len(set(gate["facts"]))
        return {"has_any": held > 0, "has_all": held == asked, "has_none": held == 0}[gate["type"]]

    def by_definition(self, b):
        spec = self.specs[b]

        def key(i):
            application = self.applications[i]
            place = self.lists_place(i, b)
            number = self.number(i, b)
            if spec["mode"] == "lottery":
                return number, i
            scores = application["choices"][place]["scores"]
            ties = [-Fraction(scores.get(criterion) or "0") for criterion in spec["ties"]]
            return [-self.verdicts[i][place]["merit"], *ties], number, i

        entrants = sorted((i for i in self.lists if b in self.lists[i]), key=key)
        facts = {i: a["facts"] for i, a in self.applications.items()}
        return BatchByDefinition(spec, entrants, facts)

    def lists_place(self, i, b):
        return [v["batch"] for v in self.verdicts[i]].index(b)

    # Joint assignment

    def pool(self, lists, mu, b):
        return frozenset(
            i
            for i, wishes in lists.items()
            if b in wishes and (mu[i] is None or wishes.index(b) <= wishes.index(mu[i]))
        )

    def is_stable(self, lists, mu):
        for b, batch in self.batches.items():
            holders = frozenset(i for i in mu if mu[i] == b)
            if len(holders) > batch.spec["capacity"]:
                return False
            if holders != batch.choice(self.pool(lists, mu, b), batch.spec["capacity"]):
                return False
        return True

    def stable_assignments(self, lists):
        people = list(lists)
        for seats in product(*([*lists[i], None] for i in people)):
            mu = dict(zip(people, seats, strict=True))
            if self.is_stable(lists, mu):
                yield mu

    def best_stable(self, lists):
        def place(i, seat):
            return len(lists[i]) if seat is None else lists[i].index(seat)

        stable = list(self.stable_assignments(lists))
        best = [
            mu
            for mu in stable
            if all(place(i, mu[i]) <= place(i, nu[i]) for nu in stable for i in lists)
        ]
        assert len(best) == 1
        return best[0]

    def standing(self, lists, mu, b):
        """Return pool in order, labels of the holders in order, and waitlist of one batch."""
        batch, pool = self.batches[b], self.pool(lists, mu, b)
        holders = [i for i in pool if mu[i] == b]
        line = [i for i in pool if mu[i] != b]
        if self.problem["upgrade"] == "none":
            line = [i for i in line if mu[i] is None]
        labels = batch.labels(pool)
        seats = [{"application": i, "seat": labels[i]} for i in batch.sorted(holders)]
        return batch.sorted(pool), seats, batch.waitlist(holders, line)

    # Outcome

    def results(self):
        mu = self.best_stable(self.lists)
        standings = {b: self.standing(self.lists, mu, b) for b in self.batches}
        applications = [self.application(i, mu, standings) for i in sorted(self.applications)]
        return {
            "lottery_key_sha256": sha256(self.key),
            "applications": applications,
            "batches": [self.batch(b, *standings[b]) for b in self.batches],
            "steps": self.steps(mu, standings, applications),
        }

    def application(self, i, mu, standings):
        choices = [self.choice(i, v, mu, standings) for v in self.verdicts[i]]
        if mu[i] is not None:
            code = "seated:" + mu[i]
        elif any(c["code"].startswith("waitlisted") for c in choices):
            code = "waitlisted"
        else:
            code = "not_selected" if self.lists[i] else "not_eligible"
        return {
            "id": i,
            "person": self.applications[i]["person"],
            "code": code,
            "seat": mu[i],
            "lottery": None if self.by_batch else self.number(i, None),
            "choices": choices,
        }

    def choice(self, i, verdict, mu, standings):
        pool_rank, b = None, verdict["batch"]
        if verdict["reasons"]:
            code = "not_eligible:" + verdict["reasons"][0]
        else:
            pool, seats, waitlist = standings[b]
            pool_rank = pool.index(i) + 1 if i in pool else None
            labels = {seat["application"]: seat["seat"] for seat in seats}
            if i in labels:
                code = "selected_" + labels[i]
            elif i in waitlist:
                code = f"waitlisted:{waitlist.index(i) + 1}"
            else:
                code = "below_cutoff" if i in pool else f"seated_elsewhere:{mu[i]}"
        merit = verdict["merit"]
        return {
            "batch": b,
            "rank": verdict["rank"],
            "code": code,
            "reasons": verdict["reasons"],
            "merit": None if merit is None else number_text(merit),
            "lottery": verdict["lottery"],
            "pool_rank": pool_rank,
        }

    def batch(self, b, pool, seats, waitlist):
        spec, kinds = self.specs[b], self.batches[b].kinds
        on_open_seats = [seat["application"] for seat in seats if seat["seat"] == "open"]
        is_full = len(seats) == spec["capacity"]
        return {
            "id": b,
            "capacity": spec["capacity"],
            "pool": len(pool),
            "seats": seats,
            "waitlist": waitlist,
            "reserves": [
                {
                    "category": reserve["category"],
                    "seats": reserve["seats"],
                    "filled": sum(s["seat"] == f"reserve:{reserve['category']}" for s in seats),
                    "members": sum(c in kinds[i] for i in pool),
                }
                for c, reserve in enumerate(spec["reserves"])
            ],
            "cutoff": on_open_seats[-1] if is_full and on_open_seats else None,
        }

    def steps(self, mu, standings, applications):
        dropped = {
            (a["id"], c["batch"])
            for a in applications
            for c in a["choices"]
            if c["code"] == "below_cutoff"
        }
        lists = {
            i: [b for b in wishes if (i, b) not in dropped] for i, wishes in self.lists.items()
        }
        lapsed, confirmed, entries = set(), set(), []
        said = {b: standing[1:] for b, standing in standings.items()}
        for events in self.problem["steps"]:
            for event in events:
                i = event["application"]
                if i not in self.applications:
                    continue
                if event["type"] == "lapse":
                    lapsed.add(i)
                    confirmed.discard(i)
                elif i not in lapsed and mu[i] is not None:
                    confirmed.add(i)
            now = {i: self.list_now(i, lists[i], mu[i], lapsed, confirmed) for i in lists}
            new = self.best_stable(now)
            for i in lists:
                if i not in lapsed and mu[i] is not None:
                    assert new[i] is not None
                    assert lists[i].index(new[i]) <= lists[i].index(mu[i])
            says = {b: self.standing(now, new, b)[1:] for b in self.batches}
            entries.append(
                {
                    "changes": [
                        {"application": i, "from": mu[i], "to": new[i]}
                        for i in sorted(mu)
                        if mu[i] != new[i]
                    ],
                    "batches": [
                        {"id": b, "seats": says[b][0], "waitlist": says[b][1]}
                        for b in sorted(says)
                        if says[b] != said[b]
                    ],
                }
            )
            mu, said = new, says
        return entries

    def list_now(self, i, wishes, seat, lapsed, confirmed):
        if i in lapsed:
            return []
        if seat is None:
            return wishes
        if i in confirmed or self.problem["upgrade"] == "none":
            return [seat]
        return wishes[: wishes.index(seat) + 1]
