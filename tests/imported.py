"""What a command imports, as Python itself tells it: also what a process imports that it forks."""

import re
import sys
from collections.abc import Iterable

_LINE = re.compile(r"^import time: +\d+ \| +\d+ \| *(\S+)$", re.MULTILINE)


def telling(*arguments: str) -> list[str]:
    """This Python, with arguments, telling on standard error what it imports."""
    return [sys.executable, "-X", "importtime", *arguments]


def packages_in(told: str, known: Iterable[str]) -> set[str]:
    """The known packages and modules of which anything was imported."""
    names = set(_LINE.findall(told))
    assert names, "nothing was imported at all?"
    return {package for package in known if any(name == package or name.startswith(f"{package}.") for name in names)}
