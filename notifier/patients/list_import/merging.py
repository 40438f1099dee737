"""Entries to people: the rows of one patient become one person, and nobody is guessed at.

- One person: the same NHS number, date of birth and family name (compared without case, accents and punctuation).
- One NHS number on two different people: both are refused, each with their own lines.
- A refused row never changes who somebody is, but it may hold them out: where it shares the number of a good row and
  does not contradict it, its death, departure, sensitive flag, declined channels and codes count. Where it contradicts
  it (another readable surname or date of birth), the good row is refused too, as the number may be somebody else's.
- Flags: any row that says so wins. Names, language: the first row that has one.
- Mobile, email: two different ones are none, for a text or email to the wrong person cannot be called back.
- Address: the first that post can reach; a letter is sealed and carries the name. Each disagreement leaves a remark.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from notifier.contacts import NhsNumber
from notifier.patients.list_import.clinical_codes import declines_texts
from notifier.patients.list_import.entries import Entry, RowFault
from notifier.patients.list_import.names import folded
from notifier.patients.list_import.records import Person, Refusal, Remark, shown_safely
from notifier.patients.list_import.remedies import remedy

_UNREAD = ("another row of this patient cannot be read",)  # whatever it would have said
_TWO_PEOPLE = "one NHS number, two different people"


def merge(entries: list[Entry], number_heading: str) -> tuple[list[Person], list[Refusal]]:
    """People and refusals, each by their first line. `number_heading` is what the list calls its NHS number column.

    Empties the list of entries: those of 100,000 patients and the people made of them would not fit side by side.
    """
    by_number: dict[str, list[Entry]] = {}
    without: list[Entry] = []
    for entry in entries:
        (by_number.setdefault(entry.nhs_number, []) if entry.nhs_number else without).append(entry)
    entries.clear()
    people, refused = [], _refusals(without)
    while by_number:
        number, rows = by_number.popitem()
        good = [row for row in rows if row.fault is None]
        bad = [row for row in rows if row.fault is not None]
        if _are_two_people(good, bad):
            for row in good:
                row.fault = RowFault(_TWO_PEOPLE, number_heading, NhsNumber(number).spaced)
        elif good:
            people.append(_person(NhsNumber(number), good, bad))
        if len(good) < len(rows) or good[0].fault:
            refused += _refusals(rows, number, in_doubt=_casts_doubt(rows))
    people.sort(key=lambda person: person.lines[0])
    refused.sort(key=lambda refusal: refusal.lines[0])
    return people, refused


def _are_two_people(good: list[Entry], bad: list[Entry]) -> bool:
    if len(good) + len(bad) == 1 or not good:
        return False
    first = good[0]
    return any(_contradict(first, row) for row in good[1:] + bad)


def _contradict(one: Entry, other: Entry) -> bool:
    """Whether two rows differ in a surname or date of birth that both have."""
    names = folded(one.family_name), folded(other.family_name)
    return (all(names) and names[0] != names[1]) or (
        other.born is not None and one.born is not None and one.born != other.born
    )


def _casts_doubt(rows: list[Entry]) -> bool:
    """Whether the rows of one number are about two people, or one says something that would hold the patient out."""
    names = {folded(row.family_name) for row in rows} - {""}
    births = {row.born for row in rows} - {None}
    holds_out = any(
        row.deceased or row.left or row.sensitive or row.codes or row.doubts or row.is_unread for row in rows
    )
    return holds_out or len(names) > 1 or len(births) > 1


def _refusals(rows: list[Entry], nhs_number: str = "", *, in_doubt: bool = False) -> list[Refusal]:
    """One for each person: the rows of a refused patient with several codes are one refusal."""
    grouped: dict[tuple[str, ...], list[Entry]] = {}
    for row in rows:
        if row.fault is not None:
            grouped.setdefault((row.fault.why, *_refused_identity(row)), []).append(row)
    made = []
    for same in grouped.values():
        fault = same[0].fault
        if fault is not None:
            lines = tuple(row.line for row in same)
            made.append(Refusal(lines, fault.why, fault.column, fault.shown, remedy(fault.why), nhs_number, in_doubt))
    return made


def _refused_identity(row: Entry) -> tuple[str, ...]:
    """As read where the row was good in itself, so that two spellings of one person stay one; else as printed."""
    if row.fault is not None and row.fault.why == _TWO_PEOPLE:
        return folded(row.family_name), str(row.born)
    return (*row.key, row.given_name)


def _person(number: NhsNumber, good: list[Entry], bad: list[Entry]) -> Person:
    entry = good[0] if len(good) == 1 and not bad else _merged(good, bad)
    codes = tuple(dict.fromkeys(entry.codes)) if entry.codes else ()
    return Person(
        nhs_number=number,
        title=entry.title,
        given_name=entry.given_name,
        family_name=entry.family_name,
        date_of_birth=entry.born or date.max,  # a good row has one
        mobile=entry.mobile,
        email=entry.email,
        address=entry.address,
        deceased=entry.deceased,
        deceased_on=entry.deceased_on,
        left=entry.left,
        left_on=entry.left_on,
        sensitive=entry.sensitive,
        sms_declined=entry.sms_declined or (bool(codes) and declines_texts(codes)),
        email_declined=entry.email_declined,
        language=entry.language,
        accessible_format=entry.accessible_format,
        on_repeats=entry.on_repeats,
        codes=codes,
        lines=tuple([row.line for row in good]),
        remarks=entry.remarks,
        doubts=tuple(dict.fromkeys(entry.doubts)) if entry.doubts else (),
    )


def _merged(good: list[Entry], bad: list[Entry]) -> Entry:
    """The first good row with what the others add, by the rules at the top."""
    rows = good + bad
    mobiles, emails = {row.mobile for row in good if row.mobile}, {row.email for row in good if row.email}
    return replace(
        good[0],
        title=_first(row.title for row in good),
        given_name=_first(row.given_name for row in good),
        mobile=mobiles.pop() if len(mobiles) == 1 else None,
        email=emails.pop() if len(emails) == 1 else None,
        address=next((row.address for row in good if row.address.is_mailable), good[0].address),
        deceased=any(row.deceased for row in rows),
        deceased_on=_earliest(row.deceased_on for row in rows),
        left=any(row.left for row in rows),
        left_on=_earliest(row.left_on for row in rows),
        sensitive=any(row.sensitive for row in rows),
        sms_declined=any(row.sms_declined for row in rows),
        email_declined=any(row.email_declined for row in rows),
        language=_first(row.language for row in good),
        accessible_format="; ".join(dict.fromkeys(row.accessible_format for row in good if row.accessible_format)),
        on_repeats=any(row.on_repeats for row in good),
        codes=tuple(code for row in rows for code in row.codes),
        doubts=(*(doubt for row in rows for doubt in row.doubts), *_UNREAD * any(row.is_unread for row in bad)),
        remarks=(*_without_repeats([said for row in good for said in row.remarks]), *_disagreements(good, bad)),
    )


def _disagreements(good: list[Entry], bad: list[Entry]) -> list[Remark]:
    """One remark for each thing on which the rows of a person differ."""
    kinds: tuple[tuple[str, list[str]], ...] = (
        ("mobile differs between rows: not used", [row.mobile.national for row in good if row.mobile]),
        ("email differs between rows: not used", [row.email for row in good if row.email]),
        (
            "address differs between rows: first used",
            [" ".join(row.address.lines_for_window) for row in good if row.address.is_mailable],
        ),
        ("first name differs between rows: first used", [row.given_name for row in good if row.given_name]),
        ("language differs between rows: first used", [row.language for row in good if row.language]),
    )
    made = []
    for why, values in kinds:
        different = {folded(value): value for value in reversed(values)}
        if len(different) > 1:
            made.append(
                Remark(good[-1].line, why.split()[0], why, shown_safely(" / ".join(reversed(different.values()))))
            )
    made += [
        Remark(row.line, row.fault.column, "another row of this patient was refused", row.fault.why)
        for row in bad
        if row.fault
    ]
    return made


def _without_repeats(remarks: list[Remark]) -> list[Remark]:
    return list({(remark.column, remark.why, remark.shown): remark for remark in reversed(remarks)}.values())[::-1]


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)
