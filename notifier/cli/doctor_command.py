"""The command that says what is wrong with an installation: doctor."""

import sys
from dataclasses import asdict
from functools import partial

from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say_json, tell
from notifier.vocabulary import ConditionLevel
from notifier.worker.doctor import Doctor, fetch

_MARKS = {ConditionLevel.OK: "ok     ", ConditionLevel.WARNING: "warning", ConditionLevel.FAULT: "FAULT  "}


def doctor(installation: Installation, as_json: bool) -> None:
    """Look at settings, database, queue, clock, providers and addresses, and say what to do about each fault."""
    found = []
    for condition in Doctor(lambda: installation.settings, partial(stationery_of, installation), fetch).conditions():
        found.append(condition)
        if not as_json:
            tell(f"{_MARKS[condition.level]}  {condition.what}", set_in=9)
            if condition.level is not ConditionLevel.OK:
                tell(f"         -> {condition.advice}", set_in=3)
    is_working = all(condition.level is not ConditionLevel.FAULT for condition in found)
    if as_json:
        say_json({"working": is_working, "conditions": [asdict(condition) for condition in found]})
    if not is_working:
        sys.exit(1)


COMMANDS = {"doctor": doctor}
