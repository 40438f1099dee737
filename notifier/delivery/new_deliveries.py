"""The rows of deliveries that planning writes: planned, or skipped with the reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import insert
from sqlalchemy.orm import Session

from notifier.delivery.routing import Step
from notifier.patients import access_codes
from notifier.store.tables import Campaign, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, SkipReason, Wave


def until_usable(steps: Sequence[Step]) -> list[Step]:
    """The skipped channels up to and including the first that can be used; all of them when none can."""
    for index, step in enumerate(steps):
        if step.skip is None:
            return list(steps[: index + 1])
    return list(steps)


class NewDelivery(TypedDict):
    """A delivery to be written, by the columns of its table."""

    campaign_id: int
    notice_id: int | None  # none for what tells nobody in particular, as the footer does
    channel: Channel
    wave: Wave
    anew: int  # how often the wave had begun before
    reference: str
    delivery_status: DeliveryStatus  # planned or skipped
    skip_reason: SkipReason | None
    planned_at: datetime
    due_at: datetime
    attempts: int


def delivery_rows(
    campaign: Campaign, notice_id: int | None, steps: Iterable[Step], wave: Wave, now: datetime, anew: int = 0
) -> list[NewDelivery]:
    """The deliveries that some steps of one notice make: planned, or skipped with the reason."""
    return [
        {
            "campaign_id": campaign.id,
            "notice_id": notice_id,
            "channel": step.channel,
            "wave": wave,
            "anew": anew,
            "reference": access_codes.new_reference(),
            "delivery_status": DeliveryStatus.PLANNED if step.skip is None else DeliveryStatus.SKIPPED,
            "skip_reason": step.skip,
            "planned_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for step in steps
    ]


def insert_deliveries(session: Session, rows: Sequence[NewDelivery]) -> None:
    """Write what `delivery_rows` made."""
    # Without nulls, a skipped one after a planned one would begin another statement.
    session.execute(insert(Delivery), rows, execution_options={"render_nulls": True})
