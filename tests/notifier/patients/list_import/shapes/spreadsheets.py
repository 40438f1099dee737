"""What spreadsheets and their owners make of a list on the way: Excel, LibreOffice, Numbers, Google Sheets."""

from datetime import date

from tests.notifier.patients.list_import.shapes.shape import A, B, C, Shape
from tests.notifier.workbook_files import with_xml_changed, workbook

_HEADINGS = ["NHS Number", "Surname", "Date of Birth", "Mobile Telephone"]
_JO: list[object] = [A, "Smith", date(1965, 2, 18), "07700 900100"]
_ANN: list[object] = [B, "Jones", date(1993, 5, 23), None]
_PLAIN = f"NHS Number,Surname,Date of Birth\n{A},Smith,18/02/1965\n"

SPREADSHEETS = (
    Shape(
        "Excel: a first line that names the delimiter",
        "sep= in the first line",
        f"sep=;\nNHS Number;Surname;Date of Birth\n{A};Smith;18/02/1965\n",
        {A: {"lines": (3,)}},
    ),
    Shape(
        "Exports that keep Excel from changing numbers (issues of several projects)",
        "numbers as formulas, with an apostrophe, and with a unit separator in front",
        "NHS Number,Surname,Date of Birth,Mobile Telephone\n"
        f'"=""{A}""",Smith,18/02/1965,"=""07700900100"""\n\'{B},Jones,23/05/1993,\'07700900101\n'
        f"\x1f{C},Khan,19/05/1963,\x1f07700900102\n",
        {A: {"mobile": "07700 900100"}, B: {"mobile": "07700 900101"}, C: {"mobile": "07700 900102"}},
    ),
    Shape(
        "Excel: CSV opened and saved again",
        "NHS number as a power of ten, mobile without its zero",
        f"NHS Number,Surname,Date of Birth,Mobile Telephone\n9.99474E+09,Smith,18/02/1965,7700900100\n"
        f"{B},Jones,23/05/1993,7700900101\n{C},Khan,19/05/1963,7.70E+09\n",
        {B: {"mobile": "07700 900101"}, C: {"mobile": None}},
        refused=("NHS number mangled",),
        says=("mobile mangled by a spreadsheet",),
    ),
    Shape(
        "Excel with American settings: dates saved with the month first",
        "month-first dates, of which some could be either",
        f"NHS Number,Surname,Date of Birth\n{A},Smith,2/18/1965\n{B},Jones,5/3/1993\n",
        fault="month before the day",
    ),
    Shape(
        "Excel: dates shown as numbers",
        "a date of birth as the number of its day",
        f"NHS Number,Surname,Date of Birth\n{A},Smith,23791\n{B},Jones,23/05/1993\n",
        {B: {"born": "1993-05-23"}},
        refused=("date of birth unreadable",),
    ),
    Shape(
        "Excel: column too narrow when it was saved as text",
        "dates and numbers as rows of hashes",
        f"NHS Number,Surname,Date of Birth,Mobile Telephone\n{A},Smith,########,07700 900100\n"
        f"{B},Jones,23/05/1993,##########\n",
        {B: {"mobile": None}},
        refused=("date of birth unreadable",),
        says=("mobile mangled by a spreadsheet",),
    ),
    Shape(
        "Excel: Unicode Text",
        "UTF-16 with tabs under the name .txt",
        f"NHS Number\tSurname\tDate of Birth\r\n{A}\tMüller\t18/02/1965\r\n".encode("utf-16"),
        {A: {"name": "Müller"}},
        name="list.txt",
    ),
    Shape(
        "Excel for Mac: CSV (Macintosh)",
        "line ends of old Macintosh programs",
        f"NHS Number,Surname,Date of Birth\r{A},Smith,18/02/1965\r{B},Jones,23/05/1993\r",
        {A: {"lines": (2,)}, B: {"lines": (3,)}},
    ),
    Shape(
        "Excel: sheets saved with formatted but empty columns",
        "three commas too many in every line, the headings' too",
        f"NHS Number,Surname,Date of Birth,,,\n{A},Smith,18/02/1965,,,\n{B},Jones,23/05/1993,,,\n",
        {A: {}, B: {}},
    ),
    Shape(
        "An address with a comma and no quotation marks",
        "one cell more than the headings in a single row",
        f"NHS Number,Surname,Date of Birth,Address,Postcode,Mobile\n"
        f"{A},Smith,18/02/1965,1 High St, Yateley,GU46 7AA,07700900100\n"
        f"{B},Jones,23/05/1993,13 High Street,GU46 7AA,07700900101\n",
        {B: {"mobile": "07700 900101"}},
        refused=("more cells than there are headings",),
    ),
    Shape(
        "Lists joined one below the other",
        "a second list with its columns in another order below the first",
        f"NHS Number,Surname,Date of Birth,Mobile Telephone,Email\n{A},Smith,18/02/1965,07700 900100,jo@example.com\n"
        f"NHS Number,Surname,Date of Birth,Email,Mobile Telephone\n{B},Jones,23/05/1993,ann@example.com,07700 900101\n",
        fault="other headings",
    ),
    Shape(
        "Lists joined one below the other",
        "a second list with the same headings and its byte order mark in the middle",
        "\ufeff" + _PLAIN + f"\ufeffNHS Number,Surname,Date of Birth\n{B},Jones,23/05/1993\n",
        {A: {}, B: {"lines": (4,)}},
    ),
    Shape(
        "Apple Numbers: every table of a sheet in one file",
        "the name of the table above the headings",
        f"Table 1\n{_PLAIN}",
        {A: {"lines": (3,)}},
    ),
    Shape(
        "Google Sheets: download as CSV",
        "no end to the last line",
        _PLAIN.rstrip("\n"),
        {A: {}},
    ),
    Shape(
        "Headings over two rows",
        "groups of headings above the headings",
        f"Patient,,,Contact\nNHS Number,Surname,Date of Birth,Mobile Telephone\n{A},Smith,18/02/1965,07700 900100\n",
        {A: {"mobile": "07700 900100", "lines": (3,)}},
    ),
    Shape(
        "Excel: hidden rows of a filter",
        "rows that a filter hides",
        with_xml_changed(
            workbook([_HEADINGS, _JO, _ANN]),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace('<row r="3"', '<row r="3" hidden="1"'),
        ),
        {A: {}, B: {}},
        says=("1 rows of the sheet “Sheet” are hidden",),
        name="list.xlsx",
    ),
    Shape(
        "Excel: last month's list on a hidden sheet",
        "a hidden sheet in front of the visible one",
        workbook([_HEADINGS, _ANN], [_HEADINGS, _JO], titles=("October", "November"), hidden=("October",)),
        {A: {}},
        says=("not read: “October”",),
        name="list.xlsx",
    ),
    Shape(
        "Excel: the list in parts",
        "patients on two sheets with the same headings",
        workbook([_HEADINGS, _JO], [_HEADINGS, _ANN], titles=("A-M", "N-Z")),
        {A: {"lines": (2,)}, B: {"lines": (4,)}},
        says=("were read as one list: “A-M”, “N-Z”",),
        name="list.xlsx",
    ),
    Shape(
        "Excel: a lookup that found nothing",
        "#N/A in a column of flags, and a formula that was never worked out",
        workbook([[*_HEADINGS, "Sensitive flag"], [*_JO, "=VLOOKUP(A2,Z:Z,1)"], [*_ANN, None]]),
        {A: {"held": "sensitive"}, B: {"held": None}},
        says=("#FORMULA WITHOUT RESULT",),
        name="list.xlsx",
    ),
    Shape(
        "Excel: NHS numbers as numbers, codes as numbers",
        "numbers of a workbook as floats, and a code of more digits than a spreadsheet keeps",
        workbook(
            [[*_HEADINGS, "SNOMED code"], [float(A), *_JO[1:], 416308001.0], [float(B), *_ANN[1:], 1631000000106001234]]
        ),
        {A: {"held": "already opted out"}, B: {"held": "in doubt"}},
        name="list.xlsx",
    ),
    Shape(
        "Excel: web pages saved under a name that ends with .xls",
        "a table of a web page",
        f"<html><body><table><tr><td>NHS Number</td></tr><tr><td>{A}</td></tr></table></body></html>",
        fault="a web page",
        name="list.xls",
    ),
    Shape(
        "Excel 97 to 2003, and workbooks with a password",
        "the old form of workbooks",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        fault="old Excel file",
        name="list.xls",
    ),
    Shape(
        "Excel: XML spreadsheet 2003",
        "a workbook as one XML file",
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'></Workbook>",
        fault="an XML file",
        name="list.xml",
    ),
)
