"""Files that a job made for whoever asked for them: kept for a day in the instance, outside of what is served."""

import hashlib
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from notifier.practice.token_folders import TokenFolders, open_for_us
from notifier.settings import Settings

FOLDER = "made-files"
FILES_KEPT_FOR = timedelta(days=1)  # after the job that made one ended: long enough to take it away
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold: the same files give the same bytes


class MadeFile(NamedTuple):
    """One file as the result of its job has it."""

    token: str  # names its folder
    filename: str
    size: int  # bytes
    sha256: str


class MadeFiles(TokenFolders):
    """The folder of an installation's made files."""

    @classmethod
    def of(cls, settings: Settings) -> "MadeFiles":
        """The installation's."""
        return cls(settings.instance / FOLDER)

    def path_of(self, token: str, filename: str) -> Path:
        """Where a file is, or was before it was forgotten."""
        return self.folder_of(token) / filename

    def opened(self, filename: str) -> tuple[str, Path]:
        """The token and the path of a new, empty file that nobody but this account may read. Raises OSError."""
        token = self.begin()
        path = self.path_of(token, filename)
        open_for_us(path).close()
        return token, path

    def finished(self, token: str, filename: str) -> MadeFile:
        """What is on record of a file that was written to `path_of`. Raises OSError."""
        with self.path_of(token, filename).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return MadeFile(token, filename, file.tell(), digest)


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files into one, in the order of their names. Raises OSError."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
