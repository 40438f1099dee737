"""What the stand-in was given: every text and email, who said stop, and how often what happened."""

import re
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from notifier.providers.base import Accepted
from notifier.providers.message_types import EmailMessage, EmailTemplate, SmsMessage
from notifier.providers.outbox import Outbox as Writer
from notifier.vocabulary import Channel
from web.sandbox.outbox_reader import write_received

_REFERENCE = re.compile(r"\w{1,64}", re.ASCII)


class LedgerCounts:
    """Numbers by name, added to by many threads."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, name: str, number: int = 1) -> None:
        """Count it."""
        with self._lock:
            self._numbers[name] += number

    def all(self) -> Counter[str]:
        """A copy; what was never counted is 0."""
        with self._lock:
            return self._numbers.copy()


@dataclass
class SentText:
    """A text as Twilio keeps it, sent or received. Only `Ledger.move` changes one."""

    sid: str
    sender: str
    service: str  # the messaging service it was sent with, or empty
    to: str
    body: str
    direction: str
    text_status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    file: Path | None = None  # what its reader sees
    reference: str = ""  # what the product calls it, or the sid; empty for one that was received


@dataclass(frozen=True)
class SuppressedAddress:
    """An entry of one of SendGrid's lists of addresses that it will not write to again."""

    list_name: str  # the last part of its address: bounces, blocks, ...
    email: str
    created_at: datetime
    reason: str
    smtp_status: str


@dataclass(frozen=True)
class EmailActivity:
    """Where an email stands by SendGrid's activity feed."""

    message_id: str  # of this one email, which begins with its request's
    to: str
    sender: str
    subject: str
    email_status: str  # processed, delivered or not_delivered
    last_event_at: datetime


class Ledger:
    """Keeps everything until the process ends, and writes each message into the outbox folder for its readers."""

    def __init__(self, folder: Path) -> None:
        self.counts = LedgerCounts()
        self._folder = folder
        self._writer = Writer(folder)
        self._texts: dict[str, SentText] = {}
        self._by_number: dict[str, list[SentText]] = defaultdict(list)
        self._stopped: set[str] = set()
        self._suppressed: list[SuppressedAddress] = []
        self._activity: dict[str, EmailActivity] = {}
        self._references: dict[Channel, Counter[str]] = {Channel.SMS: Counter(), Channel.EMAIL: Counter()}
        self._lock = threading.Lock()

    def keep_text(self, text: SentText, reference: str) -> None:
        """A text that the product sent; the reference is what it calls it, if it says so."""
        known = reference if _REFERENCE.fullmatch(reference) else text.sid
        text.file, text.reference = self._write(SmsMessage(known, text.to, text.body)), known
        with self._lock:
            self._references[Channel.SMS][known] += 1
            self._texts[text.sid] = text
            self._by_number[text.to].append(text)

    def keep_incoming(self, text: SentText) -> None:
        """A text that somebody sent the product."""
        write_received(self._folder, text.sid, text.sender, text.body, text.created_at)
        with self._lock:
            self._texts[text.sid] = text
            self._by_number[text.to].append(text)

    def keep_email(self, to: str, reference: str, template: EmailTemplate) -> Path:
        """An email with everything filled in; returns its file."""
        known = reference if _REFERENCE.fullmatch(reference) else "unnamed"
        path = self._write(EmailMessage(known, to, template, {}))
        with self._lock:
            self._references[Channel.EMAIL][known] += 1
        return path

    def text(self, sid: str) -> SentText | None:
        """The text that Twilio calls this."""
        with self._lock:
            return self._texts.get(sid)

    def texts(self, to: str, sender: str) -> list[SentText]:
        """Sent and received, the newest first; an empty number is any."""
        with self._lock:
            found = self._by_number.get(to, []) if to else list(self._texts.values())
            return [text for text in reversed(found) if sender in ("", text.sender)]

    def texts_from(self, place: int) -> list[SentText]:
        """Sent and received, in the order in which they came, from this place on."""
        with self._lock:
            return list(self._texts.values())[place:]

    def suppress(self, entry: "SuppressedAddress") -> None:
        """Keep that SendGrid will not write to an address again."""
        with self._lock:
            self._suppressed.append(entry)

    def suppressed(self, list_name: str) -> list["SuppressedAddress"]:
        """The entries of one of SendGrid's lists, the newest first."""
        with self._lock:
            return [entry for entry in reversed(self._suppressed) if entry.list_name == list_name]

    def keep_activity(self, entry: "EmailActivity") -> None:
        """Keep where an email stands now, in place of where it stood."""
        with self._lock:
            self._activity[entry.message_id] = entry

    def activity(self) -> list["EmailActivity"]:
        """Where every email stands."""
        with self._lock:
            return list(self._activity.values())

    def move(self, text: SentText, text_status: str, now: datetime, error_code: int | None = None) -> None:
        """Say where a text stands now. An end is an end: what is reported late, or twice, changes nothing."""
        with self._lock:
            if text.text_status in ("delivered", "undelivered"):
                return
            text.text_status, text.error_code, text.updated_at = text_status, error_code, now
            text.sent_at = text.sent_at or now

    def stop(self, number: str) -> None:
        """This number wants no more texts."""
        with self._lock:
            self._stopped.add(number)

    def start(self, number: str) -> None:
        """This number wants texts again."""
        with self._lock:
            self._stopped.discard(number)

    def has_stopped(self, number: str) -> bool:
        """Whether texts to this number are refused."""
        with self._lock:
            return number in self._stopped

    def summary(self) -> dict[str, Any]:
        """The counts as `GET /sandbox-api/counts` gives them."""
        counted = self.counts.all()
        with self._lock:
            kept = {channel: (references.total(), len(references)) for channel, references in self._references.items()}
        channels = {
            channel.value: {
                "requests": counted[f"{channel}_requests"],
                "accepted": accepted,
                "references": distinct,
                "doubles": accepted - distinct,
                "refused": counted[f"{channel}_refused"],
            }
            for channel, (accepted, distinct) in kept.items()
        }
        channels["email"]["tracked"] = counted["email_tracked"]  # requests that did not forbid it
        callbacks = {name: counted[f"callbacks_{name}"] for name in ("sent", "tried_again", "failed", "lost")}
        inbound = {name: counted[name] for name in ("inbound", "inbound_lost")}
        faults = {name.removeprefix("fault_"): n for name, n in counted.items() if name.startswith("fault_")}
        return {**channels, "callbacks": callbacks, "faults": faults, **inbound}

    def _write(self, content: SmsMessage | EmailMessage) -> Path:
        channel = Channel.SMS if isinstance(content, SmsMessage) else Channel.EMAIL
        ((_, taken),) = self._writer.send([content])
        assert isinstance(taken, Accepted)
        return self._folder / channel.value / f"{taken.provider_id}.json"
