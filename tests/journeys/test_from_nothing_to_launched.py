"""From an empty folder to a launched campaign: two people, each with a browser and a second factor, and no terminal.

The one-time address that `notifier serve` shows is all that comes from elsewhere. Web and worker are this process's
own, on a clock that can be moved; the company that carries the texts is a stranger's, whose server is on this machine.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from notifier.cli.first_set_up import first_run_address, prepare_tables
from notifier.cli.installation import Installation
from notifier.cli.worker_commands import task_runner_of
from notifier.patients.samples import write_sample
from notifier.practice.settings_store import SettingsStore
from notifier.settings import PREFIX, Settings
from tests.browser import CheckedPage, serving
from tests.notifier.providers.server import Answer, LocalServer, running
from tests.outsiders import OUTSIDER, installed, laid_out
from tests.template_cache import compiled_once
from web.app import App, create_app
from web.changing_app import ChangingApp
from web.context import Upkeep

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)  # when texts may go
OWN_NAME = "http://localhost"  # at a bare number browsers make no passkeys
# Of a range that was never given out, and of no sample's: with her the list is one of real people.
REAL = "20000,5000000005,Mrs,Ada,Lovell,17-Oct-1960,F,,70 Park View,,Fleet,,GU51 7NE,,07700 900777,,,,English,,,,,,,,"
MANAGER, APPROVER = ("Mo Manager", "mo@example.com"), ("Alex Approver", "alex@example.com")
PASSWORDS = {MANAGER: "amber kettle harbour", APPROVER: "copper violin meadow"}
SIGN_OFFS = 4  # that the preset asks for
SEVERAL_LOADS = 60_000  # milliseconds: a busy machine gets there
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class MovedClock:
    """The real time, moved to a Monday morning and further as a test wants it."""

    moved: timedelta = field(default_factory=lambda: MONDAY - datetime.now(UTC))

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def later(self, **passed: float) -> None:
        self.moved += timedelta(**passed)


@dataclass
class NewInstallation:
    """An installation in a folder where there was nothing, its web served at `base`, and a worker when it is told."""

    clock: MovedClock
    app: ChangingApp
    base: str
    address: str  # of the first set-up
    company: LocalServer

    def work(self) -> None:
        """Take up the settings as they are now, as web and worker do by themselves, and do whatever is due."""
        current = Installation()
        self.app.change(current.settings)
        with task_runner_of(current) as own:
            own.run_pass(self.clock())
        current.close()

    @property
    def texts(self) -> list[dict[str, str]]:
        """What the company was handed."""
        return [one.json for one in self.company.asked if one.method == "POST"]


@pytest.fixture
def company() -> Iterator[LocalServer]:
    with running() as local:
        local.answer = lambda asked: Answer(200, {"pigeon": f"PGN{len(local.asked)}"})
        yield local


@pytest.fixture
def new_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, company: LocalServer
) -> Iterator[NewInstallation]:
    for name in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path / "instance"))
    clock = MovedClock()
    monkeypatch.setattr(Settings, "clock", lambda _settings: clock)
    with installed(laid_out(OUTSIDER, tmp_path / "site")), from_nothing(clock, company) as found:
        yield found


@contextmanager
def from_nothing(clock: MovedClock, company: LocalServer) -> Iterator[NewInstallation]:
    own = Installation()
    prepare_tables(own.settings)
    upkeep = Upkeep(SettingsStore(os.environ), None)

    def make(settings: Settings) -> App:
        app = create_app(settings, own.database, lambda _task: None, clock, ("patient", "staff"), upkeep=upkeep)
        compiled_once(app)
        return app

    app = ChangingApp(make, own.settings)
    with serving(app) as served:
        port = served.rpartition(":")[2]
        yield NewInstallation(clock, app, f"{OWN_NAME}:{port}", first_run_address(own, int(port)), company)
    own.close()


@dataclass
class Person:
    """Somebody at their browser, who reads what it shows and follows what it offers."""

    who: tuple[str, str]
    window: CheckedPage
    place: NewInstallation

    def __post_init__(self) -> None:
        self.window.page.set_default_timeout(SEVERAL_LOADS)

    def press(self, button: str) -> None:
        self.window.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.window.page.get_by_role("link", name=link, exact=True).first.click()

    def fill(self, **values: str) -> None:
        """By the names of the fields."""
        for name, value in values.items():
            self.window.page.locator(f"main [name={name}]").fill(value)

    def sees(self, heading: str) -> None:
        self.window.page.get_by_role("heading", name=heading).first.wait_for()

    def reads(self, words: str) -> None:
        self.window.page.locator("main").get_by_text(words).first.wait_for()

    def step(self, title: str) -> str:
        """How a step or a check stands, by the table that has it."""
        row = self.window.page.get_by_role("row").filter(
            has=self.window.page.get_by_role("link", name=title, exact=True)
        )
        return row.locator(".nhsuk-tag").inner_text()

    def sign_in(self) -> None:
        self.fill(email=self.who[1], password=PASSWORDS[self.who])
        self.press("Sign in")

    def has_passkey(self) -> None:
        """From now on this person's computer makes and uses passkeys, and confirms each with their finger."""
        devtools: Any = self.window.page.context.new_cdp_session(self.window.page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_two_people_come_from_an_empty_folder_to_a_launched_campaign(
    new_installation: NewInstallation, tmp_path: Path, browser_page: Callable[[int], CheckedPage]
) -> None:
    place = new_installation
    manager, approver = Person(MANAGER, browser_page(1280), place), Person(APPROVER, browser_page(1280), place)
    set_up_practice(manager)
    set_up_senders(manager)
    app = set_up_code_app(manager)
    invite_and_take(manager, approver)
    bring_list(manager, tmp_path)
    prepare_campaign(manager)
    preview_and_try(manager)
    rehearse(manager)
    approve(approver)
    told = launch(manager, app)
    assert len(place.texts) == 1 + told, "the test to oneself, and everybody who is to be told"
    assert "+447700900777" in {one["to"] for one in place.texts}


def set_up_practice(manager: Person) -> None:
    manager.window.visit(manager.place.address)
    manager.press("Set up our practice")
    manager.fill(name="Mill Lane Surgery", ods_code="a81001", phone="01632 960001")
    manager.fill(address="2 Mill Lane\nYateley\ngu46 7ab")
    manager.press("Continue")
    manager.fill(hours="Monday to Friday, 8am to 6.30pm", privacy_url="https://www.example.com/privacy")
    manager.press("Continue")
    manager.window.page.get_by_label("EMIS Web").check()
    manager.window.page.get_by_label("C5 window envelopes").check()
    manager.press("Continue")
    manager.fill(manager_name=MANAGER[0], manager_email=MANAGER[1])
    manager.press("Continue")
    manager.fill(password=PASSWORDS[MANAGER], password_again=PASSWORDS[MANAGER])
    manager.press("Set up the practice")
    manager.sign_in()
    manager.sees("Before the first launch")
    steps = ("Senders", "Your second factor", "A second person", "The patient list", "The campaign")
    assert {title: manager.step(title) for title in steps} == dict.fromkeys(steps, "To do")


def set_up_senders(manager: Person) -> None:
    place, page = manager.place, manager.window.page
    manager.follow("Senders")
    page.get_by_role("link", name="Set up Pigeon Post").click()
    manager.fill(pigeon_api_key="pigeon-0123456789abcdef", pigeon_ring="pigeon-5a5a5a5a5a5a5a5a")
    manager.fill(pigeon_number="+447700900888", pigeon_loft=place.company.url)
    page.get_by_label("Yes").check()  # its pigeons fly to real people, too
    manager.press("Save")
    page.get_by_role("link", name="Change Address of the patients’ page").click()
    manager.fill(public_url=place.base)
    manager.press("Save")
    page.get_by_role("link", name="Change Data protection officer").click()
    manager.fill(dpo="Pat Officer, dpo@example.com")
    manager.press("Save")
    manager.press("Check now")
    manager.reads("Checking the senders")
    place.work()
    manager.reads("Pigeon Post is ready")
    manager.reads(f"{place.base} answers")
    place.clock.later(seconds=1)
    page.get_by_role("link", name="Change Address of the patients’ page").click()
    manager.fill(public_url="https://surgery.example.com")
    manager.press("Save")
    manager.reads("The settings were changed after that")
    place.work()


def set_up_code_app(manager: Person) -> pyotp.TOTP:
    page = manager.window.page
    manager.follow("Campaigns")
    assert manager.step("Senders") == "Done"
    manager.follow("Your second factor")
    manager.press("Set up an app")
    manager.follow("Campaigns")  # whoever looks elsewhere meanwhile begins again
    manager.follow("Your second factor")
    manager.press("Set up an app")
    page.get_by_text("If you cannot scan it").click()
    app = pyotp.TOTP(page.locator("main .fn-code").first.inner_text())
    manager.fill(code=app.at(manager.place.clock()))
    manager.press("Finish")
    manager.press("Make recovery codes")
    manager.reads("Print this page now")
    return app


def invite_and_take(manager: Person, approver: Person) -> None:
    manager.follow("People")
    manager.press("Invite somebody")
    manager.window.page.get_by_label("Name, as colleagues know it").fill(APPROVER[0])
    manager.window.page.get_by_label("Email address").fill(APPROVER[1])
    manager.window.page.get_by_label("Approver").check()
    manager.press("Make the invitation")
    link = manager.window.page.locator("main .fn-code").inner_text()
    approver.window.visit(link)
    approver.window.page.get_by_label("New password", exact=True).fill(PASSWORDS[APPROVER])
    approver.window.page.get_by_label("The new password again").fill(PASSWORDS[APPROVER])
    approver.press("Save the password and sign in")
    approver.has_passkey()
    approver.follow("Your account")
    approver.press("Your second factor")
    approver.press("Set up a passkey")
    approver.press("Make a passkey")
    approver.reads("Your passkey is set up")
    approver.press("Sign out")
    approver.sign_in()
    approver.press("Use your passkey")
    approver.reads("There is no campaign yet. A manager begins one.")


def bring_list(manager: Person, folder: Path) -> None:
    file, today = folder / "patients.csv", manager.place.clock()
    write_sample(file, 12, 5, "emis", today.date())
    rows = file.read_bytes().decode("cp1252").splitlines()
    file.write_bytes("\r\n".join([*rows[:6], REAL, *rows[6:-1]]).encode("cp1252"))
    os.utime(file, (today.timestamp(), today.timestamp()))
    manager.follow("Campaigns")
    assert manager.step("A second person") == "Done"
    manager.follow("The patient list")
    manager.window.page.set_input_files("main input[type=file]", file)
    manager.press("Read this list")
    manager.sees("Reading the list")
    manager.place.work()
    manager.sees("Look at this list before it is stored")
    manager.reads("13 people were read")
    manager.press("Store this list")
    manager.sees("Storing the list")
    manager.place.work()
    manager.sees("The list is stored")


def prepare_campaign(manager: Person) -> None:
    page = manager.window.page
    manager.follow("to the campaigns")
    assert manager.step("The patient list") == "Done"
    manager.follow("The campaign")
    manager.follow("Summary Care Record")
    manager.fill(name="Summary Care Record 2027")
    for channel in ("Email", "Letter", "Prescription footer"):
        page.get_by_label(channel, exact=True).select_option("not-used")
    manager.press("Create the draft")
    manager.follow("Check list")
    assert manager.step("The list of patients") == "Done"
    manager.reads("13 patients, real people.")
    manager.follow("Why the practice proposes it")
    manager.press("Save as a new version")
    manager.reads("This is the name in the example")
    manager.window.forgive()  # the page with what is wrong answers 400
    manager.fill(reason="We want to share your record only if you ask us.", signed_by="Dr Sam Partner")
    manager.press("Save as a new version")
    manager.reads("Saved as version 2.")
    manager.follow("Check list")
    for _ in range(SIGN_OFFS):
        page.locator("main a[href*='/sign-offs/']", has_text="Record").first.click()
        manager.fill(who="The partners", decided_on="2026-11-10", reference="Minutes of 10 November, item 7")
        manager.press("Record it")
        manager.reads("Recorded. The campaign has to be approved with it.")
    manager.follow("The budget")
    manager.fill(pounds="50")
    manager.press("Set the budget")
    manager.reads("The campaign may cost £50 at most.")


def preview_and_try(manager: Person) -> None:
    manager.follow("The preview")
    manager.press("Make the preview")
    manager.reads("Making the preview")
    manager.place.work()
    manager.sees("Look at what they get")
    manager.follow("Send yourself a test")
    manager.fill(to="07700 900123")
    manager.press("Continue")
    manager.press("Send this test")
    manager.reads("Sending the test")
    manager.place.work()
    manager.reads("The provider took the text message to")
    assert [one["to"] for one in manager.place.texts] == ["+447700900123"]


def rehearse(manager: Person) -> None:
    manager.follow("Rehearsal")
    manager.press("Rehearse the launch")
    manager.reads("You can leave this page.")
    manager.place.work()
    manager.reads("Who is told by what, and when")
    manager.follow("Check list")
    manager.sees("Check list")
    assert manager.window.page.locator("main").get_by_text("To do", exact=True).count() == 1
    assert manager.step("The approval") == "To do"
    manager.follow("The approval")
    manager.reads(f"Here that is {APPROVER[0]}")


def approve(approver: Person) -> None:
    approver.place.clock.later(minutes=11)  # too long ago that they showed who they are
    approver.window.page.reload()
    approver.follow("Summary Care Record 2027")
    approver.follow("The approval")
    approver.follow("give your password or second factor again")
    approver.press("Use your passkey")
    approver.press("Approve exactly this")
    approver.reads("You approved this campaign.")


def launch(manager: Person, app: pyotp.TOTP) -> int:
    place, page = manager.place, manager.window.page
    manager.follow("Campaign")
    manager.press("Launch…")
    manager.fill(code=app.at(place.clock()))
    manager.press("Go on")
    told = page.locator("#people-hint").inner_text().split()[-1]
    manager.fill(people=told)
    manager.press("Launch: begin in two minutes")
    manager.sees("This campaign is about to start")
    place.work()
    assert len(place.texts) == 1, "nothing goes before the two minutes are over"
    place.clock.later(minutes=2)
    place.work()
    page.reload()
    manager.sees("The campaign has started")
    manager.follow("Campaigns")
    manager.reads("Running")
    return int(told)
