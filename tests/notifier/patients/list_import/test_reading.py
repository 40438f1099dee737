"""What only the whole list can tell: its order of dates, its style of rows, and what goes on with the row above."""

from pathlib import Path

import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.exclusions import exclusion
from tests.notifier.list_files import HEADINGS, ONE, RULES, THREE, TWO, csv_text, read_rows, read_text

JO = (ONE, "Jo", "Smith", "18-Feb-1965")
AL = (TWO, "Al", "Jones", "23-May-1993")
CODES = ("Code", "Code Term", "Code Date")


def test_one_date_that_only_the_month_first_explains_refuses_the_whole_list(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match=r"line 3: 12/31/1952 \(Date of Birth\).*Export the list again"):
        read_rows(tmp_path, {"Date of Birth": "03/02/1951"}, {"NHS Number": TWO, "Date of Birth": "12/31/1952"})


@pytest.mark.parametrize("heading", ["Date of Death", "Deducted Date", "Code Date"])
def test_so_does_one_in_any_column_of_dates(tmp_path: Path, heading: str) -> None:
    with pytest.raises(ListFault, match=f"04/30/2020 \\({heading}\\)"):
        read_rows(tmp_path, {"Code": "9Ndo.", heading: "04/30/2020"})


def test_it_names_the_first_lines_and_counts_the_others(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match=r"line 11: 01/31/1950.*; and 20 more"):
        read_rows(tmp_path, *({"Date of Birth": "01/31/1950"} for _ in range(30)))


def test_a_date_that_no_order_explains_refuses_its_row_alone(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {}, {"NHS Number": TWO, "Date of Birth": "31/02/1990"})
    assert ([person.nhs_number for person in report.people], len(report.refused)) == ([ONE], 1)


# --- rows with a cell too many or too few ---


def test_a_blank_cell_too_many_refuses_a_row_in_which_something_slipped(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Address", "Postcode", "Consent to SMS", "Notes")
    slipped = (*JO, "2 High St", " Yateley", "GU46 7AA", "No", "")
    report = read_text(tmp_path, csv_text([headings, slipped, (*AL, "1 Low St", "GU46 7AB", "No", "")]))
    (refusal,) = report.refused
    assert (refusal.lines, refusal.why, refusal.shown) == (
        (2,),
        "more cells than there are headings",
        "9 cells under 8 headings",
    )
    assert (refusal.nhs_number, refusal.in_doubt) == (ONE, True), "whoever has the number is held"
    assert [person.sms_declined for person in report.people] == [True]


def test_a_delimiter_at_the_end_of_every_row_is_the_style_of_the_list(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Consent to SMS")
    report = read_text(tmp_path, csv_text([headings, *((*who, "No", "") for who in (JO, AL))]))
    assert [person.sms_declined for person in report.people] == [True, True]


def test_yet_not_of_a_row_in_which_something_slipped(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Address", "Postcode", "Notes")
    rows = [(*who, "1 Low St", "GU46 7AB", "", "") for who in (JO, AL)]
    slipped = (THREE, "Di", "Brown", "01-Jan-1970", "2 High St", " Yateley", "GU46 7AA", "")
    report = read_text(tmp_path, csv_text([headings, *rows, slipped]))
    assert [refusal.lines for refusal in report.refused] == [(4,)]
    assert len(report.people) == 2


def test_blank_cells_behind_what_fits_its_headings_do_no_harm(tmp_path: Path) -> None:
    report = read_text(tmp_path, csv_text([(*HEADINGS, "Notes"), (*JO, "", "", ""), AL]))
    assert [person.nhs_number for person in report.people] == [ONE, TWO]


def test_another_row_that_cannot_be_read_holds_its_patient(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Code Term", "Notes")
    report = read_text(
        tmp_path, csv_text([headings, (*JO, "", ""), (*JO, "Express consent", "for the record", "more")])
    )
    (person,) = report.people
    assert exclusion(person, RULES) == ("in_doubt", "in doubt")
    assert person.doubts == ("another row of this patient cannot be read",)


def test_a_row_that_a_line_break_cut_in_two_holds_its_patient(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Address", "Postcode", "Consent to SMS")
    text = csv_text([headings, (*JO, "2 High St"), ("Yateley", "GU46 7AA", "No"), (*AL, "1 Low St", "GU46 7AB", "No")])
    report = read_text(tmp_path, text)
    first, second = report.people
    assert first.doubts == ("the row may go on in line 3, which is not read",)
    assert second.doubts == ()
    assert [refusal.lines for refusal in report.refused] == [(3,)]


def test_so_does_one_whose_rest_is_ignored(tmp_path: Path) -> None:
    headings = ("Notes", *HEADINGS, "Consent to SMS")
    text = csv_text([headings, ("see", *JO[:-1], JO[-1]), ("below",), ("", *AL, "No")])
    report = read_text(tmp_path, text)
    assert [person.doubts for person in report.people] == [("the row may go on in line 3, which is not read",), ()]
    assert [(one.line, one.why) for one in report.ignored] == [(3, "nothing in it that is read")]


def test_a_short_row_alone_is_what_spreadsheets_write(tmp_path: Path) -> None:
    report = read_text(tmp_path, csv_text([(*HEADINGS, "Notes"), JO, AL]))
    assert [person.doubts for person in report.people] == [(), ()]


# --- repeated cells that were left blank ---


def test_a_row_without_a_patient_goes_on_with_the_one_above(tmp_path: Path) -> None:
    headings = (*HEADINGS, *CODES)
    blank = ("",) * len(HEADINGS)
    report = read_text(
        tmp_path,
        csv_text(
            [
                headings,
                (*JO, "9Ndl.", "Implied", "01-Jan-2020"),
                (*blank, "9Ndn.", "Express consent", "01-Jan-2022"),
                (*blank, "H33..", "Asthma: record of", "01-Jan-2021"),
                (*AL, "", "", ""),
            ]
        ),
    )
    first, second = report.people
    assert exclusion(first, RULES) == ("express_consent", "express consent")
    assert exclusion(second, RULES) is None
    assert (first.lines, report.continued, report.repeated_rows) == ((2, 3, 4), (3, 4), 2)
    assert (report.ignored, report.refused) == ((), ())


def test_below_a_refused_patient_it_is_refused_with_them(tmp_path: Path) -> None:
    headings = (*HEADINGS, *CODES)
    bad = (ONE, "Jo", "Smith", "31-Feb-1965")
    report = read_text(tmp_path, csv_text([headings, (*bad, "", "", ""), ("", "", "", "", "9Ndn.", "", "")]))
    (refusal,) = report.refused
    assert (refusal.lines, refusal.nhs_number, refusal.in_doubt) == ((2, 3), ONE, True)


def test_below_nobody_it_is_refused_and_whoever_it_may_be_about_is_held(tmp_path: Path) -> None:
    headings = (*HEADINGS, *CODES)
    orphan = ("", "", "", "", "9Ndn.", "", "01-Jan-2022")
    report = read_text(tmp_path, csv_text([headings, (*JO, "", "", ""), headings, orphan, (*AL, "", "", "")]))
    (refusal,) = report.refused
    assert (refusal.lines, refusal.why) == ((4,), "codes without a patient")
    assert "repeat the patient in every row" in refusal.remedy
    first, second = report.people
    assert (first.doubts, second.doubts) == (("line 4 has codes without a patient, perhaps theirs",), ())
    assert [(one.line, one.why) for one in report.ignored] == [(3, "the headings again")]


def test_a_row_without_a_patient_but_with_an_address_is_refused(tmp_path: Path) -> None:
    headings = (*HEADINGS, "Mobile", "Postcode")
    report = read_text(tmp_path, csv_text([headings, (*JO, "", ""), ("", "", "", "", "07700 900123", "GU46 7AA")]))
    assert [(refusal.lines, refusal.why) for refusal in report.refused] == [((3,), "NHS number missing")]
    assert report.people[0].mobile is None


def test_every_line_is_a_person_s_refused_or_said_to_be_ignored(tmp_path: Path) -> None:
    headings = ("Age", *HEADINGS, *CODES)
    report = read_text(
        tmp_path,
        csv_text(
            [
                headings,
                ("61", *JO, "9Ndl.", "", ""),
                ("", "", "", "", "", "9Nu0.", "", ""),
                ("50", "", "", "", "", "", "", ""),
                ("Total: 1", "", "", "", "", "", "", ""),
                ("", "", "", "", "", "", "", ""),
                ("NULL", "NULL", "", "", "", "", "", ""),
            ]
        ),
    )
    told = {line for person in report.people for line in person.lines} | {one.line for one in report.ignored}
    told |= {line for refusal in report.refused for line in refusal.lines}
    assert told == {2, 3, 4, 5, 7}
    assert [(one.line, one.why) for one in report.ignored] == [
        (4, "nothing in it that is read"),
        (5, "a total or a note"),
        (7, "blank"),
    ]
