"""Style sheets as a Chrome of spring 2019 reads them: what it does not know it leaves out.

Gaps between the children of a flex box, which it knew in grids alone, are not told apart here.
"""

import re

UNKNOWN_SELECTOR = re.compile(r":(is|where|has|focus-visible)\b")
UNKNOWN_RULE = re.compile(r"@(layer|container|property|supports selector)\b")
UNKNOWN_PROPERTY = re.compile(
    r"(inset|aspect-ratio|accent-color|color-scheme|text-wrap|content-visibility|translate|scale"
    r"|text-underline-offset|text-decoration-thickness|(margin|padding|inset)-(inline|block))\s*:"
)
UNKNOWN_VALUE = re.compile(
    r"(?<![\w-])(min|max|clamp|color-mix|light-dark)\(|\d(dvh|svh|lvh|dvw)\b|:\s*clip\b"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def as_in_2019(sheet):
    """Return ``sheet`` without the rules and declarations that were not known."""
    return "".join(_rules(COMMENT.sub("", sheet)))


def _rules(text):
    while (opening := text.find("{")) >= 0:
        selector, body, text = text[:opening], *_block(text, opening)
        if UNKNOWN_SELECTOR.search(selector) or UNKNOWN_RULE.search(selector):
            continue
        inside = "".join(_rules(body)) if "{" in body else _declarations(body)
        yield f"{selector}{{{inside}}}"


def _block(text, opening):
    """Return what stands between the braces that open at ``opening``, and what follows."""
    depth = 0
    for place in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[opening + 1 : place], text[place + 1 :]
    raise ValueError("a brace is not closed")


def _declarations(body):
    return ";".join(
        one
        for one in body.split(";")
        if not UNKNOWN_PROPERTY.match(one.strip()) and not UNKNOWN_VALUE.search(one)
    )
