from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class State:
    """One more look at the page ``url``: what ``make`` prepares for the user, and what is sent.

    ``part`` is the rows module that the URL is in; ``who`` the role, empty for a stranger. ``make``
    takes the user and returns kwargs of the URL. ``data`` is posted if there is any; ``ask`` stands
    for requests that are more than one.
    """

    part: str
    url: str
    name: str
    who: str = "resident"
    make: Callable | None = None
    kwargs: dict = field(default_factory=dict)
    query: str = ""
    data: dict | None = None
    ask: Callable | None = None
