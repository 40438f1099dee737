"""A command whose usage is known at once and whose work is loaded when it runs.

So `--help` waits for nothing, and whoever logs a reply does not wait for the fonts of letters.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click
from click import Abort, ClickException
from click.exceptions import Exit

from notifier.errors import Fault

_PIPED = f"{__name__}.is_password_piped"


class LazyCommand(click.Command):
    """The last word of `words` is its name, such as "campaign show"; `file` is under notifier.cli.

    That file has, in its COMMANDS, by the same words, the function that does it: it takes the installation and then
    what the parameters are called.
    """

    def __init__(self, words: str, file: str, *params: click.Parameter, about: str) -> None:
        super().__init__(words.rpartition(" ")[2], params=[*params, *_with_proof(params)], help=about)
        self.words = words
        self.file = file

    def work(self) -> Callable[..., None]:
        """The function that does it."""
        commands: dict[str, Callable[..., None]] = command_file(self.file).COMMANDS
        return commands[self.words]

    def invoke(self, ctx: click.Context) -> None:
        """Load the work and run it, with the installation that the context holds, or else the environment's."""
        installation = ctx.obj or command_file("installation").Installation()
        ctx.call_on_close(installation.close)
        installation.is_password_piped = ctx.meta.get(_PIPED, False)
        try:
            ctx.invoke(self.work(), installation, **ctx.params)
        except (Fault, ClickException, Exit, Abort):
            raise
        except Exception as error:  # of the disk or the database, or else a defect, which is raised as it came
            fault = import_module("notifier.store.machine_faults").machine_fault(error, installation.known_settings)
            if fault is None:
                raise
            raise fault from error


def _with_proof(params: Sequence[click.Parameter]) -> list[click.Option]:
    """What goes with --staff: whoever it names may have to prove who they are."""
    options = {option for param in params for option in param.opts}
    if "--staff" not in options or "--password-stdin" in options:
        return []
    about = "Read the password of whoever --staff names from standard input."
    return [click.Option(["--password-stdin"], is_flag=True, expose_value=False, callback=_note_piped, help=about)]


def _note_piped(ctx: click.Context, _option: click.Parameter, is_piped: bool) -> None:
    ctx.meta[_PIPED] = is_piped


def command_file(file: str) -> Any:
    """The module of that name under notifier.cli, loaded now if it is not yet."""
    return import_module(f"notifier.cli.{file}")
