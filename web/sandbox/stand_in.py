"""The stand-in for Twilio and SendGrid: their own libraries speak to it over HTTP, and it reaches nobody.

It keeps what it takes, writes it where the inbox page finds it, calls the product back with signed reports, and goes
wrong as its scenario says. `/sandbox-api/` is for whoever drives a test: scenario, counts, texts, patients' texts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from notifier.errors import Fault, NotFound, SettingsFault
from web import templating
from web.guards import SecurityHeaders
from web.sandbox.account import Account
from web.sandbox.callback_sender import CallbackSender
from web.sandbox.fault_injection import FaultInjection
from web.sandbox.ledger import Ledger, SentText
from web.sandbox.outbox_reader import OutboxReader
from web.sandbox.scenario import Conditions
from web.sandbox.sendgrid_api import SendGridApi
from web.sandbox.sendgrid_events import SendGridEvents
from web.sandbox.twilio_api import TwilioApi
from web.sandbox.twilio_callbacks import TwilioCallbacks
from web.sandbox.twilio_services import TwilioServices
from web.sandbox.views import SandboxViews

LARGEST_REQUEST = 30 * 1024 * 1024  # SendGrid's own limit


@dataclass(frozen=True)
class StandIn:
    """The application to serve; `close` ends its threads and silences."""

    app: Flask
    account: Account
    conditions: Conditions
    ledger: Ledger
    close: Callable[[], None]


def create_stand_in(
    account: Account,
    folder: Path,
    conditions: Conditions,
    clock: Callable[[], datetime],
    *,
    callbacks: str,
    public_url: str,
) -> StandIn:
    """The stand-in, with the inbox page over the outbox `folder` at /sandbox/.

    `callbacks` is where on this computer the product listens, `public_url` what it calls itself (its settings have it);
    `clock` gives the real time. Raises SettingsFault when `callbacks` is elsewhere. Serve it with many threads: each
    silence holds one.
    """
    ledger = Ledger(folder)
    sender = CallbackSender(callbacks, ledger.counts)
    twilio_callbacks = TwilioCallbacks(account, ledger, sender, conditions, clock, public_url)
    twilio_api = TwilioApi(account, ledger, twilio_callbacks, conditions, clock)
    sendgrid_events = SendGridEvents(account, ledger, sender, conditions, clock, public_url)
    sendgrid_api = SendGridApi(account, ledger, sendgrid_events, conditions)
    app = Flask("web", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    templating.set_up_templates(app)
    app.wsgi_app = SecurityHeaders(app.wsgi_app, https=False)  # type: ignore[method-assign]  # Flask's way
    for blueprint in (
        twilio_api.blueprint(),
        TwilioServices(account).blueprint(),
        sendgrid_api.blueprint(),
        _Driver(conditions, ledger, twilio_api).blueprint(),
        SandboxViews(OutboxReader(folder), public_url, twilio_api.receive).blueprint(),
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(Fault, _fault)
    fault_injection = FaultInjection(app.wsgi_app, conditions, ledger.counts, clock)
    app.wsgi_app = fault_injection  # type: ignore[method-assign]  # Flask's way

    def close() -> None:
        fault_injection.close()
        sender.close()

    return StandIn(app, account, conditions, ledger, close)


class _Driver:
    """The addresses for whoever drives a test."""

    def __init__(self, conditions: Conditions, ledger: Ledger, twilio_api: TwilioApi) -> None:
        self._conditions = conditions
        self._ledger = ledger
        self._twilio_api = twilio_api

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("driver", __name__, url_prefix="/sandbox-api")
        blueprint.register_error_handler(HTTPException, _error)
        blueprint.add_url_rule("/scenario", "scenario", self.scenario)
        blueprint.add_url_rule("/scenario", "change", self.change, methods=["POST"])
        blueprint.add_url_rule("/counts", "counts", self.counts)
        blueprint.add_url_rule("/texts", "texts", self.texts)
        blueprint.add_url_rule("/inbound", "inbound", self.inbound, methods=["POST"])
        return blueprint

    def scenario(self) -> ResponseReturnValue:
        """What is in force."""
        return jsonify(self._conditions.scenario.model_dump())

    def change(self) -> ResponseReturnValue:
        """Replace the parts that the JSON object names, at once."""
        self._conditions.scenario = self._conditions.scenario.changed(_fields())
        return self.scenario()

    def counts(self) -> ResponseReturnValue:
        """What happened so far."""
        return jsonify(self._ledger.summary())

    def texts(self) -> ResponseReturnValue:
        """?from=N: the texts behind the first N, sent and received, in the order in which they came."""
        return jsonify([_text(text) for text in self._ledger.texts_from(max(request.args.get("from", 0, int), 0))])

    def inbound(self) -> ResponseReturnValue:
        """{"from": a number, "body": words}: a text from a patient."""
        fields = _fields()
        return jsonify(sid=self._twilio_api.receive(str(fields.get("from", "")), str(fields.get("body", "")))), 202


def _text(text: SentText) -> dict[str, Any]:
    shown = {"sid": text.sid, "direction": text.direction, "from": text.sender, "to": text.to, "body": text.body}
    return {**shown, "reference": text.reference, "status": text.text_status, "error_code": text.error_code}


def _fields() -> dict[str, Any]:
    fields = request.get_json()
    if not isinstance(fields, dict):
        raise SettingsFault("write a JSON object")
    return fields


def _fault(fault: Fault) -> ResponseReturnValue:
    return jsonify(error=str(fault)), 404 if isinstance(fault, NotFound) else 400


def _error(error: HTTPException) -> Response:
    answer = jsonify(error=error.description)
    answer.status_code = error.code or 500
    return answer
