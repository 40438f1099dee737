"""The companies that carry texts and emails, over HTTP on the loopback address and in the simulation's own time.

The addresses, answers and signatures are those of the project's sandbox; what becomes of a message, when the practice
hears of it and what goes wrong on the way is decided here.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import make_server

from notifier.providers.message_types import EmailTemplate
from web.sandbox.account import TEXTS_FROM, Account
from web.sandbox.ledger import EmailActivity, Ledger, SentText, SuppressedAddress
from web.sandbox.scenario import Conditions, Scenario
from web.sandbox.sendgrid_api import SendGridApi
from web.sandbox.sendgrid_events import SentEmail
from web.sandbox.stand_in_server import KeptConnections
from web.sandbox.twilio_api import TwilioApi

PUBLIC_URL = "https://surgery.example.com"
_CONNECTIONS_END_WITHIN = 60.0  # seconds
STATUS, INBOUND, EVENTS = "/hooks/twilio/status", "/hooks/twilio/inbound", "/hooks/sendgrid/events"


@dataclass(frozen=True)
class Carried:
    """A text or an email that a company took: what its reader sees, and what is needed to report on it."""

    channel: str
    to: str
    words: str
    reference: str
    sent_at: datetime
    text: SentText | None = None
    callback: str = ""
    email: SentEmail | None = None


@dataclass(frozen=True)
class Call:
    """A signed call of a company to the practice."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class _Ledger(Ledger):
    """Keeps the words of each email as well."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.words: dict[Path, str] = {}

    def keep_email(self, to: str, reference: str, template: EmailTemplate) -> Path:
        path = super().keep_email(to, reference, template)
        self.words[path] = f"{template.subject}\n{template.text}"
        return path


class Companies:
    """One account with each; `carried` is what they took since it was last emptied, in the order of their taking.

    `loses_answer` says of a number whether the answer about the first text that was taken for it never arrives.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime], loses_answer: Callable[[str], bool]) -> None:
        self._account, self._clock, self._loses_answer = Account.new(), clock, loses_answer
        self._ledger = _Ledger(folder)
        self._lock = threading.Lock()
        self._taken = threading.local()
        self.carried: list[Carried] = []
        self._lost: set[str] = set()  # numbers
        self._unanswered: set[str] = set()  # references
        self.lost_answers = False  # whether any worker was to be killed until now
        self._connections = 0
        self._connection_ended = threading.Condition(self._lock)
        calm = Conditions(1, Scenario().changed({"sms": {}, "email": {}}))
        app = Flask("web", static_folder=None)
        self._twilio = TwilioApi(self._account, self._ledger, self, calm, clock)  # type: ignore[arg-type]
        app.register_blueprint(self._twilio.blueprint())
        app.register_blueprint(SendGridApi(self._account, self._ledger, _Emails(self), calm).blueprint())  # type: ignore[arg-type]
        self.app = _LosingAnswers(app.wsgi_app, self._loses)

    def settings(self, url: str) -> dict[str, str]:
        """The environment with which the product uses them."""
        return self._account.settings(url)

    def report(self, text: SentText, callback: str) -> None:
        """A text was taken; called by the API in the place of the sandbox's own calls."""
        self._note(Carried("sms", text.to, text.body, text.reference, self._clock(), text=text, callback=callback))

    def note_email(self, email: SentEmail) -> None:
        """An email was taken."""
        reference = str(email.custom_args.get("ref", ""))
        self._note(Carried("email", email.to, self._ledger.words[email.file], reference, self._clock(), email=email))

    def take_carried(self) -> list[Carried]:
        """What was taken since the last time, in an order that does not hang on threads."""
        with self._lock:
            taken, self.carried = self.carried, []
        return sorted(taken, key=lambda one: (one.channel, one.to, one.words))

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Count a connection for as long as the block runs, which reads what came by it to its end."""
        with self._lock:
            self._connections += 1
        try:
            yield
        finally:
            with self._connection_ended:
                self._connections -= 1
                self._connection_ended.notify_all()

    @contextmanager
    def losing_answers(self) -> Iterator[None]:
        """Whoever hands messages over within the block, and is killed in it, may not have heard that they were taken.

        What was on its way when it was killed is taken all the same: the block ends once its connections have ended.
        """
        with self._lock:
            begins, others = len(self.carried), self._connections
            self.lost_answers = True
        yield
        with self._connection_ended:
            has_ended = self._connection_ended.wait_for(lambda: self._connections <= others, _CONNECTIONS_END_WITHIN)
            assert has_ended, "the connections of a worker that was killed go on"
            self._unanswered |= {one.reference for one in self.carried[begins:]}

    def is_answered(self, reference: str) -> bool:
        """Whether whoever handed a message over surely heard that it was taken."""
        return reference not in self._unanswered

    def text_ends(self, sent: Carried, fate: str) -> Call:
        """Let a text end: "delivered", or "undelivered" for a phone that is off, "unknown" for no such number."""
        assert sent.text is not None
        status = "delivered" if fate == "delivered" else "undelivered"
        code = {"undelivered": 30003, "unknown": 30005}.get(fate)
        self._ledger.move(sent.text, status, self._clock(), code)
        form = self._form(sent.text) | {"MessageStatus": status, "SmsStatus": status}
        return self._posted(sent.callback, form | ({"ErrorCode": str(code)} if code else {}))

    def email_ends(self, sent: Carried, *kinds: str) -> Call:
        """Let something become of an email: "delivered", "bounce", "deferred", "spamreport"."""
        assert sent.email is not None
        email, now = sent.email, self._clock()
        events = [self._event(email, kind, now) for kind in kinds]
        for kind in kinds:
            if kind == "bounce":
                self._ledger.suppress(SuppressedAddress("bounces", email.to, now, "550 no such mailbox", "5.1.1"))
            if kind in ("delivered", "bounce"):
                standing = "delivered" if kind == "delivered" else "not_delivered"
                self._ledger.keep_activity(
                    EmailActivity(email.own_id, email.to, email.sender, email.subject, standing, now)
                )
        body = json.dumps(events).encode()
        return Call(EVENTS, "", {"Content-Type": "application/json"}, body)

    def signed(self, call: Call) -> Call:
        """The call as it is made: the age of a signature on events is judged by the wall clock."""
        if call.path != EVENTS:
            return call
        signature = self._account.signed_events(str(int(time.time())), call.body)
        return Call(call.path, "", {**call.headers, **signature}, call.body)

    def text_comes(self, sender: str, words: str) -> Call:
        """A patient texts the practice."""
        now = self._clock()
        text = SentText(f"SM{secrets.token_hex(16)}", sender, "", TEXTS_FROM, words, "inbound", "received", now, now)
        text.sent_at = now
        self._ledger.keep_incoming(text)
        form = self._form(text) | {"Body": words, "NumMedia": "0", "NumSegments": "1"}
        if words.strip().upper() == "STOP":
            self._ledger.stop(sender)
            form["OptOutType"] = "STOP"
        return self._posted(f"{PUBLIC_URL}{INBOUND}", form)

    def _note(self, carried: Carried) -> None:
        with self._lock:
            self.carried.append(carried)
        self._taken.to = carried.to if carried.channel == "sms" else ""

    def _loses(self) -> bool:
        """Whether the answer to the request of this thread is lost, which took a message: for each number once."""
        to, self._taken.to = getattr(self._taken, "to", ""), ""
        with self._lock:
            is_lost = bool(to) and to not in self._lost and self._loses_answer(to)
            self._lost |= {to} if is_lost else set()
        return is_lost

    def _form(self, text: SentText) -> dict[str, str]:
        own = {"MessageSid": text.sid, "SmsSid": text.sid, "AccountSid": self._account.account_sid}
        return {**own, "ApiVersion": "2010-04-01", "From": text.sender or TEXTS_FROM, "To": text.to}

    def _posted(self, url: str, form: dict[str, str]) -> Call:
        path, _, query = url.removeprefix(PUBLIC_URL).partition("?")
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._account.signed_form(url, form)}
        return Call(path, query, headers, urlencode(form).encode("ascii"))

    def _event(self, email: SentEmail, kind: str, now: datetime) -> dict[str, Any]:
        more: dict[str, Any] = {}
        if kind == "bounce":
            more = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such mailbox"}
        return {
            **dict(email.custom_args),
            **more,
            "email": email.to,
            "event": kind,
            "sg_event_id": secrets.token_urlsafe(12),
            "sg_message_id": email.own_id,
            "timestamp": int(now.timestamp()),
        }


@dataclass(frozen=True)
class _Emails:
    """What the API of emails tells, in the place of the sandbox's own calls."""

    companies: Companies

    def report(self, emails: list[SentEmail]) -> None:
        """A request's emails were taken."""
        for email in emails:
            self.companies.note_email(email)


@dataclass(frozen=True)
class _LosingAnswers:
    """Takes a message and then says that something went wrong, as companies do."""

    app: WSGIApplication
    loses: Callable[[], bool]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        heads: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            heads.append((status, headers))
            return _unwritten

        body = b"".join(self.app(environ, begin))
        status, headers = heads[0]
        if self.loses():
            status, body = "500 INTERNAL SERVER ERROR", b"{}"
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]


def _unwritten(_: bytes) -> object:
    raise NotImplementedError


@contextmanager
def served(companies: Companies) -> Iterator[str]:
    """Serve them on a free port of this computer."""

    class Connection(KeptConnections):
        def handle(self) -> None:
            with companies.connected():
                super().handle()

    server = make_server("127.0.0.1", 0, companies.app, threaded=True, request_handler=Connection)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
