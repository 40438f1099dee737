"""What a notice in the mailbox for bounces says of which email of ours: RFC 3464, and older forms with great care.

Anybody can write to that mailbox. A notice counts only where it quotes the reference, which nobody but the recipient of
the email and the servers on its way have seen; whatever does not is left for a person to read.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from notifier.providers.base import Report
from notifier.providers.incoming import is_reference, storable
from notifier.providers.smtp_email.codes import bounce_reason
from notifier.providers.smtp_email.mime import ID_BEGINS, REFERENCE_HEADER, message_id_of, provider_id_of
from notifier.vocabulary import FailReason, ReportKind

_LOG = logging.getLogger(__name__)
_LONGEST_WORDS = 300
_EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
# RFC 3464, 2.3.3. What is relayed went to a server that says no more; it, and what is only late, was taken, no more.
_ACTIONS = {
    "failed": ReportKind.FAILED,
    "delivered": ReportKind.DELIVERED,
    "delayed": ReportKind.ACCEPTED,
    "relayed": ReportKind.ACCEPTED,
    "expanded": ReportKind.ACCEPTED,
}
_ROBOTS = re.compile(r"mailer-daemon|postmaster|mail delivery (system|subsystem)|mail-daemon", re.I)
_GIVEN_UP = re.compile(
    r"could not be delivered|couldn't be delivered|(wasn't|was not) able to deliver|permanent (fatal )?err"
    r"|undeliverable|delivery (to the following recipients? )?(has )?failed|returned to sender|no such user"
    r"|user unknown|address(es)? rejected",
    re.I,
)
_STILL_TRYING = re.compile(r"will (keep trying|be retried|continue)|still (trying|being retried)|delayed|warning", re.I)
_STATE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class BounceNotice:
    """What one recipient's part of a notice says. `happened_at` is None where no date in it can be believed."""

    reference: str
    kind: ReportKind
    fail_reason: FailReason | None
    happened_at: datetime | None
    state: str  # as "5.1.1"; empty where none is named
    words: str


def bounce_reports(raw: bytes, our_address: str, now: datetime) -> Sequence[Report]:
    """The reports that a message from the mailbox makes; none where it is not about an email of ours.

    `our_address` is the one that our emails are from: their Message-IDs are at its domain.
    """
    message = message_from_bytes(raw)
    notices = list(_standard(message, our_address, now) if _is_notice(message) else _older(message, our_address, now))
    name = str(message.get("Message-ID", "")).strip() or hashlib.sha256(raw).hexdigest()
    return [
        _report(notice, hashlib.sha256(f"{name} {place}".encode()).hexdigest()[:40], our_address)
        for place, notice in enumerate(notices)
    ]


def _report(notice: BounceNotice, event_id: str, our_address: str) -> Report:
    raw = {"kind": notice.kind.value, "state": notice.state, "words": notice.words[:_LONGEST_WORDS]}
    return Report(
        reference=notice.reference,
        provider_id=provider_id_of(message_id_of(notice.reference, our_address)),
        event_id=event_id,
        kind=notice.kind,
        happened_at=notice.happened_at,
        fail_reason=notice.fail_reason,
        raw=storable(raw),
    )


def _is_notice(message: Message) -> bool:
    return message.get_content_type() == "multipart/report" and any(
        part.get_content_type() == "message/delivery-status" for part in message.walk()
    )


def _standard(message: Message, our_address: str, now: datetime) -> Iterator[BounceNotice]:
    fields = next(part for part in message.walk() if part.get_content_type() == "message/delivery-status")
    blocks = [block for block in fields.get_payload() if isinstance(block, Message)] if fields.is_multipart() else []
    reference = _quoted_reference(message, blocks, our_address)
    if not reference:
        return
    for block in blocks:
        action = _word(block, "Action").lower()
        kind = _ACTIONS.get(action)
        if kind is None:
            if action:
                _LOG.error("a notice of the mail server's names an action that is not in our table")
            continue
        state, said = _first(_STATE, _word(block, "Status")), _word(block, "Diagnostic-Code").partition(";")[2].strip()
        yield BounceNotice(
            reference=reference,
            kind=kind,
            fail_reason=bounce_reason(state, said) if kind is ReportKind.FAILED else None,
            happened_at=_moment([_word(block, "Last-Attempt-Date"), _word(message, "Date")], now),
            state=state,
            words=said,
        )


def _older(message: Message, our_address: str, now: datetime) -> Iterator[BounceNotice]:
    """A notice in words alone, as qmail and some gateways send it: only of a robot, and with our reference in it."""
    if not _ROBOTS.search(_word(message, "From")) and not _word(message, "X-Failed-Recipients"):  # as Exim names them
        return
    words = _text_of(message)
    reference = _copied_reference(words, our_address) or _of_headers(
        message, our_address, ("In-Reply-To", "References")
    )
    if not reference or not _GIVEN_UP.search(words):
        return
    state = _first(_STATE, words)
    is_over = state.startswith("5") or not _STILL_TRYING.search(words)
    yield BounceNotice(
        reference=reference,
        kind=ReportKind.FAILED if is_over else ReportKind.ACCEPTED,
        fail_reason=bounce_reason(state, "") if is_over and state else FailReason.OTHER if is_over else None,
        happened_at=_moment([_word(message, "Date")], now),
        state=state,
        words="",  # they quote the email
    )


def _quoted_reference(message: Message, blocks: Sequence[Message], our_address: str) -> str:
    """Of the email that a notice is about, from the safest place to the least safe one; empty when it is not ours."""
    named = next(iter(block["Original-Envelope-Id"] for block in blocks if block["Original-Envelope-Id"]), None)
    if named is not None and is_reference(str(named).strip()):
        return str(named).strip()
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            quoted = message_from_bytes(_payload(part))
        elif part.get_content_type() == "message/rfc822" and part.is_multipart():
            quoted = part.get_payload(0)  # type: ignore[assignment]  # of such a part it is a message
        else:
            continue
        if found := _of_headers(quoted, our_address, (REFERENCE_HEADER, "Message-ID")):
            return found
    return _of_headers(message, our_address, ("In-Reply-To", "References"))


def _of_headers(message: Message, our_address: str, names: Sequence[str]) -> str:
    for name in names:
        said = _word(message, name)
        if name == REFERENCE_HEADER and is_reference(said):
            return said
        if found := _reference_in(said, our_address):
            return found
    return ""


def _reference_in(words: str, our_address: str) -> str:
    """The reference of the first Message-ID of ours in some words."""
    found = re.search(rf"<{ID_BEGINS}([0-9A-Za-z_-]{{1,32}})@{re.escape(our_address.rpartition('@')[2])}>", words, re.I)
    return found[1] if found else ""


def _copied_reference(words: str, our_address: str) -> str:
    """Of an email whose headers are copied into some words, where an address may look like a Message-ID of ours."""
    own = re.search(rf"^{REFERENCE_HEADER}: *(\S+) *$", words, re.I | re.M)
    if own and is_reference(own[1]):
        return own[1]
    copied = re.search(r"^Message-ID: *(<\S+>)", words, re.I | re.M)
    return _reference_in(copied[1], our_address) if copied else ""


def _moment(dates: Sequence[str], now: datetime) -> datetime | None:
    """The first of these dates that is one, has a zone, and can be."""
    for date in dates:
        try:
            moment = parsedate_to_datetime(date)
        except ValueError:
            continue
        if moment.tzinfo is not None and _EARLIEST <= moment <= now + timedelta(days=1):
            return moment.astimezone(UTC)
    return None


def _text_of(message: Message) -> str:
    return "\n".join(
        _payload(part).decode("utf-8", "replace") for part in message.walk() if part.get_content_maintype() == "text"
    )


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _word(message: Message, name: str) -> str:
    return re.sub(r"\s+", " ", str(message.get(name, ""))).strip()


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
