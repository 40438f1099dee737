"""How each patient of a launch was told, as the tables have it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from notifier.store.tables import Delivery, Notice
from notifier.vocabulary import Channel, DeliveryStatus, Wave

_SENT = (DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED)


FORGOTTEN, UNCARED = "forgotten", "an answer was lost, and nobody cares"


@dataclass(frozen=True)
class _Try:
    channel: Channel
    status: DeliveryStatus

    @property
    def has_arrived(self) -> bool:
        """A letter arrives as far as anybody knows."""
        return self.status is DeliveryStatus.DELIVERED or (self.channel is Channel.LETTER and self.status in _SENT)


@dataclass(frozen=True)
class Told:
    """The notices by how they ended, and those that did not end well: by their ids."""

    notices: Mapping[str, int]
    forgotten: list[int]
    uncared: list[int]
    twice: list[tuple[int, int]]


LIFE = (
    select(Notice.id, Delivery.channel, Delivery.delivery_status)
    .join(Delivery, Delivery.notice_id == Notice.id)
    # A hand-out tells nobody until it is handed over, and an acknowledgement only answers.
    .where(Delivery.wave.not_in((Wave.HAND_OUT, Wave.ACKNOWLEDGEMENT)))
    .order_by(Notice.id, Delivery.id)
)


def told_of(rows: Any) -> Told:
    """Each notice by how it was told, or why nobody could be."""
    lives: dict[int, list[_Try]] = {}
    for notice_id, channel, delivery_status in rows:
        lives.setdefault(notice_id, []).append(_Try(channel, delivery_status))
    notices: Counter[str] = Counter()
    forgotten: list[int] = []
    uncared: list[int] = []
    twice: list[tuple[int, int]] = []
    for notice_id, life in lives.items():
        arrived = [one for one in life if one.has_arrived]
        end = _end(life)
        notices[end] += 1
        if end == FORGOTTEN:
            forgotten.append(notice_id)
        if end == UNCARED:
            uncared.append(notice_id)
        if len(arrived) > 1:
            twice.append((notice_id, len(arrived)))
    return Told(notices, forgotten, uncared, twice)


def _end(life: Sequence[_Try]) -> str:
    sent = sorted(one.channel for one in life if one.status in _SENT)
    if any(one.status is DeliveryStatus.UNKNOWN for one in life):
        if sent:
            return "an answer was lost for good, and the next channel told them"
        is_last = life[-1].status is not DeliveryStatus.UNKNOWN or life[-1].channel is Channel.LETTER
        return "an answer was lost for good, no channel is left, and a person is asked" if is_last else UNCARED
    if sent:
        return f"told by {' and '.join(sent)}"
    if all(one.status is DeliveryStatus.SKIPPED for one in life):
        return "nothing to reach them by, or excluded"
    if life[-1].status in (DeliveryStatus.FAILED, DeliveryStatus.SKIPPED):
        return "every channel tried in vain"
    return FORGOTTEN
