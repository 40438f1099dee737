"""Usage of the commands about letters on paper."""

import click
from click import Argument, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.print_runs.file_limits import USUAL
from notifier.vocabulary import Pile, ReturnReason


def _making() -> tuple[Option, ...]:
    """The options of whatever makes a run."""
    return (
        usual.output_folder(),
        Option(
            ["--most-letters"],
            type=click.IntRange(1),
            default=USUAL.letters,
            show_default=True,
            help="So many letters at most in a file.",
        ),
        Option(
            ["--most-mb"],
            type=click.FloatRange(0.1),
            default=USUAL.megabytes,
            show_default=True,
            help="So many megabytes at most in a file.",
        ),
        usual.as_json(),
    )


def _on() -> Option:
    return Option(["--on", "day"], help="The day, as 2026-11-23; today if left out.")


_LETTERS = LazyCommand(
    "letters",
    "letter_commands",
    usual.campaign_id(),
    *_making(),
    usual.staff("Who hands the letters over; the practice's own record says so.", required=False),
    about="Print the letters that wait, each once, into a new folder that is there whole or not at all.",
)
_REPRINT = LazyCommand(
    "reprint",
    "letter_commands",
    Argument(["run_id"], metavar="RUN", type=int),
    *_making(),
    Option(["--because"], required=True, help="Why; it stands on the count sheet."),
    Option(["--reference", "references"], multiple=True, help="Only this letter; may be given again."),
    Option(["--although-posted"], is_flag=True, help="Also letters that are recorded as posted."),
    usual.staff("Who decided it."),
    about="Print letters of a run again exactly as they were, as a run of its own.",
)
_POSTED = LazyCommand(
    "posted",
    "letter_commands",
    usual.campaign_id(),
    _on(),
    Option(["--run", "run_id"], type=int, help="Only the letters of this run."),
    Option(
        ["--pile"],
        type=click.Choice([Pile.POST.value, Pile.TRANSCRIPTION.value]),
        default=Pile.POST.value,
        help="Those for the post, or those that the transcription house posts.",
    ),
    Option(
        ["--in-time", "only_in_time"],
        is_flag=True,
        help="Leave those that name a day which is too near, to be printed again with a later one.",
    ),
    Option(["--keep-back", "kept_back"], multiple=True, help="Not this letter, by its reference; may be given again."),
    usual.staff("Who records it."),
    about="Record that the printed letters were posted: from then on they count as telling somebody.",
)
_RETURNED = LazyCommand(
    "returned",
    "letter_commands",
    Argument(["reference"], required=False),
    Option(
        ["--because", "reason"], type=click.Choice([reason.value for reason in ReturnReason]), help="Why it came back."
    ),
    _on(),
    usual.staff("Who records it.", required=False),
    Option(["--list", "campaign_id"], type=int, metavar="ID", help="List the letters of a campaign that came back."),
    usual.as_json("Of the list."),
    about="""Record that the letter with this REFERENCE, typed or scanned off its slip, came back; or list those that
    did.""",
)
_HANDED = LazyCommand(
    "handed",
    "letter_commands",
    Argument(["reference"]),
    _on(),
    usual.staff("Who records it."),
    about="Record that the letter with this REFERENCE was handed over at the desk: from now on it counts.",
)

COMMANDS = (_LETTERS, _REPRINT, _POSTED, _RETURNED, _HANDED)
