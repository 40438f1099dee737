"""What a rehearsal finds, as plain values for the command line and the web."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.campaigns.check_list import RehearsedCost
from notifier.preview.letter_troubles import TroubledLetter
from notifier.preview.rehearsal.census import Census
from notifier.preview.rehearsal.desk_load import DeskDay
from notifier.providers.channels import traits_of
from notifier.vocabulary import CampaignStatus, Channel


@dataclass(frozen=True)
class TextSizes:
    """What the texts come to, every patient's own counted. `parts` are what a network charges for."""

    texts: int = 0
    parts: int = 0
    above_one_part: int = 0
    in_ucs2: int = 0  # with a letter that the cheap alphabet lacks: 70 characters a part instead of 160
    longest: str = ""
    longest_parts: int = 0
    reminder_parts: int = 0  # if everybody who can be texted is reminded by text
    acknowledgement_parts: int = 0  # if each of them answers once, by whatever way, and is told that it came


@dataclass(frozen=True)
class Costs:
    """Estimates in pounds without VAT: the launch by channel, and the most that a campaign can come to."""

    by_channel: Mapping[Channel, float]
    most: float

    @property
    def total(self) -> float:
        """The launch, if everything arrives."""
        return round(sum(self.by_channel.values()), 2)


@dataclass(frozen=True)
class Span:
    """When the first and the last message of a channel would go."""

    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Dates:
    """Days in London that follow from when the first and the last patient is told."""

    notice_days: int
    deadline_on: date  # of who is told first
    last_deadline_on: date  # of who is told last
    reminders_on: date | None  # half way; none where the campaign has no reminder


@dataclass(frozen=True)
class Rehearsal:
    """A launch at `rehearsed_at`, and nothing of it done."""

    campaign_id: int
    fingerprint: str  # of what was rehearsed, as a preview has it
    name: str
    campaign_status: CampaignStatus
    rehearsed_at: datetime
    is_sample: bool  # invented patients only
    footer: bool  # whether there is a line on the prescriptions
    census: Census
    texts: TextSizes
    costs: Costs
    spans: Mapping[Channel, Span]  # of the channels that go by themselves
    dates: Dates
    samples: Mapping[str, str]  # what an invented patient would read, by kind
    letter: bytes | None  # the same as a PDF; none where it was not asked for
    troubled: Sequence[TroubledLetter]  # whose letter cannot be made: now, or by the last preview where none is made
    told: tuple[str, ...] = ()  # what counts as told, a sentence for each channel
    steps: tuple[str, ...] = ()  # what happens after the button, in order
    warnings: tuple[str, ...] = ()
    calendar: tuple[DeskDay, ...] = ()  # what goes out on which day, and what the desk may expect of it
    assumptions: tuple[str, ...] = ()  # which the calendar rests on

    @property
    def cost(self) -> RehearsedCost:
        """What it costs, and of what exactly."""
        return RehearsedCost(self.fingerprint, self.costs.total, self.costs.most)

    @property
    def most_acknowledgements(self) -> int:
        """If everybody whom the campaign can reach otherwise than by post answers once, and is told that it came."""
        return sum(number for channel, number in self.census.told_by.items() if traits_of(channel).acknowledges)

    @property
    def most_reminders(self) -> int:
        """If nobody answers and nobody is surely reached."""
        return self.census.told if self.dates.reminders_on else 0
