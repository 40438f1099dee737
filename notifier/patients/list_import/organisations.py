"""Whose list an export says that it is: the organisation's code that some systems print in every row."""

import re
from collections import Counter
from pathlib import Path

from notifier.patients.list_import.headings import plain_heading
from notifier.patients.list_import.table import open_table

_HEADINGS = frozenset(
    map(plain_heading, ("Organisation code", "Practice code", "ODS code", "Registered practice code", "Org code"))
)
_ODS_CODE = re.compile(r"[A-Z]\d{5}")  # of a practice; other organisations' codes have other forms


def organisations(path: Path) -> dict[str, int]:
    """In how many rows each practice's ODS code stands; nothing where the list has no such column.

    Raises `ListFault` for a file that is no list.
    """
    table = open_table(path)
    columns = [at for at, heading in enumerate(table.columns.headings) if plain_heading(heading) in _HEADINGS]
    if not columns:
        return {}
    cells = (row.cells[at].strip().upper() for row in table.rows for at in columns if at < len(row.cells))
    return dict(Counter(cell for cell in cells if _ODS_CODE.fullmatch(cell)))
