"""Commands about what follows: outcomes, the lists for the clinical system, and the evidence."""

from datetime import datetime
from pathlib import Path

import click

from notifier import campaigns, evidence, export, facts
from notifier.cli.program import Installation, moment, say, say_json
from notifier.vocabulary import OutcomeKind

_ID = click.argument("campaign_id", metavar="ID", type=int)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@_ID
@click.option("--json", "as_json", is_flag=True)
@click.option("--at", help="The moment to judge at; now if left out.")
@click.pass_obj
def outcomes(installation: Installation, campaign_id: int, as_json: bool, at: str | None) -> None:
    """What follows for each patient, and why."""
    when: datetime = moment(at) if at else installation.clock()
    with installation.database.reading() as session:
        campaign = campaigns.get(session, installation.practice_id(session), campaign_id)
        concluded = list(facts.conclude(session, campaign, when))
    counts = {kind.value: sum(one.outcome.kind is kind for one in concluded) for kind in OutcomeKind}
    if not as_json:
        for kind, number in counts.items():
            click.echo(f"{kind}\t{number}")
        return
    patients = [
        {
            "nhs_number": one.nhs_number,
            "outcome": one.outcome.kind.value,
            "reason": one.outcome.reason.value,
            "evidence": one.outcome.evidence.value,
            "deadline_on": one.outcome.deadline_on,
        }
        for one in concluded
    ]
    say_json({"counts": counts, "patients": patients})


@click.command("export")
@_ID
@click.option("--out", type=_FOLDER, required=True)
@click.option("--staff", "email", required=True)
@click.pass_obj
def export_lists(installation: Installation, campaign_id: int, out: Path, email: str) -> None:
    """Write the lists for the clinical system: who may be coded, on what basis, and who may not."""
    with installation.acting(email) as (session, by):
        counts = export.export(session, campaign_id, by, out, installation.clock())
    for kind, number in counts.items():
        say(f"{number} {kind}")
    say(f"the lists are in {out}")


@click.group("evidence")
def evidence_commands() -> None:
    """The evidence pack."""


@evidence_commands.command()
@_ID
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--redacted", is_flag=True, help="Without any row about a patient.")
@click.pass_obj
def pack(installation: Installation, campaign_id: int, out: Path, redacted: bool) -> None:
    """Write what an outsider needs to check what was done."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        evidence.pack(session, practice_id, campaign_id, out, installation.clock(), redacted=redacted)
    say(f"the evidence is in {out}")


@evidence_commands.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(file: Path) -> None:
    """Check a pack's hashes and its audit chain."""
    verified = evidence.verify(file)
    click.echo(f"{verified.events} events, head {verified.head}")


COMMANDS = {"outcomes": outcomes, "export": export_lists, "evidence": evidence_commands}
