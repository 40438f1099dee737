"""Commands about what patients told the practice."""

import shlex
from datetime import datetime
from typing import Any

import click

from notifier.campaigns.calendar import london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import parse_reception_day, say
from notifier.outcomes import search
from notifier.replies import logged, misfiled, record, settling
from notifier.replies.history import ReplyView
from notifier.replies.record import NewReply
from notifier.vocabulary import Answerer, Choice, Doubt, IdentityCheck, Source

_DOUBTS = {
    Doubt.ON_BEHALF: "somebody else answered for the patient: check that they may",
    Doubt.CONFLICT: "it contradicts another reply, and a person has to say which one holds",
    Doubt.EARLY: "it came before the campaign began: look whether the day is right",
    Doubt.LATE: "it came after the patient's last day: the code may be on the record, and then has to come off",
}


def record_reply_command(
    installation: Installation, /, campaign_id: int, nhs_number: str, email: str, **said: Any
) -> None:
    """Log a reply that came on paper, by phone, at the desk, or by email."""
    now = installation.clock()
    reply = _new_reply(parse_reception_day(said.pop("day"), now), **said)
    with installation.acting(email) as (session, by):
        found = search.by_nhs_number(session, by.practice_id, campaign_id, nhs_number, now)
        earlier = logged.logged_before(found.replies, reply)
        made = record.record_staff_reply(session, installation.keys, campaign_id, found.patient_id, reply, by, now)
    settling.settle_waiting(installation.database, installation.keys, now)
    click.echo(made.reference)
    if earlier is not None:
        on = london_date(earlier.recorded_at)
        say(
            f"{earlier.logged_by} logged the same answer, {earlier.reference}, on {on:%d/%m/%Y}: if this is the same "
            f"slip once more, take it back with `notifier reply undo {made.reference}`"
        )
    if made.doubt is not None:
        say(f"{_DOUBTS[made.doubt]}; the patient is held, and a person has to look: see the reviews")
    say_differences(installation, now, found.patient_id)


def _new_reply(
    received_at: datetime,
    choice: str,
    source: str,
    note: str,
    answered_by: str,
    name: str,
    identity_check: str | None,
) -> NewReply:
    who, named = Answerer(answered_by), name.strip()
    if named and who is Answerer.PATIENT:
        raise click.UsageError("--name is of somebody else: say with --answered-by who they are")
    check = IdentityCheck(identity_check) if identity_check else None
    return NewReply(
        Choice(choice), Source(source), received_at, note.strip(), answered_by=who, identity_check=check, name=named
    )


def undo_reply_command(installation: Installation, /, reference: str, note: str, email: str) -> None:
    """Take back a reply that was logged for the wrong patient; it stays on record, and counts for nothing."""
    now = installation.clock()
    with installation.acting(email) as (session, by):
        undone = misfiled.take_back_reply(session, installation.keys, reference, by, note, now)
    click.echo(undone.reference)
    on = london_date(undone.received_at)
    say(
        f"taken back: {undone.choice} by {undone.source}, received on {on:%d/%m/%Y}; it is as if this patient had not "
        "said it, and what was called off goes on; log it for the patient whose it is:"
    )
    say(f"  notifier reply record ID --nhs-number NUMBER {_as_options(undone)} --staff {email}")
    say_differences(installation, now)


def _as_options(said: ReplyView) -> str:
    """What was logged, as the options that log it once more."""
    options = [
        *("--choice", said.choice, "--source", said.source, "--received", london_date(said.received_at).isoformat()),
        *("--answered-by", said.answered_by),
    ]
    if said.name:
        options += ["--name", said.name]
    if said.identity_check is not None:
        options += ["--identity-check", said.identity_check]
    return shlex.join(options)


COMMANDS = {"reply record": record_reply_command, "reply undo": undo_reply_command}
