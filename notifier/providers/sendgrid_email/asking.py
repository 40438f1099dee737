"""What SendGrid says when it is asked: which addresses it gave up, and, where that is paid for, where emails stand.

Every account has lists of addresses that bounced, were blocked, are invalid, or want no more:
https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/retrieve-all-bounces and its neighbours. They name an
address and a time and no email, so that every email that waits there is meant: families share addresses, and a doubt
holds the patient out. That an email arrived says only the activity feed, which takes six requests a minute:
https://www.twilio.com/docs/sendgrid/api-reference/email-activity/filter-all-messages.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from notifier.providers.base import AwaitedMessage, CannotAsk, Report
from notifier.providers.http_pool import HttpAnswer
from notifier.providers.incoming import storable
from notifier.providers.sendgrid_email.sendgrid_http import SendGridHttp
from notifier.vocabulary import FailReason, ReportKind

_LOG = logging.getLogger(__name__)
# The last part of a list's address -> what it says of an email that waits there.
LISTS: Mapping[str, tuple[ReportKind, FailReason]] = {
    "bounces": (ReportKind.FAILED, FailReason.BAD_ADDRESS),
    "blocks": (ReportKind.FAILED, FailReason.BLOCKED),
    "invalid_emails": (ReportKind.FAILED, FailReason.BAD_ADDRESS),
    "spam_reports": (ReportKind.NOTED, FailReason.STOPPED),  # it did arrive, and is the last that may go there
    "unsubscribes": (ReportKind.NOTED, FailReason.STOPPED),
}
ACTIVITY_SCOPES = frozenset({"email_activity.read", "messages.read"})
_STANDINGS: Mapping[str, tuple[ReportKind, FailReason | None]] = {
    "delivered": (ReportKind.DELIVERED, None),
    "not_delivered": (ReportKind.FAILED, FailReason.OTHER),
}
_PAGE = 500  # entries of a list, the most there are in one answer
_MOST_PAGES = 40
_ACTIVITY_PAGE = 1_000
_MOST_ACTIVITY = 5  # requests, of the six that are allowed in a minute
_SLACK = timedelta(minutes=1)  # by which our clocks may differ
_LONGEST_WORDS = 500


def suppression_reports(client: SendGridHttp, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
    """What became of these emails by SendGrid's lists and, if the key may read it, its activity feed.

    Raises CannotAsk at the end for whatever could not be read; what the key may not read keeps nothing else from being
    read, and then silence is all that there is to go by.
    """
    if not awaited:
        return
    failed: list[str] = []
    forbidden: list[str] = []
    first = min(one.accepted_at for one in awaited) - _SLACK
    by_address: dict[str, list[AwaitedMessage]] = defaultdict(list)
    for one in awaited:
        by_address[one.to.casefold()].append(one)
    for name in LISTS:
        try:
            for entry in _entries(client, name, first):
                yield from _listed(name, entry, by_address)
        except Exception as error:  # the SDK raises whatever its libraries raise
            _note(error, name, failed, forbidden)
    try:
        if ACTIVITY_SCOPES & set(client.scopes.get().to_dict["scopes"]):
            yield from _by_activity(client, awaited, first, now + timedelta(days=1))
    except Exception as error:  # the SDK raises whatever its libraries raise
        _note(error, "messages", failed, forbidden)
    if failed:
        raise CannotAsk(f"SendGrid could not be asked everything ({', '.join(failed)}): it is asked again")
    if forbidden:
        why = f"SendGrid does not let us see {', '.join(forbidden)}"
        raise CannotAsk(f"{why}: give the key of sendgrid_api_key the right to read suppressions", for_good=True)


def _note(error: Exception, name: str, failed: list[str], forbidden: list[str]) -> None:
    """Remember what could not be read, in words that quote nothing of it."""
    if isinstance(error, HttpAnswer) and error.http_status in (401, 403):
        forbidden.append(name)
        return
    how = f"HTTP {error.http_status}" if isinstance(error, HttpAnswer) else type(error).__name__
    _LOG.warning("SendGrid could not be asked for %s: %s", name, how)
    failed.append(f"{name}: {how}")


def _entries(client: SendGridHttp, name: str, first: datetime) -> Iterator[Mapping[str, Any]]:
    """The entries of one list that were made since then, page by page."""
    for page in range(_MOST_PAGES):
        asked = {"start_time": int(first.timestamp()), "limit": _PAGE, "offset": page * _PAGE}
        entries = client.suppression._(name).get(query_params=asked).to_dict
        if not isinstance(entries, list):
            raise ValueError(name)
        yield from (entry for entry in entries if isinstance(entry, dict))
        if len(entries) < _PAGE:
            return


def _listed(
    name: str, entry: Mapping[str, Any], by_address: Mapping[str, Sequence[AwaitedMessage]]
) -> Iterator[Report]:
    """Of every email that was waiting there when the address came onto the list."""
    address, created = entry.get("email"), entry.get("created")
    if not isinstance(address, str) or type(created) is not int:
        return
    at = datetime.fromtimestamp(created, UTC)
    kind, reason = LISTS[name]
    words = {part: str(entry[part])[:_LONGEST_WORDS] for part in ("reason", "status") if entry.get(part)}
    for one in by_address.get(address.casefold(), ()):
        if at >= one.accepted_at - _SLACK:
            raw = {"list": name, "email": address, "created": created, **words}
            event_id = f"{name}:{created}:{one.reference}"
            yield Report(one.reference, one.provider_id, event_id, kind, at, reason, storable(raw))


def _by_activity(
    client: SendGridHttp, awaited: Sequence[AwaitedMessage], first: datetime, last: datetime
) -> Iterator[Report]:
    """Where emails stand whose last event was since then; the newest first, so that each answer ends where we go on."""
    by_message = {(one.provider_id, one.to.casefold()): one for one in awaited if one.provider_id}
    for _ in range(_MOST_ACTIVITY):
        query = f'last_event_time BETWEEN TIMESTAMP "{_written(first)}" AND TIMESTAMP "{_written(last)}"'
        asked = {"query": query, "limit": _ACTIVITY_PAGE}
        messages = client.messages.get(query_params=asked).to_dict["messages"]
        moments = [datetime.fromisoformat(message["last_event_time"]) for message in messages]
        for message, at in zip(messages, moments, strict=True):
            # Its name begins with what the request was answered with, and no request has an address twice.
            key = str(message["msg_id"]).partition(".")[0], str(message["to_email"]).casefold()
            one, standing = by_message.get(key), _STANDINGS.get(message["status"])
            if one is not None and standing is not None:
                raw = {name: message[name] for name in ("msg_id", "to_email", "status", "last_event_time")}
                event_id = f"activity:{message['status']}:{one.reference}"
                yield Report(one.reference, one.provider_id, event_id, standing[0], at, standing[1], storable(raw))
        if len(messages) < _ACTIVITY_PAGE or min(moments) >= last:
            return
        last = min(moments)
    raise CannotAsk("SendGrid's activity feed has more than may be read at a time: it is asked again")


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
