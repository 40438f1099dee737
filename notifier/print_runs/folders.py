"""The folder of a run: written under a hidden name, and there under its own only when it is whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from notifier.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class RunFolder:
    """`path` is where it will be; `working` beside it is where it is made."""

    path: Path

    @classmethod
    def of(cls, out: Path, run_id: int) -> "RunFolder":
        """The folder of a run in `out`."""
        return cls(out.absolute() / f"run-{run_id:04d}")

    @property
    def working(self) -> Path:
        """On the same disk, so that the last step is a mere renaming."""
        return self.path.with_name(f".{self.path.name}.part")

    def begin(self) -> None:
        """Make the working folder, empty, and on disk before anything else happens.

        Raises NotAllowed where there is a run of this name already, NotFound where nothing can be written.
        """
        if self.path.exists():
            raise NotAllowed(f"there is a {self.path} already, of another installation: choose another --out")
        with writing(self.path):
            self.discard()
            self.working.mkdir(parents=True)
            _to_disk(self.working.parent)

    def write(self, name: str, content: bytes) -> None:
        """Write one file, which is certain to be on disk only once the folder is finished. Raises NotFound."""
        path = self.working / name
        with writing(self.path):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)

    def finish(self) -> None:
        """Everything is there, and on disk: it appears under its own name at once. Raises NotFound."""
        with writing(self.path):
            # All together first, for thousands of files one by one wait for the disk thousands of times. That says
            # nothing of a fault of the disk; to ask for each file then does, and is quick.
            os.sync()
            for path in self.working.rglob("*"):
                _to_disk(path)
            _to_disk(self.working)
            self.working.rename(self.path)
            _to_disk(self.path.parent)

    def discard(self) -> None:
        """Take the working folder away."""
        if self.working.exists():
            shutil.rmtree(self.working)


def _to_disk(path: Path) -> None:
    """A file, or the names in a folder, which survive a power cut only once the folder itself is written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever keeps the run at `path` from being written is said as NotFound."""
    try:
        yield
    except OSError as error:
        raise NotFound(
            f"{path} cannot be written: {error.strerror}; no letter of this run counts as printed: put it right, and "
            "ask for the run again"
        ) from error
