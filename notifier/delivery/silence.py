"""When silence about a message counts: its provider, where it can be asked, was asked after that time and knew nothing.

A report that nobody took is told once by most providers, so that its absence says as much of us as of the message. What
`notifier.delivery.polling` found out stands in the table of polls; a provider without a row there cannot be asked, and
of its messages silence is all that there is to go by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from notifier.store.tables import Delivery, Poll
from notifier.vocabulary import DeliveryStatus, PollSubject

SILENCE = timedelta(hours=72)  # without a receipt for so long, a text or an email counts as not surely there
# A reminder goes to whoever was not surely reached, so that it is asked anew before; polls come once a day at least.
_JUST_NOW = timedelta(hours=25)


@dataclass(frozen=True)
class Silence:
    """What silence means at one moment; `asked_at` has every provider that can be asked, None where it never answered.

    What is said here is of deliveries that were accepted and whose channel reports what became of a message.
    """

    now: datetime
    asked_at: Mapping[str, datetime | None]

    @classmethod
    def at(cls, session: Session, now: datetime) -> "Silence":
        """As the providers have been asked up to now."""
        query = select(Poll.provider, Poll.asked_at).where(Poll.subject == PollSubject.REPORTS)
        return cls(now, {row.provider: row.asked_at for row in session.execute(query)})

    def is_over(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether nothing was heard for so long that the next channel's turn has come."""
        askable = list(self.asked_at)
        heard_of_by_calls = or_(delivery.provider.is_(None), delivery.provider.not_in(askable))
        return or_(
            and_(heard_of_by_calls, delivery.accepted_at <= self.now - SILENCE),
            *(
                and_(delivery.provider == provider, delivery.accepted_at <= min(asked_at, self.now) - SILENCE)
                for provider, asked_at in self.asked_at.items()
                if asked_at is not None
            ),
        )

    def is_to_be_asked(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a provider that can be asked was not asked just now, so that it may know by now what became of it."""
        unasked = [
            provider
            for provider, asked_at in self.asked_at.items()
            if asked_at is None or asked_at < self.now - _JUST_NOW
        ]
        return and_(delivery.delivery_status == DeliveryStatus.ACCEPTED, delivery.provider.in_(unasked))
