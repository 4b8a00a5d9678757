"""Finds what somebody entered where it must not stand, plain or wrapped."""

import base64
import re
from urllib.parse import unquote_plus

ESCAPED = re.compile(r"\\(?:x|u00)([0-9a-fA-F]{2})")
WRAPPED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


def found(secrets, texts):
    """Return the pairs ``(what, text)`` of what stands in one of ``texts``.

    ``secrets`` gives each thing the ways to write it. Capitals do not count; what is escaped,
    encoded for an address, or in base64, as Celery wraps arguments, is looked into as well.
    """
    return [
        (what, text)
        for text in texts
        for seen in [_unwrapped(text)]
        for what, writings in secrets.items()
        if any(writing.lower() in seen for writing in writings)
    ]


def _unwrapped(text):
    escaped = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    wrapped = [
        base64.b64decode(piece.rstrip("=") + "==").decode("utf-8", "replace")
        for piece in WRAPPED.findall(text)
        if len(piece.rstrip("=")) % 4 != 1
    ]
    return "\n".join([text, escaped, unquote_plus(text), *wrapped]).lower()


def commands_so_far(client, monitor):
    """Return every command that a Redis was given since ``monitor`` began."""
    client.echo("so far")
    commands = []
    while not commands or commands[-1] != "ECHO so far":
        commands.append(monitor.next_command()["command"])
    return commands


def everything_in(client):
    """Return every key of a Redis with its value."""
    return [f"{key!r} {client.dump(key)!r}" for key in client.keys("*")]
