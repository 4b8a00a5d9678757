"""Canonical bytes of JSON values."""

import json

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical_bytes(value):
    """Write a JSON value the one way in which it may be written.

    Keys sorted by code point, no white space, UTF-8 without needless escapes. ``value``
    holds dicts with text keys, lists, text without lone surrogates, integers, booleans and None.
    """
    return _encode(value).encode()
