"""The patient's page as a process of its own, with its own role and keys: every journey, as patients make it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from click.testing import CliRunner
from sqlalchemy import func, select, update

from notifier.campaigns import lifecycle
from notifier.cli import program
from notifier.delivery import leases, planning
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.replies import settling
from notifier.store.tables import Link, Notice, Reply, ReplyContact, Review, WithdrawnLink
from notifier.vocabulary import Doubt, HoldReason, Role
from tests.html_check import assert_sound
from tests.opened_databases import opened
from tests.page_roles import new_role, url_of
from tests.web.stand_in import free_port
from tests.web.world import answer
from tests.world import World

BORN = answer()  # as everybody in this world
PATIENCE = 60  # seconds for an answer, on the slowest machine


@dataclass
class Visitor:
    """Somebody with a browser that keeps no cookie, and with a link."""

    base: str
    code: str

    def ask(self, path: str, status: int = 200, method: str = "GET", **fields: str) -> requests.Response:
        """One request below the link, or below the site for a path from its root; insists on status and sound page."""
        address = f"{self.base}{path}" if path.startswith("/") else f"{self.base}/r/{self.code}{_below(path)}"
        with requests.Session() as session:
            session.trust_env = False  # no proxy of this machine's
            got = session.request(method, address, data=fields, allow_redirects=False, timeout=PATIENCE)
        assert got.status_code == status, (method, path, got.status_code, got.text)
        assert "Set-Cookie" not in got.headers
        if got.headers.get("Content-Type", "").startswith("text/html") and got.text and status != 303:
            assert_sound(got.text, path)
        return got

    def page(self, path: str = "", status: int = 200) -> str:
        """What a page says."""
        return self.ask(path, status).text

    def told(self, status: int = 303, /, **fields: str) -> requests.Response:
        """Fill the form in."""
        return self.ask("you", status, "POST", **{**BORN, **fields})

    def sent(self, **fields: str) -> str:
        """Fill the form in, check it and send it; returns what the last page says."""
        draft = self.told(**fields).headers["Location"]
        assert "You have not sent your answer yet" in self.page(draft)
        return self.page(self.ask(draft, 303, "POST").headers["Location"])


def _below(path: str) -> str:
    return path if path[:1] in ("", "?") else f"/{path}"


@dataclass
class Served:
    """The page at work for three campaigns: one that runs, one that was closed and one that was cancelled."""

    world: World
    base: str
    campaigns: dict[str, int]

    def visitor(self, person: Person, campaign: str = "running") -> Visitor:
        """One person with the link of a campaign."""
        return Visitor(self.base, self.world.code_of(person.nhs_number, self.campaigns[campaign]))


def test_every_journey_works_where_the_page_can_read_nobodys_name(postgresql_url: str, tmp_path: Path) -> None:
    for database in opened(postgresql_url):
        world = World(database, tmp_path, datetime.now(UTC), public_url="http://localhost")
        people = [world.person() for _ in range(8)]
        world.import_people(*people)
        with _served(world, tmp_path / "door") as served:
            _choices(served, people[:3])
            _wrong_dates(served, people[3])
            _somebody_elses(served, people[4])
            _changes_of_mind(served, people[5])
            _late(served, people[6])
            _ended(served, people[7])
            _codes(served, people[7])
            _other_pages(served, people[7])
        _assert_the_practice_finds_all_of_it(world, served, people)


def _choices(served: Served, people: Sequence[Person]) -> None:
    """Each of the choices, sent twice and looked at again; day and month may change places."""
    said = {"keep": "keep your Summary", "agree": "do not want a Summary", "unsure": "are not sure"}
    for person, (choice, words) in zip(people, said.items(), strict=True):
        visitor = served.visitor(person)
        assert "Keep my Summary Care Record" in visitor.page()
        assert 'name="dob-day"' in visitor.page(f"you?choice={choice}&relation=patient")
        draft = visitor.told(choice=choice, **{"dob-day": "3", "dob-month": "31"}).headers["Location"]
        (done,) = {visitor.ask(draft, 303, "POST").headers["Location"] for _ in range(2)}
        assert visitor.ask(draft, 303).headers["Location"] == done, "back leads to what came of it"
        for page in (visitor.page(done), visitor.page(f"{done}/answer.txt")):
            assert "You told us " in page
            assert words in page
            assert not [word for word in ("Given", "Family", "1980", "Station Road") if word in page]
        assert "You have answered already" in visitor.page()


def _wrong_dates(served: Served, person: Person) -> None:
    """Five wrong dates; then the answer is taken as it comes, with a way to reach whoever gave it."""
    visitor = served.visitor(person)
    for status in (400, 400, 400, 400, 200):
        visitor.told(status, **{"dob-year": "1902", "sitting": "ONESITTING"})
    assert 'name="contact"' in visitor.told(200, sitting="ONESITTING").text
    page = visitor.sent(contact="07700 900555", sitting="ONESITTING")
    assert "07700" not in page


def _somebody_elses(served: Served, person: Person) -> None:
    page = served.visitor(person).sent(choice="agree", relation="attorney", name="Pat Test")
    assert "Pat" not in page, "what was said of oneself is not to be read again"


def _changes_of_mind(served: Served, person: Person) -> None:
    """In another language, which is kept to from page to page; the last answer counts."""
    visitor = served.visitor(person)
    visitor.sent(choice="agree")
    assert f'href="/r/{visitor.code}?language=pl"' in visitor.page()
    draft = visitor.ask("you?language=pl", 303, "POST", **answer("keep")).headers["Location"]
    done = visitor.ask(draft, 303, "POST").headers["Location"]
    for page in (visitor.page("?language=pl"), visitor.page(done)):
        assert '<html lang="pl"' in page


def _late(served: Served, person: Person) -> None:
    visitor = served.visitor(person)
    over = update(Link).where(Link.fingerprint == access_codes.code_fingerprint(served.world.keys, visitor.code))
    with served.world.database.writing() as session:
        session.execute(over.values(deadline_on=served.world.now.date() - timedelta(days=3)))
    assert "You can still tell us" in visitor.page()
    assert "take it off again" in visitor.sent()


def _ended(served: Served, person: Person) -> None:
    """A campaign that was closed still takes answers; one that was cancelled says that nothing will be done."""
    closed, cancelled = (served.visitor(person, campaign) for campaign in ("closed", "cancelled"))
    assert "You can still tell us" in closed.page()
    closed.sent()
    assert 'name="choice"' not in cancelled.page()
    assert 'name="dob-day"' not in cancelled.page("you?choice=keep&relation=patient")


def _codes(served: Served, person: Person) -> None:
    """Typed as people type, with a slip, and taken back; none tells a stranger anything."""
    visitor = served.visitor(person)
    code = visitor.code
    typed = f"{code[:4].lower()}-{code[4:8]}-{code[8:]}"
    assert visitor.ask("/r", 303, "POST", code=typed).headers["Location"] == f"/r/{code}"
    slip = next(f"{code[:at]}{code[at + 1]}{code[at]}{code[at + 2 :]}" for at in range(11) if code[at] != code[at + 1])
    assert f'href="/r/{code}' in visitor.ask("/r", 404, "POST", code=slip).text
    visitor.ask("/r", 400, "POST", code="")
    visitor.page("/r/NOSUCHCODE00", 404)
    with served.world.database.writing() as session:
        withdrawn = access_codes.make_code(served.world.keys, served.campaigns["running"], 1, 7)
        session.add(
            WithdrawnLink(
                fingerprint=access_codes.code_fingerprint(served.world.keys, withdrawn),
                campaign_id=served.campaigns["running"],
                notice_id=session.execute(select(Notice.id).limit(1)).scalar_one(),
                withdrawn_at=served.world.now,
                withdrawn_by=served.world.staff(Role.MANAGER).id,
            )
        )
    assert "Riverside Surgery" in visitor.page(f"/r/{withdrawn}", 410)


def _other_pages(served: Served, person: Person) -> None:
    """Help, errors, what belongs to other doors, and what a monitor is told."""
    visitor = served.visitor(person)
    for name in ("help", "privacy", "accessibility"):
        assert "Riverside Surgery" in visitor.page(name)
        visitor.page(f"/r/{name}")
    assert "Riverside Surgery" in visitor.page("/r")
    visitor.page("/s/QX4TDP7K3M")
    visitor.ask("you", 400, "POST", choice="keep")
    visitor.ask("you", 400, "POST", **answer("nonsense"))
    visitor.ask("you", 405, "DELETE")
    visitor.ask("you", 413, "POST", name="x" * 20_000)
    visitor.page("done/NOSUCHREF0", 404)
    for elsewhere in ("/staff/", "/staff/sign-in", "/hooks/twilio/status", "/sandbox/"):
        visitor.page(elsewhere, 404)
    visitor.ask("", 200, "HEAD")
    assert visitor.ask("/healthz").json() == {"status": "ok", "database": "reachable"}


def _assert_the_practice_finds_all_of_it(world: World, served: Served, people: Sequence[Person]) -> None:
    """Everything that was sent is there, with who said it; nobody was woken, and a worker's sweep settles it."""
    with world.database.reading() as session:
        contacts = {tuple(row) for row in session.execute(select(ReplyContact.name, ReplyContact.contact))}
        assert session.execute(select(func.count()).where(Reply.settled_at.is_not(None))).scalar_one() == 0
    assert contacts == {("", ""), ("", "07700 900555"), ("Pat Test", "")}
    world.now = datetime.now(UTC) + timedelta(hours=2)  # beyond the hour that a try is left alone
    settling.settle_waiting(world.database, world.keys, world.now)
    with world.database.reading() as session:
        doubts = Counter(session.execute(select(Review.doubt)).scalars())
    assert doubts == {Doubt.UNVERIFIED: 1, Doubt.ON_BEHALF: 1, Doubt.LATE: 1}
    running = served.campaigns["running"]
    reasons = [world.outcome(person.nhs_number, running).reason for person in people]
    assert reasons == [
        HoldReason.OBJECTED,
        HoldReason.NOTICE_RUNNING,
        HoldReason.UNDECIDED,
        *(HoldReason.UNDER_REVIEW, HoldReason.UNDER_REVIEW),
        HoldReason.OBJECTED,
        HoldReason.UNDER_REVIEW,
        HoldReason.NOT_INFORMED,  # and has not answered either
    ]
    assert world.outcome(people[7].nhs_number, served.campaigns["closed"]).reason is HoldReason.OBJECTED


@contextmanager
def _served(world: World, folder: Path) -> Iterator[Served]:
    """Three campaigns, and the page served by the program itself, under a new role and in an instance of its own."""
    made = {name: _campaign(world, name) for name in ("running", "closed", "cancelled")}
    port, url = free_port(), world.settings.database_url
    with new_role(url) as role:
        whole = {"NOTIFIER_INSTANCE": str(world.settings.instance), "NOTIFIER_DATABASE_URL": url}
        words = ["door", role, "--password-stdin", "--out", str(folder)]
        granted = CliRunner().invoke(program, words, input="secret\n", env=whole)
        assert granted.exit_code == 0, granted.output
        own = {"NOTIFIER_INSTANCE": str(folder), "NOTIFIER_DATABASE_URL": url_of(url, role)}
        with _process(port, own) as said:
            assert "no worker beside it" in said
            assert leases.living(folder) == leases.living(world.settings.instance) == 0
            yield Served(world, f"http://127.0.0.1:{port}", made)


def _campaign(world: World, name: str) -> int:
    made = world.launched(name=name)
    planning.advance(world.database, made, world.keys, world.now)
    end = {"closed": lifecycle.close_campaign, "cancelled": lifecycle.cancel_campaign}.get(name)
    if end is not None:
        with world.database.writing() as session:
            end(session, made, world.staff(Role.MANAGER), world.now)
    return made


@contextmanager
def _process(port: int, own: Mapping[str, str]) -> Iterator[str]:
    """The page's process with these settings alone; gives what it said first, and insists that no more came."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFIER_")}
    command = [sys.executable, "-m", "notifier", "serve", "--doors", "patient", "--port", str(port)]
    with subprocess.Popen(command, env={**environment, **own}, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline()
        finally:
            process.terminate()
            _, rest = process.communicate(timeout=PATIENCE)
            assert rest == ""
