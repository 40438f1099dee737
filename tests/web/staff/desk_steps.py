"""A receptionist with a scanner and a keyboard: what is pressed for each answer, and how long it takes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.contacts.nhs_number import check_digit
from notifier.delivery import notices
from notifier.patients.list_import.names import name_key
from notifier.store.tables import Patient
from tests.browser import CheckedPage
from tests.web.print_run_rows import add_letter
from tests.web.world import World

_FIRST = 9990001000  # of the numbers of people who join


@dataclass
class DeskByKeys:
    """The desk in a browser, with no mouse. A scan is one key, for its scanner types it in one go with Enter."""

    window: CheckedPage
    public_url: str
    keys: int = 0

    def scan(self, reference: str) -> None:
        """Let the scanner read a slip into the box, which has the focus."""
        self.window.focused("#query").press_sequentially(f"{self.public_url}/s/{reference}")
        self.window.page.keyboard.press("Enter")
        self.keys += 1

    def find(self, typed: str) -> None:
        """Type what a caller says into the box."""
        box = self.window.focused("#query")
        box.fill("")
        box.press_sequentially(typed)
        self.press("Enter")
        self.keys += len(typed)

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.window.page.keyboard.press(key)
        self.keys += len(keys)

    def log(self, name: str, *keys: str) -> None:
        """Wait for the patient's form, press keys and Enter in it, and wait until it is said what was logged."""
        self.window.page.get_by_role("heading", level=1, name=name).wait_for()
        self.window.focused("[name=choice]")
        self.press(*keys, "Enter")
        self.window.page.get_by_role("status").filter(has_text=f"Logged for {name}").wait_for()

    def undo(self, name: str) -> None:
        """Undo what was logged just now: the button stands right before the box, which has the focus."""
        self.window.focused("#query")
        self.press("Shift+Tab", "Enter")
        self.says(f"Undone. Nothing is logged for {name}")

    def take_back(self, why: str) -> None:
        """Say that what was logged last was another patient's, once it is too late to undo it."""
        self.window.focused("#query")
        self.press("Tab", "Tab", "Tab", "Enter")  # past the button and the patient, in the list of what was logged
        self.window.focused("#note").press_sequentially(why)
        self.keys += len(why)
        self.press("Tab", "Enter")
        self.says("To be logged for the right patient")

    def keep_slip(self, *keys: str) -> None:
        """Keep the slip that was scanned and is nobody's: the way there stands right behind the box."""
        self.says("Nobody found")
        self.window.focused("#query")
        self.press("Tab", "Tab", "Enter")
        self.window.focused("[name=choice]")
        self.press(*keys, "Enter")
        self.says("Nobody on the list is like that")

    def says(self, words: str) -> None:
        """Wait until the page has these words."""
        self.window.page.get_by_text(words).first.wait_for()

    def measured(self, what: str, since: float, answers: int) -> str:
        """What it took since a moment of `time.monotonic`, as a line to be printed; counts from nought again."""
        seconds, keys, self.keys = time.monotonic() - since, self.keys, 0
        return f"{what:>22}: {answers:3} x {keys / answers:5.1f} keys, {seconds / answers:5.2f} s"


def join(world: World, people: Mapping[str, date], **columns: object) -> None:
    """Put people on the list, by full name with their date of birth; `columns` as `Patient` has them, for each."""
    with world.database.writing() as session:
        pattern = session.execute(select(Patient).where(Patient.id == world.patients["Ada Test"])).scalar_one()
        own = {
            column.name: getattr(pattern, column.name) for column in Patient.__table__.columns if column.name != "id"
        }
        for full_name, born in people.items():
            given, _, family = full_name.partition(" ")
            number = _free_number(len(world.patients))
            names = {"given_name": given, "family_name": family, "name_key": name_key(given, family)}
            row = Patient(**{**own, **names, "nhs_number": number, "date_of_birth": born, "mobile": None, **columns})
            session.add(row)
            session.flush()
            world.patients[full_name] = row.id


def give_letter(world: World, name: str, reference: str) -> None:
    """Have a letter with this reference on its slip printed for somebody."""
    with world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        notices.ensure_notice(session, campaign, world.patients[name], world.keys, world.now)
    add_letter(world, name, reference=reference)


def _free_number(place: int) -> str:
    body = str(_FIRST + 10 * place)[:9]
    check = check_digit(body)
    return f"{body}{check}" if check is not None else _free_number(place + 500)
