"""Commands about slips of nobody: kept as they came, until a person finds whose each is; and about their pictures."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import parse_reception_day, say, say_json
from notifier.errors import NotFound
from notifier.messages.addressee import long_date
from notifier.outcomes.search import known_patient
from notifier.practice.token_folders import open_for_us
from notifier.replies import settling, slip_photos, unmatched_slips
from notifier.replies.slip_photos import LARGEST_PHOTO, PhotoOwner
from notifier.replies.unmatched_slips import NewSlip, SlipView
from notifier.vocabulary import Choice, Source
from web.labels import label_of as in_words


def list_slips_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """List the slips whose patient nobody has found, the first that came first."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        lifecycle.get_campaign(session, practice_id, campaign_id)
        found = unmatched_slips.open_slips(session, practice_id, campaign_id)
    if as_json:
        say_json({"slips": [_as_json(one) for one in found]})
        return
    for one in found:
        came = f"{in_words(one.said.choice)}, by {in_words(one.said.source).lower()}"
        signs = "; ".join(said for said in one.said.signs.values() if said) or "nothing that can be read"
        click.echo(f"{one.id}\t{came}, {long_date(london_date(one.said.received_at))}\t{signs}")
    say(f"{len(found)} to settle: `notifier slip match` when you have found whose one is")


def keep_slip_command(
    installation: Installation, /, campaign_id: int, choice: str, source: str, day: str | None, email: str, **said: str
) -> None:
    """Keep a slip, a call or a message of somebody who is not on the list; it holds at once whoever it may be of."""
    now = installation.clock()
    new = NewSlip(Choice(choice), Source(source), parse_reception_day(day, now), **said)
    with installation.acting(email) as (session, staff):
        kept = unmatched_slips.keep_slip(session, installation.keys, campaign_id, new, staff, now)
        likely = unmatched_slips.may_be_of(session, staff.practice_id, kept)
    click.echo(kept.id)
    holds = f"it holds {len(likely)} it may be of" if kept.may_hold else "it lets nobody be coded"
    say(f"kept: {holds}, until somebody finds whose it is (`notifier slip match {kept.id}`)")


def match_slip_command(installation: Installation, slip_id: int, nhs_number: str, email: str) -> None:
    """Log a slip for the patient whose a person found that it is, received on the slip's own day."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        patient_id = known_patient(session, staff.practice_id, nhs_number)
        made = unmatched_slips.match_slip(session, installation.keys, slip_id, patient_id, staff, now)
    settling.settle_waiting(installation.database, installation.keys, now)
    click.echo(made.reference)
    say("the slip is logged for them, and so are its pictures")
    say_differences(installation, now, patient_id)


def close_slip_command(installation: Installation, slip_id: int, note: str, email: str) -> None:
    """Close a slip that is nobody's on the list; it holds nobody from then on."""
    with installation.acting(email) as (session, staff):
        unmatched_slips.close_slip(session, slip_id, staff, note, installation.clock())
    say(f"slip {slip_id} is closed: it holds nobody any more, and stays on record")


def add_photo_command(
    installation: Installation, file: Path, slip_id: int | None, nhs_number: str | None, email: str
) -> None:
    """Keep a picture of a slip, without where and when it was taken; prints its number."""
    with file.open("rb") as given:
        content = given.read(LARGEST_PHOTO + 1)
    with installation.acting(email) as (session, staff):
        owner = _owner(session, staff.practice_id, slip_id, nhs_number)
        photo_id = slip_photos.add_photo(session, owner, content, staff, installation.clock())
    click.echo(photo_id)


def list_photos_command(installation: Installation, slip_id: int | None, nhs_number: str | None, as_json: bool) -> None:
    """List the pictures of a patient's slips, or of one slip of nobody."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        found = slip_photos.photos_of(session, practice_id, _owner(session, practice_id, slip_id, nhs_number))
    if as_json:
        say_json({"photos": [one._asdict() for one in found]})
        return
    for one in found:
        click.echo(f"{one.id}\t{long_date(london_date(one.added_at))}\t{one.added_by}")


def write_photo_command(
    installation: Installation, photo_id: int, slip_id: int | None, nhs_number: str | None, out: Path
) -> None:
    """Write a picture of a slip to a file, as JPEG, which nobody but this account can read."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        owner = _owner(session, practice_id, slip_id, nhs_number)
        jpeg = slip_photos.picture_of(session, practice_id, owner, photo_id)
    try:
        with open_for_us(out) as file:
            file.write(jpeg)
    except OSError as error:
        raise NotFound(f"{out} cannot be written: {error.strerror}") from error
    say(f"{out} has the picture")


def _owner(session: Session, practice_id: int, slip_id: int | None, nhs_number: str | None) -> PhotoOwner:
    """Whose pictures are meant. Wrong usage unless exactly one of the two is given. Raises NotFound."""
    if slip_id is not None and nhs_number is None:
        return PhotoOwner(slip_id=unmatched_slips.find_slip(session, practice_id, slip_id).id)
    if nhs_number is not None and slip_id is None:
        return PhotoOwner(patient_id=known_patient(session, practice_id, nhs_number))
    raise click.UsageError("say whose picture it is: --nhs-number of a patient, or --slip of a slip of nobody")


def _as_json(one: SlipView) -> dict[str, object]:
    said = one.said
    return {
        "slip": one.id,
        "choice": said.choice.value,
        "source": said.source.value,
        "received_at": said.received_at,
        "recorded_at": one.recorded_at,
        "recorded_by": one.recorded_by,
        "may_hold": one.may_hold,
        **said.signs,
        "note": said.note,
    }


COMMANDS = {
    "slip list": list_slips_command,
    "slip keep": keep_slip_command,
    "slip match": match_slip_command,
    "slip close": close_slip_command,
    "photo add": add_photo_command,
    "photo list": list_photos_command,
    "photo write": write_photo_command,
}
