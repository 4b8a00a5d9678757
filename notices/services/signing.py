"""Signatures of what goes to the gateway and of what it reports; see docs/gateway.md."""

import hashlib
import hmac
import time

from django.conf import settings

WINDOW_SECONDS = 300
MESSAGE, REPORT = "message", "report"
KEY_HEADER, TIME_HEADER, SIGNATURE_HEADER = "X-BLK-Key", "X-BLK-Timestamp", "X-BLK-Signature"


def signed_headers(body, purpose=MESSAGE):
    """Return the headers that prove ``body`` (bytes) to be ours, made with the newest key."""
    key_id = next(iter(settings.GATEWAY_KEYS))
    timestamp = str(int(time.time()))
    return {
        KEY_HEADER: key_id,
        TIME_HEADER: timestamp,
        SIGNATURE_HEADER: signature(settings.GATEWAY_KEYS[key_id], purpose, timestamp, body),
    }


def is_genuine(headers, body, purpose=REPORT):
    """Whether ``body`` was signed by a known key within the last minutes, for this purpose."""
    secret = settings.GATEWAY_KEYS.get(headers.get(KEY_HEADER, ""), "")
    timestamp = headers.get(TIME_HEADER, "")
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    if abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        return False
    given = headers.get(SIGNATURE_HEADER, "").encode()
    return hmac.compare_digest(given, signature(secret, purpose, timestamp, body).encode())


def signature(secret, purpose, timestamp, body):
    """Return the HMAC-SHA256, in hexadecimal, of purpose, time and body."""
    signed = f"{purpose}\n{timestamp}\n".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
