"""Checks that say what stands where in a malformed value.

A check is a function of one value that returns nothing or raises ``MalformedProblem``. The checks
of containers add the step towards the faulty part while the refusal passes through them.
"""

import json
import re

PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
INTEGER_BOUND = 2**53
DEEPEST_EXTRA = 200
LONGEST_SHOWN = 60


class MalformedProblem(ValueError):
    """The input is no selection problem.

    ``fault`` says what is wrong, ``place`` where (``$.batches[3].capacity``), ``str()`` both.
    """

    def __init__(self, fault, place=None):
        super().__init__(fault)
        self.fault = fault
        self._place = place
        self._steps = []

    def within(self, *steps):
        """Note that the fault lies in the part of a container to which ``steps`` lead."""
        self._steps = [*steps, *self._steps]
        return self

    @property
    def place(self):
        return self._place or "$" + "".join(map(_written, self._steps))

    def __str__(self):
        return f"{self.place}: {self.fault}"


class Unreadable:
    """Stands in a value that was read for a part that JSON allows and a problem does not."""

    def __init__(self, found):
        self.found = found


def must_be(expected, is_right):
    """Check that ``is_right(value)``; ``expected`` names what is right."""

    def check(value):
        if not is_right(value):
            raise unexpected(expected, value)

    return check


def matching(expected, pattern):
    """Check that a value is text all of which matches the regular expression ``pattern``."""
    matches = re.compile(pattern).fullmatch
    return must_be(expected, lambda value: type(value) is str and matches(value) is not None)


def one_of(*words):
    """Check that a value is one of ``words``."""
    names = " or ".join(f'"{word}"' for word in words)
    return must_be(names, lambda value: type(value) is str and value in words)


def check_boolean(value):
    if type(value) is not bool:
        raise unexpected("true or false", value)


def check_integer(value):
    if type(value) is not int:
        raise unexpected("an integer", value)
    if not -INTEGER_BOUND < value < INTEGER_BOUND:
        raise unexpected("an integer of less than 2^53", value)


def check_natural(value):
    check_integer(value)
    if value < 0:
        raise unexpected("an integer of 0 or more", value)


def check_text(value):
    if type(value) is not str:
        raise unexpected("text", value)
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise unexpected("text without lone surrogates", value)


def nullable(check_present):
    """Check a value with ``check_present`` unless it is null."""

    def check(value):
        if value is not None:
            check_present(value)

    return check


def array(check_item, *, unique=None):
    """Check each item; with ``unique``, also that no two items share the value of that key."""

    def check(value):
        if type(value) is not list:
            raise unexpected("an array", value)
        seen = set()
        for index, item in enumerate(value):
            try:
                check_item(item)
            except MalformedProblem as fault:
                raise fault.within(index) from None
            if unique:
                name = item[unique]
                if name in seen:
                    raise MalformedProblem(f'"{name}" stands twice').within(index, unique)
                seen.add(name)

    return check


def record(fields, *, check_other=None):
    """Check an object with at least the keys of ``fields``.

    Other keys are ASCII text; ``check_other`` checks their values, by default ``check_any``.
    """

    def check(value):
        if type(value) is not dict:
            raise unexpected("an object", value)
        if not fields.keys() <= value.keys():
            missing = next(key for key in fields if key not in value)
            raise MalformedProblem(f'the key "{missing}" is missing')
        for key, part in value.items():
            try:
                if key in fields:
                    fields[key](part)
                else:
                    check_key(key)
                    (check_other or check_any)(part)
            except MalformedProblem as fault:
                raise fault.within(key) from None

    return check


def mapping(check_key, check_value):
    """Check an object of any keys, each key and each value alike."""

    def check(value):
        if type(value) is not dict:
            raise unexpected("an object", value)
        for key, part in value.items():
            try:
                check_key(key)
                check_value(part)
            except MalformedProblem as fault:
                raise fault.within(key) from None

    return check


def check_any(value, depth=1):
    """Check a part that no rule reads: keys in ASCII, no fractions, not nested too deep."""
    if depth > DEEPEST_EXTRA:
        raise MalformedProblem(f"nested more than {DEEPEST_EXTRA} deep")
    if type(value) is dict:
        parts = value.items()
    elif type(value) is list:
        parts = enumerate(value)
    else:
        return check_scalar(value)
    for step, part in parts:
        try:
            if type(value) is dict:
                check_key(step)
            check_any(part, depth + 1)
        except MalformedProblem as fault:
            raise fault.within(step) from None
    return None


def check_key(key):
    if type(key) is not str or not key.isascii():
        raise MalformedProblem("a key must be ASCII text")


def check_scalar(value):
    if type(value) is str:
        check_text(value)
    elif type(value) is int:
        check_integer(value)
    elif value is not None and type(value) is not bool:
        raise unexpected("text, an integer, true, false or null", value)


def unexpected(expected, value):
    """Return the refusal of ``value`` where ``expected`` should stand."""
    if isinstance(value, Unreadable):
        found = value.found
    elif type(value) is dict:
        found = "an object"
    elif type(value) is list:
        found = "an array"
    elif type(value) is int and value.bit_length() > 200:
        found = f"an integer of {value.bit_length()} bits"
    elif value is None or type(value) in (bool, int, str):
        found = shortened(json.dumps(value))
    else:
        found = shortened(ascii(value))
    return MalformedProblem(f"expected {expected}, found {found}")


def shortened(text):
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def _written(step):
    if type(step) is int:
        return f"[{step}]"
    if type(step) is str and len(step) <= LONGEST_SHOWN and PLAIN_KEY.fullmatch(step):
        return f".{step}"
    return f"[{shortened(ascii(step) if type(step) is not str else json.dumps(step))}]"
