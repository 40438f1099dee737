"""Usage of the commands about what comes to a desk besides answers of known patients, and about tokens of the API."""

import click
from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import Choice, MatterEnding, MatterKind, Role, Source

_NUMBER = Option(["--nhs-number"], required=True, help="Whose it is.")
_DAY = Option(["--received", "day"], help="The day it came, as 2026-11-23; today if left out.")
_WHOSE = (
    Option(["--slip", "slip_id"], type=int, help="Of a slip of nobody."),
    Option(["--nhs-number"], help="Of a patient's slips."),
)


def _signs() -> list[Option]:
    """What is written on a slip, each as it came."""
    about = {
        "name": "The name.",
        "born": "The date of birth.",
        "nhs-number": "The NHS number.",
        "code": "The code, if one is on it.",
        "contact": "How to reach whoever gave it.",
        "note": "What else it says.",
    }
    return [Option([f"--{name}"], default="", help=f"{text} As it is written.") for name, text in about.items()]


_SLIPS = (
    LazyCommand(
        "slip list",
        "slip_commands",
        usual.campaign_id(),
        usual.as_json(),
        about="List the slips whose patient nobody has found.",
    ),
    LazyCommand(
        "slip keep",
        "slip_commands",
        usual.campaign_id(),
        Option(
            ["--choice"],
            type=click.Choice([one.value for one in Choice]),
            required=True,
            help="What the patient wants.",
        ),
        Option(
            ["--source"],
            type=click.Choice([source.value for source in Source if source is not Source.PAGE]),
            required=True,
            help="How it came.",
        ),
        _DAY,
        *_signs(),
        usual.staff(),
        about="Keep a slip, a call or a message of somebody who is not on the list; prints its number.",
    ),
    LazyCommand(
        "slip match",
        "slip_commands",
        Argument(["slip_id"], metavar="SLIP", type=int),
        _NUMBER,
        usual.staff("Who found out."),
        about="Log such a slip for the patient whose it is, received on its own day.",
    ),
    LazyCommand(
        "slip close",
        "slip_commands",
        Argument(["slip_id"], metavar="SLIP", type=int),
        Option(["--note"], required=True, help="Why it is nobody's on the list."),
        usual.staff("Who found out."),
        about="Close a slip that is nobody's on the list; it holds nobody from then on.",
    ),
)
_PHOTOS = (
    LazyCommand(
        "photo add",
        "slip_commands",
        Argument(["file"], type=usual.INPUT_FILE),
        *_WHOSE,
        usual.staff(),
        about="Keep a picture of a slip: JPEG, PNG or WebP, without where and when it was taken.",
    ),
    LazyCommand(
        "photo list",
        "slip_commands",
        *_WHOSE,
        usual.as_json(),
        about="List the pictures of a patient's slips, or of a slip of nobody.",
    ),
    LazyCommand(
        "photo write",
        "slip_commands",
        Argument(["photo_id"], metavar="PHOTO", type=int),
        *_WHOSE,
        usual.output_file(),
        about="Write such a picture to a file.",
    ),
)
_MATTERS = (
    LazyCommand(
        "matter list",
        "matter_commands",
        usual.as_json(),
        about="List deaths, moves and complaints that stand, with the day that the law sets.",
    ),
    LazyCommand(
        "matter note",
        "matter_commands",
        _NUMBER,
        Option(["--kind"], type=click.Choice([one.value for one in MatterKind]), required=True, help="What it is."),
        Option(["--told-by"], required=True, help="Who told the practice."),
        _DAY,
        Option(["--note"], default="", help="What they said."),
        usual.staff(),
        about="Write down a death, a move or a complaint that somebody told the practice of: it holds at once.",
    ),
    LazyCommand(
        "matter acknowledge",
        "matter_commands",
        Argument(["matter_id"], metavar="MATTER", type=int),
        usual.staff(),
        about="Write down that whoever complained was told that it came.",
    ),
    LazyCommand(
        "matter end",
        "matter_commands",
        Argument(["matter_id"], metavar="MATTER", type=int),
        Option(
            ["--as", "ending"],
            type=click.Choice([MatterEnding.ANSWERED.value, MatterEnding.TAKEN_BACK.value]),
            required=True,
            help="A manager answered it, or it was not so.",
        ),
        Option(["--note"], required=True, help="What was answered, or how it is known that it is not so."),
        usual.staff(),
        about="End such a matter.",
    ),
)
_TOKENS = (
    LazyCommand(
        "token make",
        "token_commands",
        Option(["--name"], required=True, help="Where it is used."),
        Option(
            ["--role", "roles"],
            type=click.Choice([role.value for role in Role]),
            multiple=True,
            help="What it may do; all that the person may, if left out.",
        ),
        Option(["--days"], type=int, default=30, show_default=True, help="For how many days."),
        Option(["--proof"], is_flag=True, help="For acts that cannot be taken back too; such a token lasts a day."),
        usual.staff("Whom it acts for."),
        about="Make a token for a program that calls the API, and print it this once.",
    ),
    LazyCommand(
        "token list",
        "token_commands",
        usual.as_json(),
        usual.staff("Whose tokens."),
        about="List a person's tokens of the API that are not over.",
    ),
    LazyCommand(
        "token withdraw",
        "token_commands",
        Argument(["token_id"], metavar="TOKEN", type=int),
        usual.staff("Whose token it is."),
        about="End a token of the API at once.",
    ),
)

COMMANDS = (
    Group("slip", help="Slips of people who are not on the list.", commands=list(_SLIPS)),
    Group("photo", help="Pictures of slips.", commands=list(_PHOTOS)),
    Group("matter", help="Deaths, moves and complaints.", commands=list(_MATTERS)),
    Group("token", help="Tokens for programs that call the API.", commands=list(_TOKENS)),
)
