"""What can be typed fits what is done, although the two stand in different files."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

import notifier.cli
from notifier.cli import program
from notifier.cli.lazy_command import LazyCommand


def leaves(command: click.Command) -> Iterator[LazyCommand]:
    """The commands that do something, and not only hold others."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from leaves(below)
    else:
        assert isinstance(command, LazyCommand), f"{command.name} would be loaded by every --help"
        yield command


COMMANDS = {command.words: command for command in leaves(program)}


@pytest.mark.parametrize("words", COMMANDS)
def test_the_work_takes_what_can_be_typed(words: str) -> None:
    command = COMMANDS[words]
    typed = {parameter.name for parameter in command.params if parameter.name and parameter.expose_value}
    taken = inspect.signature(command.work()).bind(object(), **dict.fromkeys(typed))
    assert typed <= taken.arguments.keys() | taken.kwargs.keys()


def test_each_command_is_found_by_its_words() -> None:
    for words, command in COMMANDS.items():
        found: click.Command | None = program
        for word in words.split():
            assert isinstance(found, click.Group)
            found = found.get_command(click.Context(found), word)
        assert found is command


def test_no_work_is_left_that_cannot_be_typed() -> None:
    files = sorted(Path(notifier.cli.__file__).parent.glob("*_command*.py"))
    done = {
        (words, file.stem)
        for file in files
        for words in getattr(import_module(f"notifier.cli.{file.stem}"), "COMMANDS", {})
    }
    assert done == {(words, command.file) for words, command in COMMANDS.items()}
