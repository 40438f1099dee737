"""Every enumeration of the program, one line of meaning each, and where its servers listen.

The values are what the tables, the exports and `--json` carry, so they are part of the surface others rely on.
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.metadata import entry_points
from typing import ClassVar, Self

CHANNELS_BROUGHT = "fair_notice.channels"  # the group of entry points by which a distribution brings a channel
LOCALHOST = "127.0.0.1"  # put a web server with a certificate in front for anybody else
DEFAULT_PORT = 8000


class Role(StrEnum):
    """What a member of staff may do."""

    MANAGER = "manager"  # imports lists, prepares and launches campaigns, exports
    APPROVER = "approver"  # approves what somebody else prepared
    RECEPTION = "reception"  # finds patients, logs replies, settles reviews
    AUDITOR = "auditor"  # reads counts, evidence and the audit chain


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"  # being prepared, or edited since it was approved
    APPROVED = "approved"  # a second person approved exactly what was previewed
    RUNNING = "running"  # launched: notices are planned and sent
    PAUSED = "paused"  # nothing is sent; replies are still taken
    CLOSED = "closed"  # over: nothing more is sent; late replies are still taken
    CANCELLED = "cancelled"  # given up: nobody may be coded

    @classmethod
    def before_launch(cls) -> tuple[Self, ...]:  # nobody was told anything yet: words and plans may still change
        return cls.DRAFT, cls.APPROVED

    @classmethod
    def under_way(cls) -> tuple[Self, ...]:  # launched and not over: people are told, or will be after a pause
        return cls.RUNNING, cls.PAUSED

    @classmethod
    def launched(cls) -> tuple[Self, ...]:  # something went out, and it was not given up: somebody may be coded
        return *cls.under_way(), cls.CLOSED

    @classmethod
    def over(cls) -> tuple[Self, ...]:  # nothing goes out any more, and no move leads out
        return cls.CLOSED, cls.CANCELLED


class _InstalledChannels(type):
    """Makes `Channel` the set of the channels that are installed here, in the order in which patients are told."""

    def __iter__(cls) -> Iterator["Channel"]:
        # Paper last, for it costs the most and reaches nearly everybody.
        return iter((Channel.SMS, Channel.EMAIL, *brought_channels(), Channel.LETTER, Channel.FOOTER))

    def __contains__(cls, name: object) -> bool:
        return any(name == one for one in cls)

    def __len__(cls) -> int:
        return sum(1 for _ in cls)


class Channel(str, metaclass=_InstalledChannels):
    """How a notice travels: a set that is open, for an installed distribution may bring further channels.

    What a channel is like, its traits say (`notifier.providers.channels`). Each name has one value, so that `is` and
    `==` agree. Raises ValueError for the name of no channel that is installed.
    """

    __slots__ = ()

    SMS: ClassVar["Channel"]
    EMAIL: ClassVar["Channel"]
    LETTER: ClassVar["Channel"]
    FOOTER: ClassVar["Channel"]  # the line on the prescription: list-wide and passive

    def __new__(cls, name: str) -> "Channel":
        if name not in cls:
            raise ValueError(f"{name!r} is not the name of a channel that is installed")
        return cls.stored(name)

    @classmethod
    def stored(cls, name: str) -> "Channel":
        """The channel that a table names, also where the distribution that brought it is no longer installed."""
        return _CHANNELS.setdefault(name, str.__new__(cls, name))

    @property
    def value(self) -> str:
        """The channel's name as the tables, the exports and `--json` carry it."""
        return str(self)

    def __repr__(self) -> str:
        return f"Channel({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return Channel.stored, (str(self),)  # a copy of it is itself


_CHANNELS: dict[str, Channel] = {}  # by name, so that there is one value of each
_OURS = ("sms", "email", "letter", "footer")
Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER = map(Channel.stored, _OURS)


def brought_channels() -> tuple[Channel, ...]:
    """The channels that distributions bring, in the order of the alphabet; imports none of them.

    One that has the name of a channel of ours cannot take its place.
    """
    return _brought(tuple(sys.path))


@cache
def _brought(_path: tuple[str, ...]) -> tuple[Channel, ...]:
    names = {one.name for one in entry_points(group=CHANNELS_BROUGHT)}.difference(_OURS)
    return tuple(map(Channel.stored, sorted(names)))


class Wave(StrEnum):
    """The round of telling a delivery belongs to; within a wave each channel is tried at most once."""

    FIRST = "first"  # the launch
    REMINDER = "reminder"  # half way, for those who were not surely reached
    CATCH_UP = "catch_up"  # the patient joined the list after the launch, or a newer list made them reachable
    HAND_OUT = "hand_out"  # no post reaches them: a letter waits at the desk until they come in
    ACKNOWLEDGEMENT = "acknowledgement"  # no telling at all: it says that an answer came


class DeliveryStatus(StrEnum):
    """Where one delivery stands; the allowed moves are in `notifier.delivery.receipts`."""

    PLANNED = "planned"  # to be sent
    SENDING = "sending"  # claimed: the provider may be hearing of it right now
    ACCEPTED = "accepted"  # the provider took it
    DELIVERED = "delivered"  # the provider reports that it arrived
    FAILED = "failed"  # refused, bounced or returned
    UNKNOWN = "unknown"  # we do not know whether the provider took it
    CANCELLED = "cancelled"  # no longer wanted before it was sent
    SKIPPED = "skipped"  # never to be sent, with its reason

    @classmethod
    def never_sent(cls) -> tuple[Self, ...]:  # no provider ever heard of it, and none will
        return cls.SKIPPED, cls.CANCELLED

    @classmethod
    def told_nobody(cls) -> tuple[Self, ...]:  # nobody learns anything from it, as far as is known
        return *cls.never_sent(), cls.FAILED


class SkipReason(StrEnum):
    """Why a channel was not used for a patient."""

    NO_MOBILE = "no_mobile"  # no usable mobile number on the record
    SMS_DECLINED = "sms_declined"  # the patient does not want texts
    SHARED_MOBILE = "shared_mobile"  # others on the list have the same number
    NO_EMAIL = "no_email"  # no usable email address on the record
    EMAIL_DECLINED = "email_declined"  # the patient does not want emails
    SHARED_EMAIL = "shared_email"  # others on the list have the same address
    SMS_STOPPED = "sms_stopped"  # somebody answered STOP from this number: not an objection
    EMAIL_STOPPED = "email_stopped"  # somebody unsubscribed this address: not an objection
    STOPPED = "stopped"  # somebody stopped a further channel: not an objection
    FAILED_BEFORE = "failed_before"  # an earlier wave found that this number or address does not exist
    UNMAILABLE = "unmailable"  # no address that post can reach
    ALREADY_CODED = "already_coded"  # the record carries the code already
    EXPRESS_CONSENT = "express_consent"  # the record says the opposite, expressly
    DECEASED = "deceased"
    LEFT = "left"  # no longer registered here
    SENSITIVE = "sensitive"  # restricted record: a person decides, never a bulk send


class FailReason(StrEnum):
    """Why a delivery failed, in our words; each channel maps its provider's codes to these."""

    BAD_ADDRESS = "bad_address"  # no such number, mailbox or address: permanent
    UNREACHABLE = "unreachable"  # could not be reached this time
    BLOCKED = "blocked"  # the recipient's side refuses us
    RETURNED = "returned"  # the letter came back
    NOT_RENDERED = "not_rendered"  # a value is missing, or has a character that no font has
    WRONG_WORLD = "wrong_world"  # a sample for a real provider, or a real patient for the outbox
    STOPPED = "stopped"  # they told the provider to send them nothing more: not an objection
    FILTERED = "filtered"  # taken for spam by the provider or a network: pauses the campaign
    ACCOUNT = "account"  # the provider refuses us, not the message (credentials, money, rights): pauses the campaign
    BUSY = "busy"  # too many at once; the provider did not process it
    UNAVAILABLE = "unavailable"  # the provider could not be reached, so it never had the message
    LOST = "lost"  # nobody ever learned whether it went, and a person or the next channel took over
    OTHER = "other"  # a code we do not know; the log has it


class ReportKind(StrEnum):
    """What a provider reports of a delivery, in our words."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    POSTED = "posted"  # a letter left the print house
    FAILED = "failed"
    NOTED = "noted"  # kept, and moves nothing: it says nothing of whether the message arrived


class Choice(StrEnum):
    """What a reply says."""

    KEEP = "keep"  # objects to the proposal
    AGREE = "agree"  # agrees with it
    UNSURE = "unsure"  # wants to be contacted


class Source(StrEnum):
    """The way a reply came."""

    PAGE = "page"
    SMS = "sms"
    PAPER = "paper"
    PHONE = "phone"
    COUNTER = "counter"
    EMAIL = "email"


class Answerer(StrEnum):
    """Who gave a reply; for anybody but the patient, the practice checks that they may."""

    PATIENT = "patient"
    GUARDIAN = "guardian"  # a parent, or whoever else has parental responsibility
    CARER = "carer"
    ATTORNEY = "attorney"  # a power of attorney for health and welfare, or a deputy of the Court of Protection
    ADVOCATE = "advocate"


class Extent(StrEnum):
    """How much of the record a patient who keeps it wants to be shown; asked only if the preset asks it."""

    CORE = "core"  # medicines, allergies and bad reactions only
    ADDITIONAL = "additional"  # with additional information


class Doubt(StrEnum):
    """Why a reply needs a person to look at it; the patient is held meanwhile."""

    UNVERIFIED = "unverified"  # the date of birth did not match, or was not compared after too many tries
    UNFINISHED = "unfinished"  # the date of birth did not match, and whoever gave it gave up
    UNSENT = "unsent"  # the date of birth was right, and whoever gave it never sent the answer
    UNPROVEN = "unproven"  # it came by the page, and does not prove that whoever gave it had the link
    CONFLICT = "conflict"  # it contradicts one by another way or from another person, or agrees after keep
    UNCLEAR = "unclear"  # it does not say what it wants
    ON_BEHALF = "on_behalf"  # somebody else answered for the patient
    LATE = "late"  # it came after the last day: the code may be on the record already, and has to come off
    STOPPED = "stopped"  # a stop word: perhaps only the texts were meant, so the telling goes on by other channels

    @classmethod
    def tries(cls) -> tuple[Self, ...]:  # on the page before "send": whoever makes one may still go on
        return cls.UNFINISHED, cls.UNSENT


class OutcomeKind(StrEnum):
    """What follows for a patient."""

    MAY_CODE_ASKED = "may_code_asked"  # the patient agreed
    MAY_CODE_SILENT = "may_code_silent"  # told in time, and did not object
    HOLD = "hold"  # may not be coded; the reason says why


class HoldReason(StrEnum):
    """Why a patient may not be coded."""

    NONE = ""
    OBJECTED = "objected"
    UNDECIDED = "undecided"
    UNDER_REVIEW = "under_review"
    NOT_INFORMED = "not_informed"
    NOTICE_RUNNING = "notice_running"
    EXPRESS_CONSENT = "express_consent"
    ALREADY_CODED = "already_coded"
    DECEASED = "deceased"
    LEFT = "left"
    SENSITIVE = "sensitive"


class Evidence(StrEnum):
    """How strongly we know that a patient was told, weakest first."""

    NONE = "none"
    PASSIVE = "passive"  # only a footer or a poster
    POSTED = "posted"  # a letter was posted and did not come back
    SENT = "sent"  # the provider took a text or an email and reported no failure
    DELIVERED = "delivered"  # the handset or the mail server confirmed it
    REPLIED = "replied"  # the patient answered

    @property
    def strength(self) -> int:
        """The rank among the strengths, 0 for none."""
        return list(Evidence).index(self)


class ChangeKind(StrEnum):
    """How a patient differs between two lists."""

    JOINED = "joined"
    LEFT = "left"
    DIED = "died"
    CHANGED = "changed"
    RETURNED = "returned"  # was gone, and is on the list again


class TextMeaning(StrEnum):
    """What a patient's text message says, as far as a program can tell."""

    KEEP = "keep"  # keep, with a code or from a number that one patient alone has
    STOP = "stop"  # no more texts
    START = "start"  # texts again, please
    UNCLEAR = "unclear"  # anything else: a person reads it


class ConditionLevel(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"  # it works, but somebody should look at it
    FAULT = "fault"  # it does not work until somebody mends it


class WrittenFormat(StrEnum):
    """How a patient needs what is written (Accessible Information Standard, DAPB1605)."""

    STANDARD = "standard"  # 12 point
    LARGE_16 = "large-16"
    LARGE_20 = "large-20"
    LARGE_24 = "large-24"
    LARGE_28 = "large-28"
    EASY_READ = "easy-read"  # short sentences, one idea each, with pictures
    AUDIO = "audio"  # a script to be read out: recorded by the transcription house, or by a person on the phone
    BRAILLE = "braille"  # a plain text file for the transcription house

    @property
    def is_transcribed(self) -> bool:
        """Whether the transcription house makes it, and not the printer."""
        return self in (WrittenFormat.AUDIO, WrittenFormat.BRAILLE)


class Pile(StrEnum):
    """What becomes of a printed letter."""

    POST = "post"  # into an envelope and the post
    HAND_OUT = "hand_out"  # kept at the desk for a patient whom no post reaches
    TRANSCRIPTION = "transcription"  # a text for the transcription house, which posts what it makes of it


class ReturnReason(StrEnum):
    """Why a letter came back, as the envelope says."""

    NOT_KNOWN = "not_known"  # nobody of that name at that address
    GONE_AWAY = "gone_away"  # moved
    DECEASED = "deceased"  # says the envelope; the record is for the practice to check
    REFUSED = "refused"  # not accepted at the door
    INCOMPLETE = "incomplete"  # the address is not one that post can find
    NOT_CALLED_FOR = "not_called_for"
    SPOILED = "spoiled"  # it never left: torn, jammed or misprinted
    OTHER = "other"


class Display(StrEnum):
    """Something that tells everybody and nobody in particular."""

    FOOTER = "footer"  # the line on the prescription
    POSTER = "poster"
    SCREEN = "screen"  # in the waiting room
    LEAFLET = "leaflet"
    WEBSITE = "website"
    PHONE = "phone"  # what callers hear while they wait


class Piece(StrEnum):
    """One thing of the kit that a practice puts up, hands out or reads out."""

    POSTER = "poster"  # A4
    SCREEN = "screen"  # a slide for the waiting room, 16 by 9
    LEAFLET = "leaflet"  # a leaf of A5, both sides
    WEBSITE = "website"  # a section for the practice's own page
    PHONE_QUEUE = "phone-queue"  # what callers hear while they wait
    BRIEFING = "briefing"  # for staff


class Task(StrEnum):
    """What workers are woken for. Whoever wakes them says no more than this: the tables say what there is to do."""

    SETTLE = "settle"  # follow up replies
    ADVANCE = "advance"  # settle, plan, look at the circuit breakers, collect reports
    LOOK_UP = "look up"  # ask the providers about messages of which nobody knows whether they went
    SCREEN_COPIES = "screen copies"  # make the copies of letters that pages wait for
    SEND = "send"  # send what may go, by each channel


class HealthStatus(StrEnum):
    """What a monitor should do about an installation."""

    OK = "ok"
    WARNING = "warning"  # tell somebody in the morning
    FAILING = "failing"  # wake somebody now
