"""Reads what the outbox channel wrote: one folder per channel, one JSON file per message, a letter's PDF beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifier.errors import NotFound
from notifier.vocabulary import Channel


@dataclass(frozen=True)
class SentMessage:
    """One message as a provider would have had it. `stem` is its file's name without the ending."""

    stem: str
    channel: Channel
    reference: str
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime
    pdf: Path | None


class Outbox:
    """The folder, read anew for every page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def counts(self) -> dict[Channel, int]:
        """How many messages each channel has."""
        return {channel: len(self._files(channel)) for channel in Channel}

    def found(self, channel: Channel, sought: str) -> Iterator[SentMessage]:
        """The channel's messages, the newest first; with `sought`, those that have it in reference, address or text."""
        for path in reversed(self._files(channel)):
            message = _read(path, channel)
            if sought.lower() in f"{message.reference} {message.to} {message.text}".lower():
                yield message

    def message(self, channel: Channel, stem: str) -> SentMessage:
        """One message. Raises NotFound; a name that leads out of the folder finds nothing."""
        for path in self._files(channel):
            if path.stem == stem:
                return _read(path, channel)
        raise NotFound(f"there is no {channel} {stem} in the outbox")

    def _files(self, channel: Channel) -> list[Path]:
        # A message that is being written has a name that begins with a dot.
        return sorted((self._folder / channel).glob("[!.]*.json"))


def _read(path: Path, channel: Channel) -> SentMessage:
    fields = json.loads(path.read_text(encoding="utf-8"))
    pdf = path.with_suffix(".pdf")
    return SentMessage(
        stem=path.stem,
        channel=channel,
        reference=fields["reference"],
        to=fields["to"],
        subject=fields.get("subject") or "",
        text=fields.get("text") or fields.get("body") or "",
        html=fields.get("html") or "",
        written_at=datetime.fromisoformat(fields["written_at"]),
        pdf=pdf if pdf.is_file() else None,
    )
