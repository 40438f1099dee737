"""Which of a patient's replies stands: by when each was said, never by when it was written down.

Pure, so that the one writer of replies (`record`) and the rule of outcomes (`outcomes.rule`) decide alike, and from the
*set* of replies: whatever the order in which the same ones are recorded, the same stands and the same needs a person.
A *clear* reply is one that is neither in doubt nor set aside.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from typing import Protocol, TypedDict, TypeVar

from notifier.campaigns.calendar import london_date
from notifier.vocabulary import Choice, Source


class PlacedReply(Protocol):
    """As much of a reply as places it among the others.

    `received_at` is when it was said, `recorded_at` when it was written down, each with its zone. `in_doubt`: a person
    has to look at it and has not concluded yet. `set_aside`: one has, or it is not the patient's. `is_conclusion`: it
    is what a person concluded of another one.
    """

    @property
    def choice(self) -> Choice: ...
    @property
    def source(self) -> Source: ...
    @property
    def recorded_by_staff(self) -> bool: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def in_doubt(self) -> bool: ...
    @property
    def set_aside(self) -> bool: ...
    @property
    def is_conclusion(self) -> bool: ...


_Reply = TypeVar("_Reply", bound=PlacedReply)


def is_dated_by_day(reply: PlacedReply) -> bool:
    """Whether only the London day is known on which it was said: of all that staff log, texts too.

    What came by the page, a text that a provider reported, and a conclusion have a moment.
    """
    if reply.is_conclusion or reply.source is Source.PAGE:
        return False
    return reply.recorded_by_staff or reply.source is not Source.SMS


def placed_at(reply: PlacedReply) -> datetime:
    """When it was said. A conclusion was when it was recorded: the person looked at all that there was by then."""
    return reply.recorded_at if reply.is_conclusion else reply.received_at


class KnownTimes(TypedDict):
    """When a reply was said and when it came to be known, as the fields of its dataclass."""

    received_at: datetime
    recorded_at: datetime
    is_conclusion: bool


def known_from(reply: PlacedReply, moment: datetime) -> KnownTimes:
    """What a reply has among those that it met at a moment, as under another NHS number of the same patient.

    It keeps its place by when it was said. But whoever concluded anything of the others before that moment did not know
    of it, so that it counts as recorded then.
    """
    return {
        "received_at": placed_at(reply),
        "recorded_at": max(reply.recorded_at, moment),
        "is_conclusion": False,  # it was one of what had been said under the one number
    }


def by_reception(replies: Iterable[_Reply]) -> list[_Reply]:
    """The replies in the order in which they were said, and of those that tell no order the first recorded first."""
    return sorted(replies, key=lambda one: (placed_at(one), one.recorded_at))


def is_said_before(one: PlacedReply, other: PlacedReply) -> bool:
    """Whether one is known to have been said before another: on one day, only where both have a moment."""
    return placed_at(one) < placed_at(other) and not have_no_order(one, other)


def have_no_order(one: PlacedReply, other: PlacedReply) -> bool:
    """Whether nobody can say which of two was said first: on one London day, and of one no more than that is known."""
    is_known = not (is_dated_by_day(one) or is_dated_by_day(other))
    return not is_known and london_date(placed_at(one)) == london_date(placed_at(other))


def standing(replies: Sequence[_Reply]) -> _Reply | None:
    """The reply that counts: the last clear one by reception; None where none is clear. In the order of recording.

    Where a wish to keep has no order with the last one, the wish to keep counts.
    """
    waiting = _since_conclusion(replies)
    if not waiting:
        return None
    last = by_reception(waiting)[-1]
    if last.choice is Choice.KEEP:
        return last
    return next((one for one in waiting if one.choice is Choice.KEEP and have_no_order(one, last)), last)


def conflicts(replies: Sequence[_Reply]) -> list[tuple[_Reply, _Reply]]:
    """The pairs of clear replies of which one agrees and the other does not, and nobody can say which came last.

    By whatever way they came, and whatever was said since: a person has to conclude, after both. Between keep and
    unsure nothing has to be known, for both hold. Replies, and each pair, in the order of recording.
    """
    waiting = _since_conclusion(replies)
    if len({one.choice for one in waiting}) < 2:
        return []
    pairs = combinations(waiting, 2)
    return [(one, other) for one, other in pairs if _is_agreement_doubted(one, other) and have_no_order(one, other)]


def unconfirmed_keeps(replies: Sequence[_Reply]) -> list[_Reply]:
    """The clear wishes to keep after which no person has concluded that the patient agrees, in the order of recording.

    While there is one, no agreement counts, whichever of them was said last.
    """
    clear = _clear(replies)
    found: list[_Reply] = []
    for one in clear:
        if one.choice is Choice.KEEP:
            found.append(one)
        elif one.choice is Choice.AGREE and one.is_conclusion:
            found.clear()
    return found


def needs_person(replies: Sequence[_Reply]) -> bool:
    """Whether clear replies hold until a person concludes: two have no order, or an agreement stands over a keep.

    Replies in the order of recording.
    """
    if conflicts(replies):
        return True
    answer = standing(replies)
    return answer is not None and answer.choice is Choice.AGREE and bool(unconfirmed_keeps(replies))


def _is_agreement_doubted(one: PlacedReply, other: PlacedReply) -> bool:
    return one.choice is not other.choice and Choice.AGREE in (one.choice, other.choice)


def _clear(replies: Sequence[_Reply]) -> list[_Reply]:
    """In the order of recording: of several that were recorded in one instant, as they are given."""
    return sorted((one for one in replies if not (one.in_doubt or one.set_aside)), key=lambda one: one.recorded_at)


def _since_conclusion(replies: Sequence[_Reply]) -> list[_Reply]:
    """The clear replies from what a person concluded last on: a conclusion stands for all that was recorded before."""
    clear = _clear(replies)
    first = max((at for at, one in enumerate(clear) if one.is_conclusion), default=0)
    return clear[first:]
