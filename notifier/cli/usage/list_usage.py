"""Usage of the commands about list exports: check, import, and invented ones."""

import click
from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual

_CHECK = LazyCommand(
    "list check",
    "list_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    Option(["--preset"], default="scr", show_default=True, help="Whose codes decide who is excluded."),
    usual.as_json(),
    about="Read a list export and say what would be taken and refused; stores nothing.",
)
_IMPORT = LazyCommand(
    "list import",
    "list_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    usual.staff("Who imports it: a manager."),
    Option(["--preset"], default="scr", show_default=True, help="Whose codes decide who is excluded in the report."),
    Option(["--many-left"], is_flag=True, help="More than a fifth of the practice has really left."),
    usual.as_json(),
    about="Read a list export, store it, and say what changed since the one before.",
)
_SAMPLE_LIST = LazyCommand(
    "sample-list",
    "list_commands",
    Option(["--patients"], type=click.IntRange(1, 2_000_000), required=True, help="How many."),
    usual.seed(),
    Option(
        ["--style"],
        type=click.Choice(["emis", "systmone"]),
        default="emis",
        show_default=True,
        help="Whose exports it looks like.",
    ),
    usual.output_file(),
    about="Write a list of invented patients, like a clinical system's export; the same seed gives the same list.",
)

COMMANDS = (Group("list", help="The practice's list exports.", commands=[_CHECK, _IMPORT]), _SAMPLE_LIST)
