"""Numbers and addresses that nothing more is sent to. A stop is about a channel: it is never an objection."""

import sys
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, exists, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifier.providers.channels import AddressKind, channels_that, traits_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import insert_unless_there
from notifier.store.tables import Patient, Suppression
from notifier.vocabulary import Channel


def suppress(session: Session, channel: Channel, address: str, why: str, now: datetime) -> bool:
    """Send nothing more to this number or address; False when that was so already."""
    row = {"channel": channel, "address": address, "why": why, "since": now}
    insert = insert_unless_there(session, Suppression).values(row).returning(Suppression.id)
    made = session.execute(insert).scalar_one_or_none()
    if made is not None:
        audit.append(session, AuditAction.SUPPRESSION_ADDED, now, suppression=made, channel=channel.value, why=why)
    return made is not None


def in_force(channel: Channel, address: str | InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Whether nothing more may be sent to this number or address, which may be a column, by this channel."""
    return exists().where(
        Suppression.channel == channel, Suppression.address == address, Suppression.lifted_at.is_(None)
    )


def stoppable() -> tuple[Channel, ...]:
    """The channels by which somebody can ask for nothing more; of each, `by_patient` says whether a patient did."""
    return _stoppable(tuple(sys.path))


def by_patient(channel: Channel) -> ColumnElement[bool]:
    """Whether nothing more may be sent to the number or address that a patient has today, by a stoppable channel."""
    columns = {AddressKind.MOBILE: Patient.mobile, AddressKind.EMAIL: Patient.email}
    return in_force(channel, columns[traits_of(channel).address])


@cache
def _stoppable(_path: tuple[str, ...]) -> tuple[Channel, ...]:
    return channels_that(lambda traits: traits.can_be_stopped)  # asked for every patient of a list


def lift_suppression(
    session: Session, channel: Channel, address: str, now: datetime, *, why: str | None = None
) -> bool:
    """Send to it again, if `why` only what was stopped for that reason; False when that lifts nothing."""
    query = update(Suppression).where(
        Suppression.channel == channel, Suppression.address == address, Suppression.lifted_at.is_(None)
    )
    if why is not None:
        query = query.where(Suppression.why == why)
    lifted = session.execute(query.values(lifted_at=now).returning(Suppression.id)).scalar_one_or_none()
    if lifted is not None:
        audit.append(session, AuditAction.SUPPRESSION_LIFTED, now, suppression=lifted, channel=channel.value)
    return lifted is not None
