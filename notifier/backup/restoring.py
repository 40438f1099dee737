"""Brings a backup back: into an empty database of either kind, and an instance folder that has no other key.

All of the backup is read and checked before anything is touched. Then come the files, and at last the rows, in one
transaction: with them is noted from when to when nothing is on record, what may have gone out meanwhile is unknown, and
no machine sends until a person lets it.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from notifier.backup import instance_files, table_rows
from notifier.backup.age_files import AgeReader
from notifier.backup.age_keys import read_private_key
from notifier.backup.backup_archive import (
    BackupHeading,
    BackupManifest,
    Member,
    check_members,
    read_members,
    table_of,
)
from notifier.backup.instance_files import SETTINGS_FILE
from notifier.campaigns import launches
from notifier.delivery import restored_deliveries
from notifier.delivery.restored_deliveries import TextIdsOf
from notifier.errors import BackupFault, NotAllowed
from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.store import audit, instance_keys
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database, newest_revision
from notifier.store.instance_keys import KEY_FILE
from notifier.store.migrating import migrate

_KEPT_AS = "settings-of-backup.toml"  # of a backup whose settings name another database
_LAUNCH_LOST = "the database came back from a backup, and it may have begun before: look before you launch again"
_AT_ONCE = 1024 * 1024


@dataclass(frozen=True)
class CheckedBackup:
    """A backup that is whole, and opens with the key at hand."""

    path: Path
    key: X25519PrivateKey = field(repr=False)
    heading: BackupHeading
    manifest: BackupManifest
    sha256: str

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.manifest.rows.values())


@dataclass(frozen=True)
class Restored:
    """What a restore did: messages that may have gone out since the backup, launches that were stopped, files left."""

    unknown: int
    stopped: int
    left_alone: tuple[str, ...]  # files that were there already, and are as they were


def check_backup(path: Path, key_file: Path) -> CheckedBackup:
    """Read all of a backup and compare it with its manifest. Raises BackupFault that says what is wrong with it."""
    try:
        key = read_private_key(key_file.read_text(encoding="ascii"))
    except UnicodeDecodeError:
        raise BackupFault(f"{key_file} is no private key of backups: give the file of --key-out") from None
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            total.update(piece)
        file.seek(0)
        heading, manifest = check_members(AgeReader(file, key))
    return CheckedBackup(path, key, heading, manifest, total.hexdigest())


def restore_backup(
    backup: CheckedBackup,
    settings: Settings,
    now: datetime,
    text_ids_of: TextIdsOf | None = None,
) -> Restored:
    """Bring a checked backup back. `text_ids_of` is as in `restored_deliveries.hold_back`.

    Raises NotAllowed where the database has rows, the instance folder another key or the clock is wrong, BackupFault
    where the backup is of another release; nothing is changed then.
    """
    instance = settings.instance
    if instance_keys.is_page_only(instance):
        raise NotAllowed(f"{instance} is for the patient's page alone: restore where {KEY_FILE} is to be")
    if now < backup.heading.made_at:
        raise NotAllowed(
            f"the clock says {now.isoformat()}, which is before the backup was made: set it right, for by it is "
            "reckoned what may have gone out"
        )
    with closing(Database.open(settings.database_url)) as database:
        _check_target(backup, database)
        left_alone = _put_files(backup, settings)
        if not _has_tables(database):
            migrate(database)
        _check_empty(database)
        keys = Keys.derive(instance_keys.master_key(instance))
        with database.writing() as session:
            _load(session, backup)
            stopped = launches.stop_waiting_launches(session, _LAUNCH_LOST, now)
            unknown = restored_deliveries.hold_back(session, keys, text_ids_of, backup.heading.made_at, now)
            audit.append(
                session,
                AuditAction.BACKUP_RESTORED,
                now,
                backed_up_at=backup.heading.made_at.isoformat(),
                rows=backup.rows,
                sha256=backup.sha256,
                unknown=unknown,
                stopped=stopped,
            )
            audit.verify_chains(session)
    return Restored(unknown, stopped, left_alone)


def _check_target(backup: CheckedBackup, database: Database) -> None:
    newest = newest_revision()
    # A file of SQLite is made by `migrate` where there is none; to look into it would fail.
    if not _is_missing(database):
        has, _ = database.revisions()
        if has not in (None, newest):
            raise NotAllowed(f"the database has tables of another revision, {has}: restore into an empty one")
        if has is not None:
            _check_empty(database)
    if backup.heading.revision != newest:
        raise BackupFault(
            f"the backup has tables of revision {backup.heading.revision}, and this program those of {newest}: restore "
            f"it with fair-notice {backup.heading.program}, and upgrade then"
        )


def _is_missing(database: Database) -> bool:
    return database.is_sqlite and not Path(str(database.engine.url.database)).exists()


def _has_tables(database: Database) -> bool:
    return not _is_missing(database) and database.revisions()[0] is not None


def _check_empty(database: Database) -> None:
    with database.reading() as session:
        if not table_rows.has_no_rows(session.connection()):
            raise NotAllowed(
                "the database has rows already, and a restore would mix two installations: set NOTIFIER_DATABASE_URL "
                "to an empty one, and run no `notifier init` before"
            )


def _put_files(backup: CheckedBackup, settings: Settings) -> tuple[str, ...]:
    """Write the files that are not there, the key first. Raises NotAllowed where there is another key."""
    instance = settings.instance
    wanted: dict[Path, bytes] = {}
    for name, content in _members(backup):
        if (place := instance_files.restored_path(instance, name)) is not None:
            wanted[place] = content
    key = instance / KEY_FILE
    if key not in wanted:
        raise BackupFault("the backup has no key, without which no printed link opens: take another one")
    if key.exists() and key.read_bytes().strip() != wanted[key].strip():
        raise NotAllowed(
            f"{instance} has another key than the backup, and no printed link would open: set NOTIFIER_INSTANCE to a "
            "new folder, or move the key away if no message went out with it"
        )
    own = instance / SETTINGS_FILE
    if own in wanted and not own.exists() and _names_other_database(wanted[own], settings):
        wanted[instance / _KEPT_AS] = wanted.pop(own)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in {path.parent for path in wanted}:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    in_order = sorted(wanted, key=lambda path: path != key)
    left = [path for path in in_order if not instance_files.write_new(path, wanted[path])]
    names = [str(path.relative_to(instance)) for path in left if path.read_bytes() != wanted[path]]
    return (*names, *([_KEPT_AS] if instance / _KEPT_AS in wanted else []))


def _names_other_database(content: bytes, settings: Settings) -> bool:
    try:
        named = tomllib.loads(content.decode("utf-8")).get("database_url")
    except (ValueError, UnicodeDecodeError):
        return True
    return named is not None and named != settings.database_url


def _load(session: Session, backup: CheckedBackup) -> None:
    connection = session.connection()
    tables = {table.name: table for table in table_rows.all_tables()}
    with table_rows.as_they_were(connection):
        for name, content in _members(backup):
            if (table := table_of(name)) in tables:
                table_rows.load_rows(connection, tables[table], content)
            elif table:
                raise BackupFault(f"the backup has a table that this program has not, {table!r}")


def _members(backup: CheckedBackup) -> Iterator[Member]:
    with backup.path.open("rb") as file:
        yield from read_members(AgeReader(file, backup.key))
