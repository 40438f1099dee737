"""The `notifier` command: every errand's commands, and faults said on standard error with exit status 1."""

import os
import sys
from typing import Any

import click

from notifier.cli.usage import (
    campaign_usage,
    closing_usage,
    desk_usage,
    display_usage,
    letter_usage,
    list_usage,
    outcome_usage,
    reply_usage,
    running_usage,
    setup_usage,
)
from notifier.errors import Fault

_FOR_THIS_ACCOUNT = 0o077  # what is taken from the mode of every file and folder that is made


class _Program(click.Group):
    """Says a `Fault` on standard error with exit status 1; wrong usage is click's own exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of their use

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Fault as fault:
            click.echo(f"notifier: {fault}", err=True)
            sys.exit(1)


program = _Program(
    "notifier",
    help="Tell every patient about a blanket decision on their records, and let each of them answer.",
    commands=[
        *setup_usage.COMMANDS,
        *list_usage.COMMANDS,
        *campaign_usage.COMMANDS,
        *reply_usage.COMMANDS,
        *desk_usage.COMMANDS,
        *closing_usage.COMMANDS,
        *outcome_usage.COMMANDS,
        *letter_usage.COMMANDS,
        *display_usage.COMMANDS,
        *running_usage.COMMANDS,
    ],
)
click.version_option(package_name="fair-notice")(program)


def main() -> None:
    """The `notifier` command.

    Whatever it and what it starts writes, wherever that is, is for this account alone to read: lists, letters, exports,
    packs and backups name patients, and an account of the machine is not a member of staff.
    """
    os.umask(_FOR_THIS_ACCOUNT)
    program()
