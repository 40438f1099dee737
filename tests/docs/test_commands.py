"""Whatever the pages tell people to type exists: each `make` target, each command of `notifier` and its options."""

import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from notifier.cli import program
from tests.docs.examples import pages
from tests.house.program import ROOT

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PAGES = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *pages()]
# What is typed before the program's name is its place or its environment.
_COMMAND = r"(?:NOTIFIER_\w+=\S+ |\S*bin/)*((?:make|notifier) [a-z][^`\n]*)"
SAID = re.compile(rf"(?:`|^    |^\$ ){_COMMAND}", re.MULTILINE)
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said_in(page: Path) -> Iterator[list[str]]:
    """Every command line of the page, as words; without remarks and what stands after a line's end."""
    text = re.sub(r"\\\n\s*|(?<=[a-z\"])\n\s+(?=--)", " ", page.read_text(encoding="utf-8"))
    in_blocks = (
        line for block in SHELL_BLOCK.findall(text) for line in re.findall(rf"^{_COMMAND}", block, re.MULTILINE)
    )
    for line in (*SAID.findall(text), *in_blocks):
        yield shlex.split(re.sub(r"\s#\s.*$", "", line))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_tells_people_to_type_exists(page: Path) -> None:
    for name, *words in said_in(page):
        if name == "make":
            assert words[0] in TARGETS, words
        else:
            assert not unknown(words), f"notifier {' '.join(words)}: there is no {unknown(words)}"


def test_the_readme_leads_with_two_commands() -> None:
    typed = re.findall(r"^    (make .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert typed == ["make demo", "make test"]


def test_the_readme_shows_every_folder_of_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^      ([a-z_]+)/ ", readme, re.MULTILINE)
    assert sorted(shown) == sorted(path.parent.name for path in (ROOT / "notifier").glob("*/__init__.py"))


def test_make_help_lists_every_command() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in ("setup", "demo", "test", "bench", "lint", "docs"):
        assert f"make {command}" in listed


def test_a_command_or_an_option_that_does_not_exist_is_found() -> None:
    assert unknown(["campaign", "lunch", "1"]) == "lunch"
    assert unknown(["campaign", "launch", "1", "--stuff", "me@example.com"]) == "--stuff"
    assert not unknown(["campaign", "launch", "1", "--staff", "me@example.com"])


def unknown(words: Sequence[str]) -> str:
    """The first of these words that the command line does not have; empty if it has all of them."""
    command: click.Command = program
    words = list(words)
    while isinstance(command, click.Group) and words and not words[0].startswith("-") and words[0].islower():
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return words[0]
        command, words = found, words[1:]
    known = {
        name for param in command.get_params(click.Context(command)) for name in (*param.opts, *param.secondary_opts)
    }
    return next((word for word in words if word.startswith("--") and word not in known), "")
