"""Prints a list as two clinical systems do."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from notifier.patients.samples.sample_patient import SamplePatient

Style = Literal["emis", "systmone"]

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _day(day: date, dash: str) -> str:
    """03-Jan-1938 or 03 Jan 1938, in English whatever the locale of the machine."""
    return f"{day.day:02}{dash}{_MONTHS[day.month - 1]}{dash}{day.year}"


_EMIS_HEADINGS = (
    "EMIS Number,NHS Number,Title,Given Name,Family Name,Date of Birth,Gender,House Name/Flat Number,Number and Street,"
    "Locality,Town,County,Postcode,Home Telephone,Mobile Telephone,E-mail Address,Date of Death,Deducted Date,"
    "Main Language,Accessible Information,Sensitive Flag,SMS Consent,Email Consent,Repeat Medication,Code,Code Term,"
    "Code Date"
)
_SYSTMONE_HEADINGS = (
    "NHS number, Title, First name, Surname, Date of birth, Gender, Full address, Postcode, Mobile telephone, "
    "Home telephone, Email address, Date of death, Deduction date, First language, Communication needs, "
    "Sensitive record, Consent to SMS, Consent to email, On repeats, Read code, Read code term, Read code date"
)


def _emis_rows(person: SamplePatient) -> Iterator[list[str]]:
    """One row for each code, at least one."""
    home = [person.house, person.street or "No fixed abode", person.locality, person.town, person.county]
    contacts = [person.landline, person.mobile_printed, person.email_printed]
    name = [person.title, person.given_name, person.family_name]
    identity = [person.nhs_number_printed, *name, person.born_printed or _day(person.born, "-"), person.sex]
    for tail in _tails(person, "-"):
        yield [str(10_000 + person.index), *identity, *home, _postcode_printed(person), *contacts, *tail]


def _systmone_rows(person: SamplePatient) -> Iterator[list[str]]:
    parts = (person.house, person.street or "No fixed abode", person.locality, person.town, person.county)
    home = ", ".join(part for part in parts if part)
    contacts = [person.mobile_printed, person.landline, person.email_printed]
    name = [person.title, person.given_name, person.family_name]
    identity = [person.nhs_number_printed, *name, person.born_printed or _day(person.born, " "), person.sex]
    for tail in _tails(person, " "):
        yield [*identity, home, _postcode_printed(person), *contacts, *tail]


def _tails(person: SamplePatient, dash: str) -> Iterator[list[str]]:
    """The columns that both styles have in the same order, once for each code, and once where there is none."""
    wishes = ["No" if declined else "" for declined in (person.sms_declined, person.email_declined)]
    dates = [_day(day, dash) if day else "" for day in (person.died, person.left)]
    flags = ["Y" if person.sensitive else "", *wishes, "Yes" if person.on_repeats else "No"]
    for code in [[code, term, _day(day, dash)] for code, term, day in person.codes] or [["", "", ""]]:
        yield [*dates, person.language, person.accessible_format, *flags, *code]


def _write_emis(path: Path, rows: list[list[str]], patients: int, today: date) -> int:
    preamble = (
        "Report name: Summary Care Record notice list",
        "Organisation: Riverside Surgery (Y99999)",
        f"Run date: {_day(today, '-')} 09:14",
        "",
        _EMIS_HEADINGS,
    )
    text = "".join(f"{line}\r\n" for line in preamble) + _csv(rows, "\r\n") + f"\r\nTotal patients: {patients}\r\n"
    path.write_bytes(text.encode("cp1252", "replace"))
    return len(preamble) + 1


def _write_systmone(path: Path, rows: list[list[str]], _patients: int, _today: date) -> int:
    path.write_bytes((f"{_SYSTMONE_HEADINGS}\n" + _csv(rows, "\n")).encode("utf-8-sig"))
    return 2


def _csv(rows: list[list[str]], ending: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ending).writerows(rows)
    return text.getvalue()


ROWS: dict[Style, Callable[[SamplePatient], Iterator[list[str]]]] = {"emis": _emis_rows, "systmone": _systmone_rows}
WRITERS: dict[Style, Callable[[Path, list[list[str]], int, date], int]] = {
    "emis": _write_emis,
    "systmone": _write_systmone,
}


def _postcode_printed(person: SamplePatient) -> str:
    return person.postcode if person.street else "ZZ99 3VZ"
