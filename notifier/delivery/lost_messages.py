"""What providers are asked about messages whose answer was lost, with the controls that absence needs to prove it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from notifier.delivery import leases, notices
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.providers.base import ControlMessage, LostMessage
from notifier.store.tables import Delivery, Notice
from notifier.vocabulary import Channel, DeliveryStatus, Wave

ASK_TOGETHER = 200  # unknown messages that a provider is asked about at a time
_MOST_CONTROLS = 2
# After so long a list that has any message of ours has every one that was sent before.
_LONGEST_LAG = timedelta(hours=1)


class LostMessages(NamedTuple):
    """The unknown deliveries of one channel and provider: reference -> attempt, and what is asked about each."""

    attempts: dict[str, int]
    messages: list[LostMessage]


# The words of these deliveries by which a provider can find them, of those that have any.
WordsOf = Callable[[Session, Sequence[int]], Mapping[int, str]]


def lost_messages(
    session: Session, keys: Keys, channel: Channel, provider: str, words_of: WordsOf, now: datetime
) -> LostMessages:
    """Every unknown delivery that has a mark to be found by; where its link was replaced since, it has none.

    An acknowledgement has no link: its words find it, but since a name or number in them may have changed, not to find
    it proves nothing. What is left out, or never found, is settled by a report or a person.
    """
    # Before a restore the claim was lost with its machine, and the provider's name with it.
    is_asked = or_(Delivery.provider == provider, and_(Delivery.provider.is_(None), Delivery.restored_at.is_not(None)))
    ours = Delivery.channel == channel, Delivery.provider == provider
    is_marked = ~notices.withdrawn_since(Delivery.planned_at)
    query = (
        select(
            *(Delivery.reference, Delivery.attempts, Delivery.sent_to, Delivery.lease_until, Delivery.campaign_id),
            *(Delivery.unknown_at, Delivery.id, Delivery.wave, Notice.patient_id, Notice.link_serial),
            *(Delivery.planned_at, Delivery.restored_at),
        )
        .outerjoin(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.delivery_status == DeliveryStatus.UNKNOWN, Delivery.channel == channel, is_asked, is_marked)
    )
    rows = session.execute(query).all()
    if not rows:
        return LostMessages({}, [])
    known = select(Delivery.sent_to, Delivery.provider_id).where(*ours, Delivery.provider_id.is_not(None))
    taken: dict[str, set[str]] = {}
    for start in range(0, len(rows), ASK_TOGETHER):
        places = [row.sent_to for row in rows[start : start + ASK_TOGETHER]]
        for place, provider_id in session.execute(known.where(Delivery.sent_to.in_(places))):
            taken.setdefault(str(place), set()).add(str(provider_id))
    wall, controls = leases.wall_clock(), _controls(session, keys, channel, provider)
    answers = [row.id for row in rows if row.wave is Wave.ACKNOWLEDGEMENT]
    words = words_of(session, answers) if answers else {}
    lost = [
        LostMessage(
            reference=row.reference,
            to=row.sent_to or "",
            mark=words.get(row.id, "")
            if row.wave is Wave.ACKNOWLEDGEMENT or not row.patient_id
            else access_codes.make_code(keys, row.campaign_id, row.patient_id, row.link_serial),
            known=frozenset(taken.get(row.sent_to or "", ())),
            settled=row.lease_until is None or wall >= row.lease_until,
            is_renamed=row.restored_at is not None and row.planned_at >= row.restored_at,
            controls=_proving(controls, row.unknown_at or now, now) if row.wave is not Wave.ACKNOWLEDGEMENT else (),
        )
        for row in rows
    ]
    return LostMessages({row.reference: row.attempts for row in rows}, lost)


def _controls(session: Session, keys: Keys, channel: Channel, provider: str) -> list[tuple[datetime, ControlMessage]]:
    """The last messages that the provider certainly took, each with when it did."""
    query = (
        select(
            *(Delivery.accepted_at, Delivery.provider_id, Delivery.sent_to),
            *(Delivery.campaign_id, Notice.patient_id, Notice.link_serial),
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.channel == channel, Delivery.provider == provider, Delivery.provider_id.is_not(None))
        .where(Delivery.delivery_status.in_((DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED)))
        .where(Delivery.accepted_at.is_not(None), Delivery.sent_to.is_not(None), Delivery.wave != Wave.ACKNOWLEDGEMENT)
        .where(~notices.withdrawn_since(Delivery.planned_at))
        .order_by(Delivery.accepted_at.desc(), Delivery.id.desc())
        .limit(_MOST_CONTROLS)
    )
    return [
        (accepted_at, ControlMessage(provider_id, sent_to, access_codes.make_code(keys, *marked)))
        for accepted_at, provider_id, sent_to, *marked in session.execute(query)
        if accepted_at is not None and provider_id is not None and sent_to is not None
    ]


def _proving(
    controls: list[tuple[datetime, ControlMessage]], lost_at: datetime, now: datetime
) -> tuple[ControlMessage, ...]:
    """The controls that no list can have which lacks a message lost at this moment, however far it lags behind."""
    is_long_ago = now - lost_at >= _LONGEST_LAG
    return tuple(control for accepted_at, control in controls if is_long_ago or accepted_at >= lost_at)
