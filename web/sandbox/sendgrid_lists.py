"""What SendGrid can be asked afterwards: the addresses that it will not write to again, and its activity feed.

Checked against https://www.twilio.com/docs/sendgrid/api-reference/bounces-api/retrieve-all-bounces (and its neighbours
for blocks, invalid emails, spam reports and unsubscribes) and
https://www.twilio.com/docs/sendgrid/api-reference/email-activity/filter-all-messages.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from web.sandbox.ledger import EmailActivity, Ledger, SuppressedAddress
from web.sandbox.scenario import Conditions

_LARGEST_PAGE = 500  # entries of a list
_MOST_ACTIVITY = 1000
# What a key may do, by what the scenario's rights call it.
SCOPES: Mapping[str, tuple[str, ...]] = {
    "mail": ("mail.send",),
    "suppression": ("suppression.read",),
    "activity": ("email_activity.read", "messages.read"),
}
# The last part of a list's address -> the names of what an entry says beyond the address and the time.
_LISTS: Mapping[str, tuple[str, ...]] = {
    "bounces": ("reason", "status"),
    "blocks": ("reason", "status"),
    "invalid_emails": ("reason",),
    "spam_reports": ("ip",),
    "unsubscribes": (),
}
_BETWEEN = re.compile(r'last_event_time BETWEEN TIMESTAMP "([^"]+)" AND TIMESTAMP "([^"]+)"')


class SendGridLists:
    """The lists of one account."""

    def __init__(self, ledger: Ledger, conditions: Conditions) -> None:
        self._ledger = ledger
        self._conditions = conditions

    def add_to(self, blueprint: Blueprint) -> None:
        """The routes."""
        which = f"/suppression/<any({', '.join(_LISTS)}):list_name>"
        blueprint.add_url_rule(which, "suppressions", self.suppressions)
        blueprint.add_url_rule("/messages", "activity", self.activity)

    def suppressions(self, list_name: str) -> ResponseReturnValue:
        """One of the lists, the newest first, between two moments (Unix seconds) and in pages."""
        if not self._conditions.scenario.rights.suppressions_listed:
            return _forbidden()
        begins, ends = request.args.get("start_time", 0, int), request.args.get("end_time", 2**40, int)
        size = min(max(request.args.get("limit", _LARGEST_PAGE, int), 1), _LARGEST_PAGE)
        offset = max(request.args.get("offset", 0, int), 0)
        entries = [
            entry for entry in self._ledger.suppressed(list_name) if begins <= _seconds(entry.created_at) <= ends
        ]
        return jsonify([_shown(entry) for entry in entries[offset : offset + size]])

    def activity(self) -> ResponseReturnValue:
        """Where emails stand whose last event is between two moments, the newest first."""
        if not self._conditions.scenario.rights.activity_listed:
            return _forbidden()
        asked = _BETWEEN.fullmatch(request.args.get("query", ""))
        if asked is None:
            return jsonify(errors=[{"message": "invalid query", "field": "query"}]), 400
        begins, ends = (datetime.fromisoformat(moment) for moment in asked.groups())
        most = min(max(request.args.get("limit", 10, int), 1), _MOST_ACTIVITY)
        found = [entry for entry in self._ledger.activity() if begins <= _whole(entry.last_event_at) <= ends]
        found.sort(key=lambda entry: entry.last_event_at, reverse=True)
        return jsonify(messages=[_activity(entry) for entry in found[:most]])


def _forbidden() -> ResponseReturnValue:
    return jsonify(errors=[{"message": "access forbidden", "field": None}]), 403


def _shown(entry: SuppressedAddress) -> dict[str, Any]:
    said = {"reason": entry.reason, "status": entry.smtp_status, "ip": "192.0.2.25"}
    more = {name: said[name] for name in _LISTS[entry.list_name]}
    return {"created": _seconds(entry.created_at), "email": entry.email, **more}


def _activity(entry: EmailActivity) -> dict[str, Any]:
    return {
        "from_email": entry.sender,
        "msg_id": entry.message_id,
        "subject": entry.subject,
        "to_email": entry.to,
        "status": entry.email_status,
        "opens_count": 0,
        "clicks_count": 0,
        "last_event_time": _whole(entry.last_event_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _whole(moment: datetime) -> datetime:
    """To the second, in UTC, as the feed knows it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
