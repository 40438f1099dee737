"""Makes a backup while everything runs: one file, encrypted to the practice's key, read back before it counts.

The calls that wait as files are read before the tables, so that one that is brought into them meanwhile is in the
backup twice and not never: a call is taken once.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.backup import instance_files, table_rows
from notifier.backup.age_files import AgeReader, AgeWriter
from notifier.backup.age_keys import read_public_key, written_private_key, written_public_key
from notifier.backup.backup_archive import BackupHeading, BackupManifest, BackupWriter, check_members
from notifier.backup.instance_files import PUBLIC_KEY_FILE
from notifier.errors import BackupFault, MachineFault, NotAllowed
from notifier.practice import practices
from notifier.settings import Settings
from notifier.store import audit, instance_keys
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent

_AT_ONCE = 1024 * 1024


@dataclass(frozen=True)
class MadeBackup:
    """A backup that was read back whole: how many rows it has, how long the file is, and its SHA-256."""

    path: Path
    rows: int
    size: int
    sha256: str


def backup_key_of(instance: Path) -> X25519PublicKey | None:
    """The public key of the practice's backups; None before it has one. Raises BackupFault where it is damaged."""
    path = instance / PUBLIC_KEY_FILE
    return read_public_key(path.read_text(encoding="ascii")) if path.exists() else None


def make_key(instance: Path, key_file: Path, practice: str, now: datetime) -> X25519PublicKey:
    """Make the practice's key pair: the private half is written to `key_file` alone, the public half stays here.

    From then on backups are for this key; those for an earlier one keep theirs. Raises NotAllowed where there is a file
    of this name, MachineFault where it cannot be written.
    """
    pair = X25519PrivateKey.generate()
    public = written_public_key(pair.public_key())
    words = (
        f"# the private key of the backups of practice {practice}, made on {now.date().isoformat()}",
        "# Keep it away from the machine and from the backups: whoever has both can read every patient's record.",
        f"# public key: {public}",
        written_private_key(pair),
    )
    try:
        is_new = instance_files.write_new(key_file, "\n".join([*words, ""]).encode("ascii"))
    except OSError as error:
        raise _not_written(key_file, error) from error
    if not is_new:
        raise NotAllowed(f"{key_file} is there already: name another file for the private key")
    (instance / PUBLIC_KEY_FILE).unlink(missing_ok=True)
    instance_files.write_new(instance / PUBLIC_KEY_FILE, f"{public}\n".encode("ascii"))
    return pair.public_key()


def make_backup(
    database: Database, settings: Settings, public_key: X25519PublicKey, path: Path, now: datetime
) -> MadeBackup:
    """Write a backup to `path`, which appears there whole or not at all, check it, and note it in the audit chain.

    Raises NotAllowed where there is a file already, MachineFault where it cannot be written or read back, and
    SettingsFault without the installation's key.
    """
    if path.exists():
        raise NotAllowed(f"{path} is there already: choose another name")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _opened(draft) as file:
            counted = _Counted(file)
            sink = AgeWriter(counted, public_key)
            written = _write(database, settings, sink, now)
            file.flush()
            os.fsync(file.fileno())
        _check(draft, counted, sink.file_key, written)
        os.link(draft, path)
    except FileExistsError:
        raise NotAllowed(f"{path} is there already: choose another name") from None
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        draft.unlink(missing_ok=True)
    made = MadeBackup(path, sum(written.rows.values()), counted.size, counted.sum.hexdigest())
    with database.writing() as session:
        audit.append(session, AuditAction.BACKUP_MADE, now, rows=made.rows, bytes=made.size, sha256=made.sha256)
    return made


def last_backup_at(session: Session) -> datetime | None:
    """When the last backup was made that was read back whole; None where there is none."""
    query = select(func.max(AuditEvent.at)).where(AuditEvent.action == AuditAction.BACKUP_MADE.value)
    return session.execute(query).scalar_one()


def _not_written(path: Path, error: OSError) -> MachineFault:
    why = error.strerror or type(error).__name__
    return MachineFault(f"{path} could not be written ({why}): make room there, or name another place")


class _Counted:
    """Hands on what is written, and knows how much it was and its sum."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sum, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self.sum.update(data)
        self.size += len(data)


@contextmanager
def _opened(draft: Path) -> Iterator[BinaryIO]:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file


def _write(database: Database, settings: Settings, sink: AgeWriter, now: datetime) -> BackupManifest:
    instance_keys.master_key(settings.instance)  # without it no printed link would open
    files = list(instance_files.instance_members(settings.instance))
    has, _ = database.revisions()
    with database.reading() as session:
        codes = practices.ods_codes(session)
        kind = "sqlite" if database.is_sqlite else "postgresql"
        heading = BackupHeading(now, ", ".join(codes), version("fair-notice"), has or "", kind)
        writer = BackupWriter(sink, heading)
        for name, content in (*files, *instance_files.run_members(session)):
            writer.add(name, content)
        for table in table_rows.all_tables():
            writer.rows[table.name] = 0
            for number, (rows, lines) in enumerate(table_rows.written_rows(session.connection(), table), 1):
                writer.add(f"tables/{table.name}/{number:06}.jsonl", lines)
                writer.rows[table.name] += rows
    return writer.finish()


def _check(draft: Path, counted: _Counted, file_key: bytes, written: BackupManifest) -> None:
    """Read the file back from the disk, all of it, and open it: what cannot be restored is no backup."""
    found = hashlib.sha256()
    with draft.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            found.update(piece)
        file.seek(0)
        try:
            _, manifest = check_members(AgeReader(file, file_key))
        except BackupFault as fault:
            raise MachineFault(f"the backup is not as it was written ({fault}): look after the disk") from fault
    if found.hexdigest() != counted.sum.hexdigest() or manifest != written:
        raise MachineFault("the backup is not as it was written: look after the disk, and name another place")
