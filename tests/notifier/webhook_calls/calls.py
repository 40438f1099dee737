"""Calls of an invented provider: the body says what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookRefused
from notifier.vocabulary import FailReason, ReportKind
from notifier.webhook_calls.call_reading import Readers
from notifier.webhook_calls.heard_calls import HeardCall

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PROVIDER, HOOK = "stand-in", "calls"


def text_call(body: str, event_id: str = "SM1", sender: str = "+447700900001") -> HeardCall:
    """Somebody has texted us."""
    return heard(f"text {event_id} {sender} {body}")


def report_call(*event_ids: str, kind: ReportKind = ReportKind.DELIVERED, reference: str = "NOBODYS") -> HeardCall:
    """The provider reports on a message, once for each event."""
    return heard("\n".join(f"report {event_id} {reference} {kind.value}" for event_id in event_ids))


def heard(body: str, heard_at: datetime = NOW) -> HeardCall:
    call = WebhookCall(f"https://surgery.example.com/hooks/{PROVIDER}/{HOOK}", {"X-Signature": "s"}, body.encode())
    return HeardCall(PROVIDER, HOOK, call, heard_at, heard_at)


@dataclass
class LineReader:
    """Reads such calls; refuses and fails as a test wants."""

    refuses: str = ""
    fails_at: Sequence[bytes] = ()
    read: list[bytes] = field(default_factory=list)

    def __call__(self, call: WebhookCall, now: datetime) -> WebhookContent:
        self.read.append(call.body)
        if self.refuses:
            raise WebhookRefused(403, self.refuses)
        if call.body in self.fails_at:
            raise KeyError("a defect of the reader")
        lines = [line.split(" ", 3) for line in call.body.decode("utf-8", "surrogatepass").splitlines()]
        return WebhookContent(
            texts=[IncomingText(words[1], words[2], words[3], False, {}) for words in lines if words[0] == "text"],
            reports=[_report(words, now) for words in lines if words[0] == "report"],
        )

    @property
    def hooks(self) -> Readers:
        """As a provider's."""
        return {PROVIDER: {HOOK: self}}


def _report(words: Sequence[str], now: datetime) -> Report:
    kind = ReportKind(words[3])
    why = FailReason.BAD_ADDRESS if kind is ReportKind.FAILED else None
    return Report(words[2], "SM1", words[1], kind, now, why, {})
