#!/usr/bin/env python3
"""Repeat a selection round from its published files, on any computer with Python 3.9 or newer.

    python3 verify_selection.py FILE.json ...
        [--commitment HEX] [--rules-sha256 HEX] [--list-sha256 HEX] [--code CODE] [--english]

Give it the published files of a round in any order: rules, list at closing, problem, outcome. The
problem is decided again from nothing but the written rules ("Selection round: exact semantics,
format 1"; the numbers below are its sections), and every byte of the outcome is compared. The
three digests are those that you noted down before the draw; CODE is your own draw code.

Exit status: 0 everything agrees, 1 something does not, 2 a file cannot be read.

This file needs nothing else and is written to be read, not to be fast.
"""

import argparse
import hashlib
import hmac
import json
import re
import sys
from datetime import date
from fractions import Fraction

sys.setrecursionlimit(10_000)


class Malformed(Exception):
    """The text is no problem of this format."""


# 1. Problem ---------------------------------------------------------------------------------------


def is_id(x):
    return isinstance(x, str) and re.fullmatch("[A-Za-z0-9._:-]{1,64}", x) is not None


def is_hex64(x):
    return isinstance(x, str) and re.fullmatch("[0-9a-f]{64}", x) is not None


def is_decimal(x):
    pattern = r"(0|[1-9][0-9]*)(\.[0-9]+)?"
    return isinstance(x, str) and len(x) <= 100 and re.fullmatch(pattern, x) is not None


def is_day(x):
    if not (isinstance(x, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", x)):
        return False
    try:
        date(*day(x))
    except ValueError:
        return False
    return True


def is_bool(x):
    return x is True or x is False


def is_int(x):
    return isinstance(x, int) and not is_bool(x) and abs(x) < 2**53


def is_count(x):
    return is_int(x) and x >= 0


def is_text(x):
    return isinstance(x, str) and not any(0xD800 <= ord(c) <= 0xDFFF for c in x)


def words(*allowed):
    return lambda x: isinstance(x, str) and x in allowed


def or_null(shape):
    return lambda x: x is None or fits(x, shape)


def scores_fit(x):
    is_score = or_null(is_decimal)
    return isinstance(x, dict) and all(is_id(key) and is_score(x[key]) for key in x)


def gate_fits(x):
    if not (isinstance(x, dict) and is_id(x.get("code")) and ascii_keys(x)):
        return False
    if x.get("type") == "age":
        return fits(
            x, {"code": is_id, "type": is_text, "min": or_null(is_int), "max": or_null(is_int)}
        )
    return words("has_any", "has_all", "has_none")(x.get("type")) and fits(
        x, {"code": is_id, "type": is_text, "facts": [is_id]}
    )


PROBLEM = {
    "format": words("selection-problem/1"),
    "round": is_id,
    "lottery": {
        "seed": is_hex64,
        "commitment": or_null(is_hex64),
        "entropy": or_null(is_text),
        "scope": words("round", "batch"),
    },
    "max_choices": or_null(is_count),
    "upgrade": words("none", "unconfirmed"),
    "batches": [
        {
            "id": is_id,
            "programme": is_id,
            "capacity": is_count,
            "mode": words("merit", "lottery"),
            "reserve_mode": words("minimum_guarantee", "over_and_above"),
            "reference_date": is_day,
            "retrain": or_null({"years": is_count, "scope": words("any", "same_programme")}),
            "gates": [gate_fits],
            "criteria": [
                {
                    "id": is_id,
                    "weight": is_decimal,
                    "max": or_null(is_decimal),
                    "minimum": or_null(is_decimal),
                    "required": is_bool,
                }
            ],
            "minimum_merit": or_null(is_decimal),
            "ties": [is_id],
            "reserves": [{"category": is_id, "any_of": [is_id], "seats": is_count}],
            "waitlist_size": or_null(is_count),
        }
    ],
    "applications": [
        {
            "id": is_id,
            "person": is_id,
            "seq": is_count,
            "withdrawn": is_bool,
            "holds_seat": is_bool,
            "birth_date": or_null(is_day),
            "facts": [is_id],
            "trainings": [{"programme": is_id, "completed_on": is_day}],
            "choices": [{"batch": is_id, "scores": scores_fit}],
        }
    ],
    "steps": [[{"type": words("confirm", "lapse"), "application": is_id}]],
}


def fits(x, shape):
    """Whether a value has a shape: a test, [shape of each], or {key: shape} and other keys."""
    if callable(shape):
        return shape(x)
    if isinstance(shape, list):
        return isinstance(x, list) and all(fits(part, shape[0]) for part in x)
    if not (isinstance(x, dict) and shape.keys() <= x.keys() and ascii_keys(x)):
        return False
    return all(fits(x[key], shape[key]) if key in shape else is_any(x[key]) for key in x)


def ascii_keys(x):
    return all(key.isascii() for key in x)


def is_any(x, depth=1):
    """What may stand under a key that no rule reads."""
    if isinstance(x, dict):
        return ascii_keys(x) and is_any(list(x.values()), depth)
    if isinstance(x, list):
        return depth <= 200 and all(is_any(part, depth + 1) for part in x)
    return x is None or is_bool(x) or is_int(x) or is_text(x)


def read_json(raw):
    """Read strict JSON: no duplicate keys, fractions, exponents, -0 or byte order mark."""

    def refuse(found):
        raise Malformed(f"{found[:40]} stands where no problem may have it")

    def integer(digits):
        return refuse(digits) if digits == "-0" or len(digits) > 17 else int(digits)

    def an_object(pairs):
        if len({key for key, _ in pairs}) < len(pairs):
            raise Malformed("a key stands twice in one object")
        return dict(pairs)

    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=an_object,
            parse_int=integer,
            parse_float=refuse,
            parse_constant=refuse,
        )
    except RecursionError:
        raise Malformed("nested too deep") from None
    except ValueError as fault:
        raise Malformed(f"no JSON: {fault}") from None


def read_problem(raw):
    problem = read_json(raw)
    if not isinstance(problem, dict):
        raise Malformed("not an object")
    for key, shape in PROBLEM.items():
        if key not in problem or not fits(problem[key], shape):
            raise Malformed(f"the key {key} is missing or wrong")
    if not fits(problem, PROBLEM):
        raise Malformed("an extra key is wrong")
    uniques = [[a["id"] for a in problem["applications"]], [b["id"] for b in problem["batches"]]]
    for b in problem["batches"]:
        criteria = [c["id"] for c in b["criteria"]]
        uniques += [criteria, [r["category"] for r in b["reserves"]], b["ties"]]
        if not set(b["ties"]) <= set(criteria):
            raise Malformed("ties name what is no criterion")
    if any(len(set(names)) < len(names) for names in uniques):
        raise Malformed("an id stands twice")
    return problem


# 2. Canonical bytes and digests -------------------------------------------------------------------


def canon(x):
    text = json.dumps(x, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


# 3. Lottery ---------------------------------------------------------------------------------------


def mac(key, *parts):
    return hmac.new(key, b"\0".join(part.encode("utf-8") for part in parts), "sha256").digest()


def lottery_key(problem):
    seed, entropy = bytes.fromhex(problem["lottery"]["seed"]), problem["lottery"]["entropy"]
    return seed if entropy is None else mac(seed, "selection-key/1", problem["round"], entropy)


# 4. Which choices count; reasons ------------------------------------------------------------------


def day(text):
    return tuple(int(part) for part in text.split("-"))


def structural_reasons(problem, known, application, earlier, batch):
    """``earlier`` are the batches named before this one."""
    found = []
    if application["withdrawn"]:
        found.append("withdrawn")
    elif (application["seq"], application["id"]) != known["newest"][application["person"]]:
        found.append("superseded")
    limit = problem["max_choices"]
    if batch in earlier:
        found.append("duplicate_choice")
    elif limit is not None and len(set(earlier)) + 1 > limit:
        found.append("over_limit")
    if batch not in known["batches"]:
        found.append("unknown_batch")
    return found


def passes(gate, application, on):
    if gate["type"] == "age":
        if application["birth_date"] is None:
            return False
        y, m, d = day(application["birth_date"])
        age = on[0] - y - (1 if (on[1], on[2]) < (m, d) else 0)
        return not (gate["min"] is not None and age < gate["min"]) and not (
            gate["max"] is not None and age > gate["max"]
        )
    held = [fact in application["facts"] for fact in gate["facts"]]
    return {"has_any": any(held), "has_all": all(held), "has_none": not any(held)}[gate["type"]]


def other_reasons(batch, application, scores):
    """Return the reasons that are not structural, and the merit or None."""
    found, on = [], day(batch["reference_date"])
    if application["holds_seat"]:
        found.append("holds_seat")
    retrain = batch["retrain"]
    for training in application["trainings"] if retrain else ():
        y, m, d = day(training["completed_on"])
        in_scope = retrain["scope"] == "any" or training["programme"] == batch["programme"]
        if in_scope and (y + retrain["years"], m, d) > on:
            found.append("trained_recently")
            break
    found += [
        f"gate:{gate['code']}" for gate in batch["gates"] if not passes(gate, application, on)
    ]
    merit = Fraction(0)
    for criterion in batch["criteria"]:
        name, text = criterion["id"], scores.get(criterion["id"])
        if text is None and criterion["required"]:
            found.append(f"missing_score:{name}")
            merit = None
            continue
        score = Fraction(text or "0")
        if criterion["max"] is not None and score > Fraction(criterion["max"]):
            found.append(f"score_out_of_range:{name}")
            merit = None
        elif criterion["minimum"] is not None and score < Fraction(criterion["minimum"]):
            found.append(f"below_minimum:{name}")
        if merit is not None:
            merit += Fraction(criterion["weight"]) * score
    least = batch["minimum_merit"]
    if merit is not None and least is not None and merit < Fraction(least):
        found.append("below_minimum_merit")
    return found, merit


def written(number):
    """Write a decimal number exactly, without trailing zeros or exponent."""
    if number is None:
        return None
    places = 0
    while number.denominator > 1:
        number, places = number * 10, places + 1
    digits = str(number.numerator).zfill(places + 1)
    return digits[: len(digits) - places] + ("." + digits[-places:] if places else "")


# 5. Choice rule of one batch ----------------------------------------------------------------------


class Batch:
    """One batch: who stands where in its order, and in which categories."""

    def __init__(self, spec):
        self.spec = spec
        self.id = spec["id"]
        self.capacity = spec["capacity"]
        self.seats = [reserve["seats"] for reserve in spec["reserves"]]
        self.place = {}
        self.categories = {}

    def enter(self, keys, facts):
        """Put the eligible, given with the key that orders them, in the strict order."""
        for place, i in enumerate(sorted(keys, key=keys.get)):
            self.place[i] = place
            self.categories[i] = [
                c
                for c, reserve in enumerate(self.spec["reserves"])
                if any(fact in facts[i] for fact in reserve["any_of"])
            ]

    def in_order(self, people):
        return sorted(people, key=self.place.get)

    def can_be_seated(self, i, sitting, seats, asked=None):
        """Seat ``i`` on a reserve seat, others changing category if need be (augmenting path)."""
        asked = set() if asked is None else asked
        for c in self.categories[i]:
            if c in asked:
                continue
            asked.add(c)
            if len(sitting[c]) < seats[c]:
                sitting[c].append(i)
                return True
            for other in list(sitting[c]):
                if self.can_be_seated(other, sitting, seats, asked):
                    sitting[c].remove(other)
                    sitting[c].append(i)
                    return True
        return False

    def choose(self, pool, capacity):
        """Return the chosen of ``pool``, and R: those of them who count towards the guarantee."""
        people, on_merit = self.in_order(pool), []
        if self.spec["reserve_mode"] == "over_and_above":
            first = max(0, capacity - sum(self.seats))
            on_merit, people, capacity = people[:first], people[first:], capacity - first
        sitting, guaranteed = [[] for _ in self.seats], []
        for i in people:
            if len(guaranteed) < capacity and self.can_be_seated(i, sitting, self.seats):
                guaranteed.append(i)
        is_guaranteed = set(guaranteed)
        others = [i for i in people if i not in is_guaranteed][: capacity - len(guaranteed)]
        return {*on_merit, *guaranteed, *others}, guaranteed

    def seat_names(self, chosen, guaranteed):
        """Return how each chosen person is labelled."""
        names, left = dict.fromkeys(chosen, "open"), list(self.seats)
        for n, i in enumerate(guaranteed):
            for c in self.categories[i]:
                rest = [seats - (other == c) for other, seats in enumerate(left)]
                sitting = [[] for _ in rest]
                if left[c] and all(
                    self.can_be_seated(j, sitting, rest) for j in guaranteed[n + 1 :]
                ):
                    names[i], left = f"reserve:{self.spec['reserves'][c]['category']}", rest
                    break
        return names

    # 7. Waitlist

    def waitlist(self, holders, line):
        everybody, before, entries = {*holders, *line}, set(holders), []
        size = self.spec["waitlist_size"]
        length = len(line) if size is None else min(size, len(line))
        for k in range(1, length + 1):
            now, _ = self.choose(everybody, self.capacity + k)
            entries += now - before
            before = now
        return entries


# 6. Joint assignment ------------------------------------------------------------------------------


def joint_assignment(batches, lists):
    """Return who sits where: everybody proposes, batches refuse, until nobody is refused."""
    refusals = dict.fromkeys(lists, 0)
    held = {b: set() for b in batches}
    proposing = set(lists)
    while proposing:
        asked = {}
        for i in proposing:
            if refusals[i] < len(lists[i]):
                asked.setdefault(lists[i][refusals[i]], set()).add(i)
        proposing = set()
        for b, people in asked.items():
            chosen, _ = batches[b].choose(held[b] | people, batches[b].capacity)
            refused = (held[b] | people) - chosen
            held[b] = chosen
            proposing |= refused
        for i in proposing:
            refusals[i] += 1
    return {
        i: wishes[refusals[i]] if refusals[i] < len(wishes) else None for i, wishes in lists.items()
    }


def pools_of(batches, lists, mu):
    pools = {b: set() for b in batches}
    for i, wishes in lists.items():
        for b in wishes:
            pools[b].add(i)
            if b == mu[i]:
                break
    return pools


def standing(batch, pool, mu, upgrade):
    """Return seats in order with their labels, and the waitlist."""
    chosen, guaranteed = batch.choose(pool, batch.capacity)
    if chosen != {i for i in pool if mu[i] == batch.id}:
        raise AssertionError(f"the assignment is not stable at {batch.id}")
    names = batch.seat_names(chosen, guaranteed)
    line = [i for i in pool if i not in chosen and (upgrade == "unconfirmed" or mu[i] is None)]
    seats = [{"application": i, "seat": names[i]} for i in batch.in_order(chosen)]
    return {"seats": seats, "waitlist": batch.waitlist(chosen, line)}


# 8. Outcome ---------------------------------------------------------------------------------------


def outcome_of(problem):
    """Decide a problem that ``read_problem`` returned."""
    applications = sorted(problem["applications"], key=lambda a: a["id"])
    listed = [[a["id"], a["person"], [c["batch"] for c in a["choices"]]] for a in applications]
    outcome = {
        "format": "selection-outcome/1",
        "round": problem["round"],
        "problem_sha256": sha256(canon(problem)),
        "list_sha256": sha256(canon(listed)),
    }
    commitment = problem["lottery"]["commitment"]
    if commitment is not None and commitment != sha256(bytes.fromhex(problem["lottery"]["seed"])):
        outcome["error"] = "commitment_mismatch"
    else:
        outcome.update(decided(problem, applications))
    outcome["digest"] = sha256(canon(outcome))
    return outcome


def judged(problem, applications, key):
    """Return every choice with its reasons, and the batches with their orders."""
    by_batch = problem["lottery"]["scope"] == "batch"
    known = {"batches": {b["id"]: Batch(b) for b in problem["batches"]}, "newest": {}}
    for a in applications:
        if not a["withdrawn"]:
            version = (a["seq"], a["id"])
            known["newest"][a["person"]] = max(version, known["newest"].get(a["person"], version))
    choices, keys = {}, {b: {} for b in known["batches"]}
    for a in applications:
        earlier, choices[a["id"]] = [], []
        for choice in a["choices"]:
            b, merit, number = choice["batch"], None, None
            found = structural_reasons(problem, known, a, earlier, b)
            if not found:
                spec = known["batches"][b].spec
                found, merit = other_reasons(spec, a, choice["scores"])
                tail = [b] if by_batch else []
                number = mac(key, "selection-lottery/1", problem["round"], a["id"], *tail).hex()
                if not found:
                    heights = []
                    if spec["mode"] == "merit":
                        ties = [Fraction(choice["scores"].get(c) or "0") for c in spec["ties"]]
                        heights = [-height for height in (merit, *ties)]
                    keys[b][a["id"]] = (heights, number, a["id"])
            choices[a["id"]].append(
                {
                    "batch": b,
                    "rank": None if b in earlier else len(set(earlier)) + 1,
                    "reasons": found,
                    "merit": written(merit),
                    "lottery": number if by_batch else None,
                }
            )
            earlier.append(b)
    facts = {a["id"]: set(a["facts"]) for a in applications}
    for b, batch in known["batches"].items():
        batch.enter(keys[b], facts)
    return choices, {b: known["batches"][b] for b in sorted(known["batches"])}


def decided(problem, applications):
    key = lottery_key(problem)
    choices, batches = judged(problem, applications, key)
    lists = {i: [c["batch"] for c in choices[i] if not c["reasons"]] for i in choices}
    mu = joint_assignment(batches, lists)
    pools = pools_of(batches, lists, mu)
    said = {b: standing(batches[b], pools[b], mu, problem["upgrade"]) for b in batches}
    for b, batch in batches.items():
        ranks = {i: n for n, i in enumerate(batch.in_order(pools[b]), start=1)}
        codes = dict.fromkeys(pools[b], "below_cutoff")
        codes.update({s["application"]: f"selected_{s['seat']}" for s in said[b]["seats"]})
        codes.update({i: f"waitlisted:{n}" for n, i in enumerate(said[b]["waitlist"], start=1)})
        for i in lists:
            for choice in choices[i]:
                if choice["batch"] == b and not choice["reasons"]:
                    choice["pool_rank"] = ranks.get(i)
                    choice["code"] = codes.get(i, f"seated_elsewhere:{mu[i]}")
    by_batch = problem["lottery"]["scope"] == "batch"
    entries = []
    for a in applications:
        i = a["id"]
        for choice in choices[i]:
            if choice["reasons"]:
                choice.update(code=f"not_eligible:{choice['reasons'][0]}", pool_rank=None)
        number = mac(key, "selection-lottery/1", problem["round"], i).hex()
        entries.append(
            {
                "id": i,
                "person": a["person"],
                "code": application_code(mu[i], lists[i], choices[i]),
                "seat": mu[i],
                "lottery": None if by_batch else number,
                "choices": choices[i],
            }
        )
    return {
        "lottery_key_sha256": sha256(key),
        "applications": entries,
        "batches": [batch_entry(batches[b], pools[b], said[b]) for b in batches],
        "steps": steps_of(problem, batches, lists, choices, mu, said),
    }


def application_code(seat, wishes, choices):
    if seat is not None:
        return f"seated:{seat}"
    if any(choice["code"].startswith("waitlisted:") for choice in choices):
        return "waitlisted"
    return "not_selected" if wishes else "not_eligible"


def batch_entry(batch, pool, said):
    names = [seat["seat"] for seat in said["seats"]]
    on_open = [seat["application"] for seat in said["seats"] if seat["seat"] == "open"]
    return {
        "id": batch.id,
        "capacity": batch.capacity,
        "pool": len(pool),
        **said,
        "reserves": [
            {
                "category": reserve["category"],
                "seats": reserve["seats"],
                "filled": names.count(f"reserve:{reserve['category']}"),
                "members": sum(c in batch.categories[i] for i in pool),
            }
            for c, reserve in enumerate(batch.spec["reserves"])
        ],
        "cutoff": on_open[-1] if on_open and len(names) == batch.capacity else None,
    }


# 10. Promotion steps ------------------------------------------------------------------------------


def steps_of(problem, batches, lists, choices, mu, said):
    left = {
        i: [c["batch"] for c in choices[i] if not c["reasons"] and c["code"] != "below_cutoff"]
        for i in lists
    }
    lapsed, confirmed, entries = set(), set(), []
    for events in problem["steps"]:
        for event in events:
            i = event["application"]
            if i in lists and event["type"] == "lapse":
                lapsed.add(i)
            elif i in lists and mu[i] is not None:
                confirmed.add(i)
        now = {}
        for i, wishes in left.items():
            if i in lapsed:
                now[i] = []
            elif mu[i] is None:
                now[i] = wishes
            elif i in confirmed or problem["upgrade"] == "none":
                now[i] = [mu[i]]
            else:
                now[i] = wishes[: wishes.index(mu[i]) + 1]
        after = joint_assignment(batches, now)
        pools = pools_of(batches, now, after)
        says = {b: standing(batches[b], pools[b], after, problem["upgrade"]) for b in batches}
        entries.append(
            {
                "changes": [
                    {"application": i, "from": mu[i], "to": after[i]}
                    for i in sorted(mu)
                    if mu[i] != after[i]
                ],
                "batches": [{"id": b, **says[b]} for b in batches if says[b] != said[b]],
            }
        )
        mu, said = after, says
    return entries


# What is compared ---------------------------------------------------------------------------------

SENTENCES = {
    "unreadable": (
        "{name}: berkas tidak dapat dibaca: {fault}.",
        "{name}: cannot be read: {fault}.",
    ),
    "unknown": (
        "{name}: bukan berkas seleksi yang dikenal.",
        "{name}: not a known file of a selection round.",
    ),
    "no_problem": (
        "Berkas soal (problem) dan hasil (outcome) harus ada.",
        "The files problem and outcome are both needed.",
    ),
    "outcome": (
        "hasil sama, byte demi byte, dengan hitungan ulang dari soal",
        "the outcome is, byte for byte, what the problem gives",
    ),
    "seed": (
        "benih cocok dengan komitmen {commitment}",
        "the seed is the one committed to: {commitment}",
    ),
    "entropy": ("angka publik yang dipakai: {entropy}", "public value used: {entropy}"),
    "noted": (
        "{what} sama dengan yang Anda catat",
        "{what} is the one that you noted down",
    ),
    "rules": (
        "aturan dalam soal sama dengan aturan yang diumumkan (SHA-256 {digest})",
        "the rules of the problem are the published rules (SHA-256 {digest})",
    ),
    "list": (
        "semua kode dalam soal dan urutan pilihannya ada di daftar penutupan (SHA-256 {digest})",
        "all codes of the problem are on the list at closing, wishes in order (SHA-256 {digest})",
    ),
    "list_sizes": (
        "di daftar penutupan {listed} pendaftar; {counted} di antaranya punya pilihan yang sah",
        "{listed} applications on the list at closing; {counted} of them have an eligible wish",
    ),
    "not_listed": (
        "kode {code}: tidak ada dalam soal; pilihannya tidak memenuhi syarat atau kodenya salah",
        "code {code}: not in the problem; no wish was eligible, or the code is mistyped",
    ),
    "all_good": ("Semuanya cocok.", "Everything agrees."),
    "not_good": ("Ada yang TIDAK cocok.", "Something does NOT agree."),
}


class Report:
    """Prints what was compared and remembers whether everything agreed."""

    def __init__(self, english):
        self.english = english
        self.is_good = True

    def sentence(self, key, **words):
        return SENTENCES[key][1 if self.english else 0].format(**words)

    def compares(self, key, agrees, **words):
        self.is_good = self.is_good and agrees
        mark = "OK  " if agrees else ("NO  " if self.english else "BEDA")
        print(f"{mark}  {self.sentence(key, **words)}")

    def notes(self, key, **words):
        print(f"      {self.sentence(key, **words)}")


def rules_agree(rules, problem):
    """Whether the rules published at opening are those of the (reduced) problem.

    Facts, gates and criteria are not in a reduced problem, and categories stand under codes.
    A numbered correction may have fewer seats.
    """
    kept = ("programme", "mode", "reserve_mode", "reference_date", "waitlist_size")
    published = {batch["id"]: batch for batch in rules["batches"]}
    is_correction = "correction" in problem
    for batch in problem["batches"]:
        rule = published.get(batch["id"])
        if rule is None or any(rule[key] != batch[key] for key in kept):
            return False
        if is_correction:
            continue
        seats = [[reserve["seats"] for reserve in each["reserves"]] for each in (rule, batch)]
        if rule["capacity"] != batch["capacity"] or seats[0] != seats[1]:
            return False
    return (
        (is_correction or published.keys() == {batch["id"] for batch in problem["batches"]})
        and rules["max_choices"] == problem["max_choices"]
        and rules["upgrade"] == problem["upgrade"]
        and rules["lottery"]["scope"] == problem["lottery"]["scope"]
    )


def list_agrees(listed, problem):
    """Whether each application stands on the list, and its wishes there in the same order."""
    wishes_of = {entry[0]: entry[2] for entry in listed}
    for application in problem["applications"]:
        rest = iter(wishes_of.get(application["id"], ()))
        if not all(choice["batch"] in rest for choice in application["choices"]):
            return False
        if application["id"] not in wishes_of:
            return False
    return True


def kind_of(value):
    """Return what a file is: rules, list, problem, outcome or None."""
    if isinstance(value, list):
        is_list = all(isinstance(entry, list) and len(entry) == 3 for entry in value)
        return "list" if is_list else None
    name = value.get("format") if isinstance(value, dict) else None
    return {
        "intake-rules/1": "rules",
        "selection-problem/1": "problem",
        "selection-outcome/1": "outcome",
    }.get(name if isinstance(name, str) else None)


def read_files(names, report):
    """Return the bytes of the given files by what they are."""
    found = {}
    for name in names:
        try:
            with open(name, "rb") as file:
                raw = file.read()
            kind = kind_of(read_json(raw))
        except (OSError, Malformed) as fault:
            raise Unreadable(report.sentence("unreadable", name=name, fault=fault)) from None
        if kind is None:
            raise Unreadable(report.sentence("unknown", name=name))
        found[kind] = raw
    if not {"problem", "outcome"} <= found.keys():
        raise Unreadable(report.sentence("no_problem"))
    return found


class Unreadable(Exception):
    """A file cannot be read: one sentence, status 2."""


def compare(found, options, report):
    problem = read_problem(found["problem"])
    outcome = outcome_of(problem)
    report.compares("outcome", canon(outcome) == found["outcome"])
    commitment = problem["lottery"]["commitment"]
    if commitment is not None:
        seed = bytes.fromhex(problem["lottery"]["seed"])
        report.compares("seed", commitment == sha256(seed), commitment=commitment)
    if options.commitment:
        report.compares("noted", commitment == options.commitment, what="commitment")
    if problem["lottery"]["entropy"] is not None:
        report.notes("entropy", entropy=problem["lottery"]["entropy"])
    for kind, agree in (("rules", rules_agree), ("list", list_agrees)):
        if kind in found:
            digest = sha256(found[kind])
            value = read_json(found[kind])
            report.compares(kind, agree(value, problem), digest=digest)
            if getattr(options, f"{kind}_sha256"):
                noted = digest == getattr(options, f"{kind}_sha256")
                report.compares("noted", noted, what=f"SHA-256 ({kind})")
            if kind == "list":
                counted = len(problem["applications"])
                report.notes("list_sizes", listed=len(value), counted=counted)
    if options.code:
        tell(options.code, outcome, report)


def tell(code, outcome, report):
    """Print what became of one application."""
    for application in outcome.get("applications", ()):
        if application["id"] == code:
            print(f"{code}: {application['code']}")
            for choice in application["choices"]:
                print(f"      {choice['rank']}. {choice['batch']}: {choice['code']}")
            for number, step in enumerate(outcome["steps"], start=1):
                for change in step["changes"]:
                    if change["application"] == code:
                        print(f"      +{number}: {change['from'] or '-'} > {change['to'] or '-'}")
            return
    report.notes("not_listed", code=code)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE.json")
    for name in ("--commitment", "--rules-sha256", "--list-sha256", "--code"):
        parser.add_argument(name)
    parser.add_argument("--english", action="store_true")
    options = parser.parse_args()
    report = Report(options.english)
    try:
        compare(read_files(options.files, report), options, report)
    except (Malformed, Unreadable) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(report.sentence("all_good" if report.is_good else "not_good"))
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
