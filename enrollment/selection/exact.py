"""Exact decimal numbers: whole numbers of one small unit, no binary floats and no rounding."""

import re

DECIMAL_PATTERN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
LONGEST_DECIMAL = 100


def is_decimal(text):
    """Say whether ``text`` is a number in the notation of a problem, such as ``"71.25"``."""
    return (
        type(text) is str
        and len(text) <= LONGEST_DECIMAL
        and DECIMAL_PATTERN.fullmatch(text) is not None
    )


class Units(dict):
    """Maps checked numbers to whole units of ``10 ** -places``, and None to None.

    ``places`` suffice for all of ``texts``, so nothing is lost; ``beyond`` is more than any.
    """

    def __init__(self, texts):
        parts = {text: text.split(".") for text in texts if text is not None}
        self.places = max((len(part[1]) for part in parts.values() if part[1:]), default=0)
        for text, (whole, *fraction) in parts.items():
            self[text] = int(whole + "".join(fraction).ljust(self.places, "0"))
        self.beyond = max(self.values(), default=0) + 1
        self[None] = None


def as_text(units, places):
    """Write units of ``10 ** -places`` without trailing zeros: ``"0"``, ``"71.25"``."""
    digits = str(units)
    if not places:
        return digits
    digits = digits.rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0")
    return f"{digits[:-places]}.{fraction}" if fraction else digits[:-places]
