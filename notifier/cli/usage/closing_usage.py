"""Usage of the commands that close a campaign's coding."""

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual

_FREEZE = LazyCommand(
    "freeze",
    "closing_commands",
    usual.campaign_id(),
    usual.staff("Who proposes it, or, as the second person, closes it."),
    usual.as_json(),
    about="Propose what follows for each patient; the same command by a second person closes it for good.",
)

COMMANDS = (_FREEZE,)
