"""What keeps the machine from working, said in one sentence: a disk that is full, a folder that cannot be written to, a
database that is locked, missing, damaged or does not let us in. The one place that knows what such errors look like.

Nothing of a statement, an address's password or a library's own words about either gets into a sentence.
"""

import errno
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from notifier.errors import MachineFault
from notifier.settings import Settings

_TRY_AGAIN = "and try again: nothing was changed by halves"
# What the operating system says -> what it means and what to do; others are defects of ours, or a command's to explain.
_OF_FILES = {
    errno.ENOSPC: f"there is no room left on the disk: make room {_TRY_AGAIN}",
    errno.EDQUOT: f"this account may have no more on the disk: make room {_TRY_AGAIN}",
    errno.EFBIG: f"this account may not write a file of that size: raise its limit {_TRY_AGAIN}",
    errno.EROFS: "the disk can be read only: mount it so that it can be written to, or name another folder",
    errno.EACCES: "this account may not do that: give the file or folder to the account that runs the program",
    errno.EPERM: "this account may not do that: give the file or folder to the account that runs the program",
    errno.EIO: "the disk does not work as it should: look at the system's log before anything else is lost",
    errno.EMFILE: "this process has too many files open: raise its limit (ulimit -n), and start it again",
    errno.ENFILE: "the machine has too many files open: end what needs them, and start the program again",
    errno.ENOTDIR: "part of that path is a file where a folder should be: name another folder, or move the file",
    errno.EISDIR: "that is a folder where a file should be: name another one, or move the folder",
    errno.ENOENT: "that is not there: name a folder that is, or make it",
}
# SQLite's own primary result codes (https://www.sqlite.org/rescode.html) -> what and what to do.
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: f"is kept busy by another program: end it, or wait for it, {_TRY_AGAIN}",
    sqlite3.SQLITE_LOCKED: f"is kept busy by another program: end it, or wait for it, {_TRY_AGAIN}",
    sqlite3.SQLITE_FULL: f"cannot grow, since there is no room left on its disk: make room {_TRY_AGAIN}",
    sqlite3.SQLITE_IOERR: f"cannot be written or read: its disk is full or faulty; make room, or mend it, {_TRY_AGAIN}",
    sqlite3.SQLITE_CORRUPT: "is damaged: keep the file, and put the latest backup in its place",
    sqlite3.SQLITE_NOTADB: "is damaged, or no database: keep the file, and put the latest backup in its place",
    sqlite3.SQLITE_PERM: "may not be opened by this account: give the file and its folder to it",
    sqlite3.SQLITE_AUTH: "may not be opened by this account: give the file and its folder to it",
}
# PostgreSQL's classes and codes (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_OF_POSTGRESQL = {
    "28": "does not let us in: correct the role or its password",
    "3D": "is not there: make it, or correct its name",
    "08": "cannot be reached: look whether it runs and at the network",
    "53100": f"has no room left on its disk: make room there {_TRY_AGAIN}",
    "53": f"has too little of something, such as connections or memory: give it more {_TRY_AGAIN}",
    "57": f"is being stopped or started: wait until it runs {_TRY_AGAIN}",
    "55P03": f"is kept busy by another program: end it, or wait for it, {_TRY_AGAIN}",
    "40": f"was asked by several at once for what only one can have: {_TRY_AGAIN.removeprefix('and ')}",
    "25006": "can be read only: make it the server that may be written to, or name that one",
    "42501": "does not give our role the rights that the program needs: grant them to it",
    "58": "has a disk that does not work as it should: look at its log",
    "XX001": "is damaged: keep it, and restore the latest backup",
    "XX002": "is damaged: keep it, and restore the latest backup",
}


def machine_fault(error: BaseException, settings: Settings | None = None) -> MachineFault | None:
    """The fault that an error shows, with what is wrong, where, and what to do; None where it shows none.

    `settings` say where the database is, and which setting has it so. Without them nothing says where anything is: for
    pages that a stranger may open.
    """
    cause: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError) and not isinstance(error, DBAPIError):
        return _of_file(cause, settings)
    if isinstance(error, NoConnection):
        return _of_database(settings, f"has no connection free for us: wait {_TRY_AGAIN}")
    if isinstance(error, ArgumentError):
        return _of_database(settings, "has an address that cannot be read: write sqlite:///PATH or postgresql://...")
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, settings)
    # The driver is not loaded for it: a process on SQLite never needs it.
    return _of_postgresql(cause, settings) if type(cause).__module__.partition(".")[0] == "psycopg" else None


def _of_file(error: OSError, settings: Settings | None) -> MachineFault | None:
    advice = _OF_FILES.get(error.errno or 0)
    if advice is None or (error.filename is None and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)):
        return None
    if settings is None:
        return MachineFault(f"a file cannot be used: {advice}")
    return MachineFault(f"{error.filename}: {advice}" if error.filename is not None else advice)


def _of_sqlite(error: sqlite3.Error, settings: Settings | None) -> MachineFault | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    file = _file(settings)
    if code == sqlite3.SQLITE_CANTOPEN:
        return _of_database(settings, _why_not_opened(file))
    if code == sqlite3.SQLITE_READONLY:
        # A read that writes is told the same: that is a defect, and no fault of the machine.
        if file is not None and os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
            return None
        return _of_database(
            settings, "can be read only: give the file and its folder to this account, or mount its disk so"
        )
    advice = _OF_SQLITE.get(code)
    return _of_database(settings, advice) if advice else None


def _why_not_opened(file: Path | None) -> str:
    if file is not None and not file.parent.is_dir():
        return "is in a folder that is not there: mount it or make it, or correct the setting"
    if file is not None and not file.exists():
        return "is not there: put it back, or restore the latest backup; `notifier init` makes an empty one"
    return "cannot be opened: give the file and its folder to the account that runs this, and make room on its disk"


def _of_postgresql(error: BaseException | None, settings: Settings | None) -> MachineFault | None:
    state: str | None = getattr(error, "sqlstate", None) or _state_of_refusal(str(error))
    if state is None:
        return _of_database(settings, "cannot be reached: look whether it runs, at the network, and at the address")
    advice = _OF_POSTGRESQL.get(state) or _OF_POSTGRESQL.get(state[:2])
    return _of_database(settings, advice) if advice else None


def _state_of_refusal(words: str) -> str | None:
    """What a server that refuses a connection means: the driver keeps its words alone, here in PostgreSQL's English."""
    if "authentication failed" in words or "no pg_hba.conf entry" in words or "no password supplied" in words:
        return "28"
    if "too many" in words or "remaining connection slots" in words:
        return "53"
    if "starting up" in words or "shutting down" in words:
        return "57"
    return "3D" if 'database "' in words and "does not exist" in words else "28" if "does not exist" in words else None


def _of_database(settings: Settings | None, what: str) -> MachineFault:
    if settings is None:
        return MachineFault(f"the database {what}")
    return MachineFault(f"the database {_place(settings)} {what} (set by {settings.origin('database_url')})")


def _place(settings: Settings) -> str:
    file = _file(settings)
    url = _url(settings)
    if file is not None or url is None:
        return str(file or "")
    server = f"{url.host or 'this machine'}{f':{url.port}' if url.port else ''}"
    return f"{url.database or ''} on {server}".strip()


def _file(settings: Settings | None) -> Path | None:
    url = _url(settings)
    is_file = url is not None and url.drivername.startswith("sqlite") and url.database
    return Path(str(url.database)).absolute() if url is not None and is_file else None


def _url(settings: Settings | None) -> URL | None:
    try:
        return None if settings is None else make_url(settings.database_url)
    except (ArgumentError, ValueError):
        return None
