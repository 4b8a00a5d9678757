"""Decide, verify and explain selection problems from the command line.

    python -m enrollment.selection decide < problem.json > outcome.json
    python -m enrollment.selection decide PROBLEM
    python -m enrollment.selection verify PROBLEM OUTCOME
    python -m enrollment.selection explain PROBLEM APPLICATION [--language id]

A path of ``-`` is standard input. Exit status: 0 done, 1 the outcome does not follow or the
application is unknown, 2 the input cannot be read or is malformed.
"""

import argparse
import gc
import os
import sys
from pathlib import Path

from .canonical import canonical_bytes
from .explaining import story, translation_into
from .outcome import decide, decide_bytes
from .problem import read_json
from .schema import MalformedProblem


def main(arguments=None):
    options = _parser().parse_args(arguments)
    # One big problem, then the end: looking for cyclic garbage would only cost time.
    gc.disable()
    try:
        return options.act(options)
    except MalformedProblem as refusal:
        print(refusal, file=sys.stderr)
    except BrokenPipeError:
        # Whoever reads the outcome has had enough; nothing is left to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        print(f"{fault.filename}: {fault.strerror}", file=sys.stderr)
    return 2


def _parser():
    parser = argparse.ArgumentParser(prog="python -m enrollment.selection")
    acts = parser.add_subparsers(required=True, metavar="decide | verify | explain")
    act = acts.add_parser("decide", help="write the outcome of a problem")
    act.add_argument("problem", nargs="?", default="-")
    act.set_defaults(act=_decide)
    act = acts.add_parser("verify", help="check that an outcome follows from a problem")
    act.add_argument("problem")
    act.add_argument("outcome")
    act.set_defaults(act=_verify)
    act = acts.add_parser("explain", help="say what became of one application and why")
    act.add_argument("problem")
    act.add_argument("application")
    act.add_argument("--language", choices=["en", "id"], default="en")
    act.set_defaults(act=_explain)
    return parser


def _decide(options):
    for part in decide_bytes(_read(options.problem)):
        sys.stdout.buffer.write(part)
    return 0


def _verify(options):
    right = decide(read_json(_read(options.problem)))
    given = _read(options.outcome)
    if given == canonical_bytes(right):
        print(f"The outcome follows from the problem. Digest: {right['digest']}")
        return 0
    place = _first_difference(read_json(given), right) or "the way it is written"
    print(f"The outcome does not follow from the problem. First difference: {place}")
    return 1


def _first_difference(given, right, place="$"):
    """Return the place where one JSON value departs from another, or None."""
    if type(given) is not type(right):
        return place
    if type(right) is dict and given.keys() == right.keys():
        pairs = ((f"{place}.{key}", given[key], right[key]) for key in sorted(right))
    elif type(right) is list and len(given) == len(right):
        both = enumerate(zip(given, right, strict=True))
        pairs = ((f"{place}[{index}]", *pair) for index, pair in both)
    else:
        return None if given == right else place
    differences = (_first_difference(ours, theirs, part) for part, ours, theirs in pairs)
    return next(filter(None, differences), None)


def _explain(options):
    outcome = decide(read_json(_read(options.problem)))
    if "error" in outcome:
        print(f"Nothing was decided: {outcome['error']}")
        return 1
    for application in outcome["applications"]:
        if application["id"] == options.application:
            print("\n".join(story(application, outcome, translation_into(options.language))))
            return 0
    print(f"There is no application {ascii(options.application)} in this problem.", file=sys.stderr)
    return 1


def _read(path):
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
