"""The most that a page may weigh, in KiB over the line with brotli: all these numbers."""

from dataclasses import dataclass

KIB = 1024


@dataclass(frozen=True)
class Ceiling:
    """What is not named is not limited by itself. ``code`` is HTML, CSS and JavaScript together."""

    total: float
    requests: int
    html: float | None = None
    css: float | None = None
    js: float | None = None
    code: float | None = None


PUBLIC = Ceiling(total=100, code=25, html=12, css=12, js=1, requests=6)
QUESTION = Ceiling(total=60, html=10, css=12, js=18, requests=6)
# A question page with the script of uploads and the thumbnail of the one paper that is there.
ONE_DOCUMENT = Ceiling(total=60, html=10, css=12, js=18, requests=8)
SECOND_PAGE = Ceiling(total=15, requests=2)
STAFF = Ceiling(total=250, js=120, requests=20)
DASHBOARD = Ceiling(total=200, js=30, requests=10)
