"""Asks providers what became of messages of which they told nothing, and remembers until when each was asked.

Those that do not call us are asked at every opportunity. The others call once or for a while, and what was not taken
then is lost: they are asked when a worker starts, a while after they took a message, with growing pauses until silence
would count, and then once a day. Never one request a message: each asking is about everything that waits.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.delivery import receipts
from notifier.delivery.silence import SILENCE
from notifier.providers.base import AwaitedMessage, CannotAsk, Provider, Report
from notifier.store.database import Database, insert_unless_there
from notifier.store.tables import Delivery, Poll
from notifier.vocabulary import DeliveryStatus, PollSubject

_LOG = logging.getLogger(__name__)
_TOGETHER = 100  # reports written in one transaction: patients who answer meanwhile get their turn between two
PAUSE = timedelta(minutes=15)  # at least, between two askings
PAUSE_AT_START = timedelta(minutes=1)  # for whoever starts, so that one who dies again and again does not ask each time
_LONGEST_PAUSE = timedelta(hours=4)  # after failures, each of which doubles it
_DAY = timedelta(days=1)
# How long after a message was taken it is asked about again, beyond the provider's own first time.
_AGES = (*(timedelta(hours=hours) for hours in (1, 4, 12, 24, 48)), SILENCE)
_OLDEST = timedelta(days=90)  # that is still asked about: nothing becomes of a message after so long
_LONGEST_FAULT = 300


class PollState(NamedTuple):
    """What is remembered of asking a provider about one subject; see the table of polls."""

    tried_at: datetime
    asked_at: datetime | None
    failures: int


def poll_of(session: Session, provider: str, subject: PollSubject) -> PollState | None:
    """None where it has never been asked."""
    query = select(Poll.tried_at, Poll.asked_at, Poll.failures)
    row = session.execute(query.where(Poll.provider == provider, Poll.subject == subject)).one_or_none()
    return None if row is None else PollState(row.tried_at, row.asked_at, row.failures)


def poll_reports(database: Database, provider: Provider, now: datetime, *, at_start: bool = False) -> int:
    """Ask a provider what became of everything that it took, if it is time; returns how many reports were new.

    What cannot be asked is remembered, logged, and asked again later. Raises what the provider's library raised
    beyond that, after it was remembered.
    """
    if provider.asked_after is None:
        return 0
    with database.reading() as session:
        poll = poll_of(session, provider.name, PollSubject.REPORTS)
        rests = not at_start and provider.asked_after and poll is not None and is_resting(poll, PAUSE, now)
        awaited = [] if rests else _awaited(session, provider, now)
    if not provider.asked_after or (awaited and (at_start or _is_due(awaited, provider.asked_after, poll, now))):
        reports = _ReportWriter(database, provider.name, now)
        ask(database, provider.name, PollSubject.REPORTS, now, lambda: reports.write(provider.reports(awaited, now)))
        return reports.new
    return 0


def ask(database: Database, provider: str, subject: PollSubject, now: datetime, work: Callable[[], object]) -> None:
    """Do some asking, and remember that it was tried before, and what came of it afterwards.

    CannotAsk is remembered and logged; anything else that is raised is remembered and raised again.
    """
    with database.writing() as session:
        session.execute(
            insert_unless_there(session, Poll).values(
                provider=provider, subject=subject, tried_at=now, asked_at=None, failures=0, fault=""
            )
        )
        poll = session.get_one(Poll, (provider, subject))
        poll.tried_at = now
    fault, is_done, raised = "", True, None
    try:
        work()
    except CannotAsk as error:
        fault, is_done = str(error), error.for_good
        _LOG.warning("%s could not be asked for %s: %s", provider, subject.value, error)
    except Exception as error:  # of any provider's library, or the database: raised again below
        is_done, raised = False, error
        fault = f"{provider} could not be asked ({type(error).__name__}): see the log"
    with database.writing() as session:
        poll = session.get_one(Poll, (provider, subject))
        poll.failures = 0 if is_done else poll.failures + 1
        poll.fault = fault[:_LONGEST_FAULT]
        poll.asked_at = now if is_done else poll.asked_at
    if raised is not None:
        raise raised


def is_resting(poll: PollState, pause: timedelta, now: datetime) -> bool:
    """Whether it is too early to ask again; after failures the pause grows. A time to come is a clock's fault."""
    longer = min(PAUSE * 2 ** min(poll.failures, 10), _LONGEST_PAUSE) if poll.failures else pause
    return poll.tried_at <= now < poll.tried_at + longer


def may_ask_at_start(database: Database, provider: str, subject: PollSubject, now: datetime) -> bool:
    """Whether a worker that starts may ask at once, whatever the pauses; if not, then a minute later."""
    with database.reading() as session:
        poll = poll_of(session, provider, subject)
    return poll is None or not poll.tried_at <= now < poll.tried_at + PAUSE_AT_START


def forget_polls(database: Database, askable: Collection[str]) -> None:
    """Forget what was asked of providers that are no longer there to be asked, so that silence counts by itself."""
    others = (Poll.subject == PollSubject.REPORTS, Poll.provider.not_in(askable))
    with database.reading() as session:
        if session.execute(select(Poll.provider).where(*others).limit(1)).first() is None:
            return
    with database.writing() as session:
        session.execute(delete(Poll).where(*others))


def failed_polls(session: Session) -> list[tuple[str, PollSubject, str]]:
    """Of whatever could not be asked the last time: (provider, subject, why)."""
    query = (
        select(Poll.provider, Poll.subject, Poll.fault).where(Poll.fault != "").order_by(Poll.provider, Poll.subject)
    )
    return [(provider, subject, why) for provider, subject, why in session.execute(query)]


class _ReportWriter:
    """Writes down reports as they come, a few at a time, and counts those that are new."""

    def __init__(self, database: Database, provider: str, now: datetime) -> None:
        self._database, self._provider, self._now = database, provider, now
        self.new = 0

    def write(self, reports: Iterator[Report]) -> None:
        """Write them all; what came before something is raised is written too."""
        batch: list[Report] = []
        try:
            for report in reports:
                batch.append(report)
                if len(batch) == _TOGETHER:
                    self._keep(batch)
                    batch = []
        finally:
            self._keep(batch)

    def _keep(self, batch: Sequence[Report]) -> None:
        if not batch:
            return
        with self._database.writing() as session:
            self.new += sum(receipts.record_report(session, self._provider, report, self._now) for report in batch)


def _awaited(session: Session, provider: Provider, now: datetime) -> list[AwaitedMessage]:
    query = select(
        Delivery.reference, Delivery.provider_id, Delivery.sent_to, Delivery.accepted_at, Delivery.planned_at
    ).where(
        Delivery.provider == provider.name,
        Delivery.delivery_status == DeliveryStatus.ACCEPTED,
        Delivery.posted_at.is_(None),
        Delivery.provider_id.is_not(None),
    )
    return [
        AwaitedMessage(row.reference, str(row.provider_id), row.sent_to or "", row.accepted_at or row.planned_at)
        for row in session.execute(query)
        if (row.accepted_at or now) > now - _OLDEST
    ]


def _is_due(awaited: Sequence[AwaitedMessage], asked_after: timedelta, poll: PollState | None, now: datetime) -> bool:
    """Whether any message has come to an age at which it is asked about, since the provider last answered."""
    if poll is not None and poll.failures:
        return True
    since = None if poll is None or poll.asked_at is None or poll.asked_at > now else poll.asked_at
    return any(_steps(one, asked_after, now) > (_steps(one, asked_after, since) if since else 0) for one in awaited)


def _steps(one: AwaitedMessage, asked_after: timedelta, moment: datetime) -> int:
    """At how many ages a message has been asked about by this moment."""
    age = moment - one.accepted_at
    days = max((age - SILENCE) // _DAY, 0)
    return sum(age >= step for step in (asked_after, *_AGES)) + days
