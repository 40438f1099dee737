"""What is in the folder of a run: its files and, letter by letter, where each is and what was printed. No names."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from notifier.pdf.printfile import SIDES_A_SHEET, sheets_of
from notifier.store.csv_cells import safe_cell
from notifier.vocabulary import Pile, WrittenFormat

NAME = "manifest.json"
_LISTED_AS = {"written_format": "format", "sha256": "hash"}


@dataclass(frozen=True, slots=True)
class PrintedSheets:
    """One letter: the file it is in, its place there from 1, and the hash of what is printed on its pages."""

    reference: str
    file: str
    position: int
    pages: int  # 0 of a text for the transcription house
    written_format: WrittenFormat
    language: str
    pile: Pile
    sha256: str

    @property
    def listed(self) -> dict[str, Any]:
        """The letter as both manifests list it, with the sheets of paper that it takes."""
        own = {_LISTED_AS.get(name, name): value for name, value in asdict(self).items()}
        return own | {"sheets": sheets_of(self.pages)}

    @classmethod
    def read(cls, listed: Mapping[str, Any]) -> Self:
        """The reverse. Raises LookupError, TypeError or ValueError for what is no such letter."""
        value = {name: listed[_LISTED_AS.get(name, name)] for name in cls.__dataclass_fields__}
        kinds = {"pile": Pile(value["pile"]), "written_format": WrittenFormat(value["written_format"])}
        return cls(**value | kinds)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One file with letters; all of its letters have as many pages."""

    name: str
    pile: Pile
    letters: int
    pages: int
    bytes: int
    sha256: str

    @property
    def sheets_each(self) -> int:
        """Sheets of paper that one of its letters takes, printed on both sides."""
        return sheets_of(self.pages)

    @property
    def sheets(self) -> int:
        """Sheets of paper that come out of the printer."""
        return self.letters * self.sheets_each

    @property
    def sides(self) -> int:
        """Sides of these sheets, those that stay blank with the others; a file of one letter has no page for them."""
        return self.sheets * SIDES_A_SHEET

    @classmethod
    def read(cls, listed: Mapping[str, Any]) -> Self:
        """The file as a manifest or the table lists it. Raises LookupError, TypeError or ValueError for no such one."""
        value = {name: listed[name] for name in cls.__dataclass_fields__}
        return cls(**{**value, "pile": Pile(value["pile"])})


@dataclass(frozen=True, slots=True)
class Heading:
    """Which run it is."""

    run: int
    campaign: int
    reprint_of: int | None
    started_at: datetime
    envelope: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole run."""

    heading: Heading
    files: Sequence[PrintedFile]
    letters: Sequence[PrintedSheets]

    @property
    def as_json(self) -> bytes:
        """As it stands in the folder; the same run gives the same bytes."""
        letters = [one.listed for one in self.letters]
        value = asdict(self.heading) | {"hashes": "SHA-256", "files": self.files_as_values, "letters": letters}
        return json.dumps(value, indent=1, default=datetime.isoformat).encode("utf-8")

    @property
    def as_csv(self) -> bytes:
        """The letters as a spreadsheet reads them."""
        rows = [one.listed for one in self.letters]
        return manifest_table(list(rows[0]) if rows else [], (row.values() for row in rows))

    @property
    def files_as_values(self) -> list[dict[str, Any]]:
        """The files as a table or JSON holds them."""
        return [asdict(file) | {"sheets": file.sheets, "sides": file.sides} for file in self.files]

    @property
    def sha256(self) -> str:
        """Of the JSON, in hexadecimal: it pins every letter, for it has the hash of each."""
        return hashlib.sha256(self.as_json).hexdigest()

    @property
    def piles(self) -> dict[Pile, int]:
        """How many letters are for the post, for the desk, for the transcription house."""
        return dict(Counter(one.pile for one in self.letters))


def read_manifest(folder: Path, heading: Heading) -> Manifest | None:
    """The manifest of this very run; None where there is none, or one of another run or installation."""
    try:
        value = json.loads((folder / NAME).read_bytes())
        started_at = datetime.fromisoformat(value["started_at"])
        found = Heading(value["run"], value["campaign"], value["reprint_of"], started_at, value["envelope"])
        files = list(map(PrintedFile.read, value["files"]))
        letters = [PrintedSheets.read(one) for one in value["letters"]]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return Manifest(found, files, letters) if found == heading else None


def manifest_table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """CSV that a spreadsheet shows and never runs; names get a byte order mark, or Excel reads them wrongly."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    text = buffer.getvalue()
    return text.encode("ascii" if text.isascii() else "utf-8-sig")
