"""A walk through every page and state of the patient's door, for the tests that look at each with a browser."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import abort
from pydantic import SecretStr
from sqlalchemy import select

from notifier.campaigns import published_pages
from notifier.patients import access_codes
from notifier.pdf.stationery import Stationery
from notifier.store.tables import Campaign, Link, Patient, Practice, WithdrawnLink
from notifier.vocabulary import CampaignStatus, Channel, Choice, Role, Source
from tests.browser import CheckedPage, serving
from tests.changed_settings import changed_settings
from tests.web.world import World

BORN = ("31", "3", "1980")  # Ada's date of birth, as it is typed
CHILD_BORN = ("1", "12", "2019")
YOUNG_BOB = {"Bob Test": date(2019, 12, 1)}
WRONG = ("2", "2", "1982")
PHONE = 360, 640
CHANGE_CHOICE, CHANGE_WHO = 1, 4  # rows of the check page, where it says how much is to be shown


def full_world(practice: World, stationery: Stationery, children: Mapping[str, date] = YOUNG_BOB) -> World:
    """A launched campaign that makes the pages say all that they can: every detail of the practice, the question after
    Keep, a number for texts, all languages. Ada has her link; `children` are born then, and Bob is one by default.
    """
    with practice.database.writing() as session:
        row = session.get_one(Practice, practice.practice_id)
        row.hours, row.email = "Monday to Friday, 8am to 6:30pm", "hello@riverside.example.com"
        row.address, row.privacy_url = ["1 Station Road", "Blackwater", "GU17 9XX"], "https://example.com/privacy"
        for name, born in children.items():
            session.get_one(Patient, practice.patients[name]).date_of_birth = born
    account = {"twilio_account_sid": "AC0", "twilio_auth_token": SecretStr("token"), "twilio_from": "+447700900123"}
    world = replace(practice, settings=changed_settings(practice.settings, **account))
    world.prepare(stationery, (Channel.SMS, Channel.EMAIL), asks_extent=True)
    world.launch()
    return world


@contextmanager
def served(world: World) -> Iterator[str]:
    """Serve the doors of this world, with an address for each error: `/refused/429`."""
    app = world.app()
    app.add_url_rule("/refused/<int:code>", "refused", abort)
    with serving(app) as base:
        yield base


@dataclass
class Walk:
    """Somebody with a browser, who has the links of this world and reads this language."""

    window: CheckedPage
    world: World
    base: str
    language: str = "en"
    taps: int = 0  # so far

    def go(self, path: str) -> None:
        """Open a page below `base` in the language."""
        mark = "&" if "?" in path else "?"
        self.window.visit(f"{self.base}{path}{mark}language={self.language}")

    def open(self, name: str = "Ada Test") -> None:
        """Follow a patient's link."""
        self.go(f"/r/{self.world.code(name)}")

    def choose(self, choice: str) -> None:
        """Choose on the page that is open, which goes on."""
        self.follow(f"[name=choice][value={choice}]")

    def say_who(self, relation: str = "patient") -> None:
        """Say on the page that is open for whom the answer is: "other" asks further for "carer" and the like."""
        self.follow(f"[name=relation][value={relation}]")

    def born(self, day: str, month: str, year: str) -> None:
        """Type a date of birth, and go on."""
        for part, text in (("day", day), ("month", month), ("year", year)):
            self.window.page.fill(f"#dob-{part}", text)
        self.submit()

    def submit(self) -> None:
        """Press the one button that there is."""
        self.follow("main .nhsuk-button")

    def follow(self, selector: str) -> None:
        """Touch what leads to another page, and wait for all of that."""
        with self.window.page.expect_navigation():
            self.tap(selector)

    def tap(self, selector: str) -> None:
        """Touch what is there once."""
        self.window.page.click(selector)
        self.taps += 1

    def to_date(self, choice: str, name: str = "Ada Test") -> None:
        """From the link to the page that asks for the date of birth, and for Bob's parent gives a name."""
        self.open(name)
        self.choose(choice)
        self.say_who("guardian" if name == "Bob Test" else "patient")
        if name == "Bob Test":
            self.window.page.fill("#name", "Sam Test")

    def to_check(self, choice: str, name: str = "Ada Test") -> None:
        """From the link to the page on which the answer is checked."""
        self.to_date(choice, name)
        self.born(*(CHILD_BORN if name == "Bob Test" else BORN))

    def answer(self, choice: str, name: str = "Ada Test") -> None:
        """From the link to the reference."""
        self.to_check(choice, name)
        self.submit()

    # --- every state; each has its own page open when its name comes ---

    def states(self) -> Iterator[str]:
        """Every state there is; the order is that of a patient who tries everything, and then of time."""
        yield from self._own_answers()
        yield from self._somebody_elses()
        yield from self._wrong_dates()
        yield from self._codes()
        yield from self._documents()
        yield from self._later()

    def _own_answers(self) -> Iterator[str]:
        self.open()
        yield "open"
        self.go(f"/r/{self.world.code()}/you")  # as where an address was cut
        yield "open: nothing chosen"
        self.choose("agree")
        yield "who"
        self.say_who()
        yield "you"
        self.submit()
        yield "you: nothing typed"
        self.born("31", "13", "1980")
        yield "you: not a date"
        self.born(*BORN)
        yield "check: agree"
        self.submit()
        yield "done: agree"
        self.open()
        yield "open: answered"
        self.choose("keep")
        self.say_who()
        yield "you: with the extent"
        self.tap("[name=extent][value=additional]")
        self.born(*BORN)
        yield "check: with the extent"
        yield from self._changed()
        self.submit()
        yield "done: keep, with the extent"
        self.answer("unsure")
        yield "done: unsure"
        self.world.log("Ada Test", Choice.UNSURE, Source.PHONE)
        self.answer("agree")
        yield "done: not what was said on the phone"

    def _changed(self) -> Iterator[str]:
        """From the check page to each of the earlier ones and back to it, with all that was filled in."""
        self.change(CHANGE_CHOICE)
        yield "open: to change the choice"
        self.choose("keep")
        yield "you: once more"
        self.follow(".nhsuk-back-link")
        yield "who: to change it"
        self.say_who()
        self.born(*BORN)

    def change(self, row: int) -> None:
        """Follow one of the links to change something on the check page."""
        self.follow(f".nhsuk-summary-list__row:nth-of-type({row}) a")

    def _somebody_elses(self) -> Iterator[str]:
        self.open()
        self.choose("keep")
        self.say_who("other")
        yield "who: somebody else"
        self.say_who("attorney")
        yield "you: for somebody else"
        self.submit()
        yield "you: no name and no date"
        self.window.page.fill("#name", "Sam Test")
        self.born(*BORN)
        yield "check: for somebody else"
        self.submit()
        yield "done: for somebody else"
        self.open("Bob Test")
        yield "open: a child's"
        self.choose("keep")
        yield "who: a child's"
        self.say_who("guardian")
        yield "you: a child's"
        self.submit()
        yield "you: a child's, nothing typed"
        self.window.page.fill("#name", "Sam Test")
        self.born(*BORN)
        yield "you: a child's, with the parent's own date"
        self.born(*CHILD_BORN)
        yield "check: a child's"
        self.submit()
        yield "done: a child's"

    def _wrong_dates(self) -> Iterator[str]:
        self.to_date("unsure")
        self.born(*WRONG)
        yield "you: a wrong date"
        while self.window.page.locator("#dob-day").count():
            self.born(*WRONG)
        yield "unmatched"
        self.window.page.fill("#contact", "07700 900123")
        self.submit()
        yield "check: unverified"
        self.submit()
        yield "done: unverified"

    def _codes(self) -> Iterator[str]:
        self.go("/r")
        yield "enter"
        self.submit()
        yield "enter: nothing typed"
        code = self.world.code()
        for typed, name in (("NONSENSE", "enter: unknown"), (f"{code[1]}{code[0]}{code[2:]}", "enter: likely")):
            self.window.page.fill("#code", typed)
            self.submit()
            yield name
        self.go("/s")
        yield "slip"
        self.go(f"/r/{self._withdrawn()}")
        yield "withdrawn"

    def _documents(self) -> Iterator[str]:
        for name in ("help", "privacy", "accessibility"):
            self.go(f"/r/{self.world.code()}/{name}")
            yield name
            self.go(f"/r/{name}")
            yield f"{name}, with no code"
        for status in (400, 404, 405, 413, 429, 500):
            self.go(f"/refused/{status}")
            yield f"error {status}"

    def _later(self) -> Iterator[str]:
        """The clock and the campaign go on, and come back for the next walk."""
        today = self.world.now
        self.world.now += timedelta(days=60)
        self.open("Bob Test")
        yield "open: late"
        self.to_check("keep", "Bob Test")
        yield "check: late"
        self.submit()
        yield "done: late"
        for status in (CampaignStatus.CLOSED, CampaignStatus.CANCELLED):
            self._publish(status)
            self.open()
            yield f"open: {status.value}"
        self._publish(CampaignStatus.RUNNING)
        self.world.now = today

    def _publish(self, status: CampaignStatus) -> None:
        with self.world.database.writing() as session:
            campaign = session.get_one(Campaign, self.world.campaign_id)
            campaign.campaign_status = status
            published_pages.publish_standing(session, campaign, self.world.now)

    def _withdrawn(self) -> str:
        """The code of a link that was taken back."""
        world = self.world
        code = access_codes.make_code(world.keys, world.campaign_id, world.patients["Ada Test"], 7)
        fingerprint = access_codes.code_fingerprint(world.keys, code)
        with world.database.writing() as session:
            if session.get(WithdrawnLink, fingerprint) is None:
                notice_id = session.execute(select(Link.notice_id).order_by(Link.notice_id).limit(1)).scalar_one()
                session.add(
                    WithdrawnLink(
                        fingerprint=fingerprint,
                        campaign_id=world.campaign_id,
                        notice_id=notice_id,
                        withdrawn_at=world.now,
                        withdrawn_by=world.accounts[Role.MANAGER].id,
                    )
                )
        return code


Starts = Callable[..., Walk]  # starts(360, 640, language="ur", scripts=False)
