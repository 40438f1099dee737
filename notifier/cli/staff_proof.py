"""How somebody at a terminal proves who they are: a personal token in a file of theirs, or their password.

The file of a token is of its person's account on the machine and of nobody else (mode 600), in TOKEN_FOLDER, which is
`~/.config/fair-notice` unless it is set. Colleagues who share one account on the machine share that folder too: they
sign out, or give their password with each command.
"""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import click

from notifier.errors import NotAllowed, SettingsFault

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def token_file(folder: Path, ods_code: str, email: str) -> Path:
    """Where the token of that person at that practice is. Raises SettingsFault where the machine knows no home."""
    try:
        return folder.expanduser() / f"{quote(ods_code)}-{quote(email.strip().lower(), safe='@')}"
    except RuntimeError:
        raise SettingsFault("nobody knows a home folder here for the token: set NOTIFIER_TOKEN_FOLDER") from None


def kept_token(path: Path) -> str | None:
    """The token in the file, or None without one. Raises NotAllowed for one that others of this machine can read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotAllowed(
            f"{path}, which should hold your token, cannot be read ({error.strerror}): delete it"
        ) from None
    with os.fdopen(descriptor, encoding="ascii", errors="surrogateescape") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS or found.st_uid != os.geteuid():
            raise NotAllowed(
                f"{path} holds a token and is not of your account alone (mode 600): whoever read it can act as you. "
                "Run `notifier sign-out EMAIL`, then `notifier sign-in EMAIL`"
            )
        return file.read().strip()


def token_to_end(path: Path) -> str | None:
    """The token in the file, whoever else can read it, for it is ended; None without one, or without a plain file."""
    try:
        return path.read_text(encoding="ascii").strip() if path.is_file() and not path.is_symlink() else None
    except (OSError, UnicodeDecodeError):
        return None


def keep_token(path: Path, secret: str) -> None:
    """Write the token into a file that nobody else can read, whole or not at all, in place of one that is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        new.unlink()
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
    new.replace(path)


def asked_code(email: str, *, is_piped: bool) -> str | None:
    """The code from the second line of standard input where it is piped there, else asked at the terminal."""
    if is_piped:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    code: str = click.prompt(f"Code of {email}, from the app or the sheet of recovery codes", err=True)
    return code


def asked_password(email: str, *, is_piped: bool) -> str | None:
    """The password from standard input where it is piped there, else asked at the terminal; None without one."""
    if is_piped:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    password: str = click.prompt(f"Password of {email}", hide_input=True, err=True)
    return password
