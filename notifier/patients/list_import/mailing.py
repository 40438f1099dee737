"""Whether a letter can be posted to somebody, and else why not, said while the record can still be corrected."""

from dataclasses import replace
from datetime import date

from notifier.contacts.full_names import GUARDIAN_OF
from notifier.contacts.written_names import written_name
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.records import Person, Remark, shown_safely
from notifier.pdf.address_check import AddressCheck

NOT_A_POSTCODE = "postcode is not one"
_GROWN_UP = 18


def with_address_checked(person: Person, check: AddressCheck, columns: ColumnMap, today: date) -> Person:
    """The person, with a remark where no letter can be posted to them in the envelope that `check` is for.

    Nothing is said of who gets no letter: those who died or left.
    """
    if person.deceased or person.left:
        return person
    why = person.address.fault
    refused = "" if why else check.fault((_name_line(person, today), *person.address.lines_for_window)) or ""
    if not (why or refused):
        return person
    remarks = person.remarks
    if not any(remark.why == NOT_A_POSTCODE for remark in remarks):
        shown = shown_safely(", ".join(person.address.lines_for_window))
        remarks += (Remark(person.lines[0], columns.headings[columns.address[0]], why or refused, shown),)
    return replace(person, remarks=remarks, refused_by_envelope=refused)


def _name_line(person: Person, today: date) -> str:
    """The line above the address, in its longest form: of a child's letter, as it is addressed to the parent."""
    name = written_name(person.title, person.given_name, person.family_name)
    born = person.date_of_birth
    is_child = today < born.replace(year=born.year + _GROWN_UP, day=min(born.day, 28))
    return f"{GUARDIAN_OF} {name}" if is_child else name
