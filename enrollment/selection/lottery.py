"""Lottery numbers that anybody can compute again from the published seed and entropy."""

import hashlib
import hmac
from functools import cached_property


class Lottery:
    """The draw of one round.

    ``spec`` is the key ``lottery`` of a problem. A number is 64 hex digits; smaller is better.
    """

    def __init__(self, spec, round_id):
        self.seed = bytes.fromhex(spec["seed"])
        self.commitment = spec["commitment"]
        self.entropy = spec["entropy"]
        self.is_by_batch = spec["scope"] == "batch"
        self.round_id = round_id.encode()

    def keeps_commitment(self):
        """Say whether the seed is the one that was committed to, if any was."""
        return self.commitment in (None, hashlib.sha256(self.seed).hexdigest())

    @cached_property
    def key(self):
        if self.entropy is None:
            return self.seed
        message = b"selection-key/1\0" + self.round_id + b"\0" + self.entropy.encode()
        return hmac.digest(self.seed, message, "sha256")

    def number(self, application_id, batch_id=None):
        """Return the number of an application, with scope ``batch`` that for ``batch_id``."""
        message = b"selection-lottery/1\0" + self.round_id + b"\0" + application_id.encode()
        if self.is_by_batch:
            message += b"\0" + batch_id.encode()
        return hmac.digest(self.key, message, "sha256").hex()
