"""Whose turn it is: a worker's name, its leases, and how the others notice that it is gone.

A killed worker on this machine is noticed at once, because its lock file is free; one on another machine when its lease
runs out. Leases go by the wall clock whatever time the campaign believes in: they are about processes.
"""

import fcntl
import hashlib
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

LEASE = timedelta(minutes=5)  # longer than any batch takes with its providers' time-outs


@dataclass(frozen=True)
class Worker:
    """A process that claims deliveries; get one from `worker`."""

    name: str
    folder: Path

    def lease_until(self) -> datetime:
        """When a claim made now falls back to the others."""
        return datetime.now(UTC) + LEASE

    def is_gone(self, name: str, lease_until: datetime) -> bool:
        """Whether the worker of this name can no longer be at work on a claim with this lease."""
        if name == self.name:
            return False
        return datetime.now(UTC) >= lease_until or self._is_dead_here(name)

    def _is_dead_here(self, name: str) -> bool:
        if name.partition(":")[0] != self.name.partition(":")[0]:
            return False
        try:
            with _lock_file(self.folder, name).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False
        return True


@contextmanager
def worker(instance: Path) -> Iterator[Worker]:
    """A worker of this process, alive for as long as the block runs; the kernel frees its lock however it ends."""
    # The instance folder is part of the name: two folders on one machine share no lock files.
    folder = (instance / "workers").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{socket.gethostname()[:30]}/{hashlib.sha256(bytes(folder)).hexdigest()[:8]}:{uuid.uuid4().hex}"
    path = _lock_file(folder, name)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield Worker(name, folder)
        finally:
            path.unlink(missing_ok=True)


def _lock_file(folder: Path, name: str) -> Path:
    return folder / f"{name.partition(':')[2]}.lock"
