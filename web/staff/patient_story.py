"""What was done and said about a patient, as one story: each thing that happened is a line of its own with its day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from notifier.campaigns.calendar import london_date
from notifier.outcomes.search import DeliveryView, PatientMatch
from notifier.patients.matters import MatterView
from notifier.replies import reception_order
from notifier.replies.history import ReplyView


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened, or is to happen. One of the rest says what: a message, an answer, its end, a matter."""

    at: datetime
    delivery: DeliveryView | None = None
    reply: ReplyView | None = None
    times: int = 1  # how often it was, one after the other: a try that was made again with nothing changed
    settled: ReplyView | None = None  # the answer that a person settled, took back or undid then
    found: ReplyView | None = None  # beside `settled`: what that person concluded; none where they took it back
    matter: MatterView | None = None  # what was told of the patient then
    ended: MatterView | None = None  # what is over since then


def story(patient: PatientMatch, matters: Sequence[MatterView] = ()) -> list[StoryLine]:
    """Messages by when they went, or were planned; answers by when they came; all else by when it was done.

    The last stands first: it is what a person at the telephone needs. Of what is of one moment, the answer was before
    what became of it.
    """
    lines = [StoryLine(one.posted_at or one.accepted_at or one.planned_at, delivery=one) for one in patient.deliveries]
    lines += _of_answers(patient.replies)
    for one in matters:
        lines.append(StoryLine(one.received_at, matter=one))
        if one.ended_at is not None:
            lines.append(StoryLine(one.ended_at, ended=one))
    in_order = sorted(lines, key=lambda one: one.at)[::-1]
    alike = (list(same) for _, same in groupby(in_order, key=_try_of))
    return [replace(same[0], times=len(same)) for same in alike]


def _try_of(line: StoryLine) -> object:
    """What a try that was replaced has in common with the same one made again; everything else is like nothing."""
    reply = line.reply
    if reply is None or not reply.is_replaced:
        return id(line)
    return reply.choice, reply.date_of_birth, london_date(line.at)


def _of_answers(replies: Sequence[ReplyView]) -> Iterator[StoryLine]:
    """Each answer, and when a person settled it or took it back; what they concluded stands there."""
    by_id = {one.id: one for one in replies}
    concluded = {one.conclusion for one in replies if one.conclusion is not None and not one.is_undone}
    for one in replies:
        if one.id not in concluded:
            yield StoryLine(reception_order.placed_at(one), reply=one)
        if one.settled_at is not None and not one.is_replaced and not one.is_conclusion:
            found = by_id.get(one.conclusion) if one.conclusion is not None and not one.is_undone else None
            yield StoryLine(one.settled_at, settled=one, found=found)
