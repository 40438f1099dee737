"""The report of a whole list."""

import hashlib
import json
from pathlib import Path

from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.report import (
    held_people,
    mobile_sharing,
    reading_json,
    report_json,
    whole_report_json,
)
from tests.notifier.list_files import HEADINGS, ONE, RULES, THREE, TWO, csv_text, read_rows, read_text


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


def test_the_whole_report_says_of_each_column_line_and_person_what_became_of_it(tmp_path: Path) -> None:
    whole = whole_report_json(list_with_everything(tmp_path), RULES)
    assert whole["columns"][0] == {"taken_for": "nhs_number", "heading": "NHS Number"}
    assert whole["not_read"] == [{"heading": "SMS preference", "position": 5, "matters": True}]
    assert whole["ignored"] == [4]
    assert whole["ignored_because"] == [{"line": 4, "why": "a total or a note", "shown": "Total: 2"}]
    assert whole["continued"] == [3]
    assert whole["merged"] == [[2, 3]]
    assert whole["left_blank"] == [{"heading": "Date of Death", "word": "NULL", "cells": 1}]
    assert whole["unknown_codes"] == [{"code": "H33", "rows": 1}]
    (person,) = whole["people"]
    assert (person["exclude"], person["lines"]) == ("in doubt", [2, 3])
    assert person["doubts"] == ["code mangled by a spreadsheet: 4.16308E+08"]
    assert person["remarks"] == [
        {
            "line": 2,
            "column": "Code",
            "why": "code mangled by a spreadsheet",
            "shown": "4.16308E+08",
            "holds": True,
        }
    ]
    (refusal,) = whole["refused"]
    assert (refusal["lines"], refusal["column"], refusal["shown"]) == ([5], "NHS Number", "1")


def test_what_is_kept_with_an_import_says_the_same_and_holds_nobody_s_details(tmp_path: Path) -> None:
    reading = reading_json(list_with_everything(tmp_path))
    assert reading["file"]["header_line"] == 1
    assert reading["not_read"] == [{"heading": "SMS preference", "position": 5, "matters": True}]
    assert reading["ignored"] == [{"line": 4, "why": "a total or a note"}]
    assert reading["refused"] == [{"lines": [5], "why": "NHS number has too few digits", "column": "NHS Number"}]
    assert reading["remarks"] == [
        {"why": "code mangled by a spreadsheet", "column": "Code", "holds": True, "lines": [2]}
    ]
    kept = json.dumps(reading)
    assert not [detail for detail in ("Smith", ONE, "1965", "4.16308", "Dubrowski") if detail in kept]


def test_a_remark_that_quotes_a_name_is_kept_without_it(tmp_path: Path) -> None:
    kept = reading_json(read_rows(tmp_path, {"Family Name": "DÄ…browski"}))["remarks"]
    assert kept
    assert "browski" not in json.dumps(kept)


def test_whom_it_holds_is_counted_by_reason(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Deceased": "Y"}, {"NHS Number": TWO, "Code": "9.1E+10"}, {"NHS Number": THREE})
    assert held_people(report, RULES) == {"deceased": 1, "in doubt": 1}


def list_with_everything(folder: Path) -> ListReport:
    """One patient on two rows, in doubt; a note; a refused row."""
    headings = (*HEADINGS, "SMS preference", "Date of Death", "Code")
    rows = [
        headings,
        (ONE, "Jo", "Smith", "18-Feb-1965", "", "NULL", "4.16308E+08"),
        ("", "", "", "", "", "", "H33.."),
        ("Total: 2", "", "", "", "", "", ""),
        ("1", "Al", "Dubrowski", "01-Jan-1970", "", "", ""),
    ]
    return read_text(folder, csv_text(rows))
