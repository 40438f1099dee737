"""What one row of a list says of a patient: the value that `rows` makes and `merging` takes."""

from dataclasses import dataclass
from datetime import date

from notifier.contacts import Mobile, NhsNumber, PostalAddress
from notifier.patients.list_import.records import CodeEntry, Remark, shown_safely

NO_ADDRESS = PostalAddress((), "")


@dataclass(slots=True)
class RowFault:
    """Why a row is refused, and the cell that is to blame."""

    why: str
    column: str
    shown: str


@dataclass(slots=True)
class Entry:
    """What one row says."""

    line: int
    key: tuple[str, ...] = ()  # of a refused row: the identity as printed, to tell whose rows belong together
    nhs_number: NhsNumber | None = None
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    born: date | None = None
    mobile: Mobile | None = None
    email: str | None = None
    address: PostalAddress = NO_ADDRESS
    deceased: bool = False
    deceased_on: date | None = None
    left: bool = False
    left_on: date | None = None
    sensitive: bool = False
    sms_declined: bool = False
    email_declined: bool = False
    language: str = ""
    accessible_format: str = ""
    on_repeats: bool = False
    # Tuples, for most rows have none: 100,000 empty lists would be 17 MiB.
    codes: tuple[CodeEntry, ...] = ()
    remarks: tuple[Remark, ...] = ()
    doubts: tuple[str, ...] = ()  # what bears on the decision and cannot be read
    fault: RowFault | None = None
    is_unread: bool = False  # refused for its shape: nothing in it but the number can be believed

    def remark(self, column: str, why: str, shown: str) -> None:
        """Something to say of a cell under the heading `column`."""
        self.remarks += (Remark(self.line, column, why, shown_safely(shown)),)

    def doubt(self, column: str, why: str, shown: str) -> None:
        """Something to say that holds the patient out of every campaign until a list settles it."""
        safe = shown_safely(shown)
        self.remarks += (Remark(self.line, column, why, safe, holds=True),)
        self.doubts += (f"{why}: {safe}" if safe else why,)
