"""Canonical bytes of JSON values, and the digests made of them."""

import hashlib
import json


def canonical_bytes(value):
    """Write a JSON value the one way in which it may be written.

    Keys sorted by code point, no white space, UTF-8 without needless escapes. ``value``
    holds dicts with text keys, lists, text without lone surrogates, integers, booleans and None.
    """
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def sha256_of(value):
    """Return the hex SHA-256 of the canonical bytes of ``value``."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def digest(outcome):
    """Return what the key ``digest`` of ``outcome`` must hold: the digest of all other keys."""
    return sha256_of({key: part for key, part in outcome.items() if key != "digest"})


def list_sha256(applications):
    """Return the digest of the list at closing: who ranked what, before any score or seed.

    ``applications`` are those of a problem; only ``id``, ``person`` and the batches of
    ``choices`` are read.
    """
    return sha256_of(
        [
            [
                application["id"],
                application["person"],
                [choice["batch"] for choice in application["choices"]],
            ]
            for application in sorted(applications, key=lambda application: application["id"])
        ]
    )
