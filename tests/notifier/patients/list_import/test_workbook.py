"""Workbooks: what cells are, which sheets are read, and what would be lost without a word."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from notifier.errors import ListFault
from notifier.patients.list_import.list_file import ListFile
from notifier.patients.list_import.workbook import sheets
from tests.notifier.list_files import HEADINGS, ONE, THREE, TWO, read_bytes
from tests.notifier.workbook_files import with_xml_changed, workbook

FIRST = "xl/worksheets/sheet1.xml"
JO = [ONE, "Jo", "Smith", date(1965, 2, 18)]
ANN = [TWO, "Ann", "Jones", date(1993, 5, 23)]


def cells_of(folder: Path, data: bytes) -> list[list[str]]:
    path = folder / "list.xlsx"
    path.write_bytes(data)
    (sheet,) = sheets(ListFile.of(path))
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0012", "0012"),
        (9994743546, "9994743546"),
        (9994743546.0, "9994743546"),
        (7700900123, "7700900123"),
        (416308001, "416308001"),
        (513631000000106, "513631000000106"),
        (1.5, "1.5"),
        (1631000000106001234, "1.63100E+18"),
        (True, "Yes"),
        (False, "No"),
        (date(1965, 2, 18), "1965-02-18"),
        (datetime(2020, 3, 4, 9, 30), "2020-03-04"),
        (date(9999, 12, 31), "9999-12-31"),
        (" spaces ", " spaces "),
        ("1 High Street\nYateley", "1 High Street\nYateley"),
    ],
)
def test_a_cell_is_the_text_that_a_text_export_would_have(tmp_path: Path, value: object, text: str) -> None:
    assert cells_of(tmp_path, workbook([["A", "B"], [value, "x"]])) == [["A", "B"], [text, "x"]]


def test_a_nought_shown_as_a_date_is_no_date_and_no_time(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet["A1"] = 0
    sheet["A1"].number_format = "dd/mm/yyyy"
    data = io.BytesIO()
    book.save(data)
    assert cells_of(tmp_path, data.getvalue()) == [["00/00/0000"]]


def test_dates_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book["Sheet"].append([date(1965, 2, 18)])
    data = io.BytesIO()
    book.save(data)
    assert cells_of(tmp_path, data.getvalue()) == [["1965-02-18"]]


def test_an_error_in_a_cell_is_no_blank(tmp_path: Path) -> None:
    data = workbook([["A", "B"], ["x", "1"]])
    data = with_xml_changed(
        data, FIRST, lambda xml: xml.replace('<c r="B2" t="inlineStr"><is><t>1</t></is></c>', _ERROR)
    )
    assert cells_of(tmp_path, data) == [["A", "B"], ["x", "#N/A"]]


_ERROR = '<c r="B2" t="e"><f>VLOOKUP(A2,C:D,2)</f><v>#N/A</v></c>'


def test_a_formula_whose_result_was_never_stored_is_no_blank(tmp_path: Path) -> None:
    sheet: list[list[object]] = [[*HEADINGS, "Sensitive flag"], [*JO, "=1=1"]]
    report = read_bytes(tmp_path, workbook(sheet), "list.xlsx")
    assert report.people[0].sensitive, "what cannot be read holds the patient out"
    assert [remark.shown for remark in report.people[0].remarks] == ["#FORMULA WITHOUT RESULT"]


def test_columns_of_a_list_that_stands_in_the_middle_of_a_sheet_keep_their_errors(tmp_path: Path) -> None:
    data = workbook([[], [None, None, "A", "B"], [None, None, "x", "=1=1"]])
    assert [cells[-2:] for cells in cells_of(tmp_path, data)] == [["A", "B"], ["x", "#FORMULA WITHOUT RESULT"]]


def test_a_visible_sheet_is_read_and_a_hidden_one_named(tmp_path: Path) -> None:
    data = workbook([HEADINGS, ANN], [HEADINGS, JO], titles=("Old", "Patients"), hidden=("Old",))
    report = read_bytes(tmp_path, data, "list.xlsx")
    assert [person.nhs_number for person in report.people] == [ONE]
    assert report.sheet == "Patients"
    assert any("not read: “Old”" in note for note in report.notes)


def test_charts_and_strange_titles_do_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book["Sheet"].title = "O'Neil & <Söhne> 😀"
    book.create_chartsheet("Chart", 0)
    book.create_sheet("A & B").append(["nothing"])
    for row in (HEADINGS, JO):
        book["O'Neil & <Söhne> 😀"].append(list(row))
    data = io.BytesIO()
    book.save(data)
    report = read_bytes(tmp_path, data.getvalue(), "list.xlsx")
    assert ([person.nhs_number for person in report.people], report.sheet) == ([ONE], "O'Neil & <Söhne> 😀")
    assert "Sheets without patients, which were not read: “A & B”." in report.notes


def test_a_very_hidden_sheet_is_hidden(tmp_path: Path) -> None:
    data = workbook([HEADINGS, JO], [HEADINGS, ANN], titles=("Patients", "Deep"), hidden=("Deep",))
    assert [person.nhs_number for person in read_bytes(tmp_path, data, "list.xlsx").people] == [ONE]


def test_hidden_sheets_alone_are_read_and_it_is_said(tmp_path: Path) -> None:
    data = workbook([HEADINGS, JO], titles=("Data",), hidden=("Data",))
    report = read_bytes(tmp_path, data, "list.xlsx")
    assert len(report.people) == 1
    assert any("hidden sheets alone" in note and "“Data”" in note for note in report.notes)


def test_two_sheets_with_the_same_headings_are_one_list(tmp_path: Path) -> None:
    data = workbook(
        [["Practice list"], HEADINGS, JO], [HEADINGS, ANN], [HEADINGS, [THREE, "Z", "Khan", date(1963, 5, 19)]],
        titles=("A-M", "N-Y", "Z"),
    )  # fmt: skip
    report = read_bytes(tmp_path, data, "list.xlsx")
    assert [(person.nhs_number, person.lines) for person in report.people] == [(ONE, (3,)), (TWO, (5,)), (THREE, (7,))]
    assert report.sheet == "A-M, N-Y, Z"
    assert "The rows of “Z” are counted on from 5: its row 2 is called row 7." in report.notes
    assert [report.place(line) for line in (3, 5, 7)] == ["3 of “A-M”", "2 of “N-Y”", "2 of “Z”"]


def test_two_sheets_with_different_headings_are_refused_by_name(tmp_path: Path) -> None:
    other: list[list[object]] = [[*HEADINGS, "Postcode"], [*ANN, "GU46 7AA"]]
    data = workbook([HEADINGS, JO], other, titles=("Current", "Left"))
    with pytest.raises(ListFault, match="“Current” and “Left”"):
        read_bytes(tmp_path, data, "list.xlsx")


def test_a_sheet_without_patients_is_named(tmp_path: Path) -> None:
    data = workbook([["Notes"]], [HEADINGS, JO], titles=("Cover", "Patients"))
    assert "Sheets without patients, which were not read: “Cover”." in read_bytes(tmp_path, data, "list.xlsx").notes


def test_rows_that_a_filter_hides_are_read_and_counted(tmp_path: Path) -> None:
    data = with_xml_changed(
        workbook([HEADINGS, JO, ANN], titles=("Patients",)),
        FIRST,
        lambda xml: xml.replace('<row r="3"', '<row r="3" hidden="1"'),
    )
    report = read_bytes(tmp_path, data, "list.xlsx")
    assert len(report.people) == 2
    assert any(note.startswith("1 rows of the sheet “Patients” are hidden") for note in report.notes)


def test_merged_cells_count_for_their_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in (["Patients of the practice"], list(HEADINGS), JO):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    data = io.BytesIO()
    book.save(data)
    assert len(read_bytes(tmp_path, data.getvalue(), "list.xlsx").people) == 1


def test_a_cell_far_below_the_list_is_refused_and_not_read_into_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    sheet.append(list(HEADINGS))
    sheet.append(JO)
    sheet["XFD1048576"] = " "
    data = io.BytesIO()
    book.save(data)
    with pytest.raises(ListFault, match="reaches to row 1,048,576 and column XFD"):
        read_bytes(tmp_path, data.getvalue(), "list.xlsx")


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path) -> None:
    data = bytearray(workbook([HEADINGS, JO]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as parts:
        size = parts.getinfo(FIRST).file_size.to_bytes(4, "little")
    with pytest.raises(ListFault, match="damaged"):
        read_bytes(tmp_path, bytes(data.replace(size, (100).to_bytes(4, "little"))), "list.xlsx")


def test_sheets_of_programs_that_name_their_elements_at_length_are_read(tmp_path: Path) -> None:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    tags = (
        "worksheet sheetPr outlinePr pageSetUpPr dimension sheetViews sheetView selection sheetFormatPr sheetData row "
        "c v is t f pageMargins"
    ).split()

    def prefixed(xml: str) -> str:
        for tag in tags:
            for end in (" ", ">", "/"):
                xml = xml.replace(f"<{tag}{end}", f"<x:{tag}{end}").replace(f"</{tag}{end}", f"</x:{tag}{end}")
        return xml.replace(main, main.replace("xmlns", "xmlns:x"))

    data = with_xml_changed(workbook([[*HEADINGS, "Sensitive flag"], [*JO, "=1=1"]]), FIRST, prefixed)
    report = read_bytes(tmp_path, data, "list.xlsx")
    assert [remark.shown for remark in report.people[0].remarks] == ["#FORMULA WITHOUT RESULT"]


def test_a_binary_workbook_is_refused_by_its_name(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("xl/workbook.bin", b"")
    with pytest.raises(ListFault, match="binary workbook"):
        read_bytes(tmp_path, data.getvalue(), "list.xlsb")
