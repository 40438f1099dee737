"""Commands about what patients told the practice."""

import click

from notifier import reception, replies
from notifier.cli.program import Installation, received, say
from notifier.replies import Given
from notifier.vocabulary import Choice, Source

_ID = click.argument("campaign_id", metavar="ID", type=int)
_ROADS = [source.value for source in Source if source is not Source.PAGE]


@click.group()
def reply() -> None:
    """What patients told the practice."""


@reply.command("record")
@_ID
@click.option("--nhs-number", required=True)
@click.option("--choice", type=click.Choice([choice.value for choice in Choice]), required=True)
@click.option("--source", type=click.Choice(_ROADS), required=True)
@click.option("--received", "day", help="The day it came, as 2026-11-23; today if left out.")
@click.option("--note", default="")
@click.option("--staff", "email", required=True)
@click.pass_obj
def record_reply(
    installation: Installation,
    campaign_id: int,
    nhs_number: str,
    choice: str,
    source: str,
    day: str | None,
    note: str,
    email: str,
) -> None:
    """Log a reply that came on paper, by phone, at the desk, or by email."""
    now = installation.clock()
    given = Given(Choice(choice), Source(source), received(day, now), note.strip())
    with installation.acting(email) as (session, by):
        found = reception.by_nhs_number(session, by.practice_id, campaign_id, nhs_number, now)
        made = replies.record_by_staff(session, installation.keys, campaign_id, found.patient_id, given, by, now)
    replies.settle_waiting(installation.database, now)
    click.echo(made.reference)
    if made.doubt is not None:
        say("it contradicts an earlier reply, so the patient is held and a person has to look: see the reviews")


COMMANDS = {"reply": reply}
