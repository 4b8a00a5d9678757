"""The selection engine: one problem in, one outcome out, and no freedom in between.

It needs the standard library only. ``parse`` reads the bytes of a problem, ``decide`` returns its
outcome and ``canonical_bytes`` writes it.
"""

from .canonical import canonical_bytes
from .outcome import decide, decide_bytes
from .problem import parse
from .schema import MalformedProblem

__all__ = ["MalformedProblem", "canonical_bytes", "decide", "decide_bytes", "parse"]
