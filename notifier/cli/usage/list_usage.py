"""Usage of the commands about list exports: check, import, and invented ones."""

import click
from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import ChangeKind

_MAY_BE_MUCH = (ChangeKind.LEFT, ChangeKind.DIED, ChangeKind.JOINED, ChangeKind.CHANGED)
_CHECK = LazyCommand(
    "list check",
    "list_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    Option(["--preset"], default="scr", show_default=True, help="Whose codes decide who is excluded."),
    usual.as_json(),
    about="""Read a list export, say what would be taken and refused, and compare it with the list on record.

    Stores nothing. It says who would join, leave, die and change, and what every campaign under way would do.
    """,
)
_IMPORT = LazyCommand(
    "list import",
    "list_commands",
    Argument(["file"], type=usual.INPUT_FILE),
    usual.staff("Who imports it: a manager."),
    Option(["--preset"], default="scr", show_default=True, help="Whose codes decide who is excluded in the report."),
    Option(
        ["--expect"],
        multiple=True,
        type=click.Choice([*(kind.value for kind in _MAY_BE_MUCH), "older", "other-code"]),
        help="""More than a fifth of the practice has really left, died, joined or changed names, the list is older than
        the last one on purpose, or bears another practice's code; repeat it for each.""",
    ),
    Option(["--many-left"], is_flag=True, help="The same as --expect left."),
    Option(["--joiners-now"], is_flag=True, help="Let a running campaign tell whoever joined at once, not in a day."),
    usual.as_json(),
    about="Read a list export, store it, and say what changed since the one before.",
)
_RELEASE = LazyCommand(
    "list release",
    "list_commands",
    usual.staff("Who says that they are the practice's own: a manager."),
    about="Have whoever joined with the last lists told by the campaigns that run at once, and not only in a day.",
)
_UNDO = LazyCommand(
    "list undo",
    "list_commands",
    usual.staff("Who takes it back: a manager."),
    about="Take the last import back, as long as nothing was sent because of it; else say what was sent to whom.",
)
_DOUBTS = LazyCommand(
    "list doubts",
    "list_commands",
    about="Say each patient of whom nobody can be sure who they are; they are held until it is settled.",
)
_SETTLE = LazyCommand(
    "list settle",
    "list_commands",
    Argument(["doubt_id"], metavar="DOUBT", type=int),
    Option(["--found"], type=click.Choice(["same", "two"]), required=True, help="One person, or two people."),
    Option(["--note"], required=True, help="How you found out."),
    usual.staff("Who found out: a manager."),
    about="Settle a doubt about who a patient is, as `list doubts` names it.",
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

_LIST = [_CHECK, _IMPORT, _RELEASE, _UNDO, _DOUBTS, _SETTLE]
COMMANDS = (Group("list", help="The practice's list exports.", commands=_LIST), _SAMPLE_LIST)
