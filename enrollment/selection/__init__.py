"""The selection engine: one problem in, one outcome out, and no freedom in between.

It needs the standard library only. ``parse`` reads the bytes of a problem, ``decide`` returns its
outcome and ``canonical_bytes`` writes it.
"""

from .canonical import canonical_bytes
from .outcome import applications_in, decide, decide_bytes, decide_standings
from .problem import parse
from .schema import MalformedProblem

__all__ = [
    "MalformedProblem",
    "applications_in",
    "canonical_bytes",
    "decide",
    "decide_bytes",
    "decide_standings",
    "parse",
]
