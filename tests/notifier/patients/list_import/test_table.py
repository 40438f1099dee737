"""Files: kinds, encodings, line endings, delimiters, preambles, broken quotation marks, workbooks."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.errors import ListFault
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.report import read_list, report_json
from notifier.patients.samples import write_sample
from tests.notifier.list_files import HEADINGS, ONE, RULES, THREE, TODAY, TWO, csv_text, read_bytes, read_text

_ROWS = ((ONE, "Zoë", "O’Brien", "18-Feb-1965"), (TWO, "Ann", "Jones", "23-May-1993"))


def _names(report: ListReport) -> list[tuple[str, str]]:
    return [(person.given_name, person.family_name) for person in report.people]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "ending"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8-sig", ",", "\r\n"),
        ("cp1252", ";", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-16-le", "\t", "\n"),
        ("utf-16-be", ",", "\n"),
        ("cp1252", ",", "\r"),
        ("utf-8", "|", "\r"),
    ],
)
def test_it_reads_every_encoding_delimiter_and_line_ending(
    tmp_path: Path, encoding: str, delimiter: str, ending: str
) -> None:
    report = read_bytes(tmp_path, csv_text([HEADINGS, *_ROWS], delimiter, ending).encode(encoding))
    assert _names(report) == [("Zoë", "O’Brien"), ("Ann", "Jones")]
    assert [person.lines for person in report.people] == [(2,), (3,)]


def test_mixed_line_endings_and_blank_lines_keep_the_line_numbers(tmp_path: Path) -> None:
    lines = [",".join(HEADINGS), "\r\n", "\n", "\r", ",".join(_ROWS[0]), "\r", ",,,\n", ",".join(_ROWS[1])]
    assert [person.lines for person in read_text(tmp_path, "".join(lines)).people] == [(4,), (6,)]


def test_preamble_totals_and_repeated_headings_are_nobody(tmp_path: Path) -> None:
    text = csv_text(
        [
            ["Report: NHS Number, Surname and more"],
            ["Run date: 22-Nov-2026"],
            [],
            HEADINGS,
            _ROWS[0],
            HEADINGS,
            _ROWS[1],
            [],
            ["No. of patients: 2"],
            ["2 patients"],
            ["", "", "", "*** End of report ***"],
            ["Total", "2"],
        ]
    )
    report = read_text(tmp_path, text)
    assert len(report.people) == 2
    assert report.refused == ()
    assert (report.header_line, report.ignored_lines) == (4, (6, 9, 10, 11, 12))


def test_a_row_with_only_a_surname_is_refused_and_not_taken_for_a_total(tmp_path: Path) -> None:
    report = read_text(tmp_path, csv_text([HEADINGS, _ROWS[0], ["", "", "Page", "01-Jan-1960"], ["", "", "Count", ""]]))
    assert [refusal.why for refusal in report.refused] == ["NHS number missing"]
    assert report.ignored_lines == (4,)


def test_quoted_line_breaks_count_from_the_first_line(tmp_path: Path) -> None:
    text = (
        "NHS Number,Surname,DOB,Full Address,Postcode\r\n"
        f'{ONE},Smith,18-Feb-1965,"Rose Cottage\r\n38 Back Lane,\r\nFleet",GU51 3GS\r\n'
        f'{TWO},Jones,23-May-1993,"1 ""The Elms"", High Street",GU51 3GS\r\n'
    )
    one, two = read_text(tmp_path, text).people
    assert (one.lines, one.address.lines) == ((2,), ("Rose Cottage", "38 Back Lane", "Fleet"))
    assert (two.lines, two.address.lines) == ((5,), ('1 "The Elms"', "High Street"))


@pytest.mark.parametrize("rest", [f"{TWO},B,Jones,23-May-1993\n", f'{TWO},"B",Jones,23-May-1993\n'])
def test_a_quotation_mark_that_is_never_closed_costs_one_patient_and_no_other(tmp_path: Path, rest: str) -> None:
    text = csv_text([HEADINGS]) + f'{ONE},"A,Smith,18-Feb-1965\n' + rest + f"{THREE},C,Khan,19-May-1963\n"
    report = read_text(tmp_path, text)
    assert [person.nhs_number for person in report.people] == [TWO, THREE]
    (refusal,) = report.refused
    assert (refusal.lines, refusal.why) == ((2,), "a quotation mark is opened and never closed")


def test_a_backslash_before_a_quotation_mark_stands_for_a_doubled_one(tmp_path: Path) -> None:
    text = (
        "NHS Number,Surname,DOB,Full Address,Postcode\n"
        f'{ONE},Smith,18-Feb-1965,"The \\"Old\\" House, 1 High Street",GU51 3GS\n'
        f'{TWO},Jones,23-May-1993,"C:\\",GU51 3GS\n'
    )
    one, two = read_text(tmp_path, text).people
    assert one.address.lines == ('The "Old" House', "1 High Street")
    assert (two.address.lines, two.address.postcode) == (("C:\\",), "GU51 3GS")


def test_a_comma_too_many_refuses_the_row_rather_than_shift_it(tmp_path: Path) -> None:
    text = "NHS Number,Surname,DOB,Full Address,Postcode\n" + f"{ONE},Smith,18-Feb-1965,1 High Street, Fleet,GU51 3GS\n"
    (refusal,) = read_text(tmp_path, text).refused
    assert (refusal.why, refusal.shown) == ("more cells than there are headings", "GU51 3GS")


def test_blank_columns_at_the_end_do_no_harm(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "", ""), (*_ROWS[0], "", "", "", " "), _ROWS[1]]
    assert len(read_text(tmp_path, csv_text(rows)).people) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \r\n \n", "is empty"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel file"),
        (b"PK\x03\x04 something else", "zip"),
        (b"PK\x03\x04 xl/ but damaged", "damaged"),
        (b"<!DOCTYPE html><html><table>NHS Number", "a web page"),
        (b"\n<html><body>", "a web page"),
        (b"<?xml version='1.0'?><Workbook>", "an XML file"),
        (bytes(range(256)) * 20, "no text file"),
        (b'[{"nhs_number": "9994743546"}]', "a JSON file"),
        (b'{\n "patients": []}', "a JSON file"),
        (b"change_type,NHS Number,Surname,DOB\nupdated,9994743546,A,01-Jan-1960\n", "only what changed"),
        (b"Dear all,\nplease find the list attached.\n", "no row of headings"),
        (csv_text([HEADINGS]).encode(), "no patients below"),
        (b"Given Name,Family Name,Date of Birth,Postcode\nA,B,01-Jan-1960,GU51 3GS\n", "no column for NHS number"),
        (b"EMIS Number,NHS Number\n1,9994743546\n", "no column for date of birth or surname"),
        (b"NHS Number,Given Name,Postcode\n", "no column for date of birth or surname"),
    ],
)
def test_what_is_no_list_is_refused_whole_with_a_reason(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(ListFault) as fault:
        read_bytes(tmp_path, data)
    assert says in str(fault.value)


def test_a_file_that_is_not_there_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(ListFault, match="cannot be opened"):
        read_list(tmp_path / "missing.csv", TODAY)


def _workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_gives_real_dates_and_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Summary Care Record notice list"],
        [],
        [
            "NHS Number",
            "Family Name",
            "Date of Birth",
            "Mobile Telephone",
            "Sensitive Flag",
            "SNOMED code",
            "Code date",
        ],
        [int(ONE), "Smith", date(1965, 2, 18), 7700900123, True, 416308001, datetime(2020, 3, 4, 9, 30)],
        [TWO, "Jones", "23-May-1993", "07700 900124", None, None, None],
        [None, None, None],
        [float(THREE), "Khan", datetime(1963, 5, 19), 447700900125.0, False, 416308001.0, "04-Mar-2020"],
        ["Total patients: 3"],
    ]
    report = read_bytes(tmp_path, _workbook([["Notes"], ["nothing here"]], rows), "list.xlsx")
    assert (report.form, report.sheet, report.header_line) == ("xlsx", "Sheet1", 3)
    assert [(person.nhs_number, person.date_of_birth.year, person.mobile) for person in report.people] == [
        (ONE, 1965, "+447700900123"),
        (TWO, 1993, "+447700900124"),
        (THREE, 1963, "+447700900125"),
    ]
    assert [person.lines for person in report.people] == [(4,), (5,), (7,)]
    assert [person.sensitive for person in report.people] == [True, False, False]
    assert report.people[0].codes == report.people[2].codes != ()


def test_a_workbook_by_another_name_is_read_all_the_same(tmp_path: Path) -> None:
    data = _workbook([list(HEADINGS), [ONE, "Jo", "Smith", date(1965, 2, 18)]])
    assert read_bytes(tmp_path, data, "list.csv").form == "xlsx"


def test_a_workbook_that_unpacks_without_end_is_refused_unopened(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(160):
            part.write(bytes(1 << 20))
    assert len(data.getvalue()) < 1 << 20
    with pytest.raises(ListFault, match="unpacks to far more"):
        read_bytes(tmp_path, data.getvalue(), "list.xlsx")


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04xl/", csv_text([HEADINGS]).encode()]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_whatever_raise_anything_but_a_fault(tmp_path: Path, data: bytes, start: bytes) -> None:
    try:
        report = read_bytes(tmp_path, start + data)
    except ListFault as fault:
        said = str(fault)
    else:
        said = " ".join(refusal.remedy for refusal in report.refused)
    assert len(said) > 30


def test_one_list_says_the_same_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    truth = write_sample(path, 300, 1, "systmone", TODAY).truth()
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    forms: dict[str, bytes] = {"list.xlsx": _workbook([list(row) for row in rows])}
    for name, encoding, delimiter, ending in (
        ("tab.txt", "utf-16", "\t", "\r\n"),
        ("semicolon.csv", "utf-8", ";", "\r"),
        ("comma.csv", "utf-8-sig", ",", "\n"),
    ):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
        forms[name] = text.getvalue().encode(encoding)
    for name, data in forms.items():
        assert report_json(read_bytes(tmp_path, data, name), RULES) == truth, name
