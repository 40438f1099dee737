"""The settings that staff have set on a page: `staff-settings.json` in the instance folder, and a file for each secret.

What the person who runs the computer has set, in `settings.toml` or the environment, stands above them: see
`notifier.settings`, which reads them. Files are replaced whole, so that nobody reads half of one, and only the account
that the program runs under may read them.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

STAFF_FILE = "staff-settings.json"
SECRETS_FOLDER = "secrets"
_LOCK = ".staff-settings.lock"
_LONG_SECRET = 20  # characters: of a shorter one, the end would tell a guesser too much
_SHOWN = 2  # characters at the end of a long one


class KeptSecret(NamedTuple):
    """What may be said of a secret that is kept: since when, and how it ends where it is long enough to say that."""

    set_at: datetime
    ends_in: str


class KeptSettings(NamedTuple):
    """What staff have set, by the settings' names."""

    values: Mapping[str, str]
    secrets: Mapping[str, str]

    @property
    def all_values(self) -> dict[str, str]:
        """Both together."""
        return {**self.values, **self.secrets}


def read_kept(instance: Path, faults: list[str]) -> KeptSettings:
    """What staff have set; a file that cannot be read is added to the faults."""
    values: dict[str, str] = {}
    file = instance / STAFF_FILE
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        values = {name: str(value) for name, value in read.items()} if isinstance(read, dict) else {}
        if not isinstance(read, dict):
            faults.append(f"{file}: it holds no settings; move it away and set them again")
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        faults.append(f"{file}: {error}")
    return KeptSettings(values, dict(_read_secrets(instance, faults)))


@contextmanager
def changing_kept(instance: Path) -> Iterator[tuple[KeptSettings, dict[str, str], dict[str, str]]]:
    """What staff have set, with copies of values and secrets, which are written when the block ends without a fault.

    One at a time: two people who set different things at the same moment both have theirs set. Raises OSError.
    """
    with (instance / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_kept(instance, [])
        values, words = dict(kept.values), dict(kept.secrets)
        yield kept, values, words
        folder = instance / SECRETS_FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        for name in kept.secrets.keys() - words.keys():
            (folder / name).unlink(missing_ok=True)
        for name, word in words.items():
            if word != kept.secrets.get(name):
                _replace(folder / name, f"{word}\n")
        # Last, for with it a process takes up the whole: see `state_of`.
        if values != kept.values:
            _replace(instance / STAFF_FILE, json.dumps(values, indent=2, sort_keys=True) + "\n")


def kept_secret(instance: Path, name: str) -> KeptSecret | None:
    """What may be said of a secret that staff have set; None where they have not."""
    path = instance / SECRETS_FOLDER / name
    try:
        word = path.read_text(encoding="utf-8").strip()
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
    return KeptSecret(at, word[-_SHOWN:] if len(word) >= _LONG_SECRET else "")


def state_of(instance: Path, others: Mapping[str, str] = {}) -> tuple[object, ...]:
    """Something that differs once a file of settings does, `others` by their paths among them. Reads no file."""
    folder = instance / SECRETS_FOLDER
    paths = [instance / "settings.toml", instance / STAFF_FILE, *map(Path, others.values())]
    return tuple(_stamp(path) for path in [*paths, *(sorted(folder.iterdir()) if folder.is_dir() else ())])


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def _read_secrets(instance: Path, faults: list[str]) -> Iterator[tuple[str, str]]:
    folder = instance / SECRETS_FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue  # one that is being written
        try:
            yield path.name, path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}: {error}")


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
