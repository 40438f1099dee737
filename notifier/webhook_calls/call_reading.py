"""Works off the calls that wait: each is read again, what it says is recorded, and then it is gone from the table.

Whatever kills this, nothing is lost and nothing counts twice: a call goes with what it says or after it, and receipts
and texts know what was recorded before. The order of calls says nothing. One that cannot be read waits with the reason.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from notifier.delivery import receipts
from notifier.errors import SettingsFault
from notifier.patients.access_codes import Keys
from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookReader, WebhookRefused
from notifier.providers.registry import called_by
from notifier.replies import inbound_sms
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import StoredCall
from notifier.vocabulary import ReportKind, Task
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import waiting_calls

Readers = Mapping[str, Mapping[str, WebhookReader]]  # provider's name -> hook's name -> its reader
TOGETHER = 100  # reports recorded in one transaction: patients who answer meanwhile get their turn between two
_LARGE = 32 * 1024  # bytes of calls that are read together: an event takes some three hundred
_LONGEST_WHY = 200
_Part = Report | IncomingText

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CallsRead:
    """What was worked off: calls, the texts in them, and the reports that something failed."""

    calls: int = 0
    texts: int = 0
    failures: int = 0

    def __add__(self, other: "CallsRead") -> "CallsRead":
        return CallsRead(self.calls + other.calls, self.texts + other.texts, self.failures + other.failures)

    def tasks(self) -> list[Task]:
        """What workers are to be woken for."""
        # After a stop word or a failure it is the next channel's turn.
        advance = [Task.ADVANCE] if self.texts or self.failures else []
        return [Task.SETTLE, *advance] if self.texts else advance


def readers_of(settings: Settings) -> Readers:
    """What each provider calls us with, by the provider's name. Raises SettingsFault as the providers do."""
    return {provider.name: provider.hooks for provider in called_by(settings)}


class _Waiting(NamedTuple):
    id: int
    size: int
    is_in_trouble: bool


class _Stored(NamedTuple):
    id: int
    provider: str
    hook: str
    url: str
    headers: dict[str, str]
    body: bytes
    heard_at: datetime
    called_at: datetime


class CallReader:
    """Reads the calls that wait in one database, with the readers of its providers."""

    def __init__(self, database: Database, keys: Keys, readers: Readers) -> None:
        self._database, self._keys, self._readers = database, keys, readers

    def read_waiting(self) -> CallsRead:
        """Read every call that waits, also those that could not be read before.

        Raises SQLAlchemyError where the database cannot be had; what was read by then is recorded.
        """
        total, last = CallsRead(), 0
        while waiting := self._waiting_after(last):
            for ids in _batches(waiting):
                total += self._read_together(ids)
            last = waiting[-1].id
        return total

    def _waiting_after(self, last: int) -> list[_Waiting]:
        size, is_in_trouble = func.length(StoredCall.body), StoredCall.trouble.is_not(None)
        query = select(StoredCall.id, size, is_in_trouble).where(StoredCall.id > last).order_by(StoredCall.id)
        with self._database.reading() as session:
            return [_Waiting(*row) for row in session.execute(query.limit(10 * TOGETHER))]

    def _read_together(self, ids: Sequence[int]) -> CallsRead:
        """Read calls in one transaction; one that is large, and each where anything is wrong with one, by itself."""
        if len(ids) > 1:
            try:
                with self._database.writing() as session:
                    return self._read(session, ids)
            except Exception as error:  # of one call, or of the database: by itself each shows which
                _LOG.info("calls are read one by one: %s", type(error).__name__)
        return sum(map(self._read_alone, ids), CallsRead())

    def _read(self, session: Session, ids: Sequence[int]) -> CallsRead:
        stored = _stored(session, _columns(ids).order_by(StoredCall.id).with_for_update())
        heard = [(one, self._content(one)) for one in stored]
        parts = [(one, part) for one, content in heard for part in _parts(content)]
        # In one order, so that two who record about the same messages do not wait for each other.
        for one, part in sorted(parts, key=lambda pair: _place(pair[1])):
            self._record(session, one, part)
        session.execute(delete(StoredCall).where(StoredCall.id.in_([one.id for one in stored])))
        return _counted(len(stored), [part for _, part in parts])

    def _read_alone(self, call_id: int) -> CallsRead:
        with self._database.reading() as session:
            stored = _stored(session, _columns([call_id]))
        if not stored:
            return CallsRead()  # somebody else was quicker
        try:
            parts = sorted(_parts(self._content(stored[0])), key=_place)
            unfit = sum(self._record_some(stored[0], some) for some in _slices(parts))
        except (OperationalError, InterfaceError, NoConnection):
            raise  # of the database, and no fault of the call
        except Exception as error:  # a call that cannot be read must not keep the others from being read
            self._note_trouble(stored[0], error)
            return CallsRead()
        if unfit:
            _LOG.warning("%s %s: %d parts could not be recorded", stored[0].provider, stored[0].hook, unfit)
        with self._database.writing() as session:
            session.execute(delete(StoredCall).where(StoredCall.id == call_id))
        return _counted(1, parts)

    def _content(self, stored: _Stored) -> WebhookContent:
        """What a call says. Raises WebhookRefused where it is not believed any more."""
        reader = self._readers.get(stored.provider, {}).get(stored.hook)
        if reader is None:
            raise WebhookRefused(403, f"{stored.provider} is not set up any more")
        return reader(WebhookCall(stored.url, stored.headers, stored.body), stored.called_at)

    def _record_some(self, stored: _Stored, parts: Sequence[_Part]) -> int:
        """Record parts in one transaction; when one cannot be stored, each in its own. Returns how many cannot."""
        try:
            with self._database.writing() as session:
                for part in parts:
                    self._record(session, stored, part)
        except (DataError, UnicodeError):
            return 1 if len(parts) == 1 else sum(self._record_some(stored, [part]) for part in parts)
        return 0

    def _record(self, session: Session, stored: _Stored, part: _Part) -> None:
        if isinstance(part, IncomingText):
            inbound_sms.receive_text(session, self._keys, stored.provider, part, stored.heard_at)
        else:
            receipts.record_report(session, stored.provider, part, stored.heard_at)

    def _note_trouble(self, stored: _Stored, error: Exception) -> None:
        # Of a defect only its kind: its words may quote what a patient wrote.
        why = str(error) if isinstance(error, WebhookRefused) else type(error).__name__
        _LOG.error("%s %s: a call cannot be read and waits: %s", stored.provider, stored.hook, why)
        with self._database.writing() as session:
            values = {"trouble": why[:_LONGEST_WHY]}
            session.execute(update(StoredCall).where(StoredCall.id == stored.id).values(values))


def read_all(database: Database, settings: Settings, keys: Keys) -> CallsRead:
    """Read what waits, in the database and as files of this instance.

    Raises SQLAlchemyError where the database cannot be had, OSError where the files cannot be read, and SettingsFault
    where something waits and its provider cannot be had.
    """
    CallSpool.of(settings).drain(database)
    if not _number(database):
        return CallsRead()  # without loading any provider
    return CallReader(database, keys, readers_of(settings)).read_waiting()


def work_off(database: Database, settings: Settings, keys: Keys) -> int:
    """Read what waits, for whoever is about to conclude anything; returns how many calls wait all the same.

    Raises SQLAlchemyError where the database cannot be had.
    """
    try:
        read_all(database, settings, keys)
        files = CallSpool.of(settings).count()
    except (OSError, SettingsFault) as error:
        _LOG.error("calls wait and cannot be read: %s", error)
        return max(1, _number(database))
    return _number(database) + files.number + files.unreadable


def _number(database: Database) -> int:
    with database.reading() as session:
        return waiting_calls(session).number


def _columns(ids: Sequence[int]) -> Select[tuple[object, ...]]:
    columns = (getattr(StoredCall, name) for name in _Stored._fields)
    return select(*columns).where(StoredCall.id.in_(ids))


def _stored(session: Session, query: Select[tuple[object, ...]]) -> list[_Stored]:
    return [_Stored._make(row) for row in session.execute(query)]


def _parts(content: WebhookContent) -> list[_Part]:
    return [*content.texts, *content.reports]


def _place(part: _Part) -> tuple[bool, str]:
    """Texts first, which may be objections; then reports in the order of their messages."""
    return (False, part.event_id) if isinstance(part, IncomingText) else (True, part.reference)


def _counted(calls: int, parts: Sequence[_Part]) -> CallsRead:
    texts = sum(isinstance(part, IncomingText) for part in parts)
    return CallsRead(calls, texts, sum(isinstance(part, Report) and part.kind is ReportKind.FAILED for part in parts))


def _batches(waiting: Sequence[_Waiting]) -> Iterator[list[int]]:
    """The ids of calls to read together: few enough, and small enough, to have about TOGETHER reports."""
    some: list[int] = []
    size = 0
    for one in waiting:
        size += one.size
        if some and (len(some) >= TOGETHER or size > _LARGE or one.is_in_trouble):
            yield some
            some, size = [], one.size
        some.append(one.id)
        if one.is_in_trouble:
            yield some
            some, size = [], 0
    if some:
        yield some


def _slices(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    for start in range(0, len(parts), TOGETHER):
        yield parts[start : start + TOGETHER]
