"""When an export was made: by the date in its file name, else by when the file was written."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from notifier.campaigns.calendar import london_date
from notifier.errors import ValueRefused
from notifier.patients.list_import.dates import parse_date

_DATES = re.compile(
    r"(?<!\d)(?:(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})|(\d{1,2})[-_. ](\d{1,2}|[A-Za-z]{3,9})[-_. ](\d{4}))(?!\d)"
)
BY_NAME, BY_FILE = "file name", "file time"


class ListAge(NamedTuple):
    """When a list was made, a London date, and what tells it; None where nothing does.

    What a name says and when a file was written are never compared: whoever copies a file makes it new.
    """

    made_on: date | None = None
    told_by: str = ""


NO_AGE = ListAge()


def list_age(path: Path, today: date) -> ListAge:
    """How old an export is; a date in the future tells nothing."""
    by_name = named_age(path, today)
    if by_name.made_on is not None:
        return by_name
    written_on = london_date(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    return ListAge(written_on, BY_FILE)


def named_age(path: Path, today: date) -> ListAge:
    """How old an export is by its name alone, for a copy of which nobody knows when the original was written."""
    return next((ListAge(named, BY_NAME) for named in _named_dates(path.stem) if named <= today), NO_AGE)


def _named_dates(name: str) -> Iterator[date]:
    """Every date in a name, such as 2026-11-23, 20261123, 23-11-2026 and 23 Nov 2026; never month first."""
    for year, month, day, first, middle, last in (found.groups() for found in _DATES.finditer(name)):
        try:
            yield parse_date(f"{day}/{month}/{year}" if year else f"{first}-{middle}-{last}")
        except ValueRefused:
            continue
