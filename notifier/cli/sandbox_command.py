"""The command for a stand-in of the providers. It starts quickly: it needs neither the engine nor the tables."""

import click

from notifier.cli.child_processes import HOST, end_with
from notifier.cli.program import Installation, say
from notifier.delivery.leases import wall_clock
from notifier.settings import DEFAULT_PORT, Settings
from web.sandbox.account import Account
from web.sandbox.scenario import NAMED, Conditions, scenario
from web.sandbox.stand_in import create_stand_in
from web.serving import serve as serve_app

_PORT = DEFAULT_PORT + 1
# Each silence of the stand-in holds a thread. Connections stay open: a client that finds one just closed cannot tell
# whether its message went, and that is for the scenario to decide.
_SERVER = {"threads": 128, "keepalive": 75, "graceful_timeout": 1}


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Decides what becomes of which message.")
@click.option("--faults", default="ordinary", show_default=True, help=f"{', '.join(NAMED)}, or a scenario as JSON.")
@click.option(
    "--callbacks",
    default=f"http://{HOST}:{DEFAULT_PORT}",
    show_default=True,
    help="Where on this computer the web listens.",
)
@click.option("--beside", "parent", type=int, hidden=True, help="The process that started it: stop when that is gone.")
@click.pass_obj
def sandbox(installation: Installation, port: int, seed: int, faults: str, callbacks: str, parent: int | None) -> None:
    """A stand-in for Twilio and SendGrid on this computer: it takes every message, and sends it to nobody."""
    if parent is not None:
        end_with(parent)
    chosen = installation.settings
    account = account_of(chosen)
    stand_in = create_stand_in(
        account,
        chosen.outbox,
        Conditions(seed, scenario(faults)),
        wall_clock,
        callbacks=callbacks,
        public_url=chosen.public_url,
    )
    address = f"http://{HOST}:{port}"

    def welcome() -> None:
        if parent is None:  # whoever starts it as a part of something knows the account, which no log is to have
            say(f"what was sent: {address}/sandbox/   set these for the installation that is to use it:")
            click.echo("\n".join(f"{name}={value}" for name, value in account.settings(address).items()))

    serve_app(stand_in.app, HOST, port, welcome, _SERVER)


def account_of(chosen: Settings) -> Account:
    """The account with the stand-in that belongs to an installation."""
    return Account.kept_in(chosen.instance / "sandbox")


COMMANDS = {"sandbox": sandbox}
