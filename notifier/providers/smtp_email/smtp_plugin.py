"""Email by SMTP as a plug-in: its settings and what is to be known of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from notifier.providers.plugin import ProviderFeature, ProviderPlugin, SetupAdvice, is_loopback, missing_settings
from notifier.settings import ProviderSettings
from notifier.vocabulary import Channel, ConditionLevel

Security = Literal["starttls", "tls", "none"]
_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~0-9A-Za-z.-]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+")
_FOLDER = re.compile(r"[ -~]*")  # what needs no encoding of IMAP's own
# Exchange Online, and so NHSmail, takes 30 messages a minute of one mailbox; whoever sends more is told to wait.
_EXCHANGE = re.compile(r"(.+\.)?(office365\.com|outlook\.com|nhs\.net)", re.I)
_EXCHANGE_PER_SECOND = 0.5


class SmtpSettings(ProviderSettings):
    """The server, who we are to it, who emails come from, and the mailbox that bounces come back to."""

    # How the server is reached and bounces are read; what patients see is who emails come from, and who carries them.
    unseen_settings: ClassVar[frozenset[str]] = frozenset(
        {
            *("smtp_host", "smtp_port", "smtp_security", "smtp_ca_file", "smtp_user", "smtp_envelope_from"),
            *("smtp_connections", "smtp_bounce_imap_host", "smtp_bounce_imap_port", "smtp_bounce_imap_security"),
            *("smtp_bounce_imap_user", "smtp_bounce_imap_folder", "smtp_bounce_imap_moved_to"),
        }
    )

    smtp_host: str = Field(
        "", title="Mail server", description="Its name, as the company that runs it says."
    )  # the name of the mail server that takes our emails
    smtp_port: int = Field(
        587, ge=1, le=65_535, title="Port", description="Mostly 587 with starttls, 465 with tls."
    )  # its port: mostly 587 with starttls, 465 with tls
    smtp_security: Security = Field(
        "starttls", title="Encryption", description="None is for a server on this computer alone."
    )  # `none` is for a server on this computer alone
    smtp_ca_file: str = Field(
        "", title="File of certificates", description="Leave it empty, unless you were told one."
    )  # the certificates to check the servers' with, where the system does not know who signed them
    smtp_user: str = Field(
        "", title="Name to sign in with", description="Empty where the server asks for none."
    )  # the name to sign in with; empty where the server asks for none
    smtp_password: SecretStr = Field(SecretStr(""), title="Password to sign in with")  # the password to sign in with
    smtp_from: str = Field(
        "", title="Address that emails come from", description="As patients see it."
    )  # our address, as patients see it
    smtp_envelope_from: str = Field(
        "", title="Address that bounces come back to", description="Empty for the address above."
    )  # the address that bounces come back to; empty: our address
    smtp_operator: str = Field(
        "", title="Who runs the server", description="As patients read it in the privacy notice, such as NHSmail."
    )  # who runs the server, as patients read it in the privacy notice, such as NHSmail
    smtp_connections: int = Field(
        2, ge=1, le=4, title="Emails handed over at a time", description="1 to 4."
    )  # how many emails are handed over at a time
    smtp_bounce_imap_host: str = Field(
        "",
        title="Server of the mailbox that bounces come back to",
        description="Empty: nobody hears which emails came back.",
    )  # the server of the mailbox that bounces come back to; empty: nobody reads them
    smtp_bounce_imap_port: int = Field(
        993, ge=1, le=65_535, title="Port of that mailbox", description="Mostly 993 with tls, 143 with starttls."
    )  # its port: mostly 993 with tls, 143 with starttls
    smtp_bounce_imap_security: Security = Field("tls", title="Encryption of that mailbox")  # as of the mail server
    smtp_bounce_imap_user: str = Field(
        "", title="Name to sign in to that mailbox with"
    )  # the name to sign in to the mailbox with
    smtp_bounce_imap_password: SecretStr = Field(
        SecretStr(""), title="Password of that mailbox"
    )  # the password of the mailbox
    smtp_bounce_imap_folder: str = Field(
        "INBOX", title="Folder that bounces arrive in"
    )  # the folder that bounces arrive in
    smtp_bounce_imap_moved_to: str = Field(
        "", title="Folder that read bounces are moved to", description="Empty: they stay where they are."
    )  # a folder that bounces which were read are moved to; empty: they stay

    @field_validator("smtp_from", "smtp_envelope_from")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("write an address such as surgery@example.com, without a name")
        return value

    @field_validator("smtp_bounce_imap_folder", "smtp_bounce_imap_moved_to")
    @classmethod
    def _folder(cls, value: str) -> str:
        if not _FOLDER.fullmatch(value):
            raise ValueError("write a folder's name in letters without accents")
        return value

    @model_validator(mode="after")
    def _is_private(self) -> "SmtpSettings":
        """Passwords and patients' addresses cross no network in the clear."""
        for prefix in ("smtp", "smtp_bounce_imap"):
            host = getattr(self, f"{prefix}_host")
            if getattr(self, f"{prefix}_security") == "none" and host and not is_loopback(host):
                raise ValueError(
                    f"{prefix}_security may be none only where {prefix}_host is this computer: write starttls or tls"
                )
        return self

    def missing(self) -> Sequence[str]:
        """The server, our address, who runs the server, and what belongs to what is set."""
        needed = {
            "smtp_host": self.smtp_host,
            "smtp_from": self.smtp_from,
            "smtp_operator": self.smtp_operator,
        }
        if self.smtp_user:
            needed["smtp_password"] = self.smtp_password.get_secret_value()
        if self.smtp_bounce_imap_host:
            needed["smtp_bounce_imap_user"] = self.smtp_bounce_imap_user
            needed["smtp_bounce_imap_password"] = self.smtp_bounce_imap_password.get_secret_value()
        return missing_settings(needed, "to send emails by SMTP")

    @property
    def company(self) -> str:
        """Who runs the server."""
        return self.smtp_operator

    @property
    def hears_of_failures(self) -> bool:
        """Whether there is a mailbox to read bounces from."""
        return bool(self.smtp_bounce_imap_host)


def _advice(own: SmtpSettings) -> Iterator[SetupAdvice]:
    if own.smtp_from and not own.hears_of_failures:
        what = "smtp_bounce_imap_host is missing, so that nobody hears which emails came back"
        advice = (
            "name the mailbox that bounces come back to; until then look into it by hand before you let a campaign go "
            "on after its first emails"
        )
        yield SetupAdvice(ConditionLevel.WARNING, what, advice)


def _most_per_second(own: SmtpSettings) -> Mapping[Channel, float]:
    return {Channel.EMAIL: _EXCHANGE_PER_SECOND} if _EXCHANGE.fullmatch(own.smtp_host) else {}


SMTP = ProviderPlugin(
    name="smtp",
    title="a mail server of your own choice (SMTP)",
    channels=frozenset({Channel.EMAIL}),
    settings_model=SmtpSettings,
    built_by="notifier.providers.smtp_email.provider:build_smtp",
    advice=_advice,
    most_per_second=_most_per_second,
    features=frozenset({ProviderFeature.BOUNCES, ProviderFeature.STAND_IN}),
)
