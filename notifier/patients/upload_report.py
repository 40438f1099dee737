"""What the page of an uploaded list says: how it was read, whom it reaches, and what it would change.

The report is kept with the upload as JSON. It has rows, columns, counts and kinds of faults; nobody's name, number or
address, nor a value of a cell that was refused.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from notifier.patients.import_guards import ImportStop
from notifier.patients.list_comparison import ListComparison
from notifier.patients.list_import.exclusions import CodeRules, exclusion
from notifier.patients.list_import.records import ListReport, Person
from notifier.patients.list_import.report import remarks_by_kind
from notifier.providers.channels import AddressKind


def reading_report(report: ListReport, rules: CodeRules, preset: str) -> dict[str, Any]:
    """What was made of a list by itself; `rules` are those of the preset of that name."""
    remarks = [
        {"why": why, "column": column, "places": _places(report, lines), "holds": holds}
        for (why, column, holds), lines in remarks_by_kind(report).items()
    ]
    return {
        "form": report.form,
        "sheet": report.sheet,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "header_line": report.header_line,
        "columns": [{"heading": heading, "taken_for": taken_for} for taken_for, heading in report.columns],
        "not_read": [
            {"heading": one.heading, "position": one.position, "matters": one.matters} for one in report.not_read
        ],
        "notes": list(report.notes),
        "ignored": _ignored(report),
        "continued": _places(report, report.continued),
        "left_blank": [
            {"heading": heading, "word": word, "cells": cells} for heading, word, cells in report.left_blank
        ],
        "unknown_codes": [{"code": code, "rows": rows} for code, rows in report.unknown_codes],
        "people": len(report.people),
        "repeated_rows": report.repeated_rows,
        "preset": preset,
        **_reach(report.people, rules),
        "refused": [
            {"places": _places(report, one.lines), "why": one.why, "column": one.column, "remedy": one.remedy}
            for one in report.refused
        ],
        "doubts": [one for one in remarks if one["holds"]],
        "remarks": [one for one in remarks if not one["holds"]],
    }


def comparison_report(
    comparison: ListComparison, campaigns: Sequence[Mapping[str, object]], stops: Iterable[ImportStop]
) -> dict[str, Any]:
    """What a list would change; `campaigns` is what each that is under way would do because of it."""
    return {
        "is_first": comparison.is_first,
        "is_news": comparison.is_news,
        "still_here": comparison.still_here,
        "missing": len(comparison.missing),
        "changes": comparison.counts,
        "details": comparison.changed_details,
        "campaigns": list(campaigns),
        "stops": [{"expect": one.expect, "why": one.why} for one in stops],
    }


def fingerprint_of(report: Mapping[str, Any], sha256: str, compared_with: int | None) -> str:
    """What tells one report from every other, for whoever confirms what they saw."""
    whole = json.dumps([report, sha256, compared_with], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _reach(people: Iterable[Person], rules: CodeRules) -> dict[str, Any]:
    """How many may be told, by what they can be reached, and who is held out and why."""
    held: Counter[str] = Counter()
    reach: Counter[str] = Counter({kind.value: 0 for kind in AddressKind})
    declined: Counter[str] = Counter({AddressKind.MOBILE.value: 0, AddressKind.EMAIL.value: 0})
    for person in people:
        if excluded := exclusion(person, rules):
            held[excluded[1]] += 1
            continue
        ways = {
            AddressKind.MOBILE: bool(person.mobile) and not person.sms_declined,
            AddressKind.EMAIL: bool(person.email) and not person.email_declined,
            AddressKind.POST: person.is_mailable,
        }
        reach.update(kind.value for kind, is_open in ways.items() if is_open)
        reach[AddressKind.NOBODY] += not any(ways.values())
        reach["told"] += 1
        declined[AddressKind.MOBILE] += person.sms_declined
        declined[AddressKind.EMAIL] += person.email_declined
    return {"reach": dict(reach), "held": dict(held.most_common()), "declined": dict(declined)}


def _ignored(report: ListReport) -> list[dict[str, object]]:
    lines: dict[str, list[int]] = {}
    for one in report.ignored:
        lines.setdefault(one.why, []).append(one.line)
    return [{"why": why, "places": _places(report, found)} for why, found in lines.items()]


def _places(report: ListReport, lines: Iterable[int]) -> list[str]:
    return list(map(report.place, lines))
