"""Twilio's API for texts, as its own library speaks it.

Checked against twilio 9.x and https://www.twilio.com/docs/api/errors (the codes).
"""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from notifier.messages.sms_text import sms_parts
from web.sandbox.account import TEXTS_FROM, Account
from web.sandbox.ledger import Ledger, SentText
from web.sandbox.scenario import Conditions, Rights
from web.sandbox.twilio_callbacks import TwilioCallbacks

API = "/2010-04-01/Accounts"
LONGEST = 1600  # characters
_LONGEST_WAIT = 36_000  # seconds that a text may be told to stay in the queue
_PAGE_SIZE, _LARGEST_PAGE = 50, 1000
_OPEN_ENDS = (("DateSent>", "0001-01-01"), ("DateSent<", "9999-12-31"))
_REDACTED = "REDACTED"  # where a number or words stand otherwise
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_UK_LANDLINE = re.compile(r"\+44[123]\d+", re.ASCII)


class _Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, http_status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.http_status = http_status
        self.code = code
        self.why = why


class TwilioApi:
    """One account's texts."""

    def __init__(
        self,
        account: Account,
        ledger: Ledger,
        calls: TwilioCallbacks,
        conditions: Conditions,
        clock: Callable[[], datetime],
    ) -> None:
        self._account = account
        self._ledger = ledger
        self._calls = calls
        self._conditions = conditions
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("twilio_api", __name__, url_prefix=API)
        blueprint.url_value_preprocessor(_set_account_aside)
        blueprint.before_request(self._sign_in)
        blueprint.register_error_handler(_Refusal, _refused)
        blueprint.add_url_rule("/<account_sid>.json", "account", self.account)
        blueprint.add_url_rule("/<account_sid>/Messages.json", "texts", self.texts)
        blueprint.add_url_rule("/<account_sid>/Messages.json", "create", self.create, methods=["POST"])
        blueprint.add_url_rule("/<account_sid>/Messages/<sid>.json", "text", self.text)
        return blueprint

    def account(self) -> ResponseReturnValue:
        """The account itself, which is how a program checks its credentials."""
        account_sid = self._account.account_sid
        return jsonify(
            sid=account_sid,
            friendly_name="Fair Notice stand-in",
            status="active",
            type="Full",
            owner_account_sid=account_sid,
            date_created=None,
            date_updated=None,
            subresource_uris={"messages": f"{API}/{account_sid}/Messages.json"},
            uri=f"{API}/{account_sid}.json",
        )

    def create(self) -> ResponseReturnValue:
        """Take a text, or say why not."""
        try:
            callback = self._checked()
        except _Refusal:
            self._ledger.counts.add("sms_refused")
            raise
        now = self._clock()
        text = SentText(
            sid=f"SM{secrets.token_hex(16)}",
            sender=request.form.get("From", ""),
            service=request.form.get("MessagingServiceSid", ""),
            to=request.form["To"],
            body=request.form["Body"],
            direction="outbound-api",
            text_status="accepted" if "MessagingServiceSid" in request.form else "queued",
            created_at=now,
            updated_at=now,
        )
        self._ledger.keep_text(text, next(iter(parse_qs(urlsplit(callback).query).get("ref", [])), ""))
        answer = self._shown(text)
        self._calls.report(text, callback)
        return jsonify(answer), 201

    def texts(self) -> ResponseReturnValue:
        """The newest texts first, sent and received, in pages; the next page begins behind a text, not at a number.

        Dates are whole days in GMT: "on and after" and "on and before", and a text that is not sent yet has none.
        """
        rights = self._conditions.scenario.rights
        if not rights.texts_listed:
            raise _Refusal(403, 20403, "Forbidden: the key has no permission to read Messages")
        size = min(max(request.args.get("PageSize", _PAGE_SIZE, int), 1), _LARGEST_PAGE)
        found = self._found(rights)
        token = request.args.get("PageToken", "")
        at = next((at for at, text in enumerate(found, 1) if token == f"PA{text.sid}"), 0)
        shown, page = found[at : at + size], max(request.args.get("Page", 0, int), 0)
        asked = {name: value for name, value in request.args.items() if name not in ("Page", "PageToken", "PageSize")}

        def address(number: int, **place: str) -> str:
            return f"{request.path}?{urlencode({**asked, 'PageSize': size, 'Page': number, **place})}"

        return jsonify(
            messages=[self._shown(text) for text in shown],
            page=page,
            page_size=size,
            start=at,
            end=at + max(len(shown) - 1, 0),
            uri=address(page),
            first_page_uri=address(0),
            previous_page_uri=None,
            next_page_uri=address(page + 1, PageToken=f"PA{shown[-1].sid}") if len(found) > at + size else None,
        )

    def _found(self, rights: Rights) -> list[SentText]:
        """The texts that the filters let through, as far as the account's settings let anybody see them."""
        given = request.args
        if (given.get("To") or given.get("From")) and not rights.numbers_shown:
            return []
        newest = self._clock() - timedelta(seconds=rights.texts_listed_after)
        found = [
            text for text in self._ledger.texts(given.get("To", ""), given.get("From", "")) if text.created_at <= newest
        ]
        bounds = {name: given[name][:10] for name in ("DateSent>", "DateSent<", "DateSent") if given.get(name)}
        if not bounds:
            return found
        first, last = (bounds.get("DateSent", bounds.get(name, end)) for name, end in _OPEN_ENDS)
        return [text for text in found if text.sent_at and first <= f"{text.sent_at.astimezone(UTC):%Y-%m-%d}" <= last]

    def text(self, sid: str) -> ResponseReturnValue:
        """One text."""
        found = self._ledger.text(sid)
        if found is None:
            raise _Refusal(404, 20404, f"The requested resource {request.path} was not found")
        return jsonify(self._shown(found))

    def receive(self, sender: str, body: str) -> str:
        """A patient's text to the practice, handed on to the product; returns its id."""
        now = self._clock()
        sid = f"SM{secrets.token_hex(16)}"
        text = SentText(sid, sender, "", TEXTS_FROM, body, "inbound", "received", now, now, sent_at=now)
        self._ledger.keep_incoming(text)
        self._ledger.counts.add("inbound")
        self._calls.receive(text)
        return sid

    def _sign_in(self) -> None:
        signed = request.authorization
        if signed is None or not self._account.knows_texter(signed.username or "", signed.password or ""):
            raise _Refusal(401, 20003, "Authenticate")
        if g.account_sid != self._account.account_sid:
            raise _Refusal(404, 20404, f"The requested resource {request.path} was not found")

    def _checked(self) -> str:
        """The address for reports of a text that can be taken; empty when none are wanted. Raises _Refusal."""
        form = request.form
        to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback", "")
        seconds = form.get("ValidityPeriod", str(_LONGEST_WAIT))
        stopped = self._ledger.has_stopped(to) or self._conditions.text_fate(to) == "stopped"
        refusals = (
            (not to, 21604, "A 'To' phone number is required."),
            (not _E164.fullmatch(to), 21211, f"Invalid 'To' Phone Number: {to}"),
            (bool(_UK_LANDLINE.fullmatch(to)), 21614, f"'To' number is not a valid mobile number: {to}"),
            (not (form.get("From") or form.get("MessagingServiceSid")), 21603, "A 'From' phone number is required."),
            (not body, 21602, "Message body is required."),
            (len(body) > LONGEST, 21617, "The concatenated message body exceeds the 1600 character limit."),
            (not (seconds.isdecimal() and 1 <= int(seconds) <= _LONGEST_WAIT), 90007, "Invalid validity period value"),
            (bool(callback) and not urlsplit(callback).netloc, 21609, f"Invalid 'StatusCallback' URL: {callback}"),
            (stopped, 21610, "Attempt to send to unsubscribed recipient"),
        )
        for applies, code, why in refusals:
            if applies:
                raise _Refusal(400, code, why)
        return callback

    def _shown(self, text: SentText) -> dict[str, Any]:
        uri = f"{API}/{self._account.account_sid}/Messages/{text.sid}"
        # What has just been made is shown to whoever made it, whatever the account's settings.
        is_shown = self._conditions.scenario.rights.numbers_shown or request.method == "POST"
        return {
            "sid": text.sid,
            "account_sid": self._account.account_sid,
            "api_version": "2010-04-01",
            "body": text.body if is_shown else _REDACTED,
            "date_created": format_datetime(text.created_at),
            "date_sent": format_datetime(text.sent_at) if text.sent_at else None,
            "date_updated": format_datetime(text.updated_at),
            "direction": text.direction,
            "error_code": text.error_code,
            "error_message": None,
            "from": (text.sender or None) if is_shown else _REDACTED,
            "messaging_service_sid": text.service or None,
            "num_media": "0",
            "num_segments": str(sms_parts(text.body).parts),
            "price": None,
            "price_unit": "GBP",
            "status": text.text_status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": text.to if is_shown else _REDACTED,
            "uri": f"{uri}.json",
        }


def _set_account_aside(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Every address names the account, which is compared once, for all views."""
    g.account_sid = (values or {}).pop("account_sid", "")


def _refused(refusal: _Refusal) -> Response:
    more = f"https://www.twilio.com/docs/errors/{refusal.code}"
    answer = jsonify(code=refusal.code, message=refusal.why, more_info=more, status=refusal.http_status)
    answer.status_code = refusal.http_status
    return answer
