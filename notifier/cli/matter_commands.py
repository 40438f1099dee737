"""Commands about what somebody tells the practice of a patient that is no answer: a death, a move, a complaint."""

import click

from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import parse_reception_day, say, say_json
from notifier.messages.addressee import long_date
from notifier.outcomes.search import known_patient
from notifier.patients import matters
from notifier.patients.matters import MatterView, NewMatter
from notifier.vocabulary import MatterEnding, MatterKind
from web.labels import label_of as in_words


def list_matters_command(installation: Installation, as_json: bool) -> None:
    """List what stands of the practice's patients, the first that came first, with the day that the law sets."""
    with installation.database.reading() as session:
        found = matters.open_matters(session, installation.practice_id(session))
    if as_json:
        say_json({"matters": [one._asdict() | {"next_due": one.next_due} for one in found]})
        return
    for one in found:
        due = f"by {long_date(one.next_due)}" if one.next_due else ""
        click.echo(f"{one.id}\t{one.full_name}\t{in_words(one.kind)}, told by {one.told_by}\t{due}".rstrip("\t"))
    say(f"{len(found)} stand: each holds its patient until it has ended")


def note_matter_command(
    installation: Installation, nhs_number: str, kind: str, told_by: str, day: str | None, note: str, email: str
) -> None:
    """Write down what somebody told the practice of a patient; it holds at once. Prints its number."""
    now = installation.clock()
    new = NewMatter(MatterKind(kind), told_by, parse_reception_day(day, now), note.strip())
    with installation.acting(email) as (session, staff):
        patient_id = known_patient(session, staff.practice_id, nhs_number)
        noted = matters.note_matter(session, patient_id, new, staff, now)
    click.echo(noted.id)
    _say_due(noted)
    say_differences(installation, now, patient_id)


def acknowledge_matter_command(installation: Installation, matter_id: int, email: str) -> None:
    """Write down that whoever brought it up was told that it came."""
    with installation.acting(email) as (session, staff):
        _say_due(matters.acknowledge(session, matter_id, staff, installation.clock()))


def end_matter_command(installation: Installation, matter_id: int, ending: str, note: str, email: str) -> None:
    """Write down the answer to a complaint or request, or that it was not so."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        ended = matters.end_matter(session, matter_id, MatterEnding(ending), staff, note, now)
    say(f"ended: {in_words(ended.kind).lower()} of {ended.full_name}")
    say_differences(installation, now, ended.patient_id)


def _say_due(one: MatterView) -> None:
    due = f"; the next is due by {long_date(one.next_due)}" if one.next_due else ""
    say(f"noted: {in_words(one.kind).lower()} of {one.full_name}{due}")


COMMANDS = {
    "matter list": list_matters_command,
    "matter note": note_matter_command,
    "matter acknowledge": acknowledge_matter_command,
    "matter end": end_matter_command,
}
