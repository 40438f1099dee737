"""What opens links before patients do, and after: mail filters, previews, browsers that fetch ahead. None answers."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from notifier.replies import settling
from notifier.store.database import Database
from notifier.store.tables import Reply
from notifier.vocabulary import Doubt, Task
from tests import world as whole
from tests.browser import CheckedPage, serving
from tests.template_cache import compiled_once
from tests.web.world import World, answer, broken
from web.app import create_app

Opens = Callable[[int], CheckedPage]
Attributes = Mapping[str, str]
# What a naive program types into a field of this name; a date that is real, and nobody's.
JUNK = {"dob-day": "1", "dob-month": "1", "dob-year": "2000", "code": "TEST", "contact": "a@example.com"}
ROUNDS = 9  # of sending what came of a form: more than the wrong dates of birth that a link compares
AS_FOUND = 2  # for a form that is left as it is always comes back
# As a browser that fetches ahead says it, and as the programs behind messages and mail name themselves.
CALLERS: list[Mapping[str, str]] = [
    {"Purpose": "prefetch"},
    {"X-Purpose": "preview", "X-Moz": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"},
    {"User-Agent": "facebookexternalhit/1.1"},
    {"User-Agent": "WhatsApp/2.23 A"},
    {"User-Agent": "Mozilla/5.0 (compatible; MSIE 7.0) SafeLinks"},
    {"User-Agent": ""},
]


class Page(HTMLParser):
    """What a program makes of a page: where it leads, and its forms with their fields, each as its attributes."""

    def __init__(self, got: TestResponse) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[Attributes, list[Attributes]]] = []
        if got.mimetype == "text/html":
            self.feed(got.get_data(as_text=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found.get("href", "").partition("#")[0])
        elif tag == "form":
            self.forms.append((found, []))
        elif tag in ("input", "button") and self.forms:
            self.forms[-1][1].append(found)


@dataclass
class Scanner:
    """Opens every link that it finds by HEAD and GET, and sends every form: as it stands, or filled in naively.

    `ticks` says which radio button of each group it ticks and which of several buttons it presses; with None it leaves
    the form as it is, and presses none that says something.
    """

    client: FlaskClient
    ticks: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)  # path -> status
    sent: int = 0

    def follow(self, path: str, levels: int = 2) -> None:
        """Open a link, send the forms there, and follow what the page links to."""
        if path in self.opened or not path.startswith(("/r", "/s")):
            return
        self.client.head(path, headers=self.headers)
        got = self.client.get(path, headers=self.headers)
        self.opened[path] = got.status_code
        page = self.send(got, AS_FOUND if self.ticks is None else ROUNDS)
        for link in page.links if levels else ():
            self.follow(link, levels - 1)

    def send(self, got: TestResponse, rounds: int) -> Page:
        """Send the forms of a page, and those of the pages that come of it; returns the page itself."""
        while got.location:
            got = self.client.get(got.location, headers=self.headers)
        page = Page(got)
        for form, inputs in page.forms if rounds else ():
            filled, action = self.fill(inputs), form["action"]
            self.sent += 1
            if form.get("method") == "post":
                self.send(self.client.post(action, data=filled, headers=self.headers), rounds - 1)
            else:
                self.send(self.client.get(action, query_string=filled, headers=self.headers), rounds - 1)
        return page

    def fill(self, inputs: Sequence[Attributes]) -> dict[str, str]:
        """The fields of a form as a browser would send them."""
        fields: dict[str, str] = {}
        groups: dict[str, list[Attributes]] = {}
        for one in inputs:
            if one.get("type") == "radio" or (one.get("type") == "submit" and "name" in one):
                groups.setdefault(one["name"], []).append(one)
            elif "name" in one:
                is_open = self.ticks is not None and one.get("type") != "hidden"
                fields[one["name"]] = one.get("value") or (JUNK.get(one["name"], "Sam Sample") if is_open else "")
        for name, radios in groups.items():
            ticked = [one for one in radios if "checked" in one]
            if self.ticks is not None:
                ticked = [radios[min(self.ticks, len(radios) - 1)]]
            if ticked:
                fields[name] = ticked[-1]["value"]
        return fields


def test_whoever_opens_all_links_and_sends_all_forms_as_they_are_writes_nothing(light_world: World) -> None:
    client, before, link = light_world.app("patient").test_client(), light_world.rows(), f"/r/{light_world.code()}"
    scanner = Scanner(client)
    for start in (link, "/r", "/s/0000000000"):
        scanner.follow(start)
    assert set(scanner.opened.values()) == {200}
    assert {f"{link}/help?language=en", f"{link}?language=en", "/r/privacy?language=en"} <= scanner.opened.keys()
    assert scanner.sent >= AS_FOUND * 3
    for headers, path in product(CALLERS, (link, f"{link}/you?choice=agree")):
        caller = Scanner(client, headers=headers)
        caller.follow(path, levels=0)
        assert (caller.opened[path], caller.sent) == (200, AS_FOUND)
    assert light_world.rows() == before
    assert light_world.woken == []


def test_what_was_answered_stays_answered_whoever_looks_at_it(light_world: World) -> None:
    client, code = light_world.app("patient").test_client(), light_world.code()
    sealed = client.post(f"/r/{code}/you", data=answer()).location
    done = client.post(sealed).location
    before = light_world.rows()
    for start in (done, sealed):
        Scanner(client).follow(start, levels=0)
    client.post(sealed)
    assert light_world.rows() == before


def test_whoever_fills_in_all_forms_naively_only_holds_the_coding(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    """Each of three patients has a scanner that ticks another choice, agreement among them; the fourth has none."""
    world = whole.World(sqlite_database, tmp_path, now)
    people = [world.person() for _ in range(4)]
    world.import_people(*people)
    world.launched(notice_days=28)
    world.until_idle()
    woken: list[Task] = []
    app = create_app(world.settings, world.database, woken.append, lambda: world.now, ("patient",), limited=False)
    for ticks, person in enumerate(people[:3]):
        Scanner(compiled_once(app).test_client(), ticks).follow(f"/r/{world.code_of(person.nhs_number)}", levels=0)
    with world.database.reading() as session:
        tried = list(session.execute(select(Reply.notice_id, Reply.choice, Reply.doubt)))
    assert len({notice_id for notice_id, _, _ in tried}) == 3
    assert len({choice for _, choice, _ in tried}) == 3
    assert {doubt for *_, doubt in tried} == {Doubt.UNFINISHED, Doubt.UNVERIFIED}, "to the end, without the right date"
    for hours in (0, 2, 24 * 40):
        world.later(hours=hours)
        settling.settle_waiting(world.database, world.keys, world.now)
        assert not [one.nhs_number for one in people[:3] if world.outcome(one.nhs_number).may_be_coded]
    assert world.outcome(people[3].nhs_number).may_be_coded


SEND = """filled => {
  const form = document.forms[0]
  if (filled) {
    form.querySelector("input[type=radio]")?.click()
    for (const box of form.querySelectorAll("input[type=text]")) box.value = filled[box.name] ?? "Sam Sample"
  }
  form.requestSubmit(filled && form.querySelector("button"))
}"""


def test_a_scanner_that_is_a_whole_browser_does_no_more(light_world: World, browser_page: Opens) -> None:
    window, before = browser_page(360), light_world.rows()

    def send(filled: Mapping[str, str] | None) -> None:
        with window.page.expect_navigation():
            window.page.evaluate(SEND, filled)

    with serving(light_world.app("patient")) as base:
        link = f"{base}/r/{light_world.code()}"
        seen: set[str] = set()
        found = {link}
        for _ in range(3):  # the link, what it leads to, and what that leads to
            here, found = sorted(found - seen), set()
            seen |= set(here)
            for address in here:
                window.visit(address)
                all_links = window.page.eval_on_selector_all("a", "all => all.map(one => one.href.split('#')[0])")
                # The pages in other languages are the same, and the scanner without a browser has seen them.
                found |= {one for one in all_links if one.startswith(base) and "language=en" in one}
                if window.page.locator("form").count():
                    send(None)
        assert light_world.rows() == before
        window.visit(link)
        for _ in range(4):  # the choice, for whom it is, and a date of birth twice
            send(JUNK)
    with light_world.database.reading() as session:
        assert list(session.execute(select(Reply.doubt)).scalars()) == [Doubt.UNFINISHED] * 2


# --- what is said about each page, and what is kept quiet ---

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def journey(client: FlaskClient, code: str) -> Iterator[TestResponse]:
    """Every page and status of the door, with an answer on the way."""
    link = f"/r/{code}"
    for path in ("/r", "/r/", "/s", "/r/help", "/r/nothing/here", "/r/x", f"/r//{code}", link, f"{link}/privacy"):
        yield client.get(path)
    yield client.post("/r", data={"code": code})
    yield client.get(f"{link}/you?choice=keep")
    yield client.get(f"{link}/you?choice=keep&relation=patient")
    yield client.post(f"{link}/you", data={"choice": "keep"})
    yield client.post(f"{link}/you", data={**answer(day="30"), "name": "Sam Sample", "relation": "carer"})
    yield client.post(f"{link}/you", data=b"x" * 20_000)
    yield (told := client.post(f"{link}/you", data=answer()))
    yield client.get(told.location)
    yield client.delete(told.location)
    yield (sent := client.post(told.location))
    yield client.get(sent.location)
    yield client.get(f"{sent.location}/answer.txt")
    yield client.options(link)
    yield client.get(f"{link}/accessibility")  # which breaks
    yield from (client.head("/r/x") for _ in range(130))  # misses, more than an address may have


def test_every_answer_keeps_the_link_to_itself(light_world: World, caplog: pytest.LogCaptureFixture) -> None:
    """No header of an answer lets the link out, no cookie has it, and no line of any log at any level."""
    caplog.set_level(logging.DEBUG)
    light_world.settings = light_world.settings.model_copy(update={"public_url": "https://surgery.example.com"})
    app, code = light_world.app("patient", limited=True), light_world.code()
    app.view_functions["patient.document"] = broken
    seen = list(journey(app.test_client(), code))
    assert {got.status_code for got in seen} == {200, 303, 308, 400, 404, 405, 413, 429, 500}
    for got in seen:
        where = f"{got.request.method} {got.request.path} {got.status_code}"
        assert HEADERS.items() <= dict(got.headers).items(), where
        policy = got.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';"), where
        assert not [word for word in ("unsafe", "script", "http", "*") if word in policy], where
        assert "Set-Cookie" not in got.headers, where
    assert "exception in patient.document" in caplog.text
    sealed = next(got.location for got in seen if "/check/" in (got.location or "")).rpartition("/")[2]
    secret = (code, code.lower(), f"{code[:4]}-{code[4:8]}", sealed[:60], "Sam Sample", "1980")
    assert not [word for word in secret for record in caplog.records if word in record.getMessage() + str(record.args)]
    assert not [word for word in secret if word in caplog.text]
