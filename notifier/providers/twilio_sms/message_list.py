"""What Twilio says when it is asked: what became of our texts, and what people texted us.

It calls for fifteen seconds and never again, so that whatever was not taken then has to be asked for:
https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources. The list is read by date, in
the largest pages there are, for a search by number finds nothing where the account redacts numbers. Dates are whole
days, and a text that Twilio has not sent has none, so that the list leaves it out.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from twilio.base import values
from twilio.rest import Client

from notifier.providers.base import AwaitedMessage, CannotAsk, IncomingText, Report
from notifier.providers.http_pool import HttpAnswer
from notifier.providers.incoming import storable
from notifier.providers.twilio_sms import codes
from notifier.providers.twilio_sms.lookup import is_id
from notifier.providers.twilio_sms.webhooks import STATUSES
from notifier.vocabulary import ReportKind

_LOG = logging.getLogger(__name__)
_PAGE = 1_000  # texts, Twilio's largest
_DAY = timedelta(days=1)
_LISTED_AFTER = timedelta(hours=1)  # that a text was taken: from then on it should be in the list
_MOST_FETCHED = 50  # texts that are not in the list and are asked for one by one
_FINAL = (ReportKind.DELIVERED, ReportKind.FAILED)
_INBOUND = "inbound"
_NUMBER = re.compile(r"\+[0-9]{7,15}")
_LONGEST_SENDER = 40


def listed_reports(client: Client, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
    """What became of these texts, of which Twilio told nothing.

    Raises CannotAsk when the list cannot be read, and when it has none of the texts that it should have: then it is
    another account's, or the key sees too little, and nothing follows from what it does not say.
    """
    left = {one.provider_id: one for one in awaited}
    first = min((one.accepted_at for one in awaited), default=now) - _DAY
    newest = max((one.accepted_at for one in awaited), default=now)
    last = None if newest + 3 * _DAY > now else newest + 2 * _DAY
    what = "what became of texts"
    with _explained(what):
        for text in _texts(client, first, last) if left else ():
            one = left.pop(str(text.sid), None)
            if one is not None and (report := _report(one, text)) is not None:
                yield report
            if not left:
                return
    missing = sorted(
        (one for one in left.values() if one.accepted_at + _LISTED_AFTER <= now), key=lambda one: one.accepted_at
    )
    found = len(awaited) - len(left)
    if len(missing) > _MOST_FETCHED:
        why = f"Twilio's list has {found} of {len(awaited)} texts that Twilio took"
        raise CannotAsk(f"{why}: check that twilio_account_sid is theirs, and what its key may read")
    for one in missing:
        with _explained(what):
            text = _fetched(client, one.provider_id)
            found += text is not None
            if text is not None and (report := _report(one, text)) is not None:
                yield report
    if missing and not found:
        raise CannotAsk("Twilio knows none of the texts that it took: check that twilio_account_sid is theirs")


def listed_texts(client: Client, ours: Callable[[], frozenset[str]], moment: datetime) -> Iterator[IncomingText]:
    """What people texted to `ours`, our numbers, since the day before a moment.

    A text whose number or words are blanked out is one too: whose it was, a person has to find out. Raises CannotAsk.
    """
    with _explained("which texts came"):
        our_numbers = ours()
        for text in _texts(client, moment - _DAY, None):
            to, sender, sid = (value if isinstance(value, str) else "" for value in (text.to, text.from_, text.sid))
            is_anothers = _NUMBER.fullmatch(to) is not None and to not in our_numbers  # one that is blanked may be ours
            if text.direction != _INBOUND or not is_id(sid) or is_anothers:
                continue
            sent_at = text.date_sent if isinstance(text.date_sent, datetime) else None
            raw = storable({"MessageSid": sid, "From": sender, "To": to, "Body": text.body or "", "listed": True})
            # The list has no OptOutType: what its words say is read as of any text.
            yield IncomingText(sid, sender[:_LONGEST_SENDER], text.body or "", False, raw, sent_at)


def _texts(client: Client, first: datetime, last: datetime | None) -> Iterator[Any]:
    """Every text of these days, sent and received, the newest first."""
    found: Iterator[Any] = client.messages.stream(
        date_sent_after=_midnight(first),
        date_sent_before=values.unset if last is None else _midnight(last),
        page_size=_PAGE,
    )
    return found


def _fetched(client: Client, sid: str) -> Any | None:
    """One text by its name; None where Twilio has none of this name, or no more."""
    try:
        return client.messages(sid).fetch()
    except HttpAnswer as answer:
        if answer.http_status == 404:
            return None
        raise


def _report(one: AwaitedMessage, text: Any) -> Report | None:
    """None while nothing is certain."""
    word = str(text.status or "")
    kind = STATUSES.get(word)
    if kind is None:
        _LOG.error("Twilio gave a status that is not in our table: %s", word[:40])
    if kind not in _FINAL:
        return None
    code = text.error_code if isinstance(text.error_code, int) else codes.NO_CODE
    updated_at = text.date_updated if isinstance(text.date_updated, datetime) else None
    said = {"MessageSid": one.provider_id, "MessageStatus": word, "ErrorCode": code, "To": text.to, "listed": True}
    if updated_at is not None:
        said["DateUpdated"] = updated_at.isoformat()
    return Report(
        reference=one.reference,
        provider_id=one.provider_id,
        # Not that of Twilio's call, which does not say when: both are kept, and either settles it.
        event_id=f"{one.provider_id}:{word}:{code}:listed",
        kind=kind,
        happened_at=updated_at,
        fail_reason=codes.twilio_meaning(code)[0] if kind is ReportKind.FAILED else None,
        raw=storable(said),
    )


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Raises CannotAsk for whatever goes wrong."""
    try:
        yield
    except HttpAnswer as answer:
        why = f"Twilio does not say {what} (HTTP {answer.http_status})"
        if answer.http_status in (401, 403):
            raise CannotAsk(f"{why}: give the key of twilio_auth_token the right to read messages") from None
        raise CannotAsk(f"{why}: it is asked again") from None
    except Exception as error:  # the SDK raises whatever its libraries raise, and here each means the same
        raise CannotAsk(f"Twilio could not be asked {what} ({type(error).__name__}): it is asked again") from None


def _midnight(moment: datetime) -> datetime:
    """The beginning of its day in GMT."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
