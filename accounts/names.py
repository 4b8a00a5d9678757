"""Names as they are written on the coast of Java: which two spellings may be one name.

Pure rules, no database. A key ignores what people write now this way, now that: capitals, marks,
spaces, doubled letters, the old spelling, short forms of Muhammad, titles and degrees.
"""

import re
import unicodedata
from functools import lru_cache

SHORT_FORMS = {
    "muhammad": {
        *("m", "md", "mhd", "mhmd", "moh", "moch", "mokh", "much", "mukh", "muh"),
        *("muhamad", "mohamad", "mohammad", "muhammed", "mohammed", "mohamed"),
        *("mochamad", "mochammad", "mokhamad", "mokhammad", "muchamad", "muchammad"),
    },
    "ahmad": {"ahmat", "achmad", "achmat", "akhmad", "akhmat", "ach", "akh"},
    "abdul": {"abd", "abdoel"},
    "siti": {"st", "sitti", "sity"},
    "nur": {"noor", "noer", "nor"},
}
_FULL_FORM = {short: full for full, shorts in SHORT_FORMS.items() for short in shorts}
TITLES = {"h", "hj", "haji", "hajah", "hajjah", "kh", "ir", "dr", "drs", "dra", "drg", "r", "rr"}
_WITHIN, _BETWEEN = re.compile(r"[’‘'`ʼ]"), re.compile(r"[^\w\s]|_")
_DOUBLED = re.compile(r"([^\W\d])\1+")
_OLD_SPELLING = [("th", "t"), ("dh", "d"), ("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "sy")]


def name_words(name):
    """Return the words of ``name`` in the form in which they are compared."""
    name = name.partition(",")[0]
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    # An apostrophe stands within a word, every other mark between two.
    words = _BETWEEN.sub(" ", _WITHIN.sub("", plain)).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return [_spelt_now(_FULL_FORM.get(word, word)) for word in words]


def name_key(name):
    """Return one string for all spellings of ``name`` that are taken for the same."""
    return key_of_words(name_words(name))


def key_of_words(words):
    return _single("".join(words))


@lru_cache(maxsize=50_000)
def _spelt_now(word):
    word = _single(word)
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    word = _single(word)
    return f"{word[:-1]}i" if word.endswith("y") else word


def _single(word):
    """Write doubled letters once; digits stay."""
    return _DOUBLED.sub(r"\1", word)
