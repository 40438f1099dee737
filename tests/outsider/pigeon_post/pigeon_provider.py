"""Texts by Pigeon Post: one request each, and calls that are signed with HMAC-SHA256 of their body."""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import requests

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
    WebhookCall,
    WebhookContent,
    WebhookReader,
    WebhookRefused,
)
from notifier.providers.http_pool import HttpAnswer, audience_of, new_session, retry_after, without_answer
from notifier.providers.incoming import check_size, is_reference, storable
from notifier.providers.message_types import Message, PlainMessage, SmsMessage
from notifier.providers.plugin import ProviderSite
from notifier.vocabulary import FailReason, ReportKind
from pigeon_post.pigeon_plugin import PIGEON, PigeonSettings

_SAMPLES = "+4477009"
_LANDINGS = {"landed": (ReportKind.DELIVERED, None), "eaten": (ReportKind.FAILED, FailReason.UNREACHABLE)}


@dataclass(frozen=True, eq=False)
class PigeonTexts:
    """A provider. `own` are its settings."""

    own: PigeonSettings
    timeout: float
    name: str = PIGEON.name
    batch_size: int = 10
    hooks: Mapping[str, WebhookReader] = field(init=False)
    asked_after: timedelta | None = None  # no pigeon comes back to be asked

    def __post_init__(self) -> None:
        object.__setattr__(self, "hooks", {"landed": self._read(_landed), "answers": self._read(_answered)})

    @property
    def audience(self) -> Audience:
        return Audience.EVERYBODY if self.own.pigeon_flies_out else audience_of(self.own.pigeon_loft)

    def send(self, messages: Iterable[Message], /) -> Iterator[tuple[str, Result]]:
        for message in messages:
            yield message.reference, self._sent(message)

    def look_up(self, _lost: Sequence[LostMessage], /) -> Mapping[str, Finding]:
        return {}

    def reports(self, _awaited: Sequence[AwaitedMessage], _now: datetime, /) -> Iterator[Report]:
        return iter(())

    def texts_since(self, _moment: datetime, /) -> Iterator[IncomingText]:
        return iter(())

    def faults(self) -> Sequence[str]:
        try:
            self._ask("GET", "/")
        except HttpAnswer as answer:
            return [f"Pigeon Post answers with HTTP {answer.http_status}: check pigeon_api_key"]
        except requests.RequestException as error:
            return [f"Pigeon Post cannot be reached ({type(error).__name__}): check pigeon_loft"]
        return []

    @cached_property
    def _session(self) -> requests.Session:
        return new_session(1)

    def _sent(self, message: Message) -> Result:
        if not isinstance(message, SmsMessage | PlainMessage):
            return Refused(FailReason.OTHER, permanent=True)
        if message.to.startswith(_SAMPLES) and self.audience is Audience.REAL_PEOPLE:
            return Refused(FailReason.WRONG_WORLD, permanent=True)
        content = {"from": self.own.pigeon_number, "to": message.to, "text": message.body, "ref": message.reference}
        try:
            said = self._ask("POST", "/pigeons", json=content)
        except HttpAnswer as answer:
            return Unknown() if answer.proves_nothing else answer.as_refusal(FailReason.ACCOUNT, permanent=False)
        except requests.RequestException as error:
            return without_answer(error)
        return Accepted(str(said["pigeon"]))

    def _ask(self, method: str, path: str, **content: Any) -> Any:
        answer = self._session.request(
            method,
            f"{self.own.pigeon_loft}{path}",
            headers={"Authorization": f"Bearer {self.own.pigeon_api_key.get_secret_value()}"},
            timeout=self.timeout,
            allow_redirects=False,
            **content,
        )
        if not answer.ok:
            raise HttpAnswer(answer.status_code, answer.text, retry_after(answer.headers))
        return answer.json()

    def _read(self, content_of: Callable[[dict[str, Any], datetime], WebhookContent]) -> WebhookReader:
        def read(call: WebhookCall, now: datetime) -> WebhookContent:
            check_size(call)
            ring = self.own.pigeon_ring.get_secret_value()
            signature = hmac.new(ring.encode(), call.body, "sha256").hexdigest()
            if not ring or not hmac.compare_digest(signature.encode(), call.header("X-Pigeon-Ring").encode()):
                raise WebhookRefused(403, "the ring is not Pigeon Post's")
            try:
                return content_of(storable(json.loads(call.body)), now)
            except (ValueError, LookupError, TypeError):
                raise WebhookRefused(400, "it is no call of Pigeon Post's") from None

        return read


def _landed(said: dict[str, Any], now: datetime) -> WebhookContent:
    kind, reason = _LANDINGS[said["what"]]
    if not is_reference(said["ref"]):
        raise ValueError("no reference")
    pigeon = str(said["pigeon"])
    return WebhookContent([Report(said["ref"], pigeon, f"{pigeon}:{said['what']}", kind, now, reason, said)])


def _answered(said: dict[str, Any], _now: datetime) -> WebhookContent:
    text = IncomingText(str(said["pigeon"]), str(said["from"]), str(said["text"]), told_to_stop=False, raw=said)
    return WebhookContent(texts=[text])


def build_pigeon(own: PigeonSettings, site: ProviderSite) -> PigeonTexts:
    """What sends texts as these settings say."""
    return PigeonTexts(own, site.timeout)
