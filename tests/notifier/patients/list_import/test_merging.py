"""The rows of one patient become one person; nobody is guessed at."""

from datetime import date
from pathlib import Path

from tests.notifier.list_files import ONE, THREE, TWO, read_rows


def test_the_rows_of_one_patient_become_one_person_with_every_code(tmp_path: Path) -> None:
    report = read_rows(
        tmp_path,
        {"Code": "9Ndo.", "Code Date": "01-Jan-2020"},
        {"NHS Number": TWO, "Family Name": "Jones"},
        {"Code": "9Ndm.", "Code Date": "02-Jan-2020", "NHS Number": "999 474 3546", "Family Name": "SMITH"},
        {"Code": "9Ndo.", "Code Date": "01-Jan-2020"},
    )
    one, two = report.people
    assert (one.lines, two.lines) == ((2, 4, 5), (3,))
    assert [entry.code for entry in one.codes] == ["9Ndo", "9Ndm"]
    assert (report.repeated_rows, one.remarks) == (2, ())


def test_one_number_on_two_people_refuses_both_each_with_their_lines(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Code": "9Ndo."}, {"Code": "9Ndl."}, {"Family Name": "Jones"}, {"NHS Number": TWO})
    assert [person.nhs_number for person in report.people] == [TWO]
    assert [(refusal.lines, refusal.why) for refusal in report.refused] == [
        ((2, 3), "one NHS number, two different people"),
        ((4,), "one NHS number, two different people"),
    ]
    assert report.repeated_rows == 1


def test_another_date_of_birth_is_another_person(tmp_path: Path) -> None:
    assert len(read_rows(tmp_path, {}, {"Date of Birth": "19-Feb-1965"}).refused) == 2


def test_flags_hold_whichever_row_says_so(tmp_path: Path) -> None:
    flags = {"Date of Death": "01-Jan-2020", "Deducted Date": "02-Jan-2020", "Sensitive Flag": "Y", "SMS Consent": "No"}
    (person,) = read_rows(tmp_path, {}, flags | {"Email Consent": "No"}, {"Repeat Medication": "Yes"}).people
    assert (person.deceased_on, person.left_on) == (date(2020, 1, 1), date(2020, 1, 2))
    assert person.deceased
    assert person.left
    assert person.sensitive
    assert person.sms_declined
    assert person.email_declined
    assert person.on_repeats


def test_what_one_row_lacks_another_gives(tmp_path: Path) -> None:
    (person,) = read_rows(
        tmp_path,
        {"Mobile": "01632 960123", "Email": "", "Title": "", "Language": ""},
        {
            "Mobile": "07700 900123",
            "Email": "a@example.com",
            "Title": "Ms",
            "Language": "Urdu",
            "Street": "1 High St",
            "Town": "Fleet",
            "Postcode": "GU51 3GS",
        },
    ).people
    assert (person.mobile, person.email, person.title, person.language) == (
        "+447700900123",
        "a@example.com",
        "Ms",
        "Urdu",
    )
    assert person.address.is_mailable


def test_two_mobiles_or_emails_are_none_and_the_first_address_stays(tmp_path: Path) -> None:
    (person,) = read_rows(
        tmp_path,
        {
            "Mobile": "07700 900123",
            "Email": "a@example.com",
            "Street": "1 High St",
            "Town": "Fleet",
            "Postcode": "GU51 3GS",
        },
        {
            "Mobile": "07700 900124",
            "Email": "b@example.com",
            "Street": "2 High St",
            "Town": "Fleet",
            "Postcode": "GU51 3GS",
        },
    ).people
    assert (person.mobile, person.email, person.address.lines[0]) == (None, None, "1 High St")
    assert [remark.why for remark in person.remarks] == [
        "mobile differs between rows: not used",
        "email differs between rows: not used",
        "address differs between rows: first used",
    ]


def test_several_needs_are_all_kept(tmp_path: Path) -> None:
    (person,) = read_rows(tmp_path, {"AIS": "Easy read"}, {"AIS": "Verbal"}, {"AIS": "Easy read"}).people
    assert person.accessible_format == "Easy read; Verbal"


def test_a_refused_row_still_holds_its_patient_out(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {}, {"Date of Birth": "18/02/65", "Date of Death": "01-Jan-2020", "Code": "9Ndm."})
    (person,) = report.people
    assert person.deceased
    assert [entry.code for entry in person.codes] == ["9Ndm"]
    assert [remark.why for remark in person.remarks] == ["another row of this patient was refused"]
    assert [refusal.lines for refusal in report.refused] == [(3,)]


def test_a_refused_row_that_contradicts_a_good_one_takes_it_with_it(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {}, {"Date of Birth": "", "Family Name": "Jones"}, {"NHS Number": THREE})
    assert [person.nhs_number for person in report.people] == [THREE]
    assert [(refusal.lines, refusal.why) for refusal in report.refused] == [
        ((2,), "one NHS number, two different people"),
        ((3,), "date of birth missing"),
    ]


def test_the_rows_of_one_refused_patient_are_one_refusal(tmp_path: Path) -> None:
    report = read_rows(
        tmp_path,
        {"NHS Number": "", "Code": "9Ndo."},
        {"NHS Number": "", "Code": "9Ndl."},
        {"NHS Number": "", "Family Name": "Jones"},
        {"NHS Number": ONE},
    )
    assert [refusal.lines for refusal in report.refused] == [(2, 3), (4,)]
    assert report.repeated_rows == 1
