"""Usage of the commands about what patients told the practice, and about who was told for sure."""

import click
from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import Answerer, Choice, IdentityCheck, Source

_TAKEN_BY_STAFF = [source.value for source in Source if source is not Source.PAGE]
_RECORD = LazyCommand(
    "reply record",
    "reply_commands",
    usual.campaign_id(),
    Option(["--nhs-number"], required=True, help="Whose reply it is."),
    Option(
        ["--choice"],
        type=click.Choice([choice.value for choice in Choice]),
        required=True,
        help="What the patient wants.",
    ),
    Option(["--source"], type=click.Choice(_TAKEN_BY_STAFF), required=True, help="How it came."),
    Option(["--received", "day"], help="The day it came, as 2026-11-23; today if left out."),
    Option(["--note"], default="", help="What else was said."),
    Option(
        ["--answered-by"],
        type=click.Choice([answerer.value for answerer in Answerer]),
        default=Answerer.PATIENT.value,
        show_default=True,
        help="Who gave it.",
    ),
    Option(["--name"], default="", help="Of whoever answered for the patient."),
    Option(
        ["--identity-check"],
        type=click.Choice([check.value for check in IdentityCheck]),
        help="How it is known who it was; an agreement is refused of somebody whom nobody identified.",
    ),
    usual.staff(),
    about="Log a reply that came on paper, by phone, at the desk, or by email.",
)

_UNDO = LazyCommand(
    "reply undo",
    "reply_commands",
    Argument(["reference"]),
    Option(["--note"], required=True, help="Whose it is, or how you found out."),
    usual.staff(),
    about="Take back a reply that staff logged for the wrong patient: it stays on record, and counts for nothing.",
)

_PLACE_DOUBTS = LazyCommand(
    "told doubts",
    "told_commands",
    usual.campaign_id(),
    usual.as_json(),
    about="Name each message that went to a number, mailbox or home that is no longer its patient's alone.",
)
_CONFIRM = LazyCommand(
    "told confirm",
    "told_commands",
    Argument(["reference"]),
    Option(["--note"], required=True, help="How you know, such as: the patient says that they have the letter."),
    usual.staff("Who found out: reception or a manager."),
    about="Confirm that such a message reached its patient all the same: it counts, and they are not told anew.",
)

_REVIEWS = LazyCommand(
    "reply reviews",
    "review_commands",
    usual.campaign_id(),
    usual.as_json(),
    about="List the replies of which a person has to find out what the patient wants; they are held until then.",
)
_SETTLE = LazyCommand(
    "reply settle",
    "review_commands",
    usual.campaign_id(),
    Argument(["review_id"], metavar="REVIEW", type=int),
    Option(
        ["--choice"],
        type=click.Choice([*(choice.value for choice in Choice), "not-theirs"]),
        required=True,
        help="What the patient wants; not-theirs where the reply was not theirs at all.",
    ),
    Option(["--note"], required=True, help="How you found out."),
    usual.staff("Who found out."),
    about="Settle a review, as `reply reviews` names it: what a person found out that the patient wants.",
)

COMMANDS = (
    Group("reply", help="What patients told the practice.", commands=[_RECORD, _UNDO, _REVIEWS, _SETTLE]),
    Group("told", help="Who was told for sure.", commands=[_PLACE_DOUBTS, _CONFIRM]),
)
