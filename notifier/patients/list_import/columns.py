"""Which column of a list is which."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifier.errors import ListFault
from notifier.patients.list_import.address_headings import WhoseAddress, is_about_somebody_else, whose_addresses
from notifier.patients.list_import.headings import (
    ADDRESS_FIELDS,
    CODE_FIELDS,
    Meaning,
    heading_meaning,
    plain_heading,
)

REQUIRED = {"nhs_number": "NHS number", "date_of_birth": "date of birth", "family_name": "surname"}
# Two columns for one of these would have to be guessed at, and the wrong guess tells the wrong person.
ONE_ONLY = ("nhs_number", "date_of_birth", "family_name")
_OF_CHANGES = ("changetype", "deltatype", "rowoperation")  # Medicus: added, updated, removed
_FIRST_CHOICE = ("preferred", "main", "primary", "default")  # words of the heading of a phone that is tried first
_PLACES = ("locality", "town", "county")
_OF_A_PERSON = (*ADDRESS_FIELDS, "mobile", "email")  # what a relative on the list has as well
_ADDRESS_PARTS = ("premises", "house_number", "street", *_PLACES)
# Where a list has two columns for one of these, such as a date of death and a flag for it, either may say so.
READ_EVERY = (
    *("deceased", "left", "status", "sensitive", "test_patient"),
    *("sms_consent", "email_consent", "sms_dissent", "email_dissent"),
    *("contact_consent", "contact_dissent", "contact_preference"),
)


@dataclass(frozen=True, slots=True)
class CodeColumns:
    """Columns that together say one code: its forms in several terminologies, its term and its date."""

    codes: tuple[int, ...]
    term: int | None
    date: int | None


@dataclass(frozen=True, slots=True)
class AddressColumns:
    """Columns that together are one address of the patient, of whatever kind the headings say."""

    kind: WhoseAddress
    lines: tuple[int, ...]  # one column or several, in the order of print
    postcode: int | None
    places: int  # how many of the lines, at the end, are of a town or a county and not of a house

    @property
    def first(self) -> int:
        """The column that stands for the whole address in a report."""
        return self.lines[0] if self.lines else self.last

    @property
    def last(self) -> int:
        """The column of the postcode, or of the last line where there is none."""
        return self.postcode if self.postcode is not None else self.lines[-1]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each thing stands in a row of this list."""

    headings: tuple[str, ...]
    at: dict[str, int]
    addresses: tuple[AddressColumns, ...]  # in the order in which one is chosen
    mobiles: tuple[int, ...]  # in the order in which they are tried
    emails: tuple[int, ...]
    codes: tuple[CodeColumns, ...]

    @property
    def address(self) -> tuple[int, ...]:
        """All columns of the patient's addresses, without their postcodes."""
        return tuple(column for address in self.addresses for column in address.lines)

    def heading(self, field: str) -> str:
        """The heading as the file prints it, or our word where the list has no such column."""
        return self.headings[self.at[field]] if field in self.at else REQUIRED.get(field, field)

    def every(self, field: str) -> tuple[int, ...]:
        """All columns for a thing of which each has to be read, in the order of the file; see `READ_EVERY`."""
        return tuple(
            column
            for column, heading in enumerate(self.headings)
            if heading_meaning(heading).field == field and not is_about_somebody_else(heading)
        )

    @property
    def taken(self) -> tuple[tuple[str, str], ...]:
        """(what we took it for, the heading as printed) of every column that is read, in the order of the file."""
        fields = self.fields
        return tuple((fields[column], self.headings[column]) for column in sorted(fields))

    @property
    def fields(self) -> dict[int, str]:
        """What each column that is read was taken for, by its place from 0."""
        used = {column: field for field in READ_EVERY for column in self.every(field)}
        used |= {column: field for field, column in self.at.items() if field not in ADDRESS_FIELDS}
        parts = {column: field for field, column in self.at.items()}
        used |= {column: parts.get(column, "address") for column in self.address}
        used |= {address.postcode: "postcode" for address in self.addresses if address.postcode is not None}
        used |= dict.fromkeys(self.mobiles, "mobile") | dict.fromkeys(self.emails, "email")
        for group in self.codes:
            used |= dict.fromkeys(group.codes, "code")
            used |= {column: "code_term" for column in (group.term,) if column is not None}
            used |= {column: "code_date" for column in (group.date,) if column is not None}
        return used


def map_columns(headings: Sequence[str]) -> ColumnMap:
    """The map of a list by its headings; raises `ListFault` for required columns that are missing or there twice."""
    headings = tuple(" ".join(heading.split()) for heading in headings)
    meanings = _with_kinds(headings, [heading_meaning(heading) for heading in headings])
    _refuse_part_of_a_list(headings)
    _refuse_missing(headings, meanings)
    _refuse_twice(headings, meanings)
    at: dict[str, int] = {}
    for column in sorted(range(len(meanings)), key=lambda column: meanings[column].place):
        field = meanings[column].field
        if field and field not in CODE_FIELDS and not meanings[column].is_address_line:
            at.setdefault(field, column)
    addresses = tuple(
        address for kind in WhoseAddress if kind.is_patients and (address := _address_columns(kind, meanings))
    )
    if "postcode" in at:
        at["postcode"] = next((one.postcode for one in addresses if one.postcode is not None), at["postcode"])
    mobiles, emails = (_columns_of(field, headings, meanings) for field in ("mobile", "email"))
    return ColumnMap(headings, at, addresses, mobiles, emails, _code_columns(headings, meanings))


def _with_kinds(headings: Sequence[str], meanings: Sequence[Meaning]) -> list[Meaning]:
    """The meanings with the kind of each address; what belongs to a relative means nothing to us."""
    fields = [what.field if what.field in _OF_A_PERSON else "" for what in meanings]
    kinds = whose_addresses(fields, [what.kind for what in meanings], list(map(is_about_somebody_else, headings)))
    return [
        what._replace(kind=kind) if kind.is_patients else Meaning("")
        for what, kind in zip(meanings, kinds, strict=True)
    ]


def _columns_of(field: str, headings: Sequence[str], meanings: Sequence[Meaning]) -> tuple[int, ...]:
    """Every column for a phone or an email, what the heading prefers first, else in the order of the file."""
    found = [column for column, what in enumerate(meanings) if what.field == field]
    return tuple(sorted(found, key=lambda column: not headings[column].casefold().startswith(_FIRST_CHOICE)))


def _address_columns(kind: WhoseAddress, meanings: Sequence[Meaning]) -> AddressColumns | None:
    """Numbered lines and what is not among them, else the parts, else the one cell; None where there are none."""
    at: dict[str, int] = {}
    for column, what in enumerate(meanings):
        if what.kind is kind and what.field in ADDRESS_FIELDS:
            at.setdefault(what.field, column)
    numbered = sorted(field for field in at if field.startswith("address_"))
    parts = [field for field in _ADDRESS_PARTS if field in at]
    if numbered:
        chosen = [*numbered, *(field for field in _PLACES if field in at)]
    else:
        chosen = ["full_address"] if len(parts) < 2 and "full_address" in at else parts
    if not chosen and "postcode" not in at:
        return None
    places = sum(field in _PLACES for field in chosen) if len(chosen) > 1 else 0
    return AddressColumns(kind, tuple(at[field] for field in chosen), at.get("postcode"), places)


def _code_columns(headings: Sequence[str], meanings: Sequence[Meaning]) -> tuple[CodeColumns, ...]:
    """Code, term and date columns in groups, in any order; a heading of the same kind again begins the next group."""
    groups: list[list[tuple[str, int]]] = []
    seen: set[str] = set()
    for column, (field, _, _) in enumerate(meanings):
        if field not in CODE_FIELDS:
            continue
        # Read and SNOMED codes side by side are one event; two dates, two terms or the same heading again are two.
        kind = field if field != "code" else plain_heading(headings[column]).rstrip("0123456789")
        if not groups or kind in seen:
            groups.append([])
            seen.clear()
        seen.add(kind)
        groups[-1].append((field, column))
    made = [_code_group(group) for group in groups]
    return tuple(group for group in made if group.codes or group.term is not None)


def _code_group(group: list[tuple[str, int]]) -> CodeColumns:
    last = dict(group)
    codes = tuple(column for field, column in group if field == "code")
    return CodeColumns(codes, last.get("code_term"), last.get("code_date"))


def _refuse_part_of_a_list(headings: Sequence[str]) -> None:
    """Raises `ListFault` for an extract of what changed: whoever is not on it would count as having left."""
    for heading in headings:
        if plain_heading(heading) in _OF_CHANGES:
            raise ListFault(
                f"The list has only what changed since the extract before it: the column “{heading}” says so. "
                "Whoever did not change would count as having left. Export the whole list."
            )


def _refuse_missing(headings: Sequence[str], meanings: Sequence[Meaning]) -> None:
    there = {what.field for what in meanings}
    there |= {"family_name"} if "full_name" in there else set()
    missing = [word for field, word in REQUIRED.items() if field not in there]
    if missing:
        found = ", ".join(f"“{heading}”" for heading in headings if heading)
        raise ListFault(
            f"The list has no column for {' or '.join(missing)}. Its headings are: {found}. "
            "Add the column to the report in the clinical system and export it again."
        )


def _refuse_twice(headings: Sequence[str], meanings: Sequence[Meaning]) -> None:
    for field in (*ONE_ONLY, "postcode"):
        for kind in WhoseAddress if field == "postcode" else (WhoseAddress.UNNAMED,):
            columns = [column for column, what in enumerate(meanings) if (what.field, what.kind) == (field, kind)]
            if len(columns) > 1:
                raise ListFault(
                    "Several columns could be the same thing: "
                    f"{' and '.join(f'“{headings[column]}”' for column in columns)}. "
                    "Keep the one that is meant in the report, take the others out, and export it again."
                )
