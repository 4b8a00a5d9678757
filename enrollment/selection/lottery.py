"""Lottery numbers that anybody can compute again from the published seed and entropy."""

import hashlib
import hmac


class Lottery:
    """The draw of one round.

    ``spec`` is the key ``lottery`` of a problem. A number is 32 bytes; smaller is better.
    """

    def __init__(self, spec, round_id):
        self.seed = bytes.fromhex(spec["seed"])
        self.commitment = spec["commitment"]
        self.is_by_batch = spec["scope"] == "batch"
        self.key = self.seed
        if spec["entropy"] is not None:
            message = b"selection-key/1\0%b\0%b" % (round_id.encode(), spec["entropy"].encode())
            self.key = hmac.digest(self.seed, message, "sha256")
        self._before = b"selection-lottery/1\0%b\0" % round_id.encode()

    def keeps_commitment(self):
        """Say whether the seed is the one that was committed to, if any was."""
        return self.commitment in (None, hashlib.sha256(self.seed).hexdigest())

    def number(self, application_id):
        """Return the number of an application, for a draw of the whole round."""
        return hmac.digest(self.key, self._before + application_id.encode(), "sha256")

    def number_in(self, batch_id, application_id):
        """Return the number of an application in one batch, for a draw by batch."""
        message = b"%b%b\0%b" % (self._before, application_id.encode(), batch_id.encode())
        return hmac.digest(self.key, message, "sha256")
