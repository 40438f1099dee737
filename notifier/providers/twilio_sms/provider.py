"""Texts through Twilio's SDK: many in flight, each posted once, its result known or honestly unknown."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from queue import SimpleQueue
from urllib.parse import quote

from twilio.base import values
from twilio.rest import Client

from notifier.contacts.phone import Mobile
from notifier.errors import ValueRefused
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
from notifier.providers.http_pool import HttpAnswer, audience_of, patiently, without_answer
from notifier.providers.message_types import Message, SmsMessage
from notifier.providers.plugin import ProviderSite
from notifier.providers.twilio_sms import codes
from notifier.providers.twilio_sms.lookup import ControlSearch, find_lost_texts, is_id
from notifier.providers.twilio_sms.message_list import listed_reports, listed_texts
from notifier.providers.twilio_sms.twilio_http import TwilioHttp
from notifier.providers.twilio_sms.twilio_plugin import TWILIO, TwilioSettings
from notifier.providers.twilio_sms.webhooks import TwilioWebhooks
from notifier.vocabulary import FailReason

_LOG = logging.getLogger(__name__)
_LONGEST_BODY = 1_600  # characters, Twilio's limit
# Seconds that a text may wait in Twilio's queue (at most 36,000). One that has waited longer would come in the evening:
# it fails instead, and the next channel takes over.
_VALIDITY = 4 * 60 * 60


@dataclass(frozen=True, eq=False)
class TwilioSms:
    """A provider. Its threads and connections are made with the first message, so that a process may fork before.

    `sender` is a number or a name; beside or instead of it a messaging service may choose one. Reports come to
    `callback_url`. `base_url` is another server that speaks as Twilio does. `concurrency` is how many texts are in
    flight at a time; `in_hand` how many more wait for their turn, since to draw one may take as long as an answer does;
    `timeout` the seconds until an answer counts as lost. `asked_after`: by then a text has mostly arrived.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    messaging_service_sid: str
    callback_url: str
    base_url: str = ""
    timeout: float = 20.0
    concurrency: int = 16
    in_hand: int = 6
    sleep: Callable[[float], object] = time.sleep
    name: str = TWILIO.name
    asked_after: timedelta | None = timedelta(minutes=15)
    # Answers are written down with the next claim, so that with those in flight and in hand 49 are lost at most.
    batch_size: int = 28

    @cached_property
    def audience(self) -> Audience:
        """Real people, unless the server is a stand-in on this machine."""
        return audience_of(self.base_url)

    @cached_property
    def hooks(self) -> Mapping[str, WebhookReader]:
        """Reports on texts of ours, and texts of other people's."""
        calls = TwilioWebhooks(self.auth_token)
        return {"status": calls.status, "inbound": calls.inbound}

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        """Send each text once, `concurrency` at a time; what results are there go before the next text is drawn."""
        results: SimpleQueue[tuple[str, Result]] = SimpleQueue()
        in_flight = 0
        try:
            for message in messages:
                checked = self._checked(message)
                if isinstance(checked, Refused):
                    yield message.reference, checked
                else:
                    self._pool.submit(self._carry, checked, results)
                    in_flight += 1
                while in_flight == self.concurrency + self.in_hand or not results.empty():
                    in_flight -= 1
                    yield results.get()
        except Exception:  # the source broke off: what was drawn from it is in flight, and its results count
            yield from (results.get() for _ in range(in_flight))
            raise
        yield from (results.get() for _ in range(in_flight))

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        """Look through what Twilio has for each number, for the text with the message's own mark in it."""
        by_number: dict[str, list[LostMessage]] = defaultdict(list)
        for one in lost:
            if one.mark:  # everything contains nothing
                by_number[one.to].append(one)
        found: dict[str, Finding] = {}
        find = partial(find_lost_texts, self._client, ControlSearch(self._client))
        for findings in self._pool.map(find, by_number.values()):
            found |= findings
        return found

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
        """What became of texts whose reports did not come, or were not taken in time."""
        return listed_reports(self._reading_client, awaited, now)

    def texts_since(self, moment: datetime) -> Iterator[IncomingText]:
        """The texts to our numbers; to a name nobody can send any."""
        if not self.messaging_service_sid and not self.sender.startswith("+"):
            return iter(())
        return listed_texts(self._reading_client, self._numbers, moment)

    def faults(self) -> Sequence[str]:
        """Whether Twilio knows us and our account works, and whether patients can answer."""
        faults = []
        if self.sender and not self.sender.startswith("+"):
            faults.append(
                "twilio_from is a name, so nobody can answer a text: use a number if patients may reply by text"
            )
        try:
            account = self._client.api.v2010.accounts(self.account_sid).fetch()
        except HttpAnswer as answer:
            faults.append(_said_no(answer))
        except Exception as error:  # the SDK raises whatever its libraries raise, and here each means the same
            faults.append(f"Twilio cannot be reached ({type(error).__name__}): check the network and twilio_base_url")
        else:
            if account.status != "active":
                faults.append("the Twilio account is not active: sign in to Twilio and see what it asks for")
        return faults

    @cached_property
    def _client(self) -> Client:
        return Client(
            self.account_sid,
            self.auth_token,
            http_client=TwilioHttp(self.base_url, self.timeout, self.concurrency),
        )

    @cached_property
    def _reading_client(self) -> Client:
        """For long lists, of which a page that fails is asked for again."""
        return Client(
            self.account_sid, self.auth_token, http_client=TwilioHttp(self.base_url, self.timeout, 1, self.sleep)
        )

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.concurrency, thread_name_prefix=self.name)

    def _numbers(self) -> frozenset[str]:
        """The numbers that can be answered: the sender's own and those that a messaging service chooses from."""
        numbers = {self.sender} - {""}
        if self.messaging_service_sid:
            service = self._client.messaging.v1.services(self.messaging_service_sid)
            numbers |= {str(one.phone_number) for one in service.phone_numbers.list()}
        return frozenset(numbers)

    def _checked(self, message: Message) -> SmsMessage | Refused:
        """The text, or why it would be wrong to ask Twilio at all."""
        if not isinstance(message, SmsMessage):
            return Refused(FailReason.OTHER, permanent=True, was_asked=False)
        try:
            mobile = Mobile.parse(message.to)
        except ValueRefused:
            mobile = None
        if mobile != message.to:  # a landline, which would be read aloud, or another country's number
            return Refused(FailReason.BAD_ADDRESS, permanent=True, was_asked=False)
        if mobile.is_sample and self.audience is not Audience.SAMPLES:
            return Refused(FailReason.WRONG_WORLD, permanent=True, was_asked=False)
        if not 0 < len(message.body) <= _LONGEST_BODY:
            return Refused(FailReason.NOT_RENDERED, permanent=True, was_asked=False)
        return message

    def _carry(self, message: SmsMessage, results: "SimpleQueue[tuple[str, Result]]") -> None:
        result: Result = Unknown()
        try:
            result = patiently(partial(self._attempt, message), self.sleep)
        except Exception as error:  # ours or a library's: the text may have gone, and `send` waits for a result
            _LOG.error("handing over a text broke off: %s", type(error).__name__)
        results.put((message.reference, result))

    def _attempt(self, message: SmsMessage) -> Result:
        try:
            made = self._client.messages.create(
                to=message.to,
                from_=self.sender or values.unset,
                messaging_service_sid=self.messaging_service_sid or values.unset,
                body=message.body,
                validity_period=_VALIDITY,
                status_callback=f"{self.callback_url}?ref={quote(message.reference, safe='')}",
            )
        except HttpAnswer as answer:
            return codes.twilio_result(answer)
        except Exception as error:  # the SDK raises whatever its libraries raise, and the text may have gone
            return without_answer(error)
        return Accepted(made.sid) if is_id(made.sid) else Unknown()


def build_twilio(own: TwilioSettings, site: ProviderSite) -> TwilioSms:
    """What sends texts as these settings say."""
    return TwilioSms(
        account_sid=own.twilio_account_sid,
        auth_token=own.twilio_auth_token.get_secret_value(),
        sender=own.twilio_from,
        messaging_service_sid=own.twilio_messaging_service_sid,
        callback_url=f"{site.webhooks_url}/status",
        base_url=own.twilio_base_url,
        timeout=site.timeout,
    )


def _said_no(answer: HttpAnswer) -> str:
    if answer.http_status in (401, 403):
        return "Twilio refuses our credentials: check twilio_account_sid and twilio_auth_token"
    if answer.http_status == 404:
        return "Twilio knows no such account: check twilio_account_sid and twilio_base_url"
    return f"Twilio answers with HTTP {answer.http_status}: check twilio_base_url, and try again later"
