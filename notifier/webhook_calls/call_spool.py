"""Calls as files, for as long as the database cannot be had: each on the disk before it is answered, none lost.

A file is written under a name that nobody looks at, brought to the disk, and only then given its own; so a file that is
there is whole, whatever killed its writer. Several processes may drain one folder: the table takes a call once.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from notifier.delivery.leases import wall_clock
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.webhook_calls.heard_calls import HeardCall, store_calls

FOLDER = "webhook_calls"  # in the instance folder
MOST_CALLS = 20_000
MOST_BYTES = 512 * 1024 * 1024
_WHOLE, _DRAFT, _UNREADABLE = ".call", ".draft", ".unreadable"
_ABANDONED = 3600.0  # seconds after which a draft's writer is gone; its call was never answered
_LOOK_AGAIN = 1.0  # seconds for which the folder's size is known
_TOGETHER = 50  # files brought into the database in one transaction


class SpoolFull(Exception):
    """There are so many calls on the disk already that no more are taken."""


@dataclass(frozen=True, slots=True)
class SpooledCalls:
    """How many calls wait as files, of how many bytes, and how many files cannot be read."""

    number: int
    size: int
    unreadable: int


class CallSpool:
    """A folder of calls; made when the first is put there, for nobody but the account that runs this."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known = SpooledCalls(0, 0, 0)
        self._looked_at = float("-inf")

    @classmethod
    def of(cls, settings: Settings) -> "CallSpool":
        """The installation's."""
        return cls(settings.instance / FOLDER)

    def put(self, call: HeardCall) -> None:
        """Write a call and return when it will survive a power cut.

        Raises SpoolFull where MOST_CALLS or MOST_BYTES are reached, and OSError where nothing can be written.
        """
        content = call.as_bytes()
        with self._lock:
            self._look()
            if self._known.number >= MOST_CALLS or self._known.size + len(content) > MOST_BYTES:
                raise SpoolFull(f"{self._known.number} calls of {self._known.size} bytes wait in {self._folder}")
            self._known = SpooledCalls(self._known.number + 1, self._known.size + len(content), self._known.unreadable)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In the order of their coming, as far as one can tell; written twice, a call is one file.
        name = f"{call.called_at:%Y%m%dT%H%M%S.%f}-{call.digest}"
        draft = self._folder / f"{name}.{os.getpid()}-{threading.get_ident()}{_DRAFT}"
        try:
            _write_through(draft, content)
            draft.rename(self._folder / f"{name}{_WHOLE}")
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(self._folder)

    def count(self) -> SpooledCalls:
        """What is there now. Raises OSError where the folder cannot be read."""
        with self._lock:
            self._looked_at = float("-inf")
            return self._look()

    def drain(self, database: Database, most: int = MOST_CALLS) -> int:
        """Bring calls into the database, the oldest first; returns how many. What cannot be read is set aside.

        Raises SQLAlchemyError where the database does not take them, and OSError: what is not through stays.
        """
        brought = 0
        for paths in _batches(self._files()[:most]):
            calls = [(path, call) for path in paths if (call := self._read(path)) is not None]
            with database.writing() as session:
                store_calls(session, (call for _, call in calls))
            for path, _ in calls:
                path.unlink(missing_ok=True)
            brought += len(calls)
        return brought

    def _files(self) -> list[Path]:
        try:
            paths = sorted(self._folder.iterdir())
        except FileNotFoundError:
            return []
        for path in paths:
            if path.suffix == _DRAFT:
                _clear_if_abandoned(path)
        return [path for path in paths if path.suffix == _WHOLE]

    def _read(self, path: Path) -> HeardCall | None:
        try:
            return HeardCall.from_bytes(path.read_bytes())
        except FileNotFoundError:
            return None  # another process was quicker
        except ValueError:
            path.rename(path.with_suffix(_UNREADABLE))  # `notifier doctor` says so
            return None

    def _look(self) -> SpooledCalls:
        if time.monotonic() - self._looked_at < _LOOK_AGAIN:
            return self._known
        sizes: list[int] = []
        unreadable = 0
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    unreadable += entry.name.endswith(_UNREADABLE)
                    if entry.name.endswith(_WHOLE):
                        sizes.append(_size(entry))
        except FileNotFoundError:
            pass
        self._known, self._looked_at = SpooledCalls(len(sizes), sum(sizes), unreadable), time.monotonic()
        return self._known


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0


def _clear_if_abandoned(draft: Path) -> None:
    try:
        if wall_clock().timestamp() - draft.stat().st_mtime > _ABANDONED:
            draft.unlink()
    except FileNotFoundError:
        pass  # it has got its own name meanwhile


def _batches(paths: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(paths), _TOGETHER):
        yield paths[start : start + _TOGETHER]
