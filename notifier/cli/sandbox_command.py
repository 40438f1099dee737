"""The command for a stand-in of the providers. It starts quickly: it needs neither a worker nor the tables."""

import click

from notifier.cli.child_processes import end_with
from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.delivery.leases import wall_clock
from notifier.settings import Settings
from notifier.vocabulary import LOCALHOST
from web.sandbox.account import Account
from web.sandbox.scenario import Conditions, scenario
from web.sandbox.stand_in import create_stand_in
from web.sandbox.stand_in_server import serve_stand_in


def sandbox(installation: Installation, port: int, seed: int, faults: str, callbacks: str, beside: int | None) -> None:
    """A stand-in for the providers on this computer: it takes every text and email, and sends it to nobody."""
    if beside is not None:
        end_with(beside)
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
    address = f"http://{LOCALHOST}:{port}"

    def welcome() -> None:
        if beside is None:  # whoever starts it as a part of something knows the account, which no log is to have
            say(f"what was sent: {address}/sandbox/   set these for the installation that is to use it:")
            click.echo("\n".join(f"{name}={value}" for name, value in account.settings(address).items()))

    serve_stand_in(stand_in.app, LOCALHOST, port, welcome)


def account_of(chosen: Settings) -> Account:
    """The account with the stand-in that belongs to an installation."""
    return Account.kept_in(chosen.instance / "sandbox")


COMMANDS = {"sandbox": sandbox}
