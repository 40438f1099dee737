"""What a person chooses when they begin a campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from notifier.errors import ValueRefused
from notifier.providers.channels import channels_that, check_channel, traits_of
from notifier.vocabulary import Channel

LONGEST_NOTICE_DAYS = 365
LONGEST_NAME = 120


@dataclass(frozen=True)
class CampaignDraft:
    """A campaign to be made from a preset; what is left out is as the preset has it.

    `channels` are tried for each patient in this order. `told` is what counts as told where it is not as the preset
    says, see `told_rules`. On the London day `planned_launch_on` nothing happens by itself: staff plan by it.
    """

    preset: str
    name: str
    notice_days: int | None = None
    channels: Sequence[Channel] = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER)
    told: Mapping[str, str] = field(default_factory=dict)
    planned_launch_on: date | None = None

    def checked_name(self) -> str:
        """The name as it is kept. Raises ValueRefused for none, and for one that is too long or cannot be printed."""
        name = self.name.strip()
        if not name or len(name) > LONGEST_NAME or not self.name.isprintable():
            raise ValueRefused(f"a campaign needs a name of up to {LONGEST_NAME} letters, such as: Online access 2026")
        return name

    def checked_days(self, usual: int) -> int:
        """How long patients have to answer. Raises ValueRefused for a period below a day or above a year."""
        days = usual if self.notice_days is None else self.notice_days
        if not 1 <= days <= LONGEST_NOTICE_DAYS:
            raise ValueRefused(f"a notice period of {days} days is not possible: choose 1 to {LONGEST_NOTICE_DAYS}")
        return days

    def checked_channels(self) -> tuple[Channel, ...]:
        """The channels in the order given, each once; those that tell nobody individually come last.

        Raises ValueRefused where none of them tells anybody individually, SettingsFault for one whose distribution is
        broken.
        """
        given = tuple(dict.fromkeys(self.channels))
        for channel in given:
            check_channel(channel)
        ordered = tuple(sorted(given, key=lambda channel: not traits_of(channel).tells_individually))
        *first, last = channels_that(lambda traits: traits.tells_individually)
        if not {*first, last}.intersection(ordered):
            raise ValueRefused(f"a prescription footer tells nobody individually: add {', '.join(first)} or {last}")
        return ordered
