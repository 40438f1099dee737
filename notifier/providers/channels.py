"""What each channel is like: one row of traits, which planning, sending, receipts, outcomes and pages ask.

Four channels are ours. Another one comes with a distribution that names its row under the channel's name in the group
`fair_notice.channels` of its entry points; a provider that carries it comes with the same one or with another. What the
rows do not say is no difference between channels: a letter's print run and a text's parts are about those two alone.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import entry_points

from notifier.errors import SettingsFault
from notifier.providers.message_types import EmailMessage, FooterMessage, LetterMessage, PlainMessage, SmsMessage
from notifier.settings import Settings
from notifier.vocabulary import CHANNELS_BROUGHT, Channel, Evidence, SkipReason

MessageType = type[SmsMessage | EmailMessage | LetterMessage | FooterMessage | PlainMessage]
_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z][a-z0-9]{1,19}")  # what a column, a folder, an address and the name of a text can hold


class AddressKind(StrEnum):
    """What of a patient's record a channel reaches them by."""

    MOBILE = "mobile"  # E.164
    EMAIL = "email"
    POST = "post"  # the postal address, where post can reach it
    NOBODY = "nobody"  # it tells everybody and nobody in particular


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many messages may go in a second, and how many in a day (0: as many as there are)."""

    per_second: float
    per_day: int = 0


@dataclass(frozen=True, slots=True)
class ChannelEvidence:
    """What it proves of the telling that a delivery got so far; see `notifier.outcomes.rule`.

    `accepted` is once the provider took it, `posted` once a person posted it, `delivered` once it is reported to have
    arrived. Raises ValueError for more than such a moment can prove.
    """

    accepted: Evidence = Evidence.NONE
    posted: Evidence = Evidence.NONE
    delivered: Evidence = Evidence.NONE

    def __post_init__(self) -> None:
        most = {"accepted": Evidence.SENT, "posted": Evidence.POSTED, "delivered": Evidence.DELIVERED}
        for moment, strongest in most.items():
            if getattr(self, moment).strength > strongest.strength:
                raise ValueError(f"that a message was {moment} proves at most {strongest.value}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelTraits:
    """One channel. Raises ValueError for a row that contradicts itself.

    Rate and price are the usual ones: what the settings say goes before them.
    """

    name: str  # of the channel, as tables, settings and `--channels` have it
    label: str  # as staff read it
    noun: str  # one of its messages, in a sentence: "First only 20 texts go out"
    verb: str  # what a launch does to people by it: "This will text 3 people"
    address: AddressKind  # what of a patient's record it goes to
    message_type: MessageType  # what its provider is handed
    parts: Mapping[str, str]  # the parts of a campaign's text that it says, and the file of a preset that each is from
    evidence: ChannelEvidence  # what it proves of the telling that a message was taken, posted or delivered
    reports_delivery: bool  # a message of which nothing is heard is not surely there: the next channel takes over
    has_first_slice: bool = False  # a few have to come back well before the rest goes; too many failures pause it
    keeps_quiet_hours: bool = False  # goes on working days, by day
    stopped: SkipReason | None = None  # why it is skipped where nothing more is wanted by it; None if nobody can say so
    takes_replies: bool = False  # patients answer by it, and a stop word ends it
    usual_rate: RateLimit | None = None  # over all workers; none for what people carry, who need not be spared
    usual_price: float = 0.0  # pence without VAT, for the estimate
    is_usable: bool = True  # not where the distribution that brought it is no longer installed, or broken

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a channel's name is 2 to 20 small letters and digits, not {self.name!r}")
        if self.has_first_slice and not self.reports_delivery:
            raise ValueError(f"{self.name} never reports that its first slice came back well")

    @property
    def tells_individually(self) -> bool:
        """Whether its messages are each for one patient, so that they can count as told."""
        return self.address is not AddressKind.NOBODY

    @property
    def acknowledges(self) -> bool:
        """Whether an answer can be acknowledged by it: at once, to a number or address on the record."""
        return self.address in (AddressKind.MOBILE, AddressKind.EMAIL)

    @property
    def is_carried_by_hand(self) -> bool:
        """Whether people carry what is made for it, and no provider is needed."""
        return self.usual_rate is None

    @property
    def can_be_stopped(self) -> bool:
        """Whether somebody can ask for nothing more by it at their number or address."""
        return self.stopped is not None


def price_of(settings: Settings, channel: Channel) -> float:
    """What one message of a channel costs, or one part of a text, in pence without VAT: as it is set, or as usual."""
    return settings.of_channel(channel).get("price", traits_of(channel).usual_price)


SMS = ChannelTraits(
    name=Channel.SMS.value,
    label="Text message",
    noun="text",
    verb="text",
    address=AddressKind.MOBILE,
    message_type=SmsMessage,
    parts={"sms": "sms.txt"},
    evidence=ChannelEvidence(accepted=Evidence.SENT, delivered=Evidence.DELIVERED),
    reports_delivery=True,
    has_first_slice=True,
    keeps_quiet_hours=True,
    stopped=SkipReason.SMS_STOPPED,
    takes_replies=True,
    usual_rate=RateLimit(100.0),
    usual_price=2.4,
)
EMAIL = ChannelTraits(
    name=Channel.EMAIL.value,
    label="Email",
    noun="email",
    verb="email",
    address=AddressKind.EMAIL,
    message_type=EmailMessage,
    parts={"email_text": "email.txt", "email_html": "email.html"},
    evidence=ChannelEvidence(accepted=Evidence.SENT, delivered=Evidence.DELIVERED),
    reports_delivery=True,
    has_first_slice=True,
    stopped=SkipReason.EMAIL_STOPPED,
    usual_rate=RateLimit(500.0),
    usual_price=0.1,
)
LETTER = ChannelTraits(
    name=Channel.LETTER.value,
    label="Letter",
    noun="letter",
    verb="print letters for",
    address=AddressKind.POST,
    message_type=LetterMessage,
    parts={"letter": "letter.html", "letter_easy": "letter_easy.html", "letter_words": "letter.toml"},
    # Printed proves nothing; what was handed over at the desk was delivered.
    evidence=ChannelEvidence(posted=Evidence.POSTED, delivered=Evidence.DELIVERED),
    reports_delivery=False,
    usual_price=76.0,
)
FOOTER = ChannelTraits(
    name=Channel.FOOTER.value,
    label="Prescription footer",
    noun="prescription footer",
    verb="print a line on the prescriptions of",
    address=AddressKind.NOBODY,
    message_type=FooterMessage,
    parts={"footer": "footer.txt"},
    evidence=ChannelEvidence(),
    reports_delivery=False,
)
_OURS = {traits.name: traits for traits in (SMS, EMAIL, LETTER, FOOTER)}


def traits_of(channel: Channel) -> ChannelTraits:
    """The row of one channel; of one that cannot be used here any more, a row that sends nothing and proves nothing."""
    return _OURS.get(channel) or _brought(channel, tuple(sys.path))


def check_channel(channel: Channel) -> None:
    """Raises SettingsFault, with what to do, unless the channel can be used here."""
    if channel not in _OURS:
        _checked_row(channel)


def channels_that(holds: Callable[[ChannelTraits], bool]) -> tuple[Channel, ...]:
    """The installed channels of whose traits this holds, in their order."""
    return tuple(channel for channel in Channel if holds(traits_of(channel)))


@cache
def _brought(channel: Channel, _path: tuple[str, ...]) -> ChannelTraits:
    try:
        return _checked_row(channel)
    except SettingsFault as fault:  # the doctor says it; the other channels and campaigns go on
        _LOG.error("%s", fault)
        return _unusable(channel)


def _checked_row(channel: Channel) -> ChannelTraits:
    found = [one for one in entry_points(group=CHANNELS_BROUGHT) if one.name == channel]
    if len(found) != 1:
        what = "is brought by more than one distribution" if found else "is no longer installed"
        raise SettingsFault(f"the channel {channel} {what}: have one distribution that brings it")
    (brought,) = found
    whose = brought.dist.name if brought.dist else brought.value
    remedy = f"mend or remove the distribution {whose}"
    try:
        traits = brought.load()
    except Exception as error:  # whatever a stranger's code raises
        raise SettingsFault(f"the channel {channel} cannot be loaded ({type(error).__name__}): {remedy}") from error
    if not isinstance(traits, ChannelTraits) or traits.name != channel:
        raise SettingsFault(f"the channel {channel} has no row of traits of its own name: {remedy}")
    if traits.message_type is not PlainMessage or traits.is_carried_by_hand:
        raise SettingsFault(f"the channel {channel} is not one of plain words with a rate: {remedy}")
    if dict(traits.parts) != {channel.value: f"{channel}.txt"}:
        raise SettingsFault(f"the channel {channel} has to say one part, {channel}, from {channel}.txt: {remedy}")
    if traits.address not in (AddressKind.MOBILE, AddressKind.EMAIL):
        raise SettingsFault(f"the channel {channel} goes to no mobile number or email address: {remedy}")
    return traits


def _unusable(channel: Channel) -> ChannelTraits:
    return ChannelTraits(
        name=channel.value,
        label=f"{channel} (not usable here)",
        noun=channel.value,
        verb=f"tell by {channel}, which is not usable here,",
        address=AddressKind.NOBODY,
        message_type=PlainMessage,
        parts={channel.value: f"{channel}.txt"},
        evidence=ChannelEvidence(),
        reports_delivery=True,
        usual_rate=RateLimit(1.0),
        is_usable=False,
    )
