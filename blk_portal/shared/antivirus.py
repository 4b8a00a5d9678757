"""Asks a clamd (``CLAMD_URL``) whether a file holds a virus. No answer means: not taken in."""

import socket
import struct
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError

logger = structlog.get_logger(__name__)

SECONDS = 10
CHUNK = 64 * 1024
LONGEST_REPLY = 4096


def refuse_viruses(content):
    """Raise ``DomainError`` when clamd finds something, or is configured and does not answer."""
    if not settings.CLAMD_URL:
        return
    try:
        reply = _ask(content)
    except OSError as error:
        logger.error("antivirus_away", cause=type(error).__name__)
        raise _unchecked() from error
    if reply.endswith(b"OK"):
        return
    if not reply.endswith(b"FOUND"):
        logger.error("antivirus_confused", reply=reply[:80].decode("ascii", "replace"))
        raise _unchecked()
    logger.warning("virus_found", size=len(content))
    raise DomainError(
        _(
            "A virus was found in this file, so it was not saved. Take a photo of the document "
            "with the camera instead."
        )
    )


def _ask(content):
    with _connected() as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            clamd.sendall(struct.pack("!L", len(piece)) + piece)
        clamd.sendall(struct.pack("!L", 0))
        with clamd.makefile("rb") as stream:
            return stream.read(LONGEST_REPLY).rstrip(b"\0\n ")


def _connected():
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(SECONDS)
        clamd.connect(address.path)
        return clamd
    return socket.create_connection((address.hostname, address.port or 3310), timeout=SECONDS)


def _unchecked():
    return DomainError(
        _(
            "Files cannot be checked for viruses just now, so this one was not saved. Your other "
            "answers are safe. Try again in a few minutes."
        )
    )
