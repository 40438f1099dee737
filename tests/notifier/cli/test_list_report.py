"""What is said of a list at the terminal: how it was read, who is held, and every remark with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.cli.list_report import refuse_without_people, tell_report
from notifier.errors import ListFault
from tests.journeys.driver import MANAGER, Practice
from tests.notifier.list_files import HEADINGS, ONE, RULES, TWO, csv_text, read_bytes, read_rows, read_text
from tests.notifier.workbook_files import workbook
from tests.snapshots import Snapshots


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str) -> Practice:
    return Practice(tmp_path, sqlite_url, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))


def test_it_says_how_the_list_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = csv_text(
        [
            ("Age", *HEADINGS, "SMS preference", "Date of Death", "Code"),
            ("61", ONE, "Jo", "Smith", "18-Feb-1965", "", "NULL", "9Ndl."),
            ("", "", "", "", "", "", "", "H33.."),
            ("Total: 1", "", "", "", "", "", "", ""),
        ]
    )
    tell_report(read_text(tmp_path, text), RULES)
    said = capsys.readouterr().err.splitlines()
    assert said[:3] == [
        "list.csv: 1 people, 0 refused",
        "  read as csv, utf-8, cells parted by comma, headings in line 1",
        "  columns read: NHS Number, Given Name, Family Name, Date of Birth, Date of Death (read as deceased), Code",
    ]
    assert "  columns not read: Age" in said
    assert "  NOT READ: column “SMS preference”. If it is needed here, give it another heading and check again" in said
    assert "  line 4 ignored, a total or a note: Total: 1" in said
    assert "  lines read as going on with the patient above: 3" in said
    assert "  taken for nothing: “NULL” in Date of Death, once" in said
    assert "  codes that no preset knows, and in how many rows; they hold nobody out: H33 (1)" in said


def test_lines_of_several_sheets_are_named_with_their_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    headings = (*HEADINGS, "Mobile")
    first, second = (ONE, "Jo", "Smith", "18-Feb-1965", "01252 555010"), (TWO, "Ann", "", "23-May-1993", "")
    data = workbook([headings, first], [headings, second], titles=("A-M", "N-Z"))
    tell_report(read_bytes(tmp_path, data, "list.xlsx"), RULES)
    said = capsys.readouterr().err
    assert "  line 2 of “A-M”: mobile is a landline" in said
    assert "  line 2 of “N-Z”: surname missing" in said


def test_it_says_who_is_held_and_what_holds_them_comes_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = read_rows(
        tmp_path,
        {"Mobile": "01632 960123", "SMS Consent": "No"},
        {"NHS Number": TWO, "Code": "4.16308E+08"},
    )
    tell_report(report, RULES)
    said = capsys.readouterr().err.splitlines()
    assert "  held out: 1 in doubt" in said
    assert "  1 declines texts" in said
    assert said[-3:] == [
        "2 remarks on people who were taken:",
        "  line 3: code mangled by a spreadsheet, held out (Code: 4.16308E+08)",
        "  line 2: mobile is a landline (Mobile: 01632 960123)",
    ]


def test_every_remark_is_said_at_least_by_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = [f"999000{serial:04d}" for serial in range(1000, 1200)]
    valid = [number for number in numbers if _has_check_digit(number)][:8]
    tell_report(read_rows(tmp_path, *({"NHS Number": one, "Mobile": "01632 960123"} for one in valid)), RULES)
    assert "  and 3 more like this, in lines 7, 8, 9" in capsys.readouterr().err.splitlines()


def test_of_many_lines_the_first_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [(ONE, "Jo", "Smith", "18-Feb-1965", "Z000.")]
    codes += [("", "", "", "", f"Z{number:03}.") for number in range(1, 13)]
    totals = [(f"Total: {number}", "", "", "", "") for number in range(60)]
    tell_report(read_text(tmp_path, csv_text([(*HEADINGS, "Code"), *codes, *totals])), RULES)
    said = capsys.readouterr().err.splitlines()
    going_on = "  lines read as going on with the patient above: "
    assert f"{going_on}3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more: see --json" in said
    assert "  line 64 ignored, a total or a note: Total: 49" in said
    assert "  and 10 more ignored: see --json" in said
    assert "Total: 50" not in " ".join(said)
    unknown = next(line for line in said if "no preset knows" in line)
    assert "Z000 (1)" in unknown
    assert unknown.endswith(" and 3 more: see --json")


def test_a_list_in_which_nobody_could_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match=r"Nobody in list\.csv could be read: all of its 2 patients are refused"):
        refuse_without_people(read_rows(tmp_path, {"NHS Number": "1"}, {"NHS Number": "2"}))
    refuse_without_people(read_rows(tmp_path, {}, {"NHS Number": "2"}))


@pytest.mark.parametrize("command", [("list", "check"), ("list", "import", "--staff", MANAGER)])
def test_the_commands_end_with_1_if_nobody_could_be_read(
    practice: Practice, snapshots: Snapshots, tmp_path: Path, command: tuple[str, ...]
) -> None:
    practice.set_up(snapshots)
    path = tmp_path / "list.csv"
    path.write_text(csv_text([HEADINGS, ("1", "Jo", "Smith", "18-Feb-1965")]), encoding="utf-8")
    said = practice.run(*command, path, status=1)
    assert "Nobody in list.csv could be read" in said
    assert "line 2: NHS number has too few digits" in said


def _has_check_digit(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(number[9])
