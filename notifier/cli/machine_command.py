"""The command that says from which machines messages go out: machine."""

import click

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.delivery import machines
from notifier.delivery.machines import ThisMachine
from notifier.errors import ValueRefused


def machine(installation: Installation, take_over: bool, add: bool) -> None:
    """List the machines from which messages go out, or let this one send.

    Raises ValueRefused where both are asked for.
    """
    if take_over and add:
        raise ValueRefused("say either --take-over or --add: the others stop, or they go on")
    own, now = ThisMachine.found(), installation.clock()
    with installation.database.writing() as session:
        if take_over or add:
            machines.add_sender(session, own, now, alone=take_over)
        for one in machines.senders(session):
            here = ", this one" if one.fingerprint == own.fingerprint else ""
            click.echo(f"{one.name}, since {london_date(one.since).isoformat()}{here}")


COMMANDS = {"machine": machine}
