"""Which column of a list is which."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifier.errors import ListFault
from notifier.patients.list_import.headings import CODE_FIELDS, Meaning, heading_meaning, plain_heading

REQUIRED = {"nhs_number": "NHS number", "date_of_birth": "date of birth", "family_name": "surname"}
# Two columns for one of these would have to be guessed at, and the wrong guess tells the wrong person.
_ONE_ONLY = ("nhs_number", "date_of_birth", "family_name", "mobile", "email", "postcode")
_PLACES = ("locality", "town", "county")
_ADDRESS_PARTS = ("premises", "house_number", "street", *_PLACES)


@dataclass(frozen=True, slots=True)
class CodeColumns:
    """Columns that together say one code: its forms in several terminologies, its term and its date."""

    codes: tuple[int, ...]
    term: int | None
    date: int | None


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each thing stands in a row of this list."""

    headings: tuple[str, ...]
    at: dict[str, int]
    address: tuple[int, ...]  # one column or several, in the order of print
    codes: tuple[CodeColumns, ...]
    places: int = 0  # how many of the address columns, at its end, are of a town or a county and not of a house

    def heading(self, field: str) -> str:
        """The heading as the file prints it, or our word where the list has no such column."""
        return self.headings[self.at[field]] if field in self.at else REQUIRED.get(field, field)

    @property
    def taken(self) -> tuple[tuple[str, str], ...]:
        """(what we took it for, the heading as printed) of every column that is read, in the order of the file."""
        used = {column: field for field, column in self.at.items()}
        used |= {column: used.get(column, "address") for column in self.address}
        for group in self.codes:
            used |= dict.fromkeys(group.codes, "code")
            used |= {column: "code_term" for column in (group.term,) if column is not None}
            used |= {column: "code_date" for column in (group.date,) if column is not None}
        return tuple((used[column], self.headings[column]) for column in sorted(used))


def map_columns(headings: Sequence[str]) -> ColumnMap:
    """The map of a list by its headings; raises `ListFault` for required columns that are missing or there twice."""
    headings = tuple(" ".join(heading.split()) for heading in headings)
    meanings = [heading_meaning(heading) for heading in headings]
    _refuse_missing(headings, meanings)
    _refuse_twice(headings, meanings)
    at: dict[str, int] = {}
    for column in sorted(range(len(meanings)), key=lambda column: meanings[column].place):
        field = meanings[column].field
        if field and field not in CODE_FIELDS and not meanings[column].is_address_line:
            at.setdefault(field, column)
    address = _address_columns(at, meanings)
    places = sum(at.get(field) in address for field in _PLACES) if len(address) > 1 else 0
    return ColumnMap(headings, at, address, _code_columns(headings, meanings), places)


def _address_columns(at: dict[str, int], meanings: Sequence[Meaning]) -> tuple[int, ...]:
    """Numbered lines and what is not among them, else the parts, else the one cell."""
    numbered = sorted((what.field, column) for column, what in enumerate(meanings) if what.is_address_line)
    if numbered:
        return (*(column for _, column in numbered), *(at[field] for field in _ADDRESS_PARTS[3:] if field in at))
    parts = tuple(at[field] for field in _ADDRESS_PARTS if field in at)
    return (at["full_address"],) if len(parts) < 2 and "full_address" in at else parts


def _code_columns(headings: Sequence[str], meanings: Sequence[Meaning]) -> tuple[CodeColumns, ...]:
    """Code, term and date columns in groups, in any order; a heading of the same kind again begins the next group."""
    groups: list[list[tuple[str, int]]] = []
    seen: set[str] = set()
    for column, (field, _) in enumerate(meanings):
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
    for field in _ONE_ONLY:
        same = [heading for heading, what in zip(headings, meanings, strict=True) if what.field == field]
        if len(same) > 1:
            raise ListFault(
                f"Several columns could be the same thing: {' and '.join(f'“{heading}”' for heading in same)}. "
                "Keep the one that is meant in the report, take the others out, and export it again."
            )
