"""A file that one process at a time may hold: however that process ends, the file is free again."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifier.errors import NotAllowed


@contextmanager
def held_alone(path: Path, refusal: str) -> Iterator[None]:
    """Hold the lock file at `path`, which is made where it is not there, for as long as the block runs.

    It holds among the processes of one machine. Raises NotAllowed with the refusal while another process holds it.
    """
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotAllowed(refusal) from None
        yield
