"""Usage of the commands that run things: door, send, serve, worker, jobs, machine, sandbox, demo."""

import click
from click import Argument, Option

from notifier.cli.lazy_command import LazyCommand
from notifier.cli.usage import parameters as usual
from notifier.vocabulary import DEFAULT_PORT, LOCALHOST
from web.sandbox.named_scenarios import NAMED

_DOORS = "patient,staff,hooks"


def _port(default: int) -> Option:
    return Option(
        ["--port"], type=usual.PORT, default=default, show_default=True, help="Where it listens on this computer."
    )


def _beside() -> Option:
    return Option(["--beside"], type=int, hidden=True, help="The process that started it: stop when that is gone.")


_DOOR = LazyCommand(
    "door",
    "door_command",
    Argument(["role"]),
    Option(["--password-stdin"], is_flag=True, help="Read the role's password from standard input, and set it."),
    Option(["--out"], type=usual.OUTPUT_FOLDER, help="Write the door's own instance folder."),
    about="""Let a PostgreSQL ROLE do what the patient's page needs and nothing else; safe to repeat, and after each
    upgrade.

    With --out it also makes the instance folder of that process, with as much of the keys as it needs.
    """,
)
_SEND = LazyCommand(
    "send",
    "worker_commands",
    Option(["--until-idle"], is_flag=True, required=True, expose_value=False, help="Stop when nothing more is due."),
    about="Do whatever is due here, until nothing is; safe to stop and to repeat.",
)
_SERVE = LazyCommand(
    "serve",
    "serve_command",
    _port(DEFAULT_PORT),
    Option(["--doors"], default=_DOORS, show_default=True, help="What is served, with commas between."),
    Option(["--no-worker"], is_flag=True, help="Only the web; run `notifier worker` beside it."),
    _beside(),
    about="""Run the web and, unless told not to, a worker beside it.

    `--doors patient` serves the patient's page alone, which may run under a role of its own: see `notifier door`. A
    worker needs more rights than that, so none runs beside it.

    Where nothing is set up yet it makes the folder, the key and the tables as `notifier init` does, and while nobody
    has an account it shows an address at which the practice is set up in a browser: once, within a day.
    """,
)
_WORKER = LazyCommand(
    "worker",
    "worker_commands",
    _beside(),
    about="""Do whatever is due until stopped; any number may run at once on PostgreSQL.

    Asked to stop, it claims nothing more, waits for the answers to what it has sent, writes them down and ends.
    """,
)
_JOBS = LazyCommand(
    "jobs",
    "worker_commands",
    _beside(),
    about="""Do what the pages asked for: previews, test messages, lists that were uploaded; a worker starts this.

    Each is done in a process of its own, which lets everything else on this computer go first.
    """,
)
_MACHINE = LazyCommand(
    "machine",
    "machine_command",
    Option(["--take-over"], is_flag=True, help="From now on this machine sends, and no other."),
    Option(["--add"], is_flag=True, help="This machine sends beside the others, from the same database."),
    usual.staff("Which manager decides it.", required=False),
    about="""List the machines from which messages go out, or let this one send.

    A copy of a server, database and all, sends nothing by itself: else everybody would be told twice.
    """,
)
_SANDBOX = LazyCommand(
    "sandbox",
    "sandbox_command",
    _port(DEFAULT_PORT + 1),
    usual.seed("Decides what becomes of which message."),
    Option(["--faults"], default="ordinary", show_default=True, help=f"{', '.join(NAMED)}, or a scenario as JSON."),
    Option(
        ["--callbacks"],
        default=f"http://{LOCALHOST}:{DEFAULT_PORT}",
        show_default=True,
        help="Where on this computer the web listens.",
    ),
    _beside(),
    about="A stand-in for the providers on this computer: it takes every text and email, and sends it to nobody.",
)
_DEMO = LazyCommand(
    "demo",
    "demo_command",
    Option(
        ["--patients"],
        type=click.IntRange(1, 100_000),
        default=300,
        show_default=True,
        help="How many patients the practice has.",
    ),
    usual.seed(),
    _port(DEFAULT_PORT),
    about="A sample practice from nothing: a list, a launched campaign, stand-ins for the providers, all running.",
)

COMMANDS = (_DOOR, _SEND, _SERVE, _WORKER, _JOBS, _MACHINE, _SANDBOX, _DEMO)
