"""What the README tells people to type exists."""

import re
import subprocess
from collections.abc import Sequence

import click

from notifier.cli.program import program
from tests.house.program import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^[ \t$`]*(?:\.venv/bin/)?(make|notifier) ([a-z][a-z -]*)", README, re.MULTILINE)


def test_the_readme_shows_how_to_start() -> None:
    assert ("make", "demo") in [(program, rest.split()[0]) for program, rest in COMMANDS]


def test_every_make_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert {rest.split()[0] for program, rest in COMMANDS if program == "make"} <= targets


def test_every_notifier_command_of_the_readme_exists() -> None:
    typed = [rest.split() for name, rest in COMMANDS if name == "notifier"]
    assert typed
    assert not [" ".join(words) for words in typed if not exists(program, words)]


def test_make_help_lists_every_command() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in ("setup", "demo", "test", "bench", "lint"):
        assert f"make {command}" in listed


def exists(command: click.Command, words: Sequence[str]) -> bool:
    """Whether the words lead to a command, through however many groups of commands."""
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0]) if words else None
        if found is None:
            return False
        command, words = found, words[1:]
    return True
