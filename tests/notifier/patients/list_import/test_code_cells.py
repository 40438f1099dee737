"""Codes, terms and their dates: what cannot be read and may matter holds the patient out."""

from pathlib import Path

import pytest

from notifier.patients.list_import.exclusions import exclusion
from notifier.patients.list_import.records import Person
from tests.notifier.list_files import RULES, read_person, read_rows

EXPRESS_CONSENT = "Express consent for core and additional Summary Care Record dataset upload"
EXPRESS_DISSENT = "Express dissent for Summary Care Record dataset upload"


def label(person: Person) -> str | None:
    held = exclusion(person, RULES)
    return held[1] if held else None


@pytest.mark.parametrize(
    "code",
    [
        *("5.13631E+14", "4.16308E+08", "5.13631e+14", "4,16308E+08", "1.36E+15", "1364731000000100"),
        *("########", "#NAME?", "#VALUE!", "#REF!"),
    ],
)
def test_a_code_that_a_spreadsheet_spoilt_is_a_doubt(tmp_path: Path, code: str) -> None:
    person = read_person(tmp_path, SNOMED_code=f'"{code}"', Code_Date="01/01/2020")
    assert label(person) == "in doubt"
    assert person.doubts == (f"code mangled by a spreadsheet: {code}",)


@pytest.mark.parametrize("code", ["513631000000106", "416308001", "9E10.", "1364731000000104", "827241000000103"])
def test_a_whole_code_is_none(tmp_path: Path, code: str) -> None:
    assert read_person(tmp_path, Code=code).doubts == ()


def test_its_term_says_what_it_was(tmp_path: Path) -> None:
    person = read_person(tmp_path, Code="4.16308E+08", Code_Term=EXPRESS_DISSENT)
    assert label(person) == "already opted out"
    assert [(remark.why, remark.holds) for remark in person.remarks] == [
        ("code mangled by a spreadsheet", False),
        ("code read by its term", False),
    ]


def test_or_its_code_in_another_terminology(tmp_path: Path) -> None:
    person = read_person(tmp_path, Read_code="9Ndn.", SNOMED_code="4.16308E+08")
    assert label(person) == "express consent"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Code_Term": EXPRESS_CONSENT}, "express consent"),
        ({"Code_Term": EXPRESS_DISSENT}, "already opted out"),
        ({"Code": EXPRESS_DISSENT}, "already opted out"),
        ({"SCR_consent": "Express dissent for SCR"}, "already opted out"),
        ({"Code_Term": "Ref cons upload to nat ele rec"}, "already opted out"),
        ({"Code_Term": "Implied consent for core Summary Care Record dataset upload"}, None),
        ({"Code_Term": "Asthma"}, None),
        ({"Code_Term": "Dissent for key information summary upload"}, "in doubt"),
        ({"Code_Term": "Consent withdrawn"}, "in doubt"),
        ({"Code": "999011000000102", "Code_Term": EXPRESS_DISSENT}, "already opted out"),
        ({"Code": "9Nd0.", "Code_Term": "SCR upload stopped"}, "in doubt"),
        ({"Code": "9Nd0.", "Code_Term": "Consent given for minor surgery"}, None),
        ({"Code": "9Ndl.", "Code_Term": EXPRESS_DISSENT}, "already opted out"),
        ({"Code": "9Ndo.", "Code_Term": EXPRESS_CONSENT}, "express consent"),
        ({"SCR_consent": "Yes"}, "in doubt"),
        ({"SCR_consent_code": "999011000000102"}, "in doubt"),
        ({"SCR_consent": "Implied"}, None),
        ({"SCR_consent": "Not recorded"}, None),
        ({"Code": "XAXJ6"}, "in doubt"),
        ({"Code": "9NdL."}, None),
    ],
)
def test_a_term_says_as_much_as_its_code(tmp_path: Path, cells: dict[str, str], expected: str | None) -> None:
    assert label(read_person(tmp_path, **cells)) == expected


def test_what_a_term_stood_for_is_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Code_Term=EXPRESS_CONSENT, Code_Date="01/01/2020")
    assert [(entry.code, str(entry.recorded_on)) for entry in person.codes if entry.code == "9Ndn"] == [
        ("9Ndn", "2020-01-01")
    ]
    assert [(remark.column, remark.why) for remark in person.remarks] == [("Code Term", "code read by its term")]


@pytest.mark.parametrize(
    ("term", "declined"),
    [
        ("Declined consent for short message service text messaging", True),
        ("No consent for communication by SMS", True),
        ("Text messages: see notes", True),
        ("Consent given for communication by SMS text messaging", False),
    ],
)
def test_a_term_about_texts_is_a_no_unless_it_is_plainly_a_yes(tmp_path: Path, term: str, declined: bool) -> None:
    person = read_person(tmp_path, Code_Term=term)
    assert (person.sms_declined, person.doubts) == (declined, ())


def test_a_code_of_the_future_has_no_date_so_that_it_is_not_the_latest_for_ever(tmp_path: Path) -> None:
    (person,) = read_rows(
        tmp_path, {"Code": "9Ndn.", "Code Date": "01/01/2020"}, {"Code": "9Ndo.", "Code Date": "01/01/2206"}
    ).people
    assert label(person) == "express consent"
    assert [remark.why for remark in person.remarks] == ["date of the code in the future: not used"]


def test_codes_that_no_preset_knows_are_counted(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Code": "H33.."}, {"Code": "H33.."}, {"Code": "9Ndo."}, {"Code": "C10.."})
    assert report.unknown_codes == (("H33", 2), ("C10", 1))
