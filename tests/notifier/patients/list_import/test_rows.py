"""One row: its values, its remarks, its refusal."""

from pathlib import Path

import pytest

from tests.notifier.list_files import ONE, TWO, read_person, read_rows


@pytest.mark.parametrize(
    ("cells", "column", "why", "shown"),
    [
        ({"NHS Number": "9994743547"}, "NHS Number", "NHS number fails its check digit", "9994743547"),
        ({"NHS Number": ""}, "NHS Number", "NHS number missing", ""),
        ({"Date of Birth": "31-Feb-1990"}, "Date of Birth", "date of birth unreadable", "31-Feb-1990"),
        ({"Family Name": ""}, "Family Name", "surname missing", ""),
        ({"Family Name": "..."}, "Family Name", "surname missing", "..."),
        ({"Date of Birth": "\x1b[31m01/02/63\u202e"}, "Date of Birth", "date of birth unreadable", "[31m01/02/63"),
        ({"Date of Birth": "9" * 500}, "Date of Birth", "date of birth unreadable", "9" * 59 + "…"),
    ],
)
def test_a_bad_row_is_refused_with_line_column_value_and_remedy(
    tmp_path: Path, cells: dict[str, str], column: str, why: str, shown: str
) -> None:
    report = read_rows(tmp_path, {"NHS Number": TWO, "Family Name": "Jones"}, cells)
    (refusal,) = report.refused
    assert (refusal.lines, refusal.column, refusal.why, refusal.shown) == ((3,), column, why, shown)
    assert "again" in refusal.remedy
    assert [person.nhs_number for person in report.people] == [TWO]


def test_values_are_read_and_normalised(tmp_path: Path) -> None:
    person = read_person(
        tmp_path,
        Title="Mr",
        Mobile="7700900123",
        Email=" A.B@Example.com ",
        House_name="Flat 2",
        Road="1 High Street",
        Town="Fleet",
        Postcode="gu513gs",
        Main_Language="Polish",
        Communication_needs="Easy read",
        On_repeats="3",
        Code="9Ndl.",
        Code_Date="01-Jan-2020",
    )
    assert (person.title, person.given_name, person.family_name) == ("Mr", "Jo", "Smith")
    assert (person.mobile, person.email) == ("+447700900123", "a.b@example.com")
    assert person.address.lines_for_window == ("Flat 2", "1 High Street", "Fleet", "GU51 3GS")
    assert (person.language, person.accessible_format, person.on_repeats) == ("Polish", "Easy read", True)
    assert [(entry.code, str(entry.recorded_on)) for entry in person.codes] == [("9Ndl", "2020-01-01")]
    assert person.remarks == ()


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"Mobile Number": "01632 960123"}, "Mobile Number", "mobile is a landline"),
        ({"E-mail": "a@@example.com"}, "E-mail", "email is not an address"),
        ({"Post Code": "GU5"}, "Post Code", "postcode is not one"),
        ({"Date of Death": "01/02/63"}, "Date of Death", "date with a two-digit year: held out all the same"),
        ({"SMS Consent": "see notes"}, "SMS Consent", "answer not understood: taken as declined"),
        ({"Code": "9Ndl.", "Code Date": "soon"}, "Code Date", "date of the code unreadable"),
        ({"SNOMED code": "4.16308E+08"}, "SNOMED code", "code mangled by a spreadsheet"),
    ],
)
def test_what_is_wrong_but_does_not_refuse_leaves_a_remark(
    tmp_path: Path, cells: dict[str, str], column: str, why: str
) -> None:
    (person,) = read_rows(tmp_path, cells).people
    assert [(remark.line, remark.column, remark.why) for remark in person.remarks] == [(2, column, why)]
    assert person.remarks[0].shown == next(reversed(cells.values()))


@pytest.mark.parametrize(
    ("cells", "sms", "email"),
    [
        ({"SMS_Consent": "No", "Email_Consent": "Yes"}, True, False),
        ({"SMS_Consent": "", "Email_Consent": "Declined"}, False, True),
        ({"SMS_Consent": "Not recorded", "Email_Consent": "Unknown"}, False, False),
        ({"SMS_declined": "Y", "Email_opt_out": "N"}, True, False),
        ({"SMS_Consent": "see notes", "Email_Consent": "ask her son"}, True, True),
        ({"SMS_declined": "see notes", "Email_opt_out": "ask her son"}, True, True),
        ({"SMS_Consent": "Yes", "Code": "9NdQ."}, True, False),
        ({"SMS_Consent": "No", "Code": "9NdP."}, True, False),
        ({"SNOMED_code": "513631000000106"}, True, False),
    ],
)
def test_declined_wins_whether_a_column_or_a_code_says_it_or_nobody_understands_it(
    tmp_path: Path, cells: dict[str, str], sms: bool, email: bool
) -> None:
    person = read_person(tmp_path, **cells)
    assert (person.sms_declined, person.email_declined) == (sms, email)


def test_a_full_name_in_one_cell_is_taken_apart(tmp_path: Path) -> None:
    (person,) = read_rows(
        tmp_path, {"Given Name": "", "Family Name": "", "Patient Details": '"SMITH, John (Mr)"', "NHS Number": ONE}
    ).people
    assert (person.title, person.given_name, person.family_name) == ("Mr", "John", "SMITH")


def test_a_term_stands_for_a_code_that_is_not_printed(tmp_path: Path) -> None:
    person = read_person(tmp_path, Code_Term="Express dissent for upload", Date="01-Jan-2020")
    assert [entry.code for entry in person.codes] == ["Express dissent for upload"]
