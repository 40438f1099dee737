"""Drives the program as people do: through the `notifier` command and, with a test client, through the pages."""

import json
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from notifier import settings
from notifier.cli import program
from notifier.store.database import Database
from tests.snapshots import Snapshots
from tests.template_cache import compiled_once
from web.app import create_app

MANAGER = "manager@example.com"
APPROVER = "approver@example.com"
RECEPTION = "reception@example.com"
PASSWORD = "three random words"


@dataclass
class Practice:
    """An installation in a folder of its own; `now` is the time that every command is told."""

    folder: Path
    database_url: str
    now: datetime
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this installation finds in its environment."""
        return {
            "NOTIFIER_INSTANCE": str(self.folder / "instance"),
            "NOTIFIER_DATABASE_URL": self.database_url,
            "NOTIFIER_PUBLIC_URL": "https://surgery.example.com",
            "NOTIFIER_NOW": self.now.isoformat(),
            "NOTIFIER_QUIET_HOURS": "off",
            "NOTIFIER_FIRST_SLICE": "0",
            "NOTIFIER_LETTER_PROVIDER": "outbox",  # which posts by itself
            "NOTIFIER_TOKEN_FOLDER": str(self.folder / "tokens"),
            **self.extra,
        }

    def run(self, *words: object, given: str = "", status: int = 0) -> str:
        """Run a command, insist on its exit status, and return what it printed."""
        done = self.result(*words, given=given)
        assert done.exit_code == status, f"{words}: {done.exit_code}\n{done.output}\n{done.exc_info}"
        return done.stdout if status == 0 else done.stderr

    def result(self, *words: object, given: str = "") -> Result:
        """Run a command, whatever comes of it."""
        return CliRunner().invoke(program, [str(word) for word in words], input=given, env=self.environment)

    def json(self, *words: object) -> Any:
        """Run a command with --json and return what it says."""
        return json.loads(self.run(*words, "--json"))

    def set_up(self, snapshots: Snapshots) -> None:
        """An installation with a manager, an approver and a receptionist; copied, where another has been set up."""
        instance = self.folder / "instance"
        snapshots.once(("set up", self.now), self.database_url, instance, self.set_up_anew, lambda nothing: nothing)

    def set_up_anew(self) -> None:
        """An installation with a manager, an approver and a receptionist, set up by the commands themselves."""
        self.run("init", "--practice", "Riverside Surgery", "--ods", "Y99999")
        for email, role in ((MANAGER, "manager"), (APPROVER, "approver"), (RECEPTION, "reception")):
            self.run("staff", "add", email, "--role", role, "--password-stdin", given=f"{PASSWORD}\n")

    def draft(self, export: Path, *, notice_days: int = 28, channels: str = "sms,email,letter,footer") -> int:
        """Import a list and create a campaign; returns its id."""
        self.run("list", "import", export, "--staff", MANAGER)
        terms = ["--notice-days", notice_days, "--channels", channels]
        made = self.json("campaign", "create", "--preset", "scr", "--name", "SCR", *terms, "--staff", MANAGER)
        campaign_id: int = made["id"]
        return campaign_id

    def launch(self, export: Path, *, notice_days: int = 28, channels: str = "sms,email,letter,footer") -> int:
        """Import a list and bring a campaign from its creation to its launch; returns the campaign's id."""
        campaign_id = self.draft(export, notice_days=notice_days, channels=channels)
        self.run("campaign", "preview", campaign_id, "--no-kit")
        self.run("campaign", "approve", campaign_id, "--staff", APPROVER)
        self.run("campaign", "launch", campaign_id, "--staff", MANAGER)
        return campaign_id

    def outbox(self) -> Iterator[dict[str, Any]]:
        """Every individual message that was sent; a text that came back lies there too, and has no channel."""
        for path in sorted((self.folder / "instance/outbox").glob("*/*.json")):
            message: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if message.get("channel", "footer") != "footer":
                yield message | {"path": path}

    def open_database(self) -> Database:
        """The tables, for what only they can tell."""
        return Database.open(self.database_url)

    def browser(self, database: Database) -> FlaskClient:
        """A client of the patients' and the staff's doors."""
        chosen = settings.load_settings(self.environment)
        app = compiled_once(create_app(chosen, database, lambda _task: None, chosen.clock(), limited=False))
        return app.test_client()


@dataclass
class Page:
    """A patient with a browser."""

    browser: FlaskClient

    def answer(self, code: str, choice: str, born: date) -> int:
        """Open the page, choose, say for whom, give the date of birth, check and send; returns the last status."""
        assert self.browser.get(f"/r/{code}").status_code == 200
        who = self.browser.get(f"/r/{code}/you?choice={choice}").text
        relation = "patient" if 'value="patient"' in who else "guardian"
        page = self.browser.get(f"/r/{code}/you?choice={choice}&relation={relation}").text
        form = {"choice": choice, "dob-day": str(born.day), "dob-month": str(born.month), "dob-year": str(born.year)}
        form |= {"relation": relation, "name": "Pat Test"} if 'name="name"' in page else {"relation": relation}
        told = self.browser.post(f"/r/{code}/you", data=form)
        if told.status_code != 303:
            return told.status_code
        assert self.browser.get(told.location).status_code == 200
        return self.browser.post(told.location, follow_redirects=True).status_code


@dataclass
class Desk:
    """A receptionist with a browser."""

    browser: FlaskClient
    campaign_id: int

    def sign_in(self, email: str) -> None:
        """Through the sign-in page."""
        page = self.browser.get("/staff/sign-in")
        answer = self.browser.post(
            "/staff/sign-in",
            data={"email": email, "password": PASSWORD, "csrf_token": _token(page.text)},
            follow_redirects=True,
        )
        assert answer.status_code == 200, answer.text

    def log(self, query: str, choice: str, source: str) -> None:
        """Find the one patient whom the query means, and log what they said."""
        campaign = f"/staff/campaigns/{self.campaign_id}"
        search = {"query": query, "csrf_token": _token(self.browser.get(f"{campaign}/desk").text)}
        found = self.browser.post(f"{campaign}/desk", data=search, follow_redirects=True)
        address, page = found.request.path, found.text
        assert re.fullmatch(rf"{campaign}/patients/\d+", address), f"{query} means nobody, or several: {address}"
        day = re.search(r'<input[^>]*name="received"[^>]*>', page)
        assert day is not None
        received = re.search(r'value="([^"]+)"', day[0])
        assert received is not None
        form = {"choice": choice, "source": source, "received": received[1], "identity_check": "details"}
        assert self.browser.post(address, data={**form, "csrf_token": _token(page)}).status_code == 303


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _token(page: str) -> str:
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert match is not None, "the page has no form"
    return match[1]
