"""Twilio as a plug-in: its settings and what is to be known of them. It imports nothing of Twilio's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from notifier.providers.plugin import ProviderFeature, ProviderPlugin, SetupAdvice, missing_settings, server_address
from notifier.settings import ProviderSettings
from notifier.vocabulary import Channel, ConditionLevel

_HOST = "https://api.twilio.com"
# Parts of texts that Twilio passes on in a second, by what they come from: more wait at Twilio, and fail when they have
# waited too long. https://www.twilio.com/docs/api/errors/30001, https://www.twilio.com/en-us/guidelines/gb/short-code,
# https://support.twilio.com/hc/en-us/articles/360057082693
_LONG_CODE = 1.0
_NAME = 10.0
_SHORT_CODE = 100.0
_LONGEST_SHORT_CODE = 6  # digits
_NAME_FORM = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
# https://support.messagemedia.com/hc/en-us/articles/7060182992271-UK-Sender-ID-requirements
_SAYS_NOTHING = re.compile(r"alert|info|verif|help|code|no ?reply|notif|message|sms", re.I)


class TwilioSettings(ProviderSettings):
    """The account, and who texts come from: a number, a name, or a messaging service that chooses one."""

    # The pages name the number where it can be answered; nothing is sent from there.
    page_settings: ClassVar[tuple[str, ...]] = ("twilio_from",)
    unseen_settings: ClassVar[frozenset[str]] = frozenset({"twilio_base_url"})  # another server for the same account

    twilio_account_sid: str = Field(
        "", title="Account SID", description="Begins with AC; on the first page of Twilio’s console."
    )  # the account
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), title="Auth token", description="Beside the account SID."
    )  # its token
    twilio_from: str = Field(
        "",
        title="Sender",
        description="A number such as +447700900123, or a name, which patients cannot answer.",
    )  # a number in E.164 or a name of at most 11 characters, which cannot be answered
    twilio_messaging_service_sid: str = Field(
        "", title="Messaging service SID", description="Instead of a sender, where a messaging service chooses it."
    )  # instead of a number: a service that chooses one
    twilio_base_url: str = Field(
        "", title="Another server", description="Leave it empty, unless you were told an address."
    )  # another server that speaks as Twilio; region and edge are set by Twilio's own variables

    @field_validator("twilio_base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return server_address(value, _HOST)

    def missing(self) -> Sequence[str]:
        """Who we are, and who texts come from."""
        needed = {
            "twilio_account_sid": self.twilio_account_sid,
            "twilio_auth_token": self.twilio_auth_token.get_secret_value(),
            "twilio_from (or twilio_messaging_service_sid)": self.twilio_from or self.twilio_messaging_service_sid,
        }
        return missing_settings(needed, "to send texts by Twilio")

    @property
    def text_number(self) -> str:
        """The sender's number; one of a messaging service's is not known here."""
        sender = self.twilio_from
        return f"0{sender[3:7]} {sender[7:]}" if sender.startswith("+44") else sender if sender[:1] == "+" else ""

    @property
    def unanswerable_sender(self) -> str:
        """The sender, if it is a name and no messaging service chooses a number."""
        is_name = not self.twilio_from.removeprefix("+").isdigit()
        return self.twilio_from if is_name and not self.twilio_messaging_service_sid else ""


def _advice(own: TwilioSettings) -> Iterator[SetupAdvice]:
    name = own.unanswerable_sender
    if name:
        what = f"texts come from the name {name}, which nobody can answer"
        advice = (
            "send from a number, if patients are to answer KEEP or STOP by text; a name that is protected in Britain, "
            "as those of the NHS are, needs its owner's letter of authority at Twilio first"
        )
        yield SetupAdvice(ConditionLevel.WARNING, what, advice)
    if name and not _NAME_FORM.fullmatch(name):
        what = f"{name} cannot be the name that texts come from"
        advice = "set twilio_from to at most 11 letters of English, digits and spaces, one letter among them"
        yield SetupAdvice(ConditionLevel.FAULT, what, advice)
    elif name and (word := _SAYS_NOTHING.search(name)):
        what = f"texts come from the name {name}, and British networks block names with {word[0].lower()} in them"
        yield SetupAdvice(ConditionLevel.WARNING, what, "set twilio_from to the practice's own name")
    if own.twilio_from.startswith("+") and not own.twilio_from.startswith("+44"):
        what = f"texts come from {own.twilio_from}, and British networks block numbers of other countries"
        yield SetupAdvice(ConditionLevel.WARNING, what, "set twilio_from to a British mobile number")


def _most_per_second(own: TwilioSettings) -> Mapping[Channel, float]:
    """What Twilio passes on from our sender; where a service chooses it, or nothing is set, the most from any."""
    number = own.twilio_from.removeprefix("+")
    if own.twilio_messaging_service_sid or not number or (number.isdigit() and len(number) <= _LONGEST_SHORT_CODE):
        return {Channel.SMS: _SHORT_CODE}
    return {Channel.SMS: _LONG_CODE if number.isdigit() else _NAME}


TWILIO = ProviderPlugin(
    name="twilio",
    title="Twilio",
    channels=frozenset({Channel.SMS}),
    settings_model=TwilioSettings,
    built_by="notifier.providers.twilio_sms.provider:build_twilio",
    webhooks={"status": "what became of each text", "inbound": "the texts that people send to our number"},
    host=lambda own: own.twilio_base_url or _HOST,
    secret_patterns=(r"\b[A-Z]{2}[0-9a-f]{32}(?::\S+)?",),  # accounts and keys, perhaps with what belongs to them
    advice=_advice,
    most_per_second=_most_per_second,
    features=frozenset(
        {
            ProviderFeature.REPORTS,
            ProviderFeature.INBOUND_TEXTS,
            ProviderFeature.LOOK_UP,
            ProviderFeature.ASKED,
            ProviderFeature.INBOUND_LISTED,
            ProviderFeature.STAND_IN,
        }
    ),
)
