"""Snapshots: what many tests begin with is built once a process and make of database, and copied for each of them."""

import shutil
import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import make_url

from tests import postgres

Made = TypeVar("Made")


class SqliteRows:
    """All that an SQLite database holds; as `postgres.Rows`."""

    def __init__(self, url: str) -> None:
        self._kept = sqlite3.connect(":memory:")
        with closing(_opened(url)) as source:
            source.backup(self._kept)

    def put_into(self, url: str) -> None:
        """Replace all that a database holds."""
        with closing(_opened(url)) as target:
            self._kept.backup(target)


@dataclass(frozen=True)
class _Beginning:
    made: Any
    rows: SqliteRows | postgres.Rows
    instance: Path


class Snapshots:
    """The beginnings that were built so far; what they left in their instances is kept in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beginnings: dict[Hashable, _Beginning] = {}

    def once(
        self, what: Hashable, url: str, instance: Path, build: Callable[[], Made], moved: Callable[[Made], Made]
    ) -> Made:
        """What `build` makes with this database and this instance folder, which nobody has used yet.

        Only the first time it is built. Then its rows and files are copied there, and `moved` gives what stands for
        them. `what` tells one beginning from another.
        """
        make = make_url(url).get_backend_name()
        plain = make_url(url).set(drivername=make).render_as_string(hide_password=False)
        key = make, what
        if key not in self._beginnings:
            made = build()
            rows = SqliteRows(plain) if make == "sqlite" else postgres.Rows.of(plain)
            files = shutil.copytree(instance, self._folder / str(len(self._beginnings)))
            self._beginnings[key] = _Beginning(moved(made), rows, files)
            return made
        beginning = self._beginnings[key]
        beginning.rows.put_into(plain)
        shutil.copytree(beginning.instance, instance, dirs_exist_ok=True)
        kept: Made = beginning.made
        return moved(kept)


def _opened(url: str) -> sqlite3.Connection:
    file = make_url(url).database
    assert file
    return sqlite3.connect(file)
