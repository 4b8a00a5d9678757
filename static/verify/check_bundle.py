#!/usr/bin/env python3
"""Check an evidence bundle of a selection round, on any computer with Python 3.9 or newer.

    python3 check_bundle.py                  the folder in which this file lies
    python3 check_bundle.py BUNDLE.zip       a bundle as it was handed over
        [--english]

Every file is compared with its digest in the manifest, the rules, the list and the seed with the
digests of the round, and every outcome is decided again from its problem by verify_selection.py,
which lies beside this file. Exit status: 0 everything agrees, 1 something does not, 2 this is no
bundle.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from pathlib import Path

import verify_selection

SENTENCES = {
    "bundle": ("SHA-256 bundel ini: {digest}", "SHA-256 of this bundle: {digest}"),
    "same": ("{count} berkas sama dengan daftarnya", "{count} files are those of the manifest"),
    "changed": ("{name}: isinya lain dari daftarnya", "{name}: not what the manifest says"),
    "missing": ("{name}: tidak ada", "{name}: missing"),
    "unlisted": ("{name}: tidak tercatat dalam daftar", "{name}: not in the manifest"),
    "digest": ("{name} sesuai dengan {what}", "{name} has the {what} of the round"),
    "seed": ("benih sesuai dengan janji undian", "the seed is the one committed to"),
    "outcome": (
        "{folder}: hasil sama, byte demi byte, dengan hitungan ulang",
        "{folder}: the outcome is, byte for byte, what the problem gives",
    ),
    "steps": (
        "{folder}: langkahnya sama dengan catatan peristiwa",
        "{folder}: the steps are the recorded events",
    ),
    "corrections": (
        "tiap koreksi adalah perhitungan dengan nomornya",
        "every correction is the run that bears its number",
    ),
    "no_bundle": ("{name}: bukan bundel bukti: {fault}", "{name}: no evidence bundle: {fault}"),
    "good": ("Semuanya cocok.", "Everything agrees."),
    "bad": ("Ada yang TIDAK cocok.", "Something does NOT agree."),
}


class Report:
    """Prints what was compared and remembers whether everything agreed."""

    def __init__(self, english):
        self.english = english
        self.is_good = True

    def sentence(self, key, **words):
        return SENTENCES[key][1 if self.english else 0].format(**words)

    def compares(self, key, agrees, **words):
        self.is_good = self.is_good and agrees
        mark = "OK  " if agrees else ("NO  " if self.english else "BEDA")
        print(f"{mark}  {self.sentence(key, **words)}")


def files_of(place):
    """Return the bytes of every file of a bundle by its name."""
    if place.is_dir():
        paths = [path for path in place.rglob("*") if path.is_file()]
        found = {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
        return {name: raw for name, raw in found.items() if "__pycache__" not in name}
    with zipfile.ZipFile(place) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


def compare_with_manifest(files, report):
    listed = {entry["name"]: entry for entry in json.loads(files["manifest.json"])["files"]}
    for name in sorted(listed.keys() - files.keys()):
        report.compares("missing", False, name=name)
    for name in sorted(files.keys() - listed.keys() - {"manifest.json"}):
        report.compares("unlisted", False, name=name)
    same = 0
    for name in sorted(listed.keys() & files.keys()):
        entry, raw = listed[name], files[name]
        if (entry["bytes"], entry["sha256"]) == (len(raw), sha256(raw)):
            same += 1
        else:
            report.compares("changed", False, name=name)
    report.compares("same", same == len(listed), count=same)


def compare_with_round(files, report):
    told = json.loads(files["round.json"])
    for name, what in (("rules.json", "rules_sha256"), ("list.json", "list_sha256")):
        report.compares("digest", sha256(files[name]) == told[what], name=name, what=what)
    report.compares("seed", sha256(bytes.fromhex(told["seed"])) == told["commitment"])
    for run in told["runs"]:
        folder = f"runs/{run['number']}"
        problem, outcome = (files[f"{folder}/{part}.json"] for part in ("problem", "outcome"))
        report.compares(
            "digest",
            sha256(problem) == run["problem_sha256"],
            name=f"{folder}/problem.json",
            what="problem_sha256",
        )
        agrees = json.loads(outcome).get("digest") == run["digest"]
        report.compares("digest", agrees, name=f"{folder}/outcome.json", what="digest")


def decide_again(files, report):
    folders = sorted(name.rpartition("/")[0] for name in files if name.endswith("/problem.json"))
    for folder in folders:
        problem = verify_selection.read_problem(files[f"{folder}/problem.json"])
        decided = verify_selection.canon(verify_selection.outcome_of(problem))
        report.compares("outcome", decided == files.get(f"{folder}/outcome.json"), folder=folder)


def compare_steps(files, report):
    """Every event is a step of the result that it followed, and there is no other step."""
    events = {}
    for event in json.loads(files["events.json"]):
        step = [{"application": event["draw_code"], "type": event["type"]}]
        events.setdefault(event["run"], []).append(step)
    results = {json.loads(files["round.json"])["approved_run"]: "now"}
    before = [name.split("/") for name in files if name.startswith("before/")]
    results.update((int(number), f"before/{number}") for _, number, _ in before)
    for run in sorted(results.keys() | events.keys()):
        folder = results.get(run, f"before/{run}")
        problem = json.loads(files.get(f"{folder}/problem.json", b'{"steps":null}'))
        report.compares("steps", problem["steps"] == events.get(run, []), folder=folder)


def compare_corrections(files, report):
    told = {row["run"]: row["number"] for row in json.loads(files["corrections.json"])}
    numbers = {
        run["number"]: json.loads(files[f"runs/{run['number']}/problem.json"]).get("correction")
        for run in json.loads(files["round.json"])["runs"]
    }
    corrected = {run: number for run, number in numbers.items() if number is not None}
    report.compares("corrections", told == corrected)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", nargs="?", default=Path(__file__).resolve().parent, type=Path)
    parser.add_argument("--english", action="store_true")
    options = parser.parse_args()
    report = Report(options.english)
    try:
        files = files_of(options.bundle)
        if options.bundle.is_file():
            print(f"      {report.sentence('bundle', digest=sha256(options.bundle.read_bytes()))}")
        compare_with_manifest(files, report)
        compare_with_round(files, report)
        decide_again(files, report)
        compare_steps(files, report)
        compare_corrections(files, report)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, verify_selection.Malformed) as fault:
        print(report.sentence("no_bundle", name=options.bundle, fault=repr(fault)), file=sys.stderr)
        return 2
    print(report.sentence("good" if report.is_good else "bad"))
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
