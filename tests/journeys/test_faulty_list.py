"""A list with every fault: given on the page, its refused rows taken away, corrected, given again and stored."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from notifier.errors import ListFault
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.refused_rows import WHY_HEADING
from notifier.patients.list_import.report import read_list
from notifier.patients.samples import write_sample
from tests.browser import CheckedPage, serving
from tests.journeys.driver import MANAGER, PASSWORD, Desk, Practice
from tests.snapshots import Snapshots
from tests.world import sample_number

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PATIENTS = 300
FREE = 90_000  # beyond the numbers of a sample of this size
HEADER = ("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile", "Code Term", "Code Date", "Status")
# Lists that are one fault from the first row to the last, each with what the page says of it.
WHOLE: dict[str, tuple[tuple[tuple[str, ...], ...], str]] = {
    "month-first": ((("9990000018", "Ann", "Test", "03/25/1950", "", "", "", ""),), "month before the day"),
    "nobody": ((("9990000019", "Ann", "Test", "25/03/1950", "", "", "", ""),), "Nobody in nobody.csv could be read"),
}
# Rows that are read all the same, each with what the page says of them.
READ: dict[str, tuple[tuple[str, ...], ...]] = {
    "blank-cells-below": (
        ("9990000018", "Ann", "Test", "25/03/1950", "", "", "", ""),
        ("", "", "", "", "", "Express consent for core Summary Care Record dataset upload", "01/02/2020", ""),
    ),
    "null-words": (("9990000018", "Ann", "Test", "25/03/1950", "NULL", "NULL", "NULL", "NULL"),),
    "status-words": (("9990000018", "Ann", "Test", "25/03/1950", "", "", "", "Not currently registered"),),
    "zero-dates": (("9990000018", "Ann", "Test", "25/03/1950", "", "", "00/00/0000", ""),),
}
SAYS = {
    "blank-cells-below": "Read as going on with the patient above: rows 3",
    "null-words": "Taken for nothing: “NULL”",
    "status-words": "Left",
    "zero-dates": "Taken for nothing: “00/00/0000”",
}


@dataclass
class ListDesk:
    """A manager with a browser at the pages of the list, and a worker when there is work."""

    practice: Practice
    browser: FlaskClient

    def post(self, address: str, form_at: str, **fields: object) -> TestResponse:
        """Send the form of a page."""
        page = self.browser.get(form_at).text
        found = dict(re.findall(r'name="(csrf_token|fingerprint)" value="([^"]+)"', page))
        return self.browser.post(address, data={**found, **fields})

    def give(self, content: bytes, name: str) -> str:
        """Give a list and have it read; returns the address of its page."""
        answer = self.post("/staff/list", "/staff/list", list=(io.BytesIO(content), name))
        assert answer.status_code == 303, answer.text
        self.practice.run("jobs")
        return answer.location

    def shown(self, page: str) -> str:
        """What a page says, as it is read."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", self.browser.get(page).text)))

    def refused_rows(self, page: str) -> list[dict[str, str]]:
        """The refused rows, as the downloaded file has them."""
        answer = self.post(f"{page}/refused-rows", page)
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))

    def store(self, page: str) -> None:
        """Confirm what the page says, and have it stored."""
        assert self.post(f"{page}/store", page).status_code == 303
        self.practice.run("jobs")


@contextmanager
def at_the_list(folder: Path, database_url: str, snapshots: Snapshots) -> Iterator[ListDesk]:
    practice = Practice(folder, database_url, NOW)
    practice.set_up(snapshots)
    database = practice.open_database()
    try:
        browser = practice.browser(database)
        Desk(browser, 0).sign_in(MANAGER)
        yield ListDesk(practice, browser)
    finally:
        database.close()


def as_csv(rows: tuple[tuple[str, ...], ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


def corrected(content: bytes, refused: list[dict[str, str]]) -> bytes:
    """The list as it is exported again once the records of these rows were put right in the clinical system."""
    lines = content.decode("cp1252").splitlines()
    for number, row in enumerate(refused):
        line = int(row["Fair Notice: row of the list"]) - 1
        cells = {name: cell for name, cell in row.items() if not name.startswith("Fair Notice")}
        for beginning, correct in _CORRECTIONS.items():
            if row[WHY_HEADING].startswith(beginning):
                correct(cells, FREE + number)
        out = io.StringIO()
        csv.writer(out).writerow(cell.removeprefix("'") for cell in cells.values())
        lines[line] = out.getvalue().rstrip("\r\n")
    return "\r\n".join(lines).encode("cp1252")


def _new_number(cells: dict[str, str], number: int) -> None:
    cells["NHS Number"] = str(sample_number(number))


def _new_birth(cells: dict[str, str], _number: int) -> None:
    cells["Date of Birth"] = "01-Feb-1963"


def _new_name(cells: dict[str, str], number: int) -> None:
    cells["Family Name"] = f"Found{number}"


_CORRECTIONS: dict[str, Callable[[dict[str, str], int], None]] = {
    "NHS number": _new_number,
    "one NHS number": _new_number,
    "date of birth": _new_birth,
    "surname": _new_name,
}


def test_every_row_that_is_refused_can_be_put_right_and_the_list_given_again(
    tmp_path: Path, migrated_url: str, snapshots: Snapshots
) -> None:
    sample = tmp_path / "sample.csv"
    write_sample(sample, PATIENTS, 5, "emis", NOW.date())
    with at_the_list(tmp_path, migrated_url, snapshots) as desk:
        page = desk.give(sample.read_bytes(), "list 20-11-2026.csv")
        refused = desk.refused_rows(page)
        kinds = {row[WHY_HEADING].partition(" (")[0] for row in refused}
        assert len(kinds) >= 9, "every kind of row that is refused"
        shown = desk.shown(page)
        for kind in kinds:
            assert kind[1:] in shown
        (tmp_path / "right.csv").write_bytes(corrected(sample.read_bytes(), refused))
        right, wrong = (len(read_list(tmp_path / name, NOW.date()).people) for name in ("right.csv", "sample.csv"))
        assert right >= wrong + len(kinds)
        again = desk.give((tmp_path / "right.csv").read_bytes(), "list 21-11-2026.csv")
        told = desk.shown(again)
        assert "refused" not in told.partition("What it would change")[0]
        assert desk.post(f"{page}/cancel", page).status_code == 303
        desk.store(again)
        assert f"{right} people of this list are on record" in desk.shown(again)


def test_a_faulty_list_is_corrected_and_given_again_in_a_browser(
    tmp_path: Path, sqlite_url: str, snapshots: Snapshots, browser_page: Callable[[int], CheckedPage]
) -> None:
    faulty, right = tmp_path / "list 20-11-2026.csv", tmp_path / "list 21-11-2026.csv"
    write_sample(faulty, PATIENTS, 5, "emis", NOW.date())
    os.utime(faulty, (NOW.timestamp(), NOW.timestamp()))
    window = browser_page(1280)
    page = window.page
    with at_the_list(tmp_path, sqlite_url, snapshots) as desk, serving(desk.browser.application) as base:
        window.visit(f"{base}/staff/sign-in")
        page.get_by_label("Email address").fill(MANAGER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("link", name="Patient list", exact=True).click()
        read_in_browser(desk, page, faulty)
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download the refused rows (CSV)").click()
        refused = list(csv.DictReader(io.StringIO(taken.value.path().read_text(encoding="utf-8-sig"))))
        shown = " ".join(page.inner_text("main").split())
        kinds = {row[WHY_HEADING].partition(" (")[0] for row in refused}
        assert len(kinds) >= 9
        assert not [kind for kind in kinds if kind[1:] not in shown]
        page.get_by_role("button", name="Cancel and delete this file").click()
        page.get_by_role("link", name="Patient list", exact=True).click()
        right.write_bytes(corrected(faulty.read_bytes(), refused))
        os.utime(right, (NOW.timestamp(), NOW.timestamp()))
        read_in_browser(desk, page, right)
        assert page.get_by_role("button", name="Download the refused rows (CSV)").count() == 0
        page.get_by_role("button", name="Store this list").click()
        page.get_by_role("heading", name="Storing the list").wait_for()
        desk.practice.run("jobs")
        page.get_by_role("heading", name="The list is stored").wait_for()
        assert f"{len(read_list(right, NOW.date()).people)} people of this list" in page.inner_text("main")


def read_in_browser(desk: ListDesk, page: Page, path: Path) -> None:
    """Choose a list on the page, have it read, and wait until the page says what it found."""
    page.set_input_files("main input[type=file]", path)
    page.get_by_role("button", name="Read this list").click()
    page.get_by_role("heading", name="Reading the list").wait_for()
    desk.practice.run("jobs")
    page.get_by_role("heading", name="Look at this list before it is stored").wait_for()


def test_faults_of_whole_lists_are_refused_or_said(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> None:
    with at_the_list(tmp_path, sqlite_url, snapshots) as desk:
        for name, (rows, why) in WHOLE.items():
            page = desk.give(as_csv(rows), f"{name}.csv")
            assert "This file cannot be read" in desk.shown(page), name
            assert why in desk.shown(page)
        for name, rows in READ.items():
            page = desk.give(as_csv(rows), f"{name}.csv")
            assert SAYS[name] in desk.shown(page), name
            assert desk.post(f"{page}/cancel", page).status_code == 303


def test_the_lists_that_came_with_the_project_are_shown_as_they_are_read(
    tmp_path: Path, sqlite_url: str, snapshots: Snapshots
) -> None:
    """Reads `shared/cases/lists`, where it is beside this project."""
    cases = Path(__file__).parents[3] / "shared" / "cases" / "lists"
    files = sorted([*cases.glob("*.csv"), *cases.glob("*.xlsx")])
    if not files:
        pytest.skip("the cases are not beside this project")
    with at_the_list(tmp_path, sqlite_url, snapshots) as desk:
        for path in files:
            page = desk.give(path.read_bytes(), path.name)
            shown = desk.shown(page)
            report = read_or_fault(path)
            if isinstance(report, ListFault):
                assert str(report)[:60] in shown, path.name
                continue
            people = "1 person was" if len(report.people) == 1 else f"{len(report.people)} people were"
            assert (f"{people} read" if report.people else "This file cannot be read") in shown, path.name
            for refusal in report.refused if report.people else ():
                assert refusal.why[1:] in shown, path.name
            if report.people:
                assert desk.post(f"{page}/cancel", page).status_code == 303


def read_or_fault(path: Path) -> ListReport | ListFault:
    """What the command would make of a list."""
    try:
        return read_list(path, NOW.date())
    except ListFault as fault:
        return fault
