"""Lists that somebody gave on a page: each in a folder of its own in the instance, for nobody but this account.

They are there only until the list is stored, cancelled or a day old. A web process writes them, and a worker of the
same machine reads them.
"""

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import IO, NamedTuple

from notifier.practice.token_folders import TokenFolders, open_for_us
from notifier.settings import Settings

FOLDER = "uploads"
REFUSED_ROWS = "refused-rows.csv"
LARGEST_LIST = 50 << 20  # bytes; two hundred thousand patients make about that
_PIECE = 1 << 20
_LONGEST_NAME = 120  # bytes
_NO_NAME = "list"
_GIVEN, _MADE = "given", "made"  # in the folder of one list: what came, and what was made of it


class StoredUpload(NamedTuple):
    """One list as it was put away."""

    token: str  # names its folder, and tells nobody anything
    filename: str  # as it was given, without what no name may have
    size: int  # bytes
    sha256: str


class UploadFolder(TokenFolders):
    """The folder of an installation's uploads."""

    def __init__(self, instance: Path) -> None:
        super().__init__(instance / FOLDER)

    @classmethod
    def of(cls, settings: Settings) -> "UploadFolder":
        """The installation's."""
        return cls(settings.instance)

    def put(self, content: IO[bytes], filename: str, written_at: float | None) -> StoredUpload:
        """Put a list away; `written_at` is when its original was written, as seconds since 1970, where that is known.

        Raises OSError where it cannot be written: then nothing of it is left.
        """
        token, name = self.begin(), _plain_name(filename)
        digest, size = hashlib.sha256(), 0
        try:
            for one in (_GIVEN, _MADE):
                (self.folder_of(token) / one).mkdir(mode=0o700)
            path = self.path_of(token, name)
            with open_for_us(path) as file:
                while piece := content.read(_PIECE):
                    digest.update(piece)
                    size += file.write(piece)
            if written_at is not None:
                os.utime(path, (written_at, written_at))
        except OSError:
            self.forget(token)
            raise
        return StoredUpload(token, name, size, digest.hexdigest())

    def path_of(self, token: str, filename: str) -> Path:
        """Where a list is, or was before it was forgotten."""
        return self._folder / token / _GIVEN / filename

    def refused_rows_of(self, token: str) -> Path:
        """Where the file of its refused rows is, once it was made."""
        return self._folder / token / _MADE / REFUSED_ROWS


def _plain_name(filename: str) -> str:
    """A name for one file, whatever was sent as one: no folder, no control or direction sign, not long."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co"))
    plain = plain.strip().lstrip(".").strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    room = _LONGEST_NAME - len(f"{dot}{ending}".encode())
    if room < 1:
        return _NO_NAME
    cut = stem.encode()[:room].decode(errors="ignore")
    return f"{cut}{dot}{ending}" if cut else _NO_NAME
