"""How old an export is: its name says it, or else its file's time."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notifier.patients.list_age import BY_FILE, BY_NAME, ListAge, list_age

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "name",
    ["list 2026-11-23.csv", "20261123-patients.csv", "All patients 23-11-2026.csv", "report_23.Nov.2026.csv"],
)
def test_a_date_in_the_name_tells_it(tmp_path: Path, name: str) -> None:
    assert list_age(written(tmp_path / name), TODAY) == ListAge(date(2026, 11, 23), BY_NAME)


@pytest.mark.parametrize("name", ["list.csv", "list 2027-01-01.csv", "list 2026-13-45.csv", "9994743546.csv"])
def test_without_one_that_can_be_the_file_does(tmp_path: Path, name: str) -> None:
    assert list_age(written(tmp_path / name), TODAY) == ListAge(date(2026, 11, 20), BY_FILE)


def written(path: Path) -> Path:
    """A file of 20 November, half an hour after midnight in London."""
    path.write_text("anything", encoding="utf-8")
    moment = datetime(2026, 11, 20, 0, 30, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path
