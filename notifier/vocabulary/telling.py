"""A campaign, and how its messages go out and what becomes of them."""

from enum import StrEnum
from typing import Self


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"  # being prepared, or edited since it was approved
    APPROVED = "approved"  # a second person approved exactly what was previewed
    LAUNCHING = "launching"  # a person launched it, and it begins in a moment: nothing is planned, anybody can stop it
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


class CampaignEdit(StrEnum):
    """What a person decided of a campaign: each is an edition of it, see `notifier.campaigns.editions`."""

    CREATED = "created"  # from a preset
    DETAILS = "details"  # name, dates, channels, what counts as told
    TEXT = "text"  # another version of one part
    SIGN_OFF = "sign_off"  # a decision that the preset's warning asks for, with its reference
    APPROVED = "approved"  # a second person approved it
    STATUS = "status"  # launched, paused, resumed, closed or cancelled


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
    IN_DOUBT = "in_doubt"  # something on the list that bears on it could not be read


class PlaceDoubt(StrEnum):
    """Why nobody can be sure that a message told its patient, although it went."""

    CHANGED = "changed"  # a later list has another number, mailbox or home for them
    REMOVED = "removed"  # a later list has none any more
    SHARED = "shared"  # the number or mailbox turned out to be others' too
    REPORTED = "reported"  # somebody told the practice that the patient does not live there


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
    NOT_ALLOWED = "not_allowed"  # our account may not send to this number or address, while it may to others
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
    STOP_LIFTED = "stop_lifted"  # somebody who had told the provider to send nothing more wants it again
    NOTED = "noted"  # kept, and moves nothing: it says nothing of whether the message arrived


class PollSubject(StrEnum):
    """What a provider is asked."""

    REPORTS = "reports"  # what became of messages that it took
    TEXTS = "texts"  # what people texted us


class HardCase(StrEnum):
    """Whom a campaign's messages are hardest to fit for, so that a preview shows what they would get."""

    LONGEST_NAME = "longest_name"
    CHILD = "child"  # the notice goes to a parent or guardian
    NO_MOBILE = "no_mobile"
    OTHER_LANGUAGE = "other_language"  # Urdu where there are words for it: from right to left
    LARGEST_PRINT = "largest_print"  # 28 point
    SIBLINGS = "siblings"  # two children with one parent's phone: a text could not say which of them it means
