"""Usage of the commands that close a campaign's coding."""

from click import Argument, Group, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual

_FREEZE = LazyCommand(
    "freeze",
    "closing_commands",
    usual.campaign_id(),
    Option(["--accept"], default="", help="What stands open and is taken as it is, by its names with commas between."),
    Option(["--note"], default="", help="Why it is accepted; kept with the set."),
    usual.staff("Who proposes it, or, as the second person, closes it."),
    usual.as_json(),
    about="Propose what follows for each patient; the same command by a second person closes it for good.",
)

_TASKS = LazyCommand(
    "tasks",
    "closing_commands",
    usual.campaign_id(),
    usual.as_json(),
    about="What has to be done with codes: what is no longer as it was frozen, and what a code check found.",
)
_TASK_DONE = LazyCommand(
    "task done",
    "closing_commands",
    Argument(["task_id"], metavar="TASK", type=int),
    Option(["--note"], required=True, help="What was done, such as: code removed, patient called."),
    usual.staff("Who did it."),
    about="Write down that somebody did what a task asks for.",
)

COMMANDS = (_FREEZE, _TASKS, Group("task", help="One task with codes.", commands=[_TASK_DONE]))
