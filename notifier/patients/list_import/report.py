"""The whole reading of a list, and its report as `list check --json` prints it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from notifier.contacts import Mobile
from notifier.errors import ListFault
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.exclusions import CodeRules, exclusion
from notifier.patients.list_import.mailing import with_address_checked
from notifier.patients.list_import.merging import merge
from notifier.patients.list_import.records import ListReport, Person
from notifier.patients.list_import.rows import Entry, RowReader
from notifier.patients.list_import.table import Table, open_table
from notifier.pdf.address_check import AddressCheck


def read_list(path: Path, today: date, check: AddressCheck | None = None) -> ListReport:
    """Reads and checks a list export; `today` decides what lies in the future, `check` what is said of addresses.

    Raises `ListFault` for a file that is no list, with a reason for the person who exported it.
    """
    table = open_table(path)
    ignored: list[int] = []
    entries = list(_entries(table, today, ignored))
    if not entries:
        raise ListFault(
            f"{path.name} has headings in row {table.header_line} but no patients below them. Export the list again."
        )
    people, refused = merge(entries, table.columns.heading("nhs_number"))
    if check is not None and table.columns.address:
        people = [with_address_checked(person, check, table.columns, today) for person in people]
    return ListReport(
        filename=path.name,
        sha256=table.sha256,
        form=table.form,
        people=tuple(people),
        refused=tuple(refused),
        repeated_rows=len(entries) - len(people) - len(refused),
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_line=table.header_line,
        columns=table.columns.taken,
        ignored_lines=tuple(ignored),
        notes=(*table.notes, *_notes(table.columns)),
    )


def mobile_sharing(people: Iterable[Person]) -> dict[Mobile, int]:
    """How many people on the list have each mobile, excluded ones too."""
    return Counter(person.mobile for person in people if person.mobile)


def report_json(report: ListReport, rules: CodeRules) -> dict[str, Any]:
    """What was concluded, in the form that scripts rely on: `people`, `refused` and `counts`."""
    sharing = mobile_sharing(report.people)
    return {
        "people": [_person_json(person, rules, sharing) for person in report.people],
        "refused": [{"lines": list(refusal.lines), "why": refusal.why} for refusal in report.refused],
        "counts": {
            "people": len(report.people),
            "refused_people": len(report.refused),
            "repeated_rows_to_merge": report.repeated_rows,
        },
    }


def whole_report_json(report: ListReport, rules: CodeRules) -> dict[str, Any]:
    """`report_json` with how it was read: `columns`, `ignored` lines, and the `remarks` on each person."""
    whole = report_json(report, rules)
    for told, person in zip(whole["people"], report.people, strict=True):
        told["remarks"] = list(map(asdict, person.remarks))
    columns = [{"taken_for": taken_for, "heading": heading} for taken_for, heading in report.columns]
    return whole | {"columns": columns, "ignored": list(report.ignored_lines)}


def _person_json(person: Person, rules: CodeRules, sharing: dict[Mobile, int]) -> dict[str, Any]:
    excluded = exclusion(person, rules)
    return {
        "nhs_number": str(person.nhs_number),
        "family_name": person.family_name,
        "date_of_birth": person.date_of_birth.isoformat(),
        "mobile": person.mobile,
        "email": person.email,
        "mailable": person.is_mailable,
        "exclude": excluded[1] if excluded else None,
        "sms_declined": person.sms_declined,
        "email_declined": person.email_declined,
        "shares_mobile_with": sharing[person.mobile] - 1 if person.mobile else 0,
        "language": person.language,
        "accessible_format": person.accessible_format,
        "on_repeats": person.on_repeats,
    }


def _entries(table: Table, today: date, ignored: list[int]) -> Iterator[Entry]:
    reader = RowReader(table.columns, today)
    for row in table.rows:
        if not reader.is_about_nobody(row):
            yield reader.read(row)
        elif any(map(str.strip, row.cells)):
            ignored.append(row.line)


def _notes(columns: ColumnMap) -> tuple[str, ...]:
    """What the list lacks, in sentences for the practice."""
    lacks = (
        ("mobile" not in columns.at, "No column for mobile numbers: nobody can be texted."),
        ("email" not in columns.at, "No column for email addresses: nobody can be emailed."),
        (
            not columns.address or "postcode" not in columns.at,
            "No complete address columns: letters may be impossible.",
        ),
        (
            not columns.codes,
            "No column for clinical codes: who is coded already, or consented expressly, cannot be seen.",
        ),
        (not {"deceased", "status"} & columns.at.keys(), "No column for deaths: who has died cannot be seen."),
        (not {"left", "status"} & columns.at.keys(), "No column for deductions: who has left cannot be seen."),
        ("sensitive" not in columns.at, "No column for the sensitive flag: restricted records cannot be seen."),
    )
    return tuple(note for is_lacking, note in lacks if is_lacking)
