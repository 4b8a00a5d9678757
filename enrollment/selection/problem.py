"""Reading a selection problem (format 1) and refusing whatever is none.

A problem stays the dict that was read, since its digest is made of that.
"""

import codecs
import json
import re
from datetime import date

from .exact import is_decimal
from .schema import (
    MalformedProblem,
    Unreadable,
    array,
    check_boolean,
    check_integer,
    check_natural,
    check_text,
    mapping,
    matching,
    must_be,
    nullable,
    one_of,
    record,
    shortened,
)

PROBLEM_FORMAT = "selection-problem/1"
MOST_DIGITS = 16
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse(raw):
    """Read the bytes of a problem and return it as a dict.

    Raise ``MalformedProblem`` unless ``raw`` is UTF-8 JSON without a byte order mark, without
    duplicate keys, fractions, exponents or ``-0``, and has the form of a problem.
    """
    problem = read_json(raw)
    check_problem(problem)
    return problem


def read_json(raw):
    """Read strict JSON from bytes, leaving ``Unreadable`` where a check has to refuse a part."""
    if raw.startswith(codecs.BOM_UTF8):
        raise MalformedProblem("a byte order mark stands before the text", place="$")
    try:
        return json.loads(
            raw.decode(),
            object_pairs_hook=_object_of,
            parse_int=integer_of,
            parse_float=_unreadable_number,
            parse_constant=_unreadable_number,
        )
    except UnicodeDecodeError as fault:
        raise MalformedProblem("not UTF-8", place=f"byte {fault.start}") from None
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno} column {fault.colno}"
        raise MalformedProblem(f"not JSON ({fault.msg})", place=place) from None
    except RecursionError:
        raise MalformedProblem("nested too deep", place="$") from None


def check_problem(problem):
    """Raise ``MalformedProblem`` unless ``problem`` is a dict in the form of a problem."""
    _check_problem(problem)


def is_date(value):
    """Say whether ``value`` is a day of the years 0001 to 9999 written ``YYYY-MM-DD``."""
    if type(value) is not str or not DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _object_of(pairs):
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    seen = set()
    twice = next(key for key, _ in pairs if key in seen or seen.add(key))
    return Unreadable(f"an object with the key {shortened(json.dumps(twice))} twice")


def integer_of(digits):
    """Return the integer written ``digits``, or ``Unreadable`` if no problem may have it."""
    if digits == "-0" or len(digits) > MOST_DIGITS + 1:
        return _unreadable_number(digits)
    return int(digits)


def _unreadable_number(digits):
    return Unreadable(digits if len(digits) <= 40 else f"a number of {len(digits)} characters")


is_id = re.compile("[A-Za-z0-9._:-]{1,64}").fullmatch
check_id = must_be(
    "an id of 1 to 64 characters A-Z a-z 0-9 . _ : -",
    lambda value: type(value) is str and is_id(value) is not None,
)
check_hex64 = matching("64 lower-case hex digits", "[0-9a-f]{64}")
check_date = must_be("a day as YYYY-MM-DD", is_date)
check_decimal = must_be('a decimal number as text like "71.25"', is_decimal)

_check_gate_of = {
    "age": record({"min": nullable(check_integer), "max": nullable(check_integer)}),
    "has_any": record({"facts": array(check_id)}),
    "has_all": record({"facts": array(check_id)}),
    "has_none": record({"facts": array(check_id)}),
}
_check_kind_of_gate = record(
    {"code": check_id, "type": one_of(*_check_gate_of)}, check_other=lambda part: None
)


def _check_gate(gate):
    _check_kind_of_gate(gate)
    _check_gate_of[gate["type"]](gate)


_check_batch_fields = record(
    {
        "id": check_id,
        "programme": check_id,
        "capacity": check_natural,
        "mode": one_of("merit", "lottery"),
        "reserve_mode": one_of("minimum_guarantee", "over_and_above"),
        "reference_date": check_date,
        "retrain": nullable(
            record({"years": check_natural, "scope": one_of("any", "same_programme")})
        ),
        "gates": array(_check_gate),
        "criteria": array(
            record(
                {
                    "id": check_id,
                    "weight": check_decimal,
                    "max": nullable(check_decimal),
                    "minimum": nullable(check_decimal),
                    "required": check_boolean,
                }
            ),
            unique="id",
        ),
        "minimum_merit": nullable(check_decimal),
        "ties": array(check_id),
        "reserves": array(
            record({"category": check_id, "any_of": array(check_id), "seats": check_natural}),
            unique="category",
        ),
        "waitlist_size": nullable(check_natural),
    }
)


def check_batch(batch):
    """Raise ``MalformedProblem`` unless ``batch`` is one of the ``batches`` of a problem."""
    _check_batch_fields(batch)
    unused = {criterion["id"] for criterion in batch["criteria"]}
    for index, criterion in enumerate(batch["ties"]):
        if criterion not in unused:
            fault = "is named before" if criterion in batch["ties"][:index] else "is no criterion"
            raise MalformedProblem(f'"{criterion}" {fault}').within("ties", index)
        unused.remove(criterion)


check_trainings = array(record({"programme": check_id, "completed_on": check_date}))
check_application = record(
    {
        "id": check_id,
        "person": check_id,
        "seq": check_natural,
        "withdrawn": check_boolean,
        "holds_seat": check_boolean,
        "birth_date": nullable(check_date),
        "facts": array(check_id),
        "trainings": check_trainings,
        "choices": array(
            record({"batch": check_id, "scores": mapping(check_id, nullable(check_decimal))})
        ),
    }
)

_fields_of_head = {
    "format": one_of(PROBLEM_FORMAT),
    "round": check_id,
    "lottery": record(
        {
            "seed": check_hex64,
            "commitment": nullable(check_hex64),
            "entropy": nullable(check_text),
            "scope": one_of("round", "batch"),
        }
    ),
    "max_choices": nullable(check_natural),
    "upgrade": one_of("none", "unconfirmed"),
    "batches": array(check_batch, unique="id"),
    "steps": array(array(record({"type": one_of("confirm", "lapse"), "application": check_id}))),
}
# A problem without its applications.
check_head = record(_fields_of_head)
_check_problem = record({**_fields_of_head, "applications": array(check_application, unique="id")})
