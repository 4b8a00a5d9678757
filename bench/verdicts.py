"""What was measured beside its bound, over all parts of a bench: ``python -m bench.verdicts``.

Each part notes its figures while it runs; this prints them as one table and begins anew.
"""

import json
import os
from pathlib import Path

NOTED = Path(os.environ.get("BLK_DATA_DIR", ".local/bench")) / "verdicts.jsonl"


def at_most(figure, measured, bound, unit=""):
    _note(figure, measured, f"≤ {bound:g}", unit, measured <= bound)


def at_least(figure, measured, bound, unit=""):
    _note(figure, measured, f"≥ {bound:g}", unit, measured >= bound)


def _note(figure, measured, bound, unit, is_met):
    NOTED.parent.mkdir(parents=True, exist_ok=True)
    with NOTED.open("a") as noted:
        row = [figure, f"{measured:.4g} {unit}", f"{bound} {unit}", "met" if is_met else "MISSED"]
        noted.write(json.dumps(row) + "\n")


def main():
    print(f"\n{'figure':62}{'measured':>12}{'bound':>12}")
    for line in NOTED.read_text().splitlines():
        figure, measured, bound, verdict = json.loads(line)
        print(f"{figure:62}{measured:>12}{bound:>12}  {verdict}")
    NOTED.unlink()


if __name__ == "__main__":
    main()
