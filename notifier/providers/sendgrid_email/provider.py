"""Emails through SendGrid's SDK, many in one request: each request is posted once, and its result is every email's."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial

from sendgrid import SendGridAPIClient

from notifier.providers.base import (
    Accepted,
    Audience,
    AwaitedMessage,
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
from notifier.providers.http_pool import HttpAnswer, audience_of, new_session, patiently, without_answer
from notifier.providers.message_types import EmailMessage, Message
from notifier.providers.plugin import ProviderSite
from notifier.providers.sendgrid_email import codes
from notifier.providers.sendgrid_email.asking import suppression_reports
from notifier.providers.sendgrid_email.batches import Batch, fits, place, request_body
from notifier.providers.sendgrid_email.sendgrid_http import SendGridHttp
from notifier.providers.sendgrid_email.sendgrid_plugin import SENDGRID, SendGridSettings
from notifier.providers.sendgrid_email.webhooks import SendGridWebhooks
from notifier.vocabulary import FailReason

_LOG = logging.getLogger(__name__)
_LONGEST_ID = 100


@dataclass(frozen=True, eq=False)
class SendGridEmail:
    """A provider. `webhook_key` is the public key of the signed event webhook, base64; `sender` our address."""

    api_key: str = field(repr=False)
    sender: str
    host: str
    webhook_key: str = ""
    timeout: float = 20.0
    sleep: Callable[[float], object] = time.sleep
    name: str = SENDGRID.name
    asked_after: timedelta | None = timedelta(minutes=15)
    batch_size: int = 200  # one lost answer makes them all unknown; fewer would be slow (SendGrid takes 1,000)

    @cached_property
    def audience(self) -> Audience:
        """Real people, unless the host is a stand-in on this machine."""
        return audience_of(self.host)

    @cached_property
    def hooks(self) -> Mapping[str, WebhookReader]:
        """What became of emails of ours."""
        return {"events": SendGridWebhooks(self.webhook_key).events}

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        """Send each email once; a request goes when it is full, and what is left over at the end."""
        batches: list[Batch] = []
        try:
            for message in messages:
                checked = self._checked(message)
                if isinstance(checked, Refused):
                    yield message.reference, checked
                    continue
                batch = place(checked, batches)
                if len(batch.messages) == self.batch_size:
                    batches.remove(batch)
                    yield from self._deliver(batch.messages)
        except Exception:  # the source broke off: what was drawn from it is sent all the same
            for batch in batches:
                yield from self._deliver(batch.messages)
            raise
        for batch in batches:
            yield from self._deliver(batch.messages)

    def look_up(self, _lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        """Nothing: SendGrid can be asked only where its activity feed is paid for. An event settles it, or a person."""
        return {}

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
        """What became of emails by SendGrid's own lists, and by its activity feed where that is paid for."""
        return suppression_reports(self._made_api(self.sleep).client, awaited, now)

    def texts_since(self, _moment: datetime) -> Iterator[IncomingText]:
        """None: it carries no texts."""
        return iter(())

    def faults(self) -> Sequence[str]:
        """Whether our key may send, and whether we could believe SendGrid's calls."""
        faults = list(SendGridWebhooks(self.webhook_key).faults())
        try:
            scopes = self._api.client.scopes.get().to_dict["scopes"]
        except HttpAnswer as answer:
            faults.append(_said_no(answer))
        except Exception as error:  # the SDK raises whatever its libraries raise, and here each means the same
            faults.append(f"SendGrid cannot be reached ({type(error).__name__}): check the network and sendgrid_host")
        else:
            if "mail.send" not in scopes:
                faults.append("the SendGrid key may not send mail: give it the right to, or make one that has it")
        return faults

    @cached_property
    def _api(self) -> SendGridAPIClient:
        return self._made_api(None)

    def _made_api(self, sleep: Callable[[float], object] | None) -> SendGridAPIClient:
        """The SDK with a connection of its own; with `sleep`, what reads is asked again where it fails."""
        api = SendGridAPIClient(self.api_key, host=self.host)
        options = {"request_headers": api.client.request_headers, "version": 3, "timeout": self.timeout}
        api.client = SendGridHttp(new_session(1, "python_http_client"), sleep, host=self.host, **options)
        return api

    def _checked(self, message: Message) -> EmailMessage | Refused:
        """The email, or why it would be wrong to ask SendGrid at all."""
        if not isinstance(message, EmailMessage):
            return Refused(FailReason.OTHER, permanent=True, was_asked=False)
        if is_sample_email(message.to) and self.audience is not Audience.SAMPLES:
            return Refused(FailReason.WRONG_WORLD, permanent=True, was_asked=False)
        return message if fits(message) else Refused(FailReason.NOT_RENDERED, permanent=True, was_asked=False)

    def _deliver(self, messages: Sequence[EmailMessage]) -> Iterator[tuple[str, Result]]:
        """Post one request, and again without those that SendGrid complains of: then it did nothing the time before."""
        while messages:
            results = self._results(messages)
            yield from ((messages[index].reference, result) for index, result in results.items())
            messages = [message for index, message in enumerate(messages) if index not in results]

    def _results(self, messages: Sequence[EmailMessage]) -> Mapping[int, Result]:
        """By place in the request: of every message, or of those alone that SendGrid complains of."""
        try:
            result = patiently(partial(self._attempt, messages), self.sleep)
        except HttpAnswer as answer:
            return codes.complaints(answer, len(messages))
        return dict.fromkeys(range(len(messages)), result)

    def _attempt(self, messages: Sequence[EmailMessage]) -> Result:
        """Raises HttpAnswer when there is something wrong with the request."""
        try:
            response = self._api.client.mail.send.post(request_body=request_body(messages, self.sender))
        except HttpAnswer as answer:
            if answer.http_status == 400:
                raise
            return codes.sendgrid_result(answer)
        except Exception as error:  # the SDK raises whatever its libraries raise, and the emails may have gone
            return without_answer(error)
        if response.status_code != 202:  # 200 is a rehearsal, or somebody else's answer
            _LOG.error("SendGrid took a request with %d instead of 202", response.status_code)
            return Unknown()
        return Accepted(str(response.headers.get("X-Message-Id", ""))[:_LONGEST_ID])


def build_sendgrid(own: SendGridSettings, site: ProviderSite) -> SendGridEmail:
    """What sends emails as these settings say."""
    return SendGridEmail(
        api_key=own.sendgrid_api_key.get_secret_value(),
        sender=own.sendgrid_from,
        host=own.sendgrid_host,
        webhook_key=own.sendgrid_webhook_key,
        timeout=site.timeout,
    )


def _said_no(answer: HttpAnswer) -> str:
    if answer.http_status in (401, 403):
        return "SendGrid refuses our key: check sendgrid_api_key, and whether it belongs to the region of sendgrid_host"
    return f"SendGrid answers with HTTP {answer.http_status}: check sendgrid_host, and try again later"
