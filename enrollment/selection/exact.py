"""Exact decimal numbers: no binary floats and no rounding anywhere."""

import re
from decimal import Context, Decimal, Inexact
from functools import lru_cache

DECIMAL_PATTERN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
LONGEST_DECIMAL = 100

# A product of two numbers of 100 characters has at most 200 digits before the point and 200
# behind it, so a sum of any number of them that fits a computer fits here. Should that ever be
# wrong, ``Inexact`` raises instead of rounding.
EXACT = Context(prec=1000, traps=[Inexact])

ZERO = Decimal(0)

# The same few scores come again and again, so their values are shared.
number_of = lru_cache(maxsize=2**14)(Decimal)


def is_decimal(text):
    """Say whether ``text`` is a number in the notation of a problem, such as ``"71.25"``."""
    return (
        type(text) is str
        and len(text) <= LONGEST_DECIMAL
        and DECIMAL_PATTERN.fullmatch(text) is not None
    )


def as_decimal(text):
    """Return the value of a checked number, None for None."""
    return None if text is None else number_of(text)


def weighted_sum(pairs):
    """Return the exact sum of weight x score over ``pairs`` of Decimals."""
    total = ZERO
    for weight, score in pairs:
        total = EXACT.add(total, EXACT.multiply(weight, score))
    return total


def as_text(number):
    """Write a Decimal without exponent and without trailing zeros: ``"0"``, ``"71.25"``."""
    return format(number.normalize(EXACT), "f")
