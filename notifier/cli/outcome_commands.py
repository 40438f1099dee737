"""Commands about what follows: outcomes, the lists for the clinical system, and the evidence."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from notifier.campaigns import lifecycle
from notifier.cli.installation import Installation
from notifier.cli.terminal import parse_moment, say, say_json
from notifier.errors import NotAllowed
from notifier.evidence import pack as evidence_pack
from notifier.outcomes import export, facts
from notifier.outcomes.export import Exported
from notifier.outcomes.export_rows import LATE_ANSWERS, OTHER_BASIS, TAKE_OFF
from notifier.replies import settling
from notifier.store.signing_keys import in_groups, key_fingerprint
from notifier.vocabulary import ClinicalSystem, OutcomeKind
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


def export_command(installation: Installation, campaign_id: int, out: Path, batch_size: int | None, email: str) -> None:
    """Write the lists for the clinical system: who may be coded, on what basis, and who may not.

    Raises NotAllowed while calls of providers wait that cannot be read: an objection may be among them.
    """
    if unread := _unread_calls(installation):
        raise NotAllowed(
            f"{unread} calls of providers cannot be read, and an objection may be among them: `notifier doctor` says "
            "why; once they are read, export again"
        )
    settling.settle_waiting(installation.database, installation.keys, installation.clock())
    with installation.acting(email) as (session, by):
        exported = export.export_lists(session, campaign_id, by, out, installation.clock(), batch_size)
    for kind, number in exported.counts.items():
        say(f"{number} {kind}")
    say(f"the lists of frozen set {exported.set_number} are in {out}, with how to add the codes")
    for line in _advice(campaign_id, exported):
        say(line)


def _advice(campaign_id: int, exported: Exported) -> Iterator[str]:
    """What somebody has to know before they code from the lists."""
    counts = exported.counts
    if taken := counts[TAKE_OFF]:
        yield f"{taken} may not be coded any more, see {TAKE_OFF}.csv: if they have the code, take it off"
    if late := counts[LATE_ANSWERS]:
        yield f"{late} answered after their last day, see {LATE_ANSWERS}.csv: if they have the code, take it off"
    if changed := counts[OTHER_BASIS]:
        yield f"{changed} may be coded on another basis than was frozen, see {OTHER_BASIS}.csv: freeze again"
    for kind in exported.without_code:
        yield (
            f"there is no code for {kind}: the words of the campaign's codes say that a patient said something. Add "
            f"none to these patients; for one that the practice decides on, `notifier campaign approve {campaign_id} "
            "--silent-code CODE --silent-code-because TEXT --staff EMAIL` by an approver, and export again"
        )
    if exported.clinical_system is None:
        yield (
            "nobody said which clinical system the practice has, so the lists have the codes of all: "
            f"`notifier init --clinical-system {'|'.join(ClinicalSystem)}`"
        )


def pack_command(installation: Installation, campaign_id: int, out: Path, redacted: bool) -> None:
    """Write what an outsider needs to check what was done. Raises SettingsFault where the record cannot be signed."""
    _say_unread(installation)
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
    where, now = (installation.database, installation.settings), installation.clock()
    packed = evidence_pack.pack_evidence(*where, practice_id, campaign_id, out, now, redacted=redacted)
    say(f"the evidence is in {out}; the audit chain has the sum of its manifest, {packed.manifest_sha256}")


def verify_command(_installation: Installation, file: Path) -> None:
    """Check a pack as anybody can: its sums, its chain and its facts, and derive every outcome and count again."""
    verified = evidence_pack.verify_pack(file)
    click.echo(f"{verified.events} events, head {verified.head}")
    keys = ", ".join(in_groups(key_fingerprint(one)) for one in verified.keys) or "nobody"
    say(f"{verified.signatures} signatures by {keys}; {verified.stamps} time stamps")
    say(f"{verified.facts} facts, {verified.patients} patients: every outcome and count was derived again, and fits")
    for remark in verified.remarks:
        say(f"note: {remark}")


def verifier_command(_installation: Installation) -> None:
    """Write the program that checks a pack without this product: one file, for nothing but Python's own library."""
    click.echo(evidence_pack.verifier_program(), nl=False)


COMMANDS = {
    "outcomes": outcomes_command,
    "export": export_command,
    "evidence pack": pack_command,
    "evidence verify": verify_command,
    "evidence verifier": verifier_command,
}
