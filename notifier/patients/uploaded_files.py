"""Lists that somebody gave on a page: each in a folder of its own in the instance, for nobody but this account.

They are there only until the list is stored, cancelled or a day old. A web process writes them, and a worker of the
same machine reads them.
"""

import hashlib
import os
import secrets
import shutil
import time
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

from notifier.settings import Settings

FOLDER = "uploads"
REFUSED_ROWS = "refused-rows.csv"
LARGEST_LIST = 50 << 20  # bytes; two hundred thousand patients make about that
_PIECE = 1 << 20
_LONGEST_NAME = 120  # bytes
_NO_NAME = "list"
_GIVEN, _MADE = "given", "made"  # in the folder of one list: what came, and what was made of it
_YOUNG = 3600.0  # seconds in which a list may be there and not on record yet


class StoredUpload(NamedTuple):
    """One list as it was put away."""

    token: str  # names its folder, and tells nobody anything
    filename: str  # as it was given, without what no name may have
    size: int  # bytes
    sha256: str


class UploadFolder:
    """The folder of an installation's uploads."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / FOLDER

    @classmethod
    def of(cls, settings: Settings) -> "UploadFolder":
        """The installation's."""
        return cls(settings.instance)

    def made(self) -> Path:
        """The folder itself, which is made where it is not there yet. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder

    def put(self, content: IO[bytes], filename: str, written_at: float | None) -> StoredUpload:
        """Put a list away; `written_at` is when its original was written, as seconds since 1970, where that is known.

        Raises OSError where it cannot be written: then nothing of it is left.
        """
        token, name = secrets.token_hex(16), _plain_name(filename)
        folder = self.made() / token
        digest, size = hashlib.sha256(), 0
        try:
            for one in (folder, folder / _GIVEN, folder / _MADE):
                one.mkdir(mode=0o700)
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

    def forget(self, token: str) -> None:
        """Delete a list and all that was made of it; what is not there is no fault."""
        shutil.rmtree(self._folder / token, ignore_errors=True)

    def forget_all_but(self, tokens: Collection[str]) -> int:
        """Delete every list but those of these tokens, and return how many: of what was killed nobody else knows.

        One that was put away in the last hour stays: it may not be on record yet.
        """
        before = time.time() - _YOUNG
        strays = [path.name for path in self._there() if path.name not in tokens and path.stat().st_mtime < before]
        for token in strays:
            self.forget(token)
        return len(strays)

    def _there(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.is_dir()]
        except FileNotFoundError:
            return []


def open_for_us(path: Path) -> BinaryIO:
    """A new file, or one in the place of another, that nobody but this account may read. Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


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
