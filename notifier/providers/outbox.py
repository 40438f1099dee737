"""The local outbox: writes each message to a folder, for samples, demonstrations and tests. It reaches nobody.

`<outbox>/<channel>/<provider id>.json`, beside it the `.pdf` (or `.txt`) of a letter. Every sending makes a new file,
so that a message sent twice shows as two.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from notifier.providers.base import (
    Accepted,
    Audience,
    AwaitedMessage,
    IncomingText,
    LostMessage,
    NeverSent,
    Report,
    Result,
    WebhookReader,
)
from notifier.providers.channels import traits_of
from notifier.providers.message_types import (
    EmailMessage,
    FooterMessage,
    LetterMessage,
    Message,
    PlainMessage,
    SmsMessage,
    Transcript,
)
from notifier.providers.plugin import ProviderFeature, ProviderPlugin, ProviderSite
from notifier.settings import ProviderSettings
from notifier.vocabulary import Channel, FailReason, Pile, ReportKind

_CHANNELS: Mapping[type, Channel] = {
    SmsMessage: Channel.SMS,
    EmailMessage: Channel.EMAIL,
    LetterMessage: Channel.LETTER,
    FooterMessage: Channel.FOOTER,
}


@dataclass(frozen=True)
class Outbox:
    """A provider that is a folder. `unreachable` is the share of texts and emails that it reports as failed."""

    folder: Path
    unreachable: float = 0.0
    name: str = "outbox"
    audience: Audience = Audience.SAMPLES
    batch_size: int = 25
    hooks: Mapping[str, WebhookReader] = field(default_factory=dict)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        """Write each message; the .json appears last and whole, and is what makes it sent."""
        for message in messages:
            yield message.reference, Accepted(self._write(message))

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Accepted | NeverSent]:
        """The folder knows for certain what was written; what begins with a dot was not finished."""
        written = {path.stem.rpartition("-")[2]: path.stem for path in sorted(self.folder.glob("*/[!.]*.json"))}
        return {
            one.reference: Accepted(written[one.reference]) if one.reference in written else NeverSent()
            for one in lost
            if one.reference in written or not one.is_renamed
        }

    @property
    def asked_after(self) -> timedelta:
        """At once: it calls nobody."""
        return timedelta(0)

    def texts_since(self, _moment: datetime) -> Iterator[IncomingText]:
        """None: nobody can text a folder."""
        return iter(())

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
        """At once: letters are posted, except to the desk; texts and emails arrive, but for the unreachable share."""
        channels = {path.stem: path.parent.name for path in self.folder.glob("*/*.json")}
        for reference, provider_id in ((one.reference, one.provider_id) for one in awaited):
            if provider_id not in channels or self._is_kept_at_the_desk(provider_id):
                continue
            kind, reason = self._fate(channels[provider_id], reference)
            yield Report(
                reference=reference,
                provider_id=provider_id,
                event_id=f"{provider_id}:{kind.value}",
                kind=kind,
                happened_at=now,
                fail_reason=reason,
                raw={"outbox": provider_id, "kind": kind.value},
            )

    def faults(self) -> Sequence[str]:
        """None: it is a folder of the installation's own."""
        return ()

    def _is_kept_at_the_desk(self, provider_id: str) -> bool:
        path = self.folder / Channel.LETTER / f"{provider_id}.json"
        return path.exists() and bool(json.loads(path.read_bytes()).get("pile") == Pile.HAND_OUT)

    def _fate(self, channel: str, reference: str) -> tuple[ReportKind, FailReason | None]:
        if traits_of(Channel.stored(channel)).is_carried_by_hand:
            return ReportKind.POSTED, None
        luck = int.from_bytes(hashlib.sha256(reference.encode("ascii")).digest()[:4], "big") / 2**32
        return (ReportKind.FAILED, FailReason.UNREACHABLE) if luck < self.unreachable else (ReportKind.DELIVERED, None)

    def _write(self, message: Message) -> str:
        channel = message.channel if isinstance(message, PlainMessage) else _CHANNELS[type(message)]
        folder = self.folder / channel.value
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{time.time_ns():020d}-{message.reference}"
        content = _readable(message) | {"channel": channel.value, "written_at": datetime.now(UTC).isoformat()}
        if isinstance(message, LetterMessage):
            _write_letter(folder / stem, message)
        _appear(folder / f"{stem}.json", json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
        return stem


class OutboxSettings(ProviderSettings):
    """How the outbox behaves where samples go to it."""

    unseen_settings: ClassVar[frozenset[str]] = frozenset({"outbox_unreachable"})  # nobody real is behind it

    outbox_unreachable: float = Field(0.0, ge=0, le=1)  # share of sample texts and emails that it reports as failed

    @property
    def is_wanted(self) -> bool:
        """Never of itself: it has whatever nobody else carries."""
        return False


def build_outbox(own: OutboxSettings, site: ProviderSite) -> Outbox:
    """The outbox in the instance's own folder."""
    return Outbox(site.folder, own.outbox_unreachable)


OUTBOX = ProviderPlugin(
    name="outbox",
    title="the outbox on this computer",
    channels=frozenset(Channel),
    settings_model=OutboxSettings,
    built_by="notifier.providers.outbox:build_outbox",
    features=frozenset({ProviderFeature.REPORTS, ProviderFeature.LOOK_UP, ProviderFeature.ASKED}),
)


def _readable(message: Message) -> dict[str, Any]:
    match message:
        case EmailMessage():
            parts = {"subject": message.subject, "text": message.text, "html": message.html}
            return {"reference": message.reference, "to": message.to, "from": message.template.from_name, **parts}
        case LetterMessage():
            made = {"pile": message.pile, "format": message.written_format, "language": message.language}
            return {"reference": message.reference, "to": message.to, **made}
        case _:
            return asdict(message)


def _write_letter(path: Path, message: LetterMessage) -> None:
    if isinstance(message.letter, Transcript):
        _appear(path.with_suffix(".txt"), message.letter.text.encode("utf-8"))
    else:
        _appear(path.with_suffix(".pdf"), message.letter.pdf)


def _appear(path: Path, content: bytes) -> None:
    """A file that is either whole or not there, whatever is killed."""
    draft = path.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(path)
