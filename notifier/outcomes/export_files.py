"""The files of an export: tables that no spreadsheet runs, numbers in batches, and an old export that does not survive.

A list that somebody codes by is dangerous once it is out of date. So all that an earlier export left in the folder is
removed before anything new is written: no batch of it stays behind because there are fewer batches now.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from notifier.errors import NotFound
from notifier.store.csv_cells import safe_cell
from notifier.vocabulary import OutcomeKind

MANIFEST = "manifest.json"
_KINDS = "|".join(OutcomeKind)
# Whatever an export of this release or of an earlier one is called, and nothing else that somebody keeps there.
_OURS = re.compile(
    rf"(?:nhs_numbers_)?(?:{_KINDS})(?:_\d{{3,}})?\.(?:csv|txt)|(?:keep|take_off|other_basis|late_answers)\.csv"
    rf"|how-to-[a-z0-9-]+\.html|{re.escape(MANIFEST)}|\.[a-z0-9_.-]+\.part"
)


class ListBatch(NamedTuple):
    """A part of a list that is coded in one go, and what its files are called after the kind of their list."""

    suffix: str  # empty for a list that is one batch
    nhs_numbers: Sequence[str]


def in_batches(nhs_numbers: Sequence[str], size: int | None) -> list[ListBatch]:
    """A list in parts of `size`, in its order; without a size in one part.

    The parts are of the list as it was closed: whoever is left out of it later leaves a gap in their part, and moves
    nobody into a part that was coded already.
    """
    if size is None:
        return [ListBatch("", nhs_numbers)]
    starts = range(0, len(nhs_numbers), size)
    return [
        ListBatch(f"_{number:03}", nhs_numbers[start : start + size]) for number, start in enumerate(starts, start=1)
    ]


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table in which no cell is a formula to a spreadsheet."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    # With a byte order mark, or Excel reads Siân and Łuczak wrongly.
    return buffer.getvalue().encode("utf-8-sig")


def number_lines(nhs_numbers: Iterable[str]) -> bytes:
    """Bare NHS numbers, one a line without a heading, as clinical systems import them."""
    return "".join(f"{number}\r\n" for number in nhs_numbers).encode("ascii")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove what an earlier export left, then write these. Raises NotFound for a folder that cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if path.is_file() and _OURS.fullmatch(path.name):
                path.unlink()
        for name, content in files.items():
            draft = folder / f".{name}.part"
            draft.write_bytes(content)
            draft.replace(folder / name)
    except OSError as error:
        raise NotFound(f"the folder {folder} cannot be written: {error.strerror}") from error
