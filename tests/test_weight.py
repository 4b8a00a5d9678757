"""No template and no style sheet names a file on another server, whether a page shows it or not."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FETCHED = re.compile(
    r'<(?:script|img|link|iframe|source|use)[^>]*(?:src|href)="(?:https?:)?//'
    r"|(?:url\(|@import )[\"']?(?:https?:)?//"
)


def test_no_page_asks_another_server_for_anything():
    files = [*(PROJECT / "templates").rglob("*.html"), *(PROJECT / "static").rglob("*.css")]

    assert [path.name for path in files if FETCHED.search(path.read_text())] == []


def test_a_file_of_another_server_is_noticed():
    assert FETCHED.search('<script src="https://cdn.example/x.js">')
    assert FETCHED.search("@font-face { src: url(//fonts.example/x.woff2) }")
    assert not FETCHED.search('<a href="https://wa.me/62">')
