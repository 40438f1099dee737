"""What was sent to a patient and what they said, as one story in the order in which it happened."""

from dataclasses import dataclass
from datetime import datetime

from notifier.outcomes.search import DeliveryView, PatientMatch
from notifier.replies import reception_order
from notifier.replies.history import ReplyView


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened, or is to happen: a message or an answer."""

    at: datetime
    delivery: DeliveryView | None = None
    reply: ReplyView | None = None


def story(patient: PatientMatch) -> list[StoryLine]:
    """Messages by when they went, or were planned; answers by when they came. The last stands first."""
    lines = [StoryLine(one.posted_at or one.accepted_at or one.planned_at, delivery=one) for one in patient.deliveries]
    lines += [StoryLine(reception_order.placed_at(one), reply=one) for one in patient.replies]
    return sorted(lines, key=lambda one: one.at, reverse=True)
