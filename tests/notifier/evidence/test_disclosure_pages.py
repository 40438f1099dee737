"""A disclosure as pages: London times, plain words, whatever script somebody typed in."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from notifier.evidence.disclosure import disclose_patient
from notifier.evidence.disclosure_pages import column_label, disclosure_pdf, value_in_words
from notifier.store.database import Database
from notifier.store.tables import Matter
from notifier.vocabulary import Role
from tests.notifier.evidence.purge_steps import busy
from tests.world import load_stationery, rows_of


def test_the_pages_explain_each_table_and_say_what_is_left_out(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    with world.database.writing() as session:
        rows_of(session, Matter)[0].note = "শুভ said <b>yes</b> \U0001f600\u0007 and 学"
    with world.database.reading() as session:
        found = disclose_patient(session, str(world.people[1].nhs_number), world.staff(Role.MANAGER), now)
    reader = PdfReader(io.BytesIO(disclosure_pdf(found, load_stationery())))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Everything on record about" in words
    assert "What the patient answered" in words
    assert "What is left out, and why" in words
    assert "23 November 2026, 10:00" in words
    assert "said <b>yes</b> ?" in words
    assert "name_key" not in words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "yes"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026, 00:30"),
        (date(2026, 7, 1), "1 July 2026"),
        (Role.MANAGER, "manager"),
        ({"family_name": "Ash", "mobile": None}, "Family name: Ash"),
        (["1 High Street", None, "Leeds"], "1 High Street, Leeds"),
        (7, "7"),
    ],
)
def test_a_value_value_in_words(value: object, words: str) -> None:
    assert value_in_words(value) == words


def test_a_column_has_a_plain_label() -> None:
    assert column_label("received_at") == "Received"
    assert column_label("deadline_on") == "Last day to answer"
