"""One installation, driven from outside: commands, pages and calls of the companies, each at the time of the moment."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from notifier import settings
from notifier.cli import program
from notifier.store.database import Database
from tests.simulation.providers import PUBLIC_URL, Call
from tests.template_cache import compiled_once
from web.app import create_app

MANAGER, APPROVER, RECEPTION = "manager@example.com", "approver@example.com", "reception@example.com"
PASSWORD = "three random words"
SETTINGS: Mapping[str, str] = {
    "NOTIFIER_PUBLIC_URL": PUBLIC_URL,
    "NOTIFIER_QUIET_HOURS": "off",
    "NOTIFIER_FIRST_SLICE": "0",
    "NOTIFIER_SMS_PER_SECOND": "100000",
    "NOTIFIER_EMAIL_PER_SECOND": "100000",
    "NOTIFIER_TRUSTED_PROXIES": "1",
}


_SITTING = re.compile(r'name="sitting"[^>]*value="([^"]+)"')


class CommandFailed(AssertionError):
    """A command ended otherwise than it should; the message is what it said."""


@dataclass
class Installation:
    """A practice in a folder of its own; `now` is the time of every command and page."""

    folder: Path
    database_url: str
    now: datetime
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this installation finds in its environment."""
        own = {
            "NOTIFIER_INSTANCE": str(self.folder / "instance"),
            "NOTIFIER_DATABASE_URL": self.database_url,
            "NOTIFIER_NOW": self.now.isoformat(),
        }
        return {**SETTINGS, **own, **self.extra}

    def run(self, *words: object, given: str = "", status: int | None = 0, remarks: bool = False) -> str:
        """Run a command and return what it printed, or what it complained of; insists on its exit status, if any.

        With `remarks` also what it says besides its result.
        """
        done = CliRunner().invoke(program, [str(word) for word in words], input=given, env=self.environment)
        if done.exit_code not in ((0, 1) if status is None else (status,)):
            told = f"notifier {' '.join(map(str, words))} at {self.now:%d %b %H:%M} ended with {done.exit_code}"
            raise CommandFailed(f"{told}:\n{done.output}") from done.exception
        return done.stdout if done.exit_code == 0 and not remarks else done.output

    def json(self, *words: object, status: int | None = 0) -> Any:
        """Run a command with --json and return what it says."""
        said = self.run(*words, "--json", status=status)
        return json.loads(said[said.index("{") : said.rindex("}") + 1])

    def set_up(self) -> None:
        """A practice with three members of staff, by the commands themselves."""
        self.run("init", "--practice", "Riverside Surgery", "--ods", "Y99999")
        for email, role in ((MANAGER, "manager"), (APPROVER, "approver"), (RECEPTION, "reception")):
            self.run("staff", "add", email, "--role", role, "--password-stdin", given=f"{PASSWORD}\n")

    def launch(self, export: Path, *, notice_days: int, channels: str) -> int:
        """Import a list and bring a campaign from its creation to its launch; returns the campaign's id."""
        self.run("list", "import", export, "--staff", MANAGER)
        terms = ["--notice-days", notice_days, "--channels", channels]
        made = self.json("campaign", "create", "--preset", "scr", "--name", "SCR", *terms, "--staff", MANAGER)
        campaign_id = int(made["id"])
        self.run("campaign", "preview", campaign_id, "--no-kit")
        self.run("campaign", "approve", campaign_id, "--staff", APPROVER)
        self.run("campaign", "launch", campaign_id, "--staff", MANAGER)
        return campaign_id

    @contextmanager
    def web(self) -> Iterator["Web"]:
        """The pages and the address for the companies' calls, in this process."""
        database = Database.open(self.database_url)
        chosen = settings.load_settings(self.environment)
        app = compiled_once(create_app(chosen, database, lambda _task: None, lambda: self.now, limited=False))
        try:
            yield Web(app.test_client)
        finally:
            database.close()


@dataclass
class Web:
    """What a browser or a company finds at the practice's address."""

    client: Callable[[], FlaskClient]

    def call(self, call: Call) -> int:
        """Let a company call; returns the status that it is answered with."""
        browser = self.client()
        address = {"path": call.path, "query_string": call.query, "base_url": PUBLIC_URL}
        return browser.post(**address, headers=dict(call.headers), data=call.body).status_code


@dataclass
class Reader:
    """A patient with a browser and a link."""

    browser: FlaskClient
    code: str
    relation: str = "patient"  # as the page takes it: a young child's notice is answered by a parent

    def look(self) -> int:
        """Open the page, as mail scanners do too."""
        return self.browser.get(f"/r/{self.code}", follow_redirects=True).status_code

    def fill(
        self, choice: str, born: date, relation: str = "patient", before: TestResponse | None = None, contact: str = ""
    ) -> TestResponse:
        """Choose and give a birth date, as far as the page on which everything is shown once more before it is sent.

        `before` is the page that did not take what was given before, in the same sitting.
        """
        if before is None:
            self.relation = relation
            who = self.browser.get(f"/r/{self.code}/you?choice={choice}").text
            if f'value="{relation}"' not in who:
                self.relation = "guardian"
            page = self.browser.get(f"/r/{self.code}/you?choice={choice}&relation={self.relation}").text
        else:
            page = before.text
        form = {"choice": choice, "dob-day": str(born.day), "dob-month": str(born.month), "dob-year": str(born.year)}
        form["relation"] = self.relation
        if (sitting := _SITTING.search(page)) is not None:
            form["sitting"] = sitting[1]
        if 'name="name"' in page:
            form["name"] = "Pat Test"
        if contact:
            form["contact"] = contact
        return self.browser.post(f"/r/{self.code}/you", data=form)

    def send(self, filled: TestResponse) -> TestResponse:
        """Send what is shown once more."""
        shown = self.browser.get(filled.location)
        assert shown.status_code == 200, shown.text
        return self.browser.post(filled.location, follow_redirects=True)


class Desk:
    """A member of staff with a browser, signed in once."""

    def __init__(self, web: Web, email: str) -> None:
        self.browser = web.client()
        page = self.browser.get("/staff/sign-in")
        form = {"email": email, "password": PASSWORD, "csrf_token": token_in(page.text)}
        answer = self.browser.post("/staff/sign-in", data=form, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        self.used_at: datetime | None = None
        self._token = ""

    def is_signed_in(self) -> bool:
        """Whether the session has not ended."""
        return self.browser.get("/staff/").status_code == 200

    def page(self, address: str) -> str:
        """What stands there."""
        answer = self.browser.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer.text

    def post(self, address: str, form: Mapping[str, str]) -> TestResponse:
        """Send a form of that page; one token is good for all forms of a session."""
        self._token = self._token or token_in(self.page(address))
        return self.browser.post(address, data={**form, "csrf_token": self._token})


def token_in(page: str) -> str:
    """The forgery token of a page's form."""
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert match is not None, "the page has no form"
    return match[1]


def copied(template: Path, folder: Path) -> str:
    """Copy an installation on SQLite that was set up before; returns the URL of the copy's database."""
    shutil.copytree(template / "instance", folder / "instance")
    target = folder / "fair-notice.sqlite3"
    with closing(sqlite3.connect(template / "fair-notice.sqlite3")) as source, closing(sqlite3.connect(target)) as into:
        source.backup(into)
    return f"sqlite:///{target}"
