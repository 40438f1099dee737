"""The report of a whole list."""

import hashlib
from pathlib import Path

from notifier.patients.list_import.report import mobile_sharing, report_json
from tests.notifier.list_files import ONE, RULES, THREE, TWO, read_rows


def test_shared_numbers_are_counted_among_the_accepted_excluded_ones_too(tmp_path: Path) -> None:
    report = read_rows(
        tmp_path,
        {"Mobile": "07700 900123", "Email": "a@example.com", "Date of Death": ""},
        {"NHS Number": TWO, "Mobile": "+447700900123", "Email": "A@example.com", "Date of Death": "01-Jan-2020"},
        {"NHS Number": THREE, "Mobile": "7700900123"},
        {"NHS Number": "", "Mobile": "7700900123"},
    )
    assert mobile_sharing(report.people) == {"+447700900123": 3}
    assert [person["shares_mobile_with"] for person in report_json(report, RULES)["people"]] == [2, 2, 2]


def test_the_json_has_the_keys_that_scripts_rely_on(tmp_path: Path) -> None:
    report = report_json(read_rows(tmp_path, {}, {"NHS Number": "1"}), RULES)
    assert report == {
        "people": [
            {
                "nhs_number": ONE,
                "family_name": "Smith",
                "date_of_birth": "1965-02-18",
                "mobile": None,
                "email": None,
                "mailable": False,
                "exclude": None,
                "sms_declined": False,
                "email_declined": False,
                "shares_mobile_with": 0,
                "language": "",
                "accessible_format": "",
                "on_repeats": False,
            }
        ],
        "refused": [{"lines": [3], "why": "NHS number has too few digits"}],
        "counts": {"people": 1, "refused_people": 1, "repeated_rows_to_merge": 0},
    }


def test_it_says_which_file_it_was_and_what_the_list_lacks(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Mobile": ""})
    assert report.sha256 == hashlib.sha256((tmp_path / "list.csv").read_bytes()).hexdigest()
    assert (report.filename, report.form, report.encoding, report.delimiter) == ("list.csv", "csv", "utf-8", "comma")
    assert not any("texted" in note for note in report.notes)
    assert any("emailed" in note for note in report.notes)
