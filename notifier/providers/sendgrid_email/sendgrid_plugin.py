"""SendGrid as a plug-in: its settings and what is to be known of them. It imports nothing of SendGrid's."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from notifier.providers.plugin import ProviderFeature, ProviderPlugin, SetupAdvice, missing_settings, server_address
from notifier.settings import ProviderSettings
from notifier.vocabulary import Channel, ConditionLevel

_HOST = "https://api.eu.sendgrid.com"


class SendGridSettings(ProviderSettings):
    """The key, who emails come from, and what SendGrid's calls are checked with."""

    unseen_settings: ClassVar[frozenset[str]] = frozenset({"sendgrid_webhook_key"})  # what calls are checked with

    sendgrid_api_key: SecretStr = Field(
        SecretStr(""),
        title="API key",
        description="Begins with SG. It needs the rights to send and to read suppressions.",
    )  # the key
    sendgrid_from: str = Field(
        "", title="Address that emails come from", description="One that SendGrid has verified."
    )  # our address
    sendgrid_host: str = Field(
        _HOST, title="Server", description="It decides in which region emails are processed."
    )  # the server, which decides in which region the emails are processed
    sendgrid_webhook_key: str = Field(
        "",
        title="Verification key of the signed event webhook",
        description="In SendGrid under Settings, Mail settings, Event webhook.",
    )  # the public key of the signed event webhook, base64

    @field_validator("sendgrid_host")
    @classmethod
    def _address(cls, value: str) -> str:
        return server_address(value, _HOST)

    @property
    def is_wanted(self) -> bool:
        """Whether anything is set but the host, which alone says only where one would send."""
        return bool(self.sendgrid_api_key.get_secret_value() or self.sendgrid_from or self.sendgrid_webhook_key)

    def missing(self) -> Sequence[str]:
        """The key and the sender."""
        needed = {"sendgrid_api_key": self.sendgrid_api_key.get_secret_value(), "sendgrid_from": self.sendgrid_from}
        return missing_settings(needed, "to send emails by SendGrid")


def _advice(own: SendGridSettings) -> Iterator[SetupAdvice]:
    if own.sendgrid_from and not own.sendgrid_webhook_key:
        what = "sendgrid_webhook_key is missing, so that no report on an email can be believed"
        advice = "switch SendGrid's signed event webhook on and copy its verification key"
        yield SetupAdvice(ConditionLevel.FAULT, what, advice)
    if own.sendgrid_from:
        what = "SendGrid stages its reports on emails, addresses among them, in the United States, also for its EU host"
        yield SetupAdvice(ConditionLevel.OK, what, "name it in your data protection impact assessment")


SENDGRID = ProviderPlugin(
    name="sendgrid",
    title="SendGrid",
    channels=frozenset({Channel.EMAIL}),
    settings_model=SendGridSettings,
    built_by="notifier.providers.sendgrid_email.provider:build_sendgrid",
    webhooks={"events": "what became of emails, many in one call"},
    host=lambda own: own.sendgrid_host,
    secret_patterns=(r"\bSG\.[\w.-]+",),
    advice=_advice,
    features=frozenset({ProviderFeature.REPORTS, ProviderFeature.ASKED, ProviderFeature.STAND_IN}),
)
