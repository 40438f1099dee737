"""The stand-in on a port of its own, the providers' own libraries to speak to it, and a product that it calls."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from wsgiref.types import WSGIApplication

from sendgrid import SendGridAPIClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from web.sandbox.account import EMAILS_FROM, TEXTS_FROM, Account
from web.sandbox.scenario import Conditions, Scenario
from web.sandbox.stand_in import StandIn, create_stand_in

PATIENCE = 120.0  # seconds for what happens in the background, on the slowest machine
PUBLIC_URL = "https://surgery.example.com"  # what the product calls itself; nobody is called there
NEVER = 3600.0  # seconds: later than any test lasts
ALL_REACHED: dict[str, Any] = {"sms": {}, "email": {}, "callbacks": {"first_after": 0, "last_after": 0.05}}


@dataclass
class Call:
    """What the product was called with."""

    url: str  # the public one, as it was signed
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("ascii"), keep_blank_values=True))


@dataclass
class Product:
    """Something that is called, and notes it, unless it is `down`."""

    calls: list[Call] = field(default_factory=list)
    down: bool = False
    answer: int = 204
    url: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        url = PUBLIC_URL + environ["REQUEST_URI"]  # just as it came
        with self.changed:
            if not self.down:
                self.calls.append(Call(url, dict(request.headers), request.get_data()))
            self.changed.notify_all()
            return Response(status=503 if self.down else self.answer)(environ, start_response)

    def wait_for(self, number: int) -> list[Call]:
        """The calls, once there are so many."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.calls) >= number, PATIENCE), self.calls
            return list(self.calls)


@dataclass
class Provided:
    """A stand-in that runs, and the product beside it."""

    url: str
    stand_in: StandIn
    product: Product
    folder: Path

    def twilio(self, token: str = "", timeout: float = PATIENCE) -> Client:
        """Twilio's own library, sent to the stand-in."""
        account = self.stand_in.account
        http_client = Redirected(self.url, timeout)
        return Client(account.account_sid, token or account.auth_token, http_client=http_client)

    def sendgrid(self, key: str = "", timeout: float = PATIENCE) -> SendGridAPIClient:
        """SendGrid's own library, sent to the stand-in."""
        client = SendGridAPIClient(key or self.stand_in.account.api_key, host=self.url)
        client.client.timeout = timeout
        return client

    def text(self, to: str = "+447700900001", reference: str = "REF1", body: str = "Hello", **more: Any) -> Any:
        """Send a text by the library; returns or raises what that does."""
        timeout = more.pop("timeout", PATIENCE)
        wanted = {"from_": TEXTS_FROM, "status_callback": f"{PUBLIC_URL}/hooks/twilio/status?ref={reference}", **more}
        return self.twilio(timeout=timeout).messages.create(to=to, body=body, **wanted)

    def change(self, **scenario: Any) -> None:
        """Change the scenario, as somebody does at run time."""
        self.stand_in.conditions.scenario = self.stand_in.conditions.scenario.changed(scenario)

    def counts(self) -> dict[str, Any]:
        """What happened so far."""
        return self.stand_in.ledger.summary()


class Redirected(TwilioHttpClient):  # type: ignore[misc]  # the library carries no types
    """Twilio's client with another scheme and host before the path."""

    def __init__(self, base_url: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(base_url)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> TwilioResponse:
        parts = urlsplit(url)
        address = urlunsplit((self._base.scheme, self._base.netloc, parts.path, parts.query, ""))
        return super().request(method, address, *args, **kwargs)


class _Silent(WSGIRequestHandler):
    """Does not log requests."""

    def log_request(self, *_: Any) -> None:
        pass


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Serve on a free port of this computer."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def provided(folder: Path, scenario: Scenario, seed: int = 1) -> Iterator[Provided]:
    """A stand-in and a product, both running."""
    product = Product()
    with served(product) as product_url:
        stand_in = create_stand_in(
            Account.new(),
            folder,
            Conditions(seed, scenario),
            lambda: datetime.now(UTC),
            callbacks=product_url,
            public_url=PUBLIC_URL,
        )
        try:
            with served(stand_in.app) as url:
                yield Provided(url, stand_in, product, folder)
                stand_in.close()  # ends the silences, which the server would wait for
        finally:
            stand_in.close()


def mail(*addresses: str, **changes: Any) -> dict[str, Any]:
    """A request for emails as SendGrid takes it, one to each address."""
    off = {"enable": False}
    return {
        "personalizations": [
            {"to": [{"email": to}], "substitutions": {"%n%": f"N{number}"}, "custom_args": {"ref": f"REF{number}"}}
            for number, to in enumerate(addresses)
        ],
        "from": {"email": EMAILS_FROM, "name": "Riverside Surgery"},
        "subject": "For %n%",
        "content": [
            {"type": "text/plain", "value": "Dear %n%"},
            {"type": "text/html", "value": "<p>Dear %n%</p>"},
        ],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": off,
            "subscription_tracking": off,
        },
        **changes,
    }


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
