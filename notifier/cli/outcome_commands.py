"""Commands about what follows: outcomes, the lists for the clinical system, and the evidence."""

from datetime import datetime
from pathlib import Path

import click

from notifier.campaigns import lifecycle
from notifier.cli.installation import Installation
from notifier.cli.terminal import parse_moment, say, say_json
from notifier.errors import NotAllowed
from notifier.evidence import pack as evidence_pack
from notifier.outcomes import export, facts
from notifier.vocabulary import OutcomeKind
from notifier.webhook_calls.call_reading import work_off


def outcomes_command(installation: Installation, campaign_id: int, as_json: bool, at: str | None) -> None:
    """What follows for each patient, and why."""
    when: datetime = parse_moment(at) if at else installation.clock()
    _say_unread(installation)
    with installation.database.reading() as session:
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
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
            "sentence": one.sentence,
        }
        for one in concluded
    ]
    say_json({"counts": counts, "patients": patients})


def _unread_calls(installation: Installation) -> int:
    """Read first what providers have called with; returns how many calls wait all the same."""
    return work_off(installation.database, installation.settings, installation.keys)


def _say_unread(installation: Installation) -> None:
    if unread := _unread_calls(installation):
        say(f"{unread} calls of providers cannot be read, and may hold objections: `notifier doctor` says why")


def export_command(installation: Installation, campaign_id: int, out: Path, email: str) -> None:
    """Write the lists for the clinical system: who may be coded, on what basis, and who may not.

    Raises NotAllowed while calls of providers wait that cannot be read: an objection may be among them.
    """
    if unread := _unread_calls(installation):
        raise NotAllowed(
            f"{unread} calls of providers cannot be read, and an objection may be among them: `notifier doctor` says "
            "why; once they are read, export again"
        )
    with installation.acting(email) as (session, by):
        counts = export.export_lists(session, campaign_id, by, out, installation.clock())
    for kind, number in counts.items():
        say(f"{number} {kind}")
    say(f"the lists are in {out}")
    if late := counts[export.LATE_ANSWERS]:
        say(f"{late} answered after their last day, see {export.LATE_ANSWERS}.csv: if they have the code, take it off")


def pack_command(installation: Installation, campaign_id: int, out: Path, redacted: bool) -> None:
    """Write what an outsider needs to check what was done."""
    _say_unread(installation)
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        evidence_pack.write_pack(session, practice_id, campaign_id, out, installation.clock(), redacted=redacted)
    say(f"the evidence is in {out}")


def verify_command(_installation: Installation, file: Path) -> None:
    """Check a pack's hashes and its audit chain."""
    verified = evidence_pack.verify_pack(file)
    click.echo(f"{verified.events} events, head {verified.head}")


COMMANDS = {
    "outcomes": outcomes_command,
    "export": export_command,
    "evidence pack": pack_command,
    "evidence verify": verify_command,
}
