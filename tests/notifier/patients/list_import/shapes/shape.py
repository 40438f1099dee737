"""One shape of a list, and what must come of it: read to the field, held or refused with a reason, never silent."""

from dataclasses import dataclass, field
from pathlib import Path

from notifier.errors import ListFault
from notifier.patients.list_import.exclusions import exclusion
from notifier.patients.list_import.records import ListReport, Person
from tests.notifier.list_files import RULES, read_bytes

# Valid NHS numbers that were never issued, for the people of the shapes.
A, B, C = "9994743546", "9996196658", "9994928171"


@dataclass(frozen=True)
class Shape:
    """A list, where its shape comes from, and what must come of it."""

    source: str
    what: str
    data: str | bytes
    people: dict[str, dict[str, object]] = field(default_factory=dict)  # by NHS number, all of them: fields of `told`
    refused: tuple[str, ...] = ()  # how the reason of each refusal begins, by line
    fault: str = ""  # part of the sentence with which the whole list is refused
    says: tuple[str, ...] = ()  # what must stand in a remark or a note
    name: str = "list.csv"


def outcome(shape: Shape, folder: Path) -> ListReport | str:
    """The report of the list, or the sentence with which it is refused."""
    data = shape.data.encode() if isinstance(shape.data, str) else shape.data
    try:
        return read_bytes(folder, data, shape.name)
    except ListFault as fault:
        return str(fault)


def told(person: Person) -> dict[str, object]:
    """What was concluded of a person, in words that a case is written in."""
    held = exclusion(person, RULES)
    return {
        "name": " ".join(filter(None, (person.title, person.given_name, person.family_name))),
        "born": person.date_of_birth.isoformat(),
        "mobile": person.mobile.national if person.mobile else None,
        "email": person.email,
        "address": " / ".join(person.address.lines_for_window),
        "mailable": person.is_mailable,
        "held": held[1] if held else None,
        "no texts": person.sms_declined,
        "no emails": person.email_declined,
        "lines": person.lines,
        "said": len(person.remarks),
    }


def said(report: ListReport) -> str:
    """Everything that the report says, in one text."""
    remarks = [f"{one.column}: {one.why}: {one.shown}" for person in report.people for one in person.remarks]
    return "\n".join([*report.notes, *remarks])
