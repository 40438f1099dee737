"""Folders of files in the instance, for nobody but this account: each has a token for its name."""

import os
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

_YOUNG = 3600.0  # seconds in which a folder may be there and not on record yet


class TokenFolders:
    """One folder of the instance, with a folder in it for each token."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def made(self) -> Path:
        """The folder itself, which is made where it is not there yet. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder

    def begin(self) -> str:
        """Make a new folder in it, and return its token. Raises OSError."""
        token = secrets.token_hex(16)
        (self.made() / token).mkdir(mode=0o700)
        return token

    def folder_of(self, token: str) -> Path:
        """The folder of a token, or where it was before it was forgotten."""
        return self._folder / token

    def forget(self, token: str) -> None:
        """Delete a folder and all that is in it; what is not there is no fault."""
        shutil.rmtree(self.folder_of(token), ignore_errors=True)

    def forget_all_but(self, tokens: Collection[str]) -> int:
        """Delete every folder but those of these tokens, and return how many: of what was killed nobody else knows.

        One that was made in the last hour stays: it may not be on record yet.
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
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    os.fchmod(file.fileno(), 0o600)  # one that was there keeps the rights that it had
    return file
