"""Emails to a mail server, one recipient each, a few at a time; bounces are read from the mailbox they come back to."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import LifoQueue, SimpleQueue

from notifier.providers.base import (
    Audience,
    AwaitedMessage,
    CannotAsk,
    Finding,
    IncomingText,
    LostMessage,
    Refused,
    Report,
    Result,
    Unknown,
    WebhookReader,
)
from notifier.providers.email_rules import is_sample_email
from notifier.providers.message_types import EmailMessage, Message
from notifier.providers.plugin import ProviderSite, is_loopback
from notifier.providers.smtp_email.connection import MailConversation, MailServer, NotOpened
from notifier.providers.smtp_email.mailbox import BounceMailbox, MailboxFault
from notifier.providers.smtp_email.mime import MadeEmail, NotAnEmail, is_deliverable, make_email
from notifier.providers.smtp_email.smtp_plugin import SMTP, SmtpSettings
from notifier.vocabulary import FailReason

_LOG = logging.getLogger(__name__)
_IN_HAND = 2  # emails that wait for a connection, since to draw one may take as long as to hand one over


@dataclass(frozen=True, eq=False)
class SmtpEmail:
    """A provider. `sender` is our address, `envelope_from` the one that bounces come back to, and `mailbox` theirs."""

    server: MailServer
    sender: str
    envelope_from: str
    mailbox: BounceMailbox | None = None
    connections: int = 2
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    name: str = SMTP.name
    batch_size: int = 10
    hooks: Mapping[str, WebhookReader] = field(default_factory=dict)

    @property
    def audience(self) -> Audience:
        """Real people, unless the server is a stand-in on this machine."""
        return Audience.SAMPLES if is_loopback(self.server.host) else Audience.REAL_PEOPLE

    def send(self, messages: Iterable[Message], /) -> Iterator[tuple[str, Result]]:
        """Hand over each email once; what results are there go before the next email is drawn."""
        results: SimpleQueue[tuple[str, Result]] = SimpleQueue()
        idle: LifoQueue[MailConversation] = LifoQueue()
        for _ in range(self.connections):
            idle.put(MailConversation(self.server, self.envelope_from, wants_receipts=self.mailbox is not None))

        def carry(email: MadeEmail) -> None:
            conversation = idle.get()
            result: Result = Unknown()
            try:
                result = conversation.carry(email)
            except Exception as error:  # whatever a library raises that it does not say: the email may have gone
                _LOG.error("handing over an email broke off: %s", type(error).__name__)
                conversation.close()
            idle.put(conversation)
            results.put((email.reference, result))

        with ThreadPoolExecutor(self.connections, thread_name_prefix=self.name) as pool:
            try:
                yield from self._spread(messages, lambda email: pool.submit(carry, email), results)
            finally:
                for _ in range(self.connections):
                    idle.get().close()

    def look_up(self, _lost: Sequence[LostMessage], /) -> Mapping[str, Finding]:
        """Nothing: a mail server cannot be asked. A notice in the mailbox settles it, or a person."""
        return {}

    @property
    def asked_after(self) -> timedelta | None:
        """At once where a mailbox is named, for a mail server calls nobody; else it cannot be asked."""
        return None if self.mailbox is None else timedelta(0)

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime, /) -> Iterator[Report]:
        """What the notices in the mailbox say; nothing where no mailbox is named. Raises CannotAsk."""
        if self.mailbox is None:
            return
        try:
            yield from self.mailbox.reports({one.reference: one.provider_id for one in awaited}, now)
        except MailboxFault as fault:
            why = f"the mailbox for bounces cannot be read ({fault})"
            raise CannotAsk(f"{why}: check smtp_bounce_imap_host, and its user, password and folder") from fault

    def texts_since(self, _moment: datetime, /) -> Iterator[IncomingText]:
        """None: it carries no texts."""
        return iter(())

    def faults(self) -> Sequence[str]:
        """Whether the server takes us and our address, and whether the mailbox can be read."""
        faults: list[str] = []
        try:
            faults += MailConversation(self.server, self.envelope_from, wants_receipts=False).objections()
        except NotOpened as fault:
            faults.append(_said_no(fault))
        if self.mailbox is not None:
            try:
                self.mailbox.check()
            except MailboxFault as fault:
                which = "smtp_bounce_imap_host, and its user, password and folder"
                faults.append(f"the mailbox for bounces cannot be read ({fault}): check {which}")
        return faults

    def _spread(
        self,
        messages: Iterable[Message],
        submit: Callable[[MadeEmail], object],
        results: "SimpleQueue[tuple[str, Result]]",
    ) -> Iterator[tuple[str, Result]]:
        in_flight = 0
        try:
            for message in messages:
                made = self._made(message)
                if isinstance(made, Refused):
                    yield message.reference, made
                else:
                    submit(made)
                    in_flight += 1
                while in_flight == self.connections + _IN_HAND or not results.empty():
                    in_flight -= 1
                    yield results.get()
        except Exception:  # the source broke off: what was drawn from it is in flight, and its results count
            yield from (results.get() for _ in range(in_flight))
            raise
        yield from (results.get() for _ in range(in_flight))

    def _made(self, message: Message) -> MadeEmail | Refused:
        """The email, or why it would be wrong to hand it over at all."""
        if not isinstance(message, EmailMessage):
            return Refused(FailReason.OTHER, permanent=True, was_asked=False)
        if is_sample_email(message.to) and self.audience is not Audience.SAMPLES:
            return Refused(FailReason.WRONG_WORLD, permanent=True, was_asked=False)
        if not is_deliverable(message.to):
            return Refused(FailReason.BAD_ADDRESS, permanent=True, was_asked=False)
        try:
            return make_email(message, self.sender, self.clock())
        except NotAnEmail as fault:
            _LOG.error("an email could not be made: %s", fault)
            return Refused(
                FailReason.NOT_RENDERED,
                permanent=True,
                was_asked=False,
                why="the subject or the sender's name has a character that no header of an email can hold",
            )


def build_smtp(own: SmtpSettings, site: ProviderSite) -> SmtpEmail:
    """What sends emails as these settings say."""
    our_domain = own.smtp_from.rpartition("@")[2]
    server = MailServer(
        host=own.smtp_host,
        port=own.smtp_port,
        security=own.smtp_security,
        ca_file=own.smtp_ca_file,
        account=own.smtp_user,
        password=own.smtp_password.get_secret_value(),
        our_domain=our_domain,
        timeout=site.timeout,
    )
    mailbox = BounceMailbox.of(own, site) if own.hears_of_failures else None
    return SmtpEmail(server, own.smtp_from, own.smtp_envelope_from or own.smtp_from, mailbox, own.smtp_connections)


def _said_no(fault: NotOpened) -> str:
    if fault.refused.reason is FailReason.ACCOUNT:
        return f"the mail server refuses us ({fault}): check smtp_user, smtp_password and smtp_security"
    return f"the mail server cannot be reached ({fault}): check smtp_host, smtp_port, smtp_security and smtp_ca_file"
