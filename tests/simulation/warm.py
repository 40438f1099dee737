"""Commands as a process would run them that is warm already: Python, statements, fonts and layouts are there.

A simulation makes a hundred commands; started cold, each would take a second, of which it works for a tenth. Nor is the
password of a member of staff, who signs in with each new moment, hashed so that nobody could guess it.
"""

import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

from argon2 import PasswordHasher
from sqlalchemy import event

from notifier.pdf.letter_template import LetterTemplate
from notifier.pdf.stationery import Stationery
from notifier.practice import passwords
from notifier.store.database import Database

_RARELY = 50_000  # allocations between two looks for rubbish: each goes through every statement that is kept
_WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_LAYOUTS: dict[Hashable, LetterTemplate] = {}


@contextmanager
def kept_warm() -> Iterator[None]:
    """Keep databases open, and what letters are made of, for as long as the block lasts."""
    opened: dict[str, Database] = {}
    really_open, really_close, lay_out = Database.open, Database.close, LetterTemplate.lay_out

    def opens(url: str) -> Database:
        if url not in opened:
            opened[url] = really_open(url)
            if opened[url].is_sqlite:
                event.listen(opened[url].engine, "connect", _need_not_survive)
        return opened[url]

    def once(*given: Any) -> LetterTemplate:
        text, letter_format, _stationery, *rest = given
        key = text, letter_format, repr(rest)
        if key not in _LAYOUTS:
            _LAYOUTS[key] = lay_out(*given)
        return _LAYOUTS[key]

    with (
        mock.patch.object(Database, "open", staticmethod(opens)),
        mock.patch.object(Database, "close", _left_open),
        mock.patch.object(LetterTemplate, "lay_out", staticmethod(once)),
        mock.patch.object(Stationery, "load", staticmethod(_loaded)),
        mock.patch.object(passwords, "_HASHER", _WEAK),
    ):
        collects = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(_RARELY, *collects[1:])
        try:
            yield
        finally:
            gc.set_threshold(*collects)
            gc.unfreeze()
            for database in opened.values():
                really_close(database)


def _need_not_survive(connection: Any, _record: object) -> None:
    """No power cut is simulated: a worker that is killed loses nothing of what the system has taken to write."""
    connection.execute("PRAGMA synchronous=OFF")


def _left_open(_: Database) -> None:
    """The next command goes on with it."""


_loaded = cache(Stationery.load)
