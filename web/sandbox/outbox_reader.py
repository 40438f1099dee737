"""Reads what the outbox channel wrote: one folder per channel, one JSON file per message, beside it a letter's PDF, or
its text for the transcription house.

The stand-in adds what became of each (`.fate`, a line of words), and what was texted back, in a folder of its own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifier.errors import NotFound
from notifier.vocabulary import Channel

_RECEIVED = "received"


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
    fate: str  # what became of it, in words; empty while nobody knows


@dataclass(frozen=True)
class Line:
    """One text of a conversation."""

    text: str
    written_at: datetime
    ours: bool


class OutboxReader:
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

    def conversation(self, number: str) -> list[Line]:
        """Every text to and from a number, the oldest first."""
        sent = [
            Line(one.text, one.written_at, ours=True) for one in self.found(Channel.SMS, number) if one.to == number
        ]
        received = [_received(path, number) for path in (self._folder / _RECEIVED).glob("[!.]*.json")]
        return sorted((*sent, *filter(None, received)), key=lambda line: line.written_at)

    def _files(self, channel: Channel) -> list[Path]:
        # A message that is being written has a name that begins with a dot.
        return sorted((self._folder / channel).glob("[!.]*.json"))


def say_fate(message: Path | None, fate: str) -> None:
    """Note what became of the message in this file."""
    if message is not None:
        message.with_suffix(".fate").write_text(fate, encoding="utf-8")


def write_received(folder: Path, name: str, sender: str, text: str, written_at: datetime) -> None:
    """Keep a text that came back, in an outbox folder, under a name of its own."""
    (folder / _RECEIVED).mkdir(parents=True, exist_ok=True)
    draft = folder / _RECEIVED / f".{name}.json"
    draft.write_text(json.dumps({"from": sender, "text": text, "written_at": written_at.isoformat()}), encoding="utf-8")
    draft.replace(folder / _RECEIVED / f"{name}.json")


def _received(path: Path, number: str) -> Line | None:
    fields = json.loads(path.read_text(encoding="utf-8"))
    if fields["from"] != number:
        return None
    return Line(fields["text"], datetime.fromisoformat(fields["written_at"]), ours=False)


def _read(path: Path, channel: Channel) -> SentMessage:
    fields = json.loads(path.read_text(encoding="utf-8"))
    pdf, fate, script = (path.with_suffix(ending) for ending in (".pdf", ".fate", ".txt"))
    text = fields.get("text") or fields.get("body") or ""
    return SentMessage(
        stem=path.stem,
        channel=channel,
        reference=fields["reference"],
        to=fields["to"],
        subject=fields.get("subject") or "",
        text=script.read_text(encoding="utf-8") if script.is_file() else text,
        html=fields.get("html") or "",
        written_at=datetime.fromisoformat(fields["written_at"]),
        pdf=pdf if pdf.is_file() else None,
        fate=fate.read_text(encoding="utf-8") if fate.is_file() else "",
    )
