"""The page of commands: every command and option of `notifier`, as click knows them."""

from collections.abc import Iterator
from typing import NamedTuple

import click

from docs.generator.markdown import code, page, paragraphs, sentence, table
from notifier.cli import program

OPENING = """
Every command, its arguments and its options. `notifier COMMAND --help` says the same at the terminal. In a checkout
write `.venv/bin/notifier`.

Exit status: 0 when done, 1 when something was refused or faults were found (said on standard error), 2 for wrong usage.
With `--json`, standard output holds one JSON object and nothing else.

`--staff EMAIL` names the member of staff who acts; who may do what follows from that person's roles.
"""


class Named(NamedTuple):
    """A command and the words that call it."""

    words: str  # without the program's own name: "campaign create"
    command: click.Command
    context: click.Context


def commands_page() -> str:
    return page("Commands", OPENING, *(section(named) for named in all_commands()))


def all_commands() -> Iterator[Named]:
    """Every command that does something, groups resolved, in the order in which `--help` lists them."""
    yield from below(program, click.Context(program, info_name="notifier"), "")


def below(group: click.Group, context: click.Context, before: str) -> Iterator[Named]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        words = f"{before} {name}".strip()
        own_context = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from below(command, own_context, words)
        else:
            yield Named(words, command, own_context)


def section(named: Named) -> str:
    usage = " ".join(["notifier", named.words, *named.command.collect_usage_pieces(named.context)])
    return "\n\n".join(
        part
        for part in (
            f"## notifier {named.words}",
            paragraphs(named.command.help),
            f"    {usage}",
            table(("option", "meaning"), (option_row(option, named.context) for option in options(named.command))),
        )
        if part
    )


def options(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option) and not param.hidden]


def option_row(option: click.Option, context: click.Context) -> tuple[str, str]:
    """The option as it is typed, and what it means, with its range, its default and whether it is needed."""
    names = " / ".join(code(name) for name in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag else f" {code(option.make_metavar(context))}"
    added = "; ".join(extras(option, context))
    return names + takes, f"{sentence(option.help or '')} {f'({added})' if added else ''}"


def extras(option: click.Option, context: click.Context) -> Iterator[str]:
    said = option.get_help_extra(context)
    if option.required:
        yield "required"
    if option.multiple:
        yield "may be given again"
    if "range" in said:
        yield said["range"].replace("x", "number", 1)
    if "default" in said:
        yield f"default {code(said['default'])}"
