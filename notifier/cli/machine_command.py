"""The command that says from which machines messages go out: machine."""

import click

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.delivery import machines
from notifier.delivery.machines import ThisMachine
from notifier.errors import ValueRefused
from notifier.vocabulary import Role


def machine(installation: Installation, take_over: bool, add: bool, email: str | None) -> None:
    """List the machines from which messages go out, or let this one send.

    Raises ValueRefused where both are asked for.
    """
    if take_over and add:
        raise ValueRefused("say either --take-over or --add: the others stop, or they go on")
    own, now = ThisMachine.found(), installation.clock()
    if take_over or add:
        with installation.perhaps_acting(email) as (session, by):
            if by is not None:
                by.must_be(Role.MANAGER)
            machines.add_sender(session, own, now, alone=take_over, by=by.id if by else None)
    with installation.database.reading() as session:
        for one in machines.senders(session):
            here = ", this one" if one.fingerprint == own.fingerprint else ""
            click.echo(f"{one.name}, since {london_date(one.since).isoformat()}{here}")


COMMANDS = {"machine": machine}
