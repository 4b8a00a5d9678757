"""Compile the translation catalogues, without the system's gettext: ``python -m`` this."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogues(locale=LOCALE):
    """Write each ``.mo`` that is missing or older than its ``.po``; return how many."""
    stale = [
        source
        for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    for source in stale:
        draft = source.with_suffix(".mo.new")
        polib.pofile(source).save_as_mofile(draft)
        draft.replace(source.with_suffix(".mo"))
    return len(stale)


if __name__ == "__main__":
    compile_catalogues()
