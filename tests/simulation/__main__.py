"""`make simulate`: whole campaigns with everything that happens to them, compared with an account of their own.

    make simulate ARGS="--seeds 200 --patients 500 --jobs 2"
    make simulate ARGS="--seed 17 --patients 500"                       one seed, with its story
    make simulate ARGS="--seeds 20 --database postgresql --kills"
    make simulate ARGS="--planted"                                      does it find every planted fault?

Prints a line for each seed, and each fault with its seed and the one patient's story. Exit status 1 when anybody was
coded by mistake, held without a reason, told twice or forgotten, when anything that was said is lost, and when too
little was compared to prove anything.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.simulation.course import Found
from tests.simulation.planted import faults
from tests.simulation.runs import Plan, run

_MOST_STORIES = 5  # of one seed that are printed
_MOST_SEEDS = 6  # in which a planted fault has to be found


def main(words: list[str]) -> int:
    """Run it and say what came of it."""
    given = _options(words)
    if given.planted:
        return _find_planted(given)
    seeds = [given.seed] if given.seed is not None else list(range(1, given.seeds + 1))
    plan = Plan(seeds, given.patients, given.database, given.kills, "", given.jobs)
    began, total, faulty = time.monotonic(), Counter[str](), 0
    for found in run(plan):
        _say(found)
        faulty += bool(found.faults)
        total += found.tally.counts()
    print(f"{len(seeds)} seeds of {given.patients} patients in {time.monotonic() - began:.0f} s: {_counted(total)}")
    print(f"{faulty} seeds found a fault" if faulty else "no fault was found")
    return 1 if faulty else 0


def _say(found: Found) -> None:
    counted = _counted(found.tally.counts())
    print(f"seed {found.seed}: {len(found.faults)} faults; {counted}", flush=True)
    for fault in found.faults[:_MOST_STORIES]:
        print(f"WRONG (seed {found.seed}) {fault}", flush=True)


def _find_planted(given: argparse.Namespace) -> int:
    """Plant each fault in turn, and look in some seeds until it is found."""
    survived = 0
    for name, fault in faults().items():
        seeds = list(range(1, _MOST_SEEDS + 1))
        found = next(_finding(Plan(seeds, given.patients, given.database, fault=name)), None)
        survived += found is None
        print(f"{'SURVIVED' if found is None else f'found by seed {found.seed}'}: {name} ({fault.harm})", flush=True)
        if found is not None:
            print(f"    {found.faults[0].splitlines()[0]}", flush=True)
    return 1 if survived else 0


def _finding(plan: Plan) -> Iterator[Found]:
    """The seeds that find a fault."""
    return (found for found in run(plan) if found.faults)


def _counted(total: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in total.items())


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make simulate")
    parser.add_argument("--seeds", type=int, default=20, help="how many, from 1 on")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--patients", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", action="store_true", help="kill a worker now and then in the midst of its work")
    parser.add_argument("--planted", action="store_true", help="plant each known fault, and see that it is found")
    parser.add_argument("--jobs", type=int, default=1, help="so many seeds at a time")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
