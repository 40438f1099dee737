"""Usage of the commands about what everybody sees."""

import click
from click import Argument, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.messages.prescription_footer import GUESSED_FORMS
from notifier.vocabulary import Display, Piece

_DAY = click.DateTime(["%Y-%m-%d"])

_KIT = LazyCommand(
    "kit",
    "kit_commands",
    usual.campaign_id(),
    usual.output_folder(),
    Option(["--only"], type=click.Choice([piece.value for piece in Piece]), help="One piece instead of all."),
    about="Write poster, slide, leaflet, website section, telephone script and the staff's briefing.",
)
_FOOTER = LazyCommand(
    "footer",
    "kit_commands",
    usual.campaign_id(),
    usual.output_file(),
    Option(["--system"], type=click.Choice(sorted(filter(None, GUESSED_FORMS))), help="Its guess, not the settings'."),
    Option(["--width"], type=click.IntRange(0), default=0, help="Characters to a line."),
    Option(["--lines"], type=click.IntRange(0), default=0, help="How many lines the window has."),
    about="""Write the prescription's lines exactly as they print, and show them in their window.

    How large the window is, no supplier says: it is a guess until footer_system, footer_width and footer_lines in
    instance/settings.toml say what a test print showed.
    """,
)
_DISPLAY = LazyCommand(
    "display",
    "kit_commands",
    usual.campaign_id(),
    Argument(["what"], metavar="[DISPLAY]", type=click.Choice([display.value for display in Display]), required=False),
    Option(["--up"], type=_DAY, help="The day on which it went up, as 2026-11-23."),
    Option(["--down"], type=_DAY, help="The day on which it came down."),
    Option(["--where"], default="", help="The place, such as: waiting room."),
    usual.staff("Who records it.", required=False),
    about="""Record that a footer, poster, screen, leaflet, website or phone message went up or came down; or list
    them.""",
)

COMMANDS = (_KIT, _FOOTER, _DISPLAY)
