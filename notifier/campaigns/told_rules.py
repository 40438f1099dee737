"""What counts as told, by channel: a campaign's own rules, which its preset brings and the approver approves.

A text or an email tells once it is reported to have arrived, or already once the provider took it (`sent`). A letter
tells once it was posted and did not come back for some working days; one for the desk once it is handed over. Of a
channel that a distribution brings, its traits say what it can prove.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from notifier.campaigns.calendar import london_date
from notifier.campaigns.working_days import working_days_after
from notifier.errors import ValueRefused
from notifier.providers.channels import AddressKind, ChannelTraits, channels_that, traits_of
from notifier.store.tables import Campaign
from notifier.vocabulary import Channel, Evidence

LETTER_WORKING_DAYS = "letter_working_days"  # beside the channels, how long a letter may come back
USUAL_LETTER_WORKING_DAYS = 5
_LONGEST = 30
# As strengths were ordered when a campaign had one for all channels: what was only posted proved the least.
_ONCE = (Evidence.NONE, Evidence.PASSIVE, Evidence.POSTED, Evidence.SENT, Evidence.DELIVERED, Evidence.REPLIED)
_SAID: Mapping[Evidence, str] = {
    Evidence.SENT: "once its provider took it, whether or not it arrived",
    Evidence.POSTED: "once posted",
    Evidence.DELIVERED: "once it is reported to have arrived",
    Evidence.REPLIED: "never, whatever becomes of it: only an answer shows that the patient was told",
}


@dataclass(frozen=True, slots=True)
class ToldRules:
    """What each channel has to prove before it told a patient, and how many working days a letter may come back."""

    needed: Mapping[Channel, Evidence]
    letter_working_days: int

    @classmethod
    def of(cls, campaign: Campaign) -> "ToldRules":
        """A campaign's. One whose preset has no `told` keeps what its one strength for all channels meant."""
        values = campaign.preset_data.get("told")
        return cls._stored(values) if values else cls.before(campaign.evidence_needed)

    @classmethod
    def before(cls, weakest: Evidence) -> "ToldRules":
        """What one strength for all channels meant: no less counts on any, a posted letter from that day on."""
        least = max(_ONCE.index(weakest), _ONCE.index(Evidence.POSTED))
        needed = {
            channel: next((one for one in _proofs(traits_of(channel)) if _ONCE.index(one) >= least), Evidence.REPLIED)
            for channel in _individual()
        }
        return cls(needed, 0)

    @classmethod
    def _stored(cls, values: Mapping[str, str | int]) -> "ToldRules":
        needed = {
            Channel.stored(name): Evidence(str(value)) for name, value in values.items() if name != LETTER_WORKING_DAYS
        }
        return cls(needed, int(values[LETTER_WORKING_DAYS]))

    def suffices(self, channel: Channel, evidence: Evidence) -> bool:
        """Whether a delivery by this channel with this evidence told the patient."""
        needed = self.needed.get(channel, Evidence.REPLIED)
        return evidence.strength >= needed.strength

    def letter_counts_after(self, posted_at: datetime) -> date:
        """The London day after which a letter that was posted then and did not come back told its patient."""
        return working_days_after(london_date(posted_at), self.letter_working_days)

    @property
    def weakest(self) -> Evidence:
        """The weakest evidence that suffices on any channel."""
        return min(self.needed.values(), key=_ONCE.index, default=Evidence.REPLIED)

    def as_values(self) -> dict[str, str | int]:
        """As a preset has them and a campaign keeps them."""
        by_channel = {channel.value: evidence.value for channel, evidence in self.needed.items()}
        return {**by_channel, LETTER_WORKING_DAYS: self.letter_working_days}

    def in_words(self, channels: Iterable[Channel]) -> list[str]:
        """A sentence for each of these channels that tells each patient, as staff read it before they approve."""
        return list(self._sentences([one for one in channels if traits_of(one).tells_individually]))

    def _sentences(self, channels: Iterable[Channel]) -> Iterator[str]:
        for channel in channels:
            traits = traits_of(channel)
            needed = self.needed.get(channel, Evidence.REPLIED)
            said = _SAID.get(needed, "never")
            if traits.address is AddressKind.POST:
                if needed is Evidence.DELIVERED:
                    said = "only once handed over at the desk"
                elif needed is Evidence.POSTED:
                    days = self.letter_working_days
                    back = f" and {days} working days went by in which it did not come back" if days else ""
                    said += f"{back}; one for the desk once handed over"
            yield f"{traits.label}: counts as told {said}."


def checked_rules(values: Mapping[str, object], over: ToldRules | None = None) -> ToldRules:
    """The rules that a preset or a command has written down; what is not said is `over`'s, or as usual.

    Raises ValueRefused, which names what is wrong and what there is to choose from: for the name of no channel that
    tells each patient, for what its messages cannot prove, and for a number of working days that is none.
    """
    usual = over or ToldRules({channel: _usual(traits_of(channel)) for channel in _individual()}, 0)
    needed = dict(usual.needed)
    days: object = over.letter_working_days if over else USUAL_LETTER_WORKING_DAYS
    for name, value in values.items():
        if name == LETTER_WORKING_DAYS:
            days = value
            continue
        channel = next((one for one in _individual() if one.value == name), None)
        if channel is None:
            raise ValueRefused(f"no channel {name!r} tells each patient: choose among {', '.join(_individual())}")
        needed[channel] = _proof(channel, value)
    return ToldRules(needed, _working_days(days))


def told_choices(channel: Channel, letter_working_days: int) -> dict[str, str]:
    """What may count as told by this channel, weakest first, each with its sentence for staff."""
    rules = [ToldRules({channel: one}, letter_working_days) for one in _proofs(traits_of(channel))]
    return {rule.needed[channel].value: rule.in_words([channel])[0] for rule in rules}


def parse_told(written: str) -> dict[str, str]:
    """What a command line says, as `sms=sent,letter_working_days=10`. Raises ValueRefused for another form."""
    found = {}
    for part in filter(None, map(str.strip, written.split(","))):
        name, equals, value = (one.strip() for one in part.partition("="))
        if not (name and equals and value):
            raise ValueRefused(f"{part!r} does not say what counts as told: write CHANNEL=VALUE, such as sms=delivered")
        if name in found:
            raise ValueRefused(f"what counts as told by {name} is said twice")
        found[name] = value
    return found


def _individual() -> tuple[Channel, ...]:
    return channels_that(lambda traits: traits.tells_individually)


def _proofs(traits: ChannelTraits) -> list[Evidence]:
    """What its messages can prove, weakest first."""
    proof = traits.evidence
    found = {proof.accepted, proof.posted, proof.delivered} - {Evidence.NONE}
    return sorted(found, key=_ONCE.index)


def _usual(traits: ChannelTraits) -> Evidence:
    """What is asked for where nothing is said: a report where there is one."""
    proofs = _proofs(traits)
    return (proofs[-1] if traits.reports_delivery else proofs[0]) if proofs else Evidence.REPLIED


def _proof(channel: Channel, value: object) -> Evidence:
    choices = [one.value for one in _proofs(traits_of(channel))]
    if value not in choices:
        raise ValueRefused(f"what counts as told by {channel} cannot be {value!r}: choose {' or '.join(choices)}")
    return Evidence(str(value))


def _working_days(value: object) -> int:
    days = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 4 else value
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= _LONGEST:
        raise ValueRefused(f"{LETTER_WORKING_DAYS} cannot be {value!r}: give a number of days from 0 to {_LONGEST}")
    return days
