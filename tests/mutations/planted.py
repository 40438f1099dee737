"""A copy of the program in which faults are planted: what is being worked on is never touched."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.house.program import PRODUCT, ROOT
from tests.mutations.listed import Mutation

_COPIED = (*PRODUCT, "tests")  # the rest is only linked to
_LEFT_OUT = ignore_patterns("__pycache__", "node_modules", "static")
_NO_TEST_FAILED = 0
_TESTS_FAILED = 1


class BrokenRun(Exception):
    """pytest could not run the tests at all, so that nothing is known; the message is what it said."""


def copy_program(folder: Path) -> None:
    """Fill an empty folder with a program to plant faults in."""
    for name in _COPIED:
        copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    (folder / "web/static").symlink_to(ROOT / "web/static")
    for path in ROOT.iterdir():
        if path.name not in (*_COPIED, ".git"):
            (folder / path.name).symlink_to(path)


@contextmanager
def planted(folder: Path, mutation: Mutation) -> Iterator[None]:
    """Plant a fault in the copy for as long as the block lasts. Raises ValueError when it does not fit the file."""
    path = folder / mutation.file
    source = path.read_text(encoding="utf-8")
    path.write_text(mutation.applied(source), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(source, encoding="utf-8")


def failing(folder: Path, tests: Sequence[str]) -> frozenset[str]:
    """Which of these tests fail in the copy, with any parameters. Raises BrokenRun when they could not be run."""
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-o", f"cache_dir={folder}/.cache", *tests]
    # Bytecode is told from its source by the second it was written in, and a fault is planted and taken out in less.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if run.returncode not in (_NO_TEST_FAILED, _TESTS_FAILED):
        raise BrokenRun(run.stdout + run.stderr)
    said = re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", run.stdout, re.MULTILINE)
    return frozenset(tests) & frozenset(said)
