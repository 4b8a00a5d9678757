"""A problem taken in: checked, its applications packed, its digests known.

A big problem is never a tree of dicts as a whole: of its text one application after the other is
read and packed. Whatever is not as usual is left to ``problem.parse``, which alone refuses.
"""

import hashlib
import json
import re
from operator import attrgetter

from .canonical import canonical_bytes
from .forms import Packer
from .problem import check_head, check_problem, integer_of, read_json

APPLICATIONS_AT_ONCE = 50

SPACE = r"[ \t\n\r]*"
_start = re.compile(SPACE + r"(\{)" + SPACE).match
_key = re.compile(r'"([ !#-\[\]-~]*)"' + SPACE + ":" + SPACE).match
_end_of_pair = re.compile(SPACE + "([,}])" + SPACE).match
_start_of_array = re.compile(r"\[" + SPACE + r"(\])?").match
_end_of_item = re.compile(SPACE + r"([,\]])" + SPACE).match


class Unusual(ValueError):
    """Something stands here that ``problem.parse`` has to judge."""


class Problem:
    """A problem that is right.

    ``head`` has its keys but ``applications``, ``forms`` those packed and sorted by id, and
    ``decimals`` are the texts of all scores. ``sha256`` and ``list_sha256`` are hex digests.
    """

    def __init__(self, head, packer, forms, canonical_applications):
        check_head(head)
        self.head = head
        self.decimals = packer.decimals
        self.forms = sorted(forms, key=attrgetter("id"))
        if any(a.id == b.id for a, b in zip(self.forms, self.forms[1:], strict=False)):
            raise Unusual
        self.sha256 = _digest_of_problem(head, canonical_applications)
        self.list_sha256 = _digest_of_list(self.forms)


def problem_of(value):
    """Return the ``Problem`` of a dict as ``parse`` returns it, or raise ``MalformedProblem``."""
    try:
        head = {key: part for key, part in value.items() if key != "applications"}
        applications, packer = value["applications"], Packer()
        if type(applications) is not list:
            raise Unusual
        forms = [packer.pack(application) for application in applications]
        return Problem(head, packer, forms, _in_parts(applications))
    except (AttributeError, KeyError, ValueError):
        check_problem(value)
        raise


def read_problem(raw):
    """Return the ``Problem`` that the bytes ``raw`` hold, or raise ``MalformedProblem``."""
    try:
        return _read_in_one_pass(raw.decode())
    except (ValueError, RecursionError):
        return problem_of(read_json(raw))


def _read_in_one_pass(text):
    """Return the ``Problem`` in ``text``, or raise ``ValueError`` if anything is unusual."""
    head, packer, forms, canonical = {}, Packer(), None, []
    mark = _matching(_start, text, 0)
    while mark[1] != "}":
        name = _matching(_key, text, mark.end())
        key, index = name[1], name.end()
        if key in head or (key == "applications" and forms is not None):
            raise Unusual
        if key == "applications":
            forms = []
            index = _read_applications(text, index, packer, forms, canonical)
        else:
            head[key], index = _careful.raw_decode(text, index)
        mark = _matching(_end_of_pair, text, index)
    if mark.end() != len(text) or forms is None:
        raise Unusual
    return Problem(head, packer, forms, canonical)


def _read_applications(text, index, packer, forms, canonical):
    """Pack the array at ``index``, write its parts to ``canonical``, return where it ends."""
    mark = _matching(_start_of_array, text, index)
    if mark[1]:
        return mark.end()
    decode, pack, end_of_item = _quick.raw_decode, packer.pack, _end_of_item
    while mark[1] != "]":
        start, part = mark.end(), []
        while mark[1] != "]" and len(part) < APPLICATIONS_AT_ONCE:
            application, index = decode(text, mark.end())
            forms.append(pack(application))
            part.append(application)
            mark = _matching(end_of_item, text, index)
        written = canonical_bytes(part)[1:-1]
        _refuse_a_key_that_stands_twice(text[start:index], written)
        canonical.append(written)
    return mark.end()


def _refuse_a_key_that_stands_twice(text, written):
    """Raise ``Unusual`` if a key got lost when ``text`` was read, which is now ``written``.

    Both have the same quotes then, unless some were escaped.
    """
    if "\\" in text:
        _careful.decode(f"[{text}]")
    elif text.count('"') != written.count(b'"'):
        raise Unusual


def _matching(pattern, text, index):
    found = pattern(text, index)
    if found is None:
        raise Unusual
    return found


def _usual_integer(digits):
    value = integer_of(digits)
    if type(value) is not int:
        raise Unusual
    return value


def _never(_):
    raise Unusual


def _object_of(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Unusual
    return value


_NUMBERS = {"parse_int": _usual_integer, "parse_float": _never, "parse_constant": _never}
_quick = json.JSONDecoder(**_NUMBERS)
_careful = json.JSONDecoder(**_NUMBERS, object_pairs_hook=_object_of)


def _in_parts(applications):
    """Yield the canonical bytes of the items of an array, some at once."""
    for start in range(0, len(applications), APPLICATIONS_AT_ONCE):
        yield canonical_bytes(applications[start : start + APPLICATIONS_AT_ONCE])[1:-1]


def _digest_of_problem(head, canonical_applications):
    digest, before = hashlib.sha256(), b"{"
    for key in sorted([*head, "applications"]):
        digest.update(before + canonical_bytes(key) + b":")
        before = b","
        if key != "applications":
            digest.update(canonical_bytes(head[key]))
            continue
        between = b"["
        for part in canonical_applications:
            digest.update(between + part)
            between = b","
        digest.update(b"[]" if between == b"[" else b"]")
    digest.update(b"}")
    return digest.hexdigest()


def _digest_of_list(forms):
    """Return the digest of the list at closing. Ids need no escapes."""
    entries = []
    for form in forms:
        batches = ",".join([f'"{choice[0]}"' for choice in form.choices])
        entries.append(f'["{form.id}","{form.person}",[{batches}]]')
    return hashlib.sha256(f"[{','.join(entries)}]".encode()).hexdigest()
