"""`make simulate`: whole campaigns with everything that happens to them, compared with an account of their own.

    make simulate ARGS="--seeds 200 --patients 500 --jobs 2"
    make simulate ARGS="--seed 17 --patients 500"                       one seed, with its story
    make simulate ARGS="--seeds 20 --database postgresql --kills"
    make simulate ARGS="--planted"                                      does it find every planted fault?
    make simulate ARGS="--planted returned --seed 3"                    this one, with another seed than is listed

Prints a line for each seed, and each fault with its seed and the one patient's story. Exit status 1 when anybody was
coded by mistake, held without a reason, told twice or forgotten, when anything that was said is lost, and when too
little was compared to prove anything.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tests.simulation.course import Found
from tests.simulation.planted import faults
from tests.simulation.runs import Plan, run, run_one

_MOST_STORIES = 5  # of one seed that are printed
_PATIENTS = 500


def main(words: list[str]) -> int:
    """Run it and say what came of it."""
    given = _options(words)
    if given.planted is not None:
        return _find_planted(given)
    seeds = [given.seed] if given.seed is not None else list(range(1, given.seeds + 1))
    patients = given.patients or _PATIENTS
    plan = Plan(seeds, patients, given.database, given.kills, "", given.jobs)
    began, total, faulty = time.monotonic(), Counter[str](), 0
    for found in run(plan):
        _say(found)
        faulty += bool(found.faults)
        total += found.tally.counts()
    print(f"{len(seeds)} seeds of {patients} patients in {time.monotonic() - began:.0f} s: {_counted(total)}")
    print(f"{faulty} seeds found a fault" if faulty else "no fault was found")
    return 1 if faulty else 0


def _say(found: Found) -> None:
    counted = _counted(found.tally.counts())
    print(f"seed {found.seed}: {len(found.faults)} faults; {counted}", flush=True)
    for fault in found.faults[:_MOST_STORIES]:
        print(f"WRONG (seed {found.seed}) {fault}", flush=True)


def _find_planted(given: argparse.Namespace) -> int:
    """Plant each fault in turn, and see that the simulation beside it finds it, which finds nothing without it."""
    unproven = 0
    chosen = {name: fault for name, fault in faults().items() if given.planted in name}
    for name, fault in chosen.items():
        plan = Plan([], given.patients or fault.patients, given.database, fault.kills or given.kills)
        seed = fault.seed if given.seed is None else given.seed
        where = f"seed {seed} of {plan.patients} patients{' with kills' if plan.kills else ''}"
        found = run_one(replace(plan, fault=name), seed).faults
        without = _faults_without(plan.patients, plan.database, plan.kills, seed) if found else []
        unproven += bool(without) or not found
        says = "SURVIVED" if not found else f"NOT COUNTED, for {where} says without it" if without else "found"
        print(f"{says}: {name}, {where} ({fault.mutation.harm})", flush=True)
        for words in (without or found)[:1]:
            print(f"    {words.splitlines()[0]}", flush=True)
    print(f"{len(chosen) - unproven} of {len(chosen)} planted faults were found, and nothing without them")
    return 1 if unproven or not chosen else 0


@cache
def _faults_without(patients: int, database: str, kills: bool, seed: int) -> Sequence[str]:
    """What a seed finds while nothing is planted."""
    return run_one(Plan([], patients, database, kills), seed).faults


def _counted(total: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in total.items())


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make simulate")
    parser.add_argument("--seeds", type=int, default=20, help="how many, from 1 on")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--patients", type=int, help=f"{_PATIENTS}, or as many as are listed")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", action="store_true", help="kill a worker now and then in the midst of its work")
    planted = "plant each known fault, or those with some words in their names, and see that it is found"
    parser.add_argument("--planted", nargs="?", const="", metavar="WORDS", help=planted)
    parser.add_argument("--jobs", type=int, default=1, help="so many seeds at a time")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
