"""The live figures of a campaign, each under a name that the page and its script both know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from notifier.outcomes.progress import Progress
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind
from web.labels import label_of
from web.templating import number

Word = TypeVar("Word", bound=StrEnum)
# The columns of the deliveries' table: what staff ask about, gathered from the statuses.
COLUMNS: Mapping[str, tuple[DeliveryStatus, ...]] = {
    "Waiting": (DeliveryStatus.PLANNED,),
    "Sent": (DeliveryStatus.SENDING, DeliveryStatus.ACCEPTED),
    "Arrived": (DeliveryStatus.DELIVERED,),
    "Failed": (DeliveryStatus.FAILED,),
    "Not known": (DeliveryStatus.UNKNOWN,),
    "Not sent": DeliveryStatus.never_sent(),
}


@dataclass(frozen=True)
class Figure:
    """One count: the name the script finds it by, what staff read beside it, and the count as text."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Figures:
    """Everything that the campaign page counts."""

    headline: tuple[Figure, ...]
    channels: tuple[tuple[str, tuple[Figure, ...]], ...]  # the channel's name, and a figure for each of COLUMNS
    replies: tuple[Figure, ...]
    outcomes: tuple[Figure, ...]
    holds: tuple[Figure, ...]
    evidence: tuple[Figure, ...]

    def texts(self) -> dict[str, str]:
        """Every figure's text by its name, for the script."""
        rows = [
            self.headline,
            self.replies,
            self.outcomes,
            self.holds,
            self.evidence,
            *(row for _, row in self.channels),
        ]
        return {figure.name: figure.text for row in rows for figure in row}


def figures_of(progress: Progress, channels: Iterable[str]) -> Figures:
    """The figures of a campaign that uses these channels."""
    may_code = sum(count for kind, count in progress.outcomes.items() if kind is not OutcomeKind.HOLD)
    headline = (
        Figure("patients", "patients on the list", number(progress.patients)),
        Figure("answers", "answers so far", number(sum(progress.replies.values()))),
        Figure("may-code", "may be coded today", number(may_code)),
        Figure("reviews", "answers to look at", number(progress.open_reviews)),
    )
    return Figures(
        headline=headline,
        channels=tuple((label_of(channel), _channel(progress, channel)) for channel in map(Channel.stored, channels)),
        replies=_row("reply", Choice, progress.replies),
        outcomes=_row("outcome", OutcomeKind, progress.outcomes),
        holds=_row("hold", list(HoldReason)[1:], progress.holds),
        evidence=_row("evidence", reversed(Evidence), progress.evidence),
    )


def _channel(progress: Progress, channel: Channel) -> tuple[Figure, ...]:
    counts = progress.deliveries.get(channel, {})
    figures = []
    for label, gathered in COLUMNS.items():
        name = f"{channel}-{label.lower().replace(' ', '-')}"
        figures.append(Figure(name, label, number(sum(counts.get(one, 0) for one in gathered))))
    return tuple(figures)


def _row(kind: str, words: Iterable[Word], counts: Mapping[Word, int]) -> tuple[Figure, ...]:
    return tuple(Figure(f"{kind}-{word}", label_of(word), number(counts.get(word, 0))) for word in words)
