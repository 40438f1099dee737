"""Asks providers for the texts that people sent us: none is lost that came while nobody here could take it.

A provider hands a text on for a few seconds and then never again. So the texts to our number since the last ones that
are known are read when a worker starts and every hour; one that was handed on is the same event, and no second text.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.delivery import polling
from notifier.delivery.polling import PollState
from notifier.patients.access_codes import Keys
from notifier.providers.base import IncomingText, Provider
from notifier.replies import inbound_sms
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import PollSubject

EVERY = timedelta(hours=1)
# Lists lag, clocks differ, and what came just before the last sweep may be listed only after it.
_OVERLAP = timedelta(days=1)


def sweep_texts(database: Database, keys: Keys, provider: Provider, now: datetime, *, at_start: bool = False) -> int:
    """Ask a provider for texts, if it is time; returns how many had not been handed on.

    The mark moves only when all of them are on record. What cannot be asked is remembered, logged, and asked again.
    """
    with database.reading() as session:
        poll = polling.poll_of(session, provider.name, PollSubject.TEXTS)
        if not at_start and poll is not None and polling.is_resting(poll, EVERY, now):
            return 0
        since = _since(session, provider, poll, now)
    if since is None:
        return 0
    new = 0

    def sweep() -> None:
        nonlocal new
        found: list[IncomingText] = []
        try:
            found.extend(provider.texts_since(since))
        finally:  # what was read before the provider failed is kept too
            # The oldest first, for of two texts the later one was said last; lists begin with the newest.
            for text in sorted(found, key=lambda text: text.sent_at or now):
                new += _is_new(database, keys, provider, text, now)

    polling.ask(database, provider.name, PollSubject.TEXTS, now, sweep)
    return new


def _since(session: Session, provider: Provider, poll: PollState | None, now: datetime) -> datetime | None:
    """From when on texts are asked for; None where nothing was ever sent by this provider, which nobody answers."""
    if poll is not None and poll.asked_at is not None:
        return min(poll.asked_at, now) - _OVERLAP
    first = select(func.min(Delivery.accepted_at)).where(Delivery.provider == provider.name)
    sent_at: datetime | None = session.execute(first).scalar_one()
    return None if sent_at is None else sent_at - _OVERLAP


def _is_new(database: Database, keys: Keys, provider: Provider, text: IncomingText, now: datetime) -> bool:
    with database.writing() as session:
        return inbound_sms.receive_text(session, keys, provider.name, text, now) is not None
