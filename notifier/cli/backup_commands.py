"""Commands that keep an installation in one file, and bring it back from there: backup, restore."""

from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from notifier.backup import making, restoring
from notifier.backup.restoring import CheckedBackup
from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.restored_deliveries import TextIdsOf
from notifier.errors import Fault, NotAllowed
from notifier.messages.rendering import MessageTemplates, templates_of
from notifier.practice import practices
from notifier.store.database import Database

_BESIDE = ".key"  # of a practice of invented patients, whose private key may lie beside the backup


def backup(installation: Installation, file: Path, key_out: Path | None, new_key: bool) -> None:
    """Write one encrypted file with everything, while it is in use, and read it back."""
    database, settings, now = installation.database, installation.settings, installation.clock()
    if file.exists():
        raise NotAllowed(f"{file} is there already: choose another name")
    public_key = None if new_key else making.backup_key_of(settings.instance)
    if public_key is not None and key_out is not None:
        raise NotAllowed("the practice has a key for its backups already: leave --key-out out, or add --new-key")
    if public_key is None:
        key_file = key_out or _key_beside(database, file)
        with database.reading() as session:
            practice = ", ".join(practices.ods_codes(session))
        public_key = making.make_key(settings.instance, key_file, practice, now)
        say(f"the private key is in {key_file}: move it to where neither this machine nor the backups are")
    made = making.make_backup(database, settings, public_key, file, now)
    say(f"{made.rows} rows, and the keys and settings, are in {file} ({made.size} bytes), which was read back whole")
    click.echo(f"{made.sha256}  {file}")


def _key_beside(database: Database, file: Path) -> Path:
    with database.reading() as session:
        if not practices.is_sample(session):
            raise NotAllowed(
                "no key for backups has been made yet: say with --key-out FILE where its private half goes, best onto "
                "what you take away; without it no backup can ever be opened"
            )
    return file.with_name(f"{file.name}{_BESIDE}")


def restore(installation: Installation, file: Path, key: Path, check: bool) -> None:
    """Bring a backup back into an empty database, or only look whether it is whole and the key opens it."""
    checked = restoring.check_backup(file, key)
    _say_what_it_is(checked)
    if check:
        return
    settings = installation.settings
    # Whether NOTIFIER_NOW is allowed, no database says yet.
    done = restoring.restore_backup(checked, settings, settings.clock()(), _text_ids_of(installation))
    say(f"restored into {settings.instance} and its database; the audit chains hold together")
    for name in done.left_alone:
        say(f"{settings.instance / name} is not as in the backup: compare them, and take over what you need")
    if done.stopped:
        say(f"{done.stopped} launches had not begun at the backup, and were stopped: look whether they told people")
    say(f"{done.unknown} messages may have gone out since the backup: `notifier campaign unknown ID` lists them")
    say("nothing is sent until you are sure that the lost machine sends no more: `notifier machine --take-over`")


def _say_what_it_is(checked: CheckedBackup) -> None:
    heading = checked.heading
    at = f"{heading.made_at.astimezone(LONDON):%d %b %Y %H:%M}"
    whose = f"practice {heading.practice}" if heading.practice else "no practice yet"
    say(f"a whole backup of {whose}, of {at}: {checked.rows} rows, {len(checked.manifest.files)} files")


def _text_ids_of(installation: Installation) -> TextIdsOf:
    """By the templates of a campaign, which are laid out once for all of its messages; none where they cannot be."""
    made: dict[int, MessageTemplates] = {}

    def of_delivery(session: Session, job: ClaimedDelivery) -> list[int] | None:
        try:
            if job.campaign_id not in made:
                reply_channels = installation.settings.reply_channels
                load = partial(stationery_of, installation)
                made[job.campaign_id] = templates_of(session, job.campaign_id, reply_channels, load)
            texts = made[job.campaign_id]
            return texts.text_ids(job.channel, job.addressee) if job.tells else texts.acknowledgement_ids()
        except (Fault, OSError):  # without the fonts of letters, say: what may have gone is unknown all the same
            return None

    return of_delivery


COMMANDS = {"backup": backup, "restore": restore}
