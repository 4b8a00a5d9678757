"""What waits for somebody, on the start page of the staff: each app says its own part.

An app with such a part has a module ``start_page`` that calls ``register``; it is found when the
portal starts. ``accounts`` shows the page and need not know the apps that come later.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One sentence, and the page that it leads to."""

    text: str
    url: str
    link: str
    is_late: bool


_parts = []


def register(part):
    """Let ``part(user)`` say what waits: a list of ``Waiting``, empty for whom it is not."""
    _parts.append(part)


def waiting_for(user):
    return [waiting for part in _parts for waiting in part(user)]
