"""The files of an instance folder that nobody has once the machine is lost, and what print runs were.

Without the keys no printed link opens and nothing is signed; without settings nothing is sent; in a call that waits
there may be an objection. What is made anew from the tables is not taken: letters, exports, queue, locks. Nor is what
samples were sent.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.backup.backup_archive import Member
from notifier.errors import BackupFault
from notifier.kept_settings import SECRETS_FOLDER, STAFF_FILE
from notifier.print_runs import manifest
from notifier.store.instance_keys import KEY_FILE, PRACTICE_FILE
from notifier.store.signing_keys import SIGNING_FILE
from notifier.store.tables import PrintRun
from notifier.webhook_calls import call_spool

SETTINGS_FILE = "settings.toml"
PUBLIC_KEY_FILE = "backup.public-key"  # the half of the practice's key pair that encrypts
RUNS_FOLDER = "print_runs_before"  # where a restored installation has the manifests of its earlier print runs
_FILES = (KEY_FILE, SIGNING_FILE, PRACTICE_FILE, SETTINGS_FILE, STAFF_FILE, PUBLIC_KEY_FILE)
_FOLDERS = (SECRETS_FOLDER, "presets", call_spool.FOLDER)
_IN_INSTANCE, _OF_RUNS = "instance", "print_runs"


def instance_members(instance: Path) -> Iterator[Member]:
    """The files to keep, by their names below the instance folder; one that goes meanwhile is in the tables by then."""
    paths = [instance / name for name in _FILES]
    for folder in _FOLDERS:
        paths += sorted(path for path in (instance / folder).rglob("*") if not path.name.startswith("."))
    for path in paths:
        try:
            if path.is_file():
                yield Member(f"{_IN_INSTANCE}/{path.relative_to(instance).as_posix()}", path.read_bytes())
        except FileNotFoundError:
            continue


def run_members(session: Session) -> Iterator[Member]:
    """What each print run was, where its folder is still there."""
    for run_id, folder in session.execute(select(PrintRun.id, PrintRun.folder).order_by(PrintRun.id)):
        path = Path(folder) / manifest.NAME
        if path.is_file():
            yield Member(f"{_OF_RUNS}/{run_id}/{manifest.NAME}", path.read_bytes())


def restored_path(instance: Path, name: str) -> Path | None:
    """Where a member belongs that is a file; None for any other.

    Raises BackupFault for a name that `instance_members` never gives, such as one that leads out of the folder.
    """
    parts = PurePosixPath(name).parts
    if parts[0] not in (_IN_INSTANCE, _OF_RUNS):
        return None
    below = parts[1:]
    is_known = (len(below) == 1 and below[0] in _FILES) or (len(below) > 1 and below[0] in _FOLDERS)
    is_safe = ".." not in parts and not name.startswith("/")
    if parts[0] == _OF_RUNS and is_safe and len(below) == 2 and below[0].isdecimal():
        return instance.joinpath(RUNS_FOLDER, *below)
    if not is_known or not is_safe:
        raise BackupFault(f"the backup holds a file that no backup has, {name!r}: do not trust where it comes from")
    return instance.joinpath(*below)


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that is whole or not there, for this account alone; False, and nothing, where there is one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
