"""The selection engine: one problem in, one outcome out, and no freedom in between.

It needs the standard library only. ``parse`` reads the bytes of a problem, ``decide`` returns its
outcome and ``canonical_bytes`` writes it.
"""

from .canonical import canonical_bytes, digest, list_sha256
from .outcome import decide
from .problem import parse
from .schema import MalformedProblem

__all__ = ["MalformedProblem", "canonical_bytes", "decide", "digest", "list_sha256", "parse"]
