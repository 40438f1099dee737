"""The whole reading of a list, and its report as `list check --json` prints it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from notifier.contacts import Mobile
from notifier.errors import ListFault
from notifier.patients.list_import.code_dictionary import CodeDictionary, shipped_dictionary
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.exclusions import CodeRules, exclusion
from notifier.patients.list_import.mailing import with_address_checked
from notifier.patients.list_import.merging import merge
from notifier.patients.list_import.reading import read_entries
from notifier.patients.list_import.records import ListReport, Person, Remark
from notifier.patients.list_import.refused_rows import refuse_own_file
from notifier.patients.list_import.row_progress import NOBODY_WAITS, RowProgress
from notifier.patients.list_import.table import open_table
from notifier.patients.list_import.unread_columns import unread_columns
from notifier.pdf.address_check import AddressCheck


def read_list(
    path: Path,
    today: date,
    check: AddressCheck | None = None,
    dictionary: CodeDictionary | None = None,
    progress: RowProgress = NOBODY_WAITS,
) -> ListReport:
    """Reads and checks a list export.

    `today` decides what lies in the future, `check` what is said of addresses, and `dictionary` which codes and terms
    are known: without one, those of the presets that the program ships. `progress` hears how far it is.

    Raises `ListFault` for a file that is no list, or whose dates cannot be believed, with a reason for the person who
    exported it.
    """
    table = open_table(path)
    refuse_own_file(path.name, table.columns.headings)
    progress.expect(table.rows)
    read = read_entries(table, dictionary or shipped_dictionary(), today, progress)
    if not read.entries:
        raise ListFault(
            f"{path.name} has headings in row {table.header_line} but no patients below them. Export the list again."
        )
    rows = len(read.entries)
    people, refused = merge(read.entries, table.columns.heading("nhs_number"))
    if check is not None and table.columns.address:
        people = [with_address_checked(one, check, table.columns, today) for one in progress.looking(people)]
    return ListReport(
        filename=path.name,
        sha256=table.sha256,
        form=table.form,
        people=tuple(people),
        refused=tuple(refused),
        repeated_rows=rows - len(people) - len(refused),
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_line=table.header_line,
        columns=table.columns.taken,
        ignored_lines=tuple(one.line for one in read.ignored),
        notes=(*table.notes, *_notes(table.columns)),
        not_read=unread_columns(table.columns, read.nameless_columns),
        ignored=tuple(read.ignored),
        continued=tuple(read.continued),
        left_blank=tuple(read.left_blank),
        unknown_codes=tuple(read.unknown_codes),
        sheets=table.sheets,
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
    """`report_json` with how it was read, as `reading_json` has it, and what is said of each person and line."""
    whole = report_json(report, rules)
    for told, person in zip(whole["people"], report.people, strict=True):
        told["lines"] = list(person.lines)
        told["doubts"] = list(person.doubts)
        told["remarks"] = list(map(asdict, person.remarks))
    for told, refusal in zip(whole["refused"], report.refused, strict=True):
        told |= {"column": refusal.column, "shown": refusal.shown, "remedy": refusal.remedy}
    how = reading_json(report)
    del how["refused"], how["remarks"]
    return whole | how | {"ignored": list(report.ignored_lines), "ignored_because": list(map(asdict, report.ignored))}


def reading_json(report: ListReport) -> dict[str, Any]:
    """How the list was read, and what is said of its lines: fit to be kept with an import.

    It holds nobody's details: lines and columns, and the kind of what is said, without the values.
    """
    return {
        "file": {
            "name": report.filename,
            "sha256": report.sha256,
            "form": report.form,
            "sheet": report.sheet,
            "encoding": report.encoding,
            "delimiter": report.delimiter,
            "header_line": report.header_line,
        },
        "columns": [{"taken_for": taken_for, "heading": heading} for taken_for, heading in report.columns],
        "not_read": list(map(asdict, report.not_read)),
        "ignored": [{"line": one.line, "why": one.why} for one in report.ignored],
        "continued": list(report.continued),
        "merged": [list(person.lines) for person in report.people if len(person.lines) > 1],
        "left_blank": [
            {"heading": heading, "word": word, "cells": cells} for heading, word, cells in report.left_blank
        ],
        "unknown_codes": [{"code": code, "rows": rows} for code, rows in report.unknown_codes],
        "notes": list(report.notes),
        "refused": [{"lines": list(one.lines), "why": one.why, "column": one.column} for one in report.refused],
        "remarks": [
            {"why": why, "column": column, "holds": holds, "lines": lines}
            for (why, column, holds), lines in remarks_by_kind(report).items()
        ],
    }


def remarks_by_kind(report: ListReport) -> dict[tuple[str, str, bool], list[int]]:
    """The lines of everything that is said of people who were taken, by (kind, heading, whether it holds them out)."""
    kinds: dict[tuple[str, str, bool], list[int]] = {}
    for person in report.people:
        for remark in person.remarks:
            kinds.setdefault((kind_of_remark(remark), remark.column, remark.holds), []).append(remark.line)
    return kinds


def kind_of_remark(remark: Remark) -> str:
    """What is said without the value that it is said of, which some remarks quote."""
    return remark.why.partition(":")[0].partition("(")[0].strip()


def held_people(report: ListReport, rules: CodeRules) -> dict[str, int]:
    """How many people are held out, by the reason as reports print it, the most frequent first."""
    found = (exclusion(person, rules) for person in report.people)
    return dict(Counter(held[1] for held in found if held).most_common())


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
