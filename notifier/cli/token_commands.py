"""Commands about the tokens by which programs call the API for a person."""

from datetime import datetime

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.practice import personal_tokens
from notifier.practice.personal_tokens import ApiTokenView, NewApiToken
from notifier.vocabulary import Role


def make_token_command(
    installation: Installation, name: str, roles: tuple[str, ...], days: int, proof: bool, email: str
) -> None:
    """Make a token for a program that calls the API, and print it: it is shown this once."""
    with installation.acting(email) as (session, staff):
        wanted = {Role(role) for role in roles} or set(staff.roles)
        asked = NewApiToken(name, wanted, days, proof)
        made = personal_tokens.make_api_token(session, staff, asked, installation.clock())
    click.echo(made.secret)
    say(f"good until {_in_london(made.ends_at)}, as {', '.join(sorted(wanted))}: keep it where its program alone reads")


def list_tokens_command(installation: Installation, as_json: bool, email: str) -> None:
    """List the tokens of a person that are not over; never the tokens themselves."""
    with installation.acting(email) as (session, staff):
        found = personal_tokens.api_tokens(session, staff.id, installation.clock())
    if as_json:
        say_json({"tokens": [_as_json(one) for one in found]})
        return
    for one in found:
        used = f"last used {_in_london(one.last_used_at)}" if one.last_used_at else "never used"
        click.echo(f"{one.id}\t{one.name}\t{', '.join(sorted(one.roles))}\tuntil {_in_london(one.ends_at)}\t{used}")


def withdraw_token_command(installation: Installation, token_id: int, email: str) -> None:
    """End a token at once: whatever uses it is refused from then on."""
    with installation.acting(email) as (session, staff):
        name = personal_tokens.withdraw_token(session, staff, token_id, installation.clock())
    say(f"the token {name} is withdrawn")


def _in_london(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%d/%m/%Y %H:%M}"


def _as_json(one: ApiTokenView) -> dict[str, object]:
    return {
        "token": one.id,
        "name": one.name,
        "roles": sorted(one.roles),
        "is_proof": one.is_proof,
        "made_at": one.made_at,
        "ends_at": one.ends_at,
        "last_used_at": one.last_used_at,
    }


COMMANDS = {
    "token make": make_token_command,
    "token list": list_tokens_command,
    "token withdraw": withdraw_token_command,
}
