"""The cells of a row by which a patient is reached: of two mobiles, emails or addresses one is chosen, and it is said.

A patient's address is the first of these to which post can go: correspondence, temporary, home (the order of the
Personal Demographics Service). Lines of two addresses are never put together, and where the preferred one asks that
nothing be posted, nothing is.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from notifier.contacts import Mobile, PostalAddress, parse_email
from notifier.contacts.clean_text import clean_text
from notifier.contacts.postcode import normal_postcode
from notifier.errors import ValueRefused
from notifier.patients.list_import.address_headings import without_kind
from notifier.patients.list_import.columns import AddressColumns, ColumnMap
from notifier.patients.list_import.entries import NO_ADDRESS
from notifier.patients.list_import.mailing import NOT_A_POSTCODE
from notifier.patients.list_import.writing import clean_lines, debris_in, findings_of_address, is_plainly_written

_T = TypeVar("_T", Mobile, str)


OTHER_NUMBER = "a number of somebody else: not used"
OTHER_ADDRESS = "an address of somebody else, or of before: not used"


class CellFinding(NamedTuple):
    """Something to say of a cell."""

    column: int
    why: str
    shown: str


class Contacts(NamedTuple):
    """Where a row says that its patient is reached."""

    mobile: Mobile | None
    email: str | None
    address: PostalAddress
    said: list[CellFinding]


class ContactReader:
    """Reads the phones, emails and addresses in the rows of one list."""

    def __init__(self, columns: ColumnMap) -> None:
        self._columns = columns

    def read(self, cells: Sequence[str]) -> Contacts:
        """What the cells of one row say, without spaces around them."""
        said: list[CellFinding] = []
        mobile: Mobile | None = None
        address = NO_ADDRESS
        if not self._is_somebody_elses("kind_of_phone", cells, OTHER_NUMBER, said):
            mobile = _first_valid(cells, self._columns.mobiles, Mobile.parse, "mobile", said)
        if not self._is_somebody_elses("kind_of_address", cells, OTHER_ADDRESS, said):
            address = self._address(cells, said)
        email = _first_valid(cells, self._columns.emails, parse_email, "email", said)
        return Contacts(mobile, email, address, said)

    def _is_somebody_elses(self, field: str, cells: Sequence[str], why: str, said: list[CellFinding]) -> bool:
        """Whether a cell beside a contact says that it is a relative's, a carer's or a surgery's, or of the past."""
        column = self._columns.at.get(field)
        if column is None or not cells[column] or without_kind(cells[column])[1].is_patients:
            return False
        said.append(CellFinding(column, why, cells[column]))
        return True

    def _address(self, cells: Sequence[str], said: list[CellFinding]) -> PostalAddress:
        found = [
            (columns, address)
            for columns in self._columns.addresses
            if (address := _address_in(cells, columns, said)) is not NO_ADDRESS
        ]
        if not found:
            return NO_ADDRESS
        at = 0
        if len(found) > 1 and not found[0][1].asks_for_no_post:
            at = next((at for at, (_, address) in enumerate(found) if address.is_mailable), 0)
            _say_choice(found, at, said)
        columns, address = found[at]
        postcode = cells[columns.postcode] if columns.postcode is not None else ""
        if columns.postcode is not None and postcode and not address.postcode and not normal_postcode(postcode):
            said.append(CellFinding(columns.postcode, NOT_A_POSTCODE, postcode))
        return address


def _first_valid(
    cells: Sequence[str], columns: Sequence[int], parse: Callable[[str], _T], what: str, said: list[CellFinding]
) -> _T | None:
    """The first that can be used of the cells; what there is to say of the others is said."""
    first: _T | None = None
    for column in columns:
        text = cells[column]
        if not text:
            continue
        if not is_plainly_written(text):
            said += [CellFinding(column, why, shown) for why, shown in debris_in(text)]
            text = clean_text(text)
        try:
            value = parse(text)
        except ValueRefused as fault:
            said.append(CellFinding(column, str(fault), text))
            continue
        if first is None:
            first = value
        elif value != first:
            said.append(CellFinding(column, f"a second {what}: the one before it is used", text))
    return first


def _address_in(cells: Sequence[str], columns: AddressColumns, said: list[CellFinding]) -> PostalAddress:
    """The address in these columns; `NO_ADDRESS` itself where all are blank."""
    postcode = cells[columns.postcode] if columns.postcode is not None else ""
    if not postcode and not any(cells[column] for column in columns.lines):
        return NO_ADDRESS
    lines = [cells[column] for column in columns.lines]
    for at, (column, text) in enumerate(zip(columns.lines, lines, strict=True)):
        if not is_plainly_written(text):
            said += [CellFinding(column, why, shown) for why, shown in findings_of_address(text)]
            lines[at] = clean_lines(text)
    if len(lines) == 1:
        address = PostalAddress.from_one_cell(lines[0], postcode)
    else:
        address = PostalAddress.from_parts(lines, postcode, columns.places)
    said += [CellFinding(columns.last, why, shown) for why, shown in address.notes]
    return address


def _say_choice(found: Sequence[tuple[AddressColumns, PostalAddress]], chosen: int, said: list[CellFinding]) -> None:
    columns, address = found[chosen]
    for at, (others, other) in enumerate(found):
        if at == chosen or other == address:
            continue
        why = f"letters go to the {columns.kind}, and not to the {others.kind}"
        if at < chosen:
            why = f"letters go to the {columns.kind}, for no post goes to the {others.kind} ({other.fault})"
        said.append(CellFinding(others.first, why, ", ".join(other.lines_for_window)))
