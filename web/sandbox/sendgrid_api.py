"""SendGrid's API for emails, as its own library speaks it.

Checked against sendgrid 6.x and https://www.twilio.com/docs/sendgrid/api-reference/mail-send (limits and errors).
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notifier.providers.message_types import EmailTemplate
from web.sandbox.account import Account
from web.sandbox.ledger import Ledger
from web.sandbox.scenario import Conditions
from web.sandbox.sendgrid_events import SendGridEvents, SentEmail
from web.sandbox.sendgrid_lists import SCOPES, SendGridLists

MOST = 1000  # personalizations in one request
LARGEST_VALUES = 10_000  # bytes of substitutions and custom arguments of one personalization
_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


class _Address(BaseModel):
    model_config = ConfigDict(extra="ignore")

    email: str
    name: str = ""


class _Personalization(BaseModel):
    model_config = ConfigDict(extra="ignore")

    to: list[_Address] = Field(min_length=1)
    cc: list[_Address] = []
    bcc: list[_Address] = []
    subject: str = ""
    substitutions: dict[str, str] = {}
    custom_args: dict[str, str] = {}

    @property
    def everybody(self) -> list[str]:
        """Every address, as addresses are compared."""
        return [address.email.casefold() for address in (*self.to, *self.cc, *self.bcc)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    value: str = Field(min_length=1)


class _Mail(BaseModel):
    """The parts of a request that are read; what else SendGrid knows is let through."""

    model_config = ConfigDict(extra="ignore")

    personalizations: list[_Personalization] = Field(min_length=1, max_length=MOST)
    sender: _Address = Field(alias="from")
    subject: str = ""
    content: list[_Part] = Field(min_length=1)
    tracking_settings: dict[str, dict[str, Any]] = {}
    mail_settings: dict[str, dict[str, Any]] = {}
    custom_args: dict[str, str] = {}

    def faults(self) -> Iterator[tuple[str, str]]:
        """What SendGrid refuses beyond the form: (field, why)."""
        kinds = [part.type for part in self.content]
        if kinds != sorted(kinds, key=lambda kind: (kind != "text/plain", kind != "text/html")):
            yield "content", "If present, text/plain and text/html may only be provided once, and in that order."
        if not _ADDRESS.fullmatch(self.sender.email):
            yield "from.email", "The from email does not contain a valid address."
        seen: set[str] = set()
        for number, one in enumerate(self.personalizations):
            where = f"personalizations.{number}"
            for address in one.everybody:
                if not _ADDRESS.fullmatch(address):
                    yield f"{where}.to", "Does not contain a valid address."
                if address in seen:
                    yield where, f"Each email address should be unique: we found {address} again."
                seen.add(address)
            if not (one.subject or self.subject):
                yield "subject", "The subject is required."
            if len(json.dumps([one.substitutions, one.custom_args]).encode()) > LARGEST_VALUES:
                yield where, f"Substitutions and custom_args may not exceed {LARGEST_VALUES} bytes."

    def template(self, one: _Personalization) -> EmailTemplate:
        """What this person reads: every mark is replaced literally."""
        parts = {part.type: part.value for part in self.content}
        return EmailTemplate(
            from_name=self.sender.name or self.sender.email,
            subject=_filled(one.subject or self.subject, one.substitutions),
            text=_filled(parts.get("text/plain", ""), one.substitutions),
            html=_filled(parts.get("text/html", ""), one.substitutions),
        )

    @property
    def tracked(self) -> bool:
        """Whether links would be rewritten or openings watched: the account does so unless the request forbids it."""
        click = self.tracking_settings.get("click_tracking", {})
        watched = (
            click.get("enable", True),
            click.get("enable_text", True),
            *(
                self.tracking_settings.get(f"{kind}_tracking", {}).get("enable", True)
                for kind in ("open", "subscription")
            ),
        )
        return any(watched)


class SendGridApi:
    """One account's emails."""

    def __init__(self, account: Account, ledger: Ledger, calls: SendGridEvents, conditions: Conditions) -> None:
        self._account = account
        self._ledger = ledger
        self._calls = calls
        self._conditions = conditions

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("sendgrid_api", __name__, url_prefix="/v3")
        blueprint.before_request(self._sign_in)
        blueprint.add_url_rule("/scopes", "scopes", self.scopes)
        blueprint.add_url_rule("/mail/send", "send", self.send, methods=["POST"])
        SendGridLists(self._ledger, self._conditions).add_to(blueprint)
        return blueprint

    def scopes(self) -> ResponseReturnValue:
        """What the key may do, which is how a program checks it."""
        rights = self._conditions.scenario.rights
        held = {"mail": True, "suppression": rights.suppressions_listed, "activity": rights.activity_listed}
        return jsonify(scopes=[scope for kind, scopes in SCOPES.items() if held[kind] for scope in scopes])

    def send(self) -> ResponseReturnValue:
        """Take a request's emails, or say why not."""
        try:
            mail = _Mail.model_validate_json(request.get_data())
        except ValidationError as error:
            faults = [(".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors()]
        else:
            faults = list(mail.faults())
            if not faults:
                return self._take(mail)
        self._ledger.counts.add("email_refused")
        return _refused(400, faults)

    def _take(self, mail: _Mail) -> ResponseReturnValue:
        if mail.mail_settings.get("sandbox_mode", {}).get("enable"):
            return Response(status=200)
        message_id = secrets.token_urlsafe(16)
        if mail.tracked:
            self._ledger.counts.add("email_tracked")
        sent = [self._keep(mail, one, message_id, number) for number, one in enumerate(mail.personalizations)]
        self._calls.report(sent)
        return Response(status=202, headers={"X-Message-Id": message_id})

    def _keep(self, mail: _Mail, one: _Personalization, message_id: str, number: int) -> SentEmail:
        custom_args = mail.custom_args | one.custom_args
        to = one.to[0].email
        file = self._ledger.keep_email(to, custom_args.get("ref", ""), mail.template(one))
        subject = one.subject or mail.subject
        return SentEmail(to, message_id, number, custom_args, file, mail.sender.email, subject)

    def _sign_in(self) -> Response | None:
        if self._account.knows_mailer(request.headers.get("Authorization", "")):
            return None
        return _refused(401, [("", "The provided authorization grant is invalid, expired, or revoked")])


def _filled(part: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        part = part.replace(mark, value)
    return part


def _refused(http_status: int, faults: list[tuple[str, str]]) -> Response:
    errors = [{"message": why, "field": where or None, "help": None} for where, why in faults]
    answer = jsonify(errors=errors)
    answer.status_code = http_status
    return answer
