"""Whose turn it is: a worker's name, its leases, and how the others notice that it is gone.

A worker on this machine is at work for as long as its lock file is held, whatever any clock says, and noticed at once
when it is killed. One on another machine is gone when a claim of it has been seen here for a whole lease, by a clock
that nobody can set: no machine's wall clock, set forward or back, makes a dead worker's claim live on or a living one's
fall. Only a lease that ended more than a day ago is believed at first sight.
"""

import fcntl
import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

LEASE = timedelta(minutes=5)  # longer than any batch takes with its providers' time-outs
_LONG_AGO = timedelta(hours=25)  # further than clocks are set by mistake: then it need not be seen for a while first
_FORGOTTEN = 2 * LEASE.total_seconds()  # what was seen so long ago is settled, or is seen anew
GRACE = timedelta(seconds=30)  # until a provider shows in its lists whatever it took before its answer was lost


def wall_clock() -> datetime:
    """The time that processes and providers live by, whatever time a campaign believes in."""
    return datetime.now(UTC)


def grace_until() -> datetime:
    """Until when a provider's "I have no such message" proves nothing about one whose answer was lost just now."""
    return wall_clock() + GRACE


@dataclass(frozen=True)
class WorkerLease:
    """A process that claims deliveries; get one from `worker_lease`."""

    name: str
    folder: Path
    seconds: Callable[[], float] = field(default=time.monotonic, repr=False, compare=False)
    _seen: dict[tuple[str, datetime], float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def lease_until(self) -> datetime:
        """When a claim made now falls back to the others."""
        return wall_clock() + LEASE

    def is_gone(self, name: str, lease_until: datetime) -> bool:
        """Whether the worker of this name can no longer be at work on a claim with this lease.

        Of a worker on another machine that shows only to whoever asks again: see `LEASE`.
        """
        if name == self.name:
            return False
        if name.partition(":")[0] == self.name.partition(":")[0]:
            return not _is_held(_lock_file(self.folder, name))
        if wall_clock() >= lease_until + _LONG_AGO:
            return True
        now, claim = self.seconds(), (name, lease_until)
        is_over = now - self._seen.setdefault(claim, now) >= LEASE.total_seconds()
        for other in [other for other, seen in self._seen.items() if now - seen > _FORGOTTEN and other != claim]:
            del self._seen[other]
        return is_over


@contextmanager
def worker_lease(instance: Path) -> Iterator[WorkerLease]:
    """A worker of this process, alive for as long as the block runs; the kernel frees its lock however it ends."""
    # The instance folder is part of the name: two folders on one machine share no lock files.
    folder = _folder(instance)
    folder.mkdir(parents=True, exist_ok=True)
    _clear_away_the_dead(folder)
    name = f"{socket.gethostname()[:30]}/{hashlib.sha256(bytes(folder)).hexdigest()[:8]}:{uuid.uuid4().hex}"
    path = _lock_file(folder, name)
    with _locked(path):
        try:
            yield WorkerLease(name, folder)
        finally:
            path.unlink(missing_ok=True)


def living(instance: Path) -> int:
    """How many workers of this folder are alive on this machine."""
    return sum(_is_held(path) for path in _folder(instance).glob("*.lock"))


def _folder(instance: Path) -> Path:
    return (instance / "workers").resolve()


def _lock_file(folder: Path, name: str) -> Path:
    return folder / f"{name.partition(':')[2]}.lock"


def _locked(path: Path) -> BinaryIO:
    """The file, made and locked. Whoever clears away may have come in between: then it is made again."""
    while True:
        file = path.open("wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_the_same(file, path):
            return file
        file.close()


def _is_the_same(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _is_held(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _clear_away_the_dead(folder: Path) -> None:
    """Remove the files of workers that were killed, each while it is locked: nobody alive can hold it."""
    for path in folder.glob("*.lock"):
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (FileNotFoundError, BlockingIOError):
            continue  # somebody else was quicker, or it is alive
