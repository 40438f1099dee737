"""The pictures of the campaign's page, from what is counted; each number leads to the people behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from notifier.outcomes.progress import Progress
from notifier.outcomes.uncounted_replies import Uncounted
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, SkipReason
from web.labels import label_of
from web.staff.charts import Chart, ChartColumn, ChartPart, columns_over_time, mixed_bar, share_bars, stacked_bar

Leads = Callable[[str], str]  # a group of people -> where they are listed; empty for who may not see them

_EVIDENCE_SHADES = {
    Evidence.REPLIED: "first",
    Evidence.DELIVERED: "second",
    Evidence.POSTED: "third",
    Evidence.SENT: "fourth",
    Evidence.PASSIVE: "fifth",
    Evidence.NONE: "none",
}
CHOICE_SHADES = {Choice.KEEP: "first", Choice.AGREE: "third", Choice.UNSURE: "fourth"}
_OUTCOME_SHADES = {
    OutcomeKind.MAY_CODE_ASKED: "third",
    OutcomeKind.MAY_CODE_SILENT: "second",
    OutcomeKind.HOLD: "none",
}
# What staff ask about a channel, gathered from the statuses: words, the word in an address, the statuses, the colour.
CHANNEL_STANDINGS: Sequence[tuple[str, str, tuple[DeliveryStatus, ...], str]] = (
    ("Arrived", "arrived", (DeliveryStatus.DELIVERED,), "second"),
    ("Sent", "sent", (DeliveryStatus.SENDING, DeliveryStatus.ACCEPTED), "fourth"),
    ("Waiting", "waiting", (DeliveryStatus.PLANNED,), "fifth"),
    ("May not have arrived", "unsure", (DeliveryStatus.UNKNOWN,), "sixth"),
    ("Failed", "failed", (DeliveryStatus.FAILED,), "seventh"),
    ("Not sent", "unsent", DeliveryStatus.never_sent(), "none"),
)
UNCOUNTED_WORDS = {
    Uncounted.STOPPED: "said STOP, which may be about the texts alone: each is looked at by a person",
    Uncounted.FOLLOWED: "were tries on the page, after which the same person went on: only the last counts",
    Uncounted.MISFILED: "were logged for the wrong patient, and taken back",
}


@dataclass(frozen=True)
class ChannelRow:
    """One channel: what became of its messages."""

    label: str
    bar: Markup
    parts: Sequence[ChartPart]

    @property
    def total(self) -> int:
        """All its messages."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True)
class BarRow:
    """One reason, with its bar."""

    part: ChartPart
    bar: Markup


@dataclass(frozen=True)
class CampaignCharts:
    """Everything that is drawn. `told` and `follows` each have every patient of the list once."""

    everybody: ChartPart
    told: Chart
    replies: Chart
    uncounted: Sequence[tuple[str, int]]
    follows: Chart
    holds: Sequence[BarRow]
    channels: Sequence[ChannelRow]
    skips: Sequence[BarRow]


def campaign_charts(
    progress: Progress,
    channels: Iterable[Channel],
    by_day: Mapping[date, Mapping[Choice, int]],
    uncounted: Mapping[Uncounted, int],
    leads: Leads,
    today: date,
) -> CampaignCharts:
    """The pictures of a campaign that goes by these channels."""

    def part(label: str, count: int, shade: str, group: str) -> ChartPart:
        return ChartPart(label, count, shade, leads(group) if count else "")

    told = [
        part(label_of(one), progress.evidence.get(one, 0), _EVIDENCE_SHADES[one], f"told-{one.value}")
        for one in reversed(Evidence)
    ]
    follows = [
        part(label_of(kind), progress.outcomes.get(kind, 0), _OUTCOME_SHADES[kind], f"outcome-{kind.value}")
        for kind in OutcomeKind
    ]
    said = [
        part(label_of(one), progress.replies.get(one, 0), CHOICE_SHADES[one], f"said-{one.value}") for one in Choice
    ]
    holds = [
        part(label_of(one), progress.holds[one], "second", f"held-{one.value}")
        for one in HoldReason
        if progress.holds.get(one)
    ]
    skips = [
        part(label_of(one), progress.skips[one], "none", f"not-sent-{one.value}")
        for one in SkipReason
        if progress.skips.get(one)
    ]
    daily = {on: tuple(counts.get(choice, 0) for choice in Choice) for on, counts in by_day.items()}
    replies = columns_over_time("replies", "What patients said, day by day", said, daily, today)
    return CampaignCharts(
        everybody=part("patients on the list", progress.patients, "none", "all"),
        told=stacked_bar("told", "How surely patients were told", told),
        replies=_with_addresses(replies, leads),
        uncounted=[(UNCOUNTED_WORDS[why], count) for why, count in uncounted.items()],
        follows=stacked_bar("follows", "What would follow today", follows),
        holds=_bars(holds),
        channels=[_channel(progress, channel, part) for channel in channels],
        skips=_bars(skips),
    )


def _with_addresses(chart: Chart, leads: Leads) -> Chart:
    """Lead each number of a day, or of a week, to its people."""
    columns = [
        replace(
            column,
            addresses=[
                leads(f"said-{choice.value}-{_days_of(column)}") if count else ""
                for choice, count in zip(Choice, column.counts, strict=True)
            ],
        )
        for column in chart.columns
    ]
    return replace(chart, columns=columns)


def _days_of(column: ChartColumn) -> str:
    """The days of a column, as the address of a list has them."""
    return f"on-{column.ends}" if column.begins == column.ends else f"from-{column.begins}-to-{column.ends}"


def _bars(parts: Sequence[ChartPart]) -> list[BarRow]:
    ordered = sorted(parts, key=lambda one: -one.count)
    return [BarRow(part, bar) for part, bar in zip(ordered, share_bars(ordered), strict=True)]


def _channel(progress: Progress, channel: Channel, part: Callable[[str, int, str, str], ChartPart]) -> ChannelRow:
    counts = progress.deliveries.get(channel, {})
    parts = [
        part(label, sum(counts.get(one, 0) for one in gathered), shade, f"{channel.value}-{word}")
        for label, word, gathered, shade in CHANNEL_STANDINGS
    ]
    return ChannelRow(label_of(channel), mixed_bar(parts), parts)
