"""Letters as files for people to print: whole or not there, and never over one that is there."""

from datetime import UTC, datetime
from pathlib import Path

from notifier.channels.base import Accepted, LetterMessage, Lost, Refused, SmsMessage, World
from notifier.channels.letter import NAME, PrintFolder
from notifier.vocabulary import FailReason

LETTER = LetterMessage("LETLETLET0", "Ada Test\nGU17 9XX", b"%PDF-1.7 first", 2)


def test_each_letter_is_a_pdf_named_by_its_reference_and_by_nobody(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path / "new" / "folder")
    assert list(folder.send([LETTER])) == [("LETLETLET0", Accepted("LETLETLET0"))]
    (path,) = folder.folder.iterdir()
    assert (path.name, path.read_bytes()) == ("LETLETLET0.pdf", LETTER.pdf)


def test_it_makes_files_for_samples_and_real_people_alike(tmp_path: Path) -> None:
    assert (PrintFolder(tmp_path).takes, PrintFolder(tmp_path).name) == (World.EVERYBODY, NAME)


def test_what_is_no_letter_is_refused_and_the_next_letter_is_made(tmp_path: Path) -> None:
    text = SmsMessage("SMSSMSSMS0", "+447700900001", "x")
    assert list(PrintFolder(tmp_path).send([text, LETTER])) == [
        ("SMSSMSSMS0", Refused(FailReason.OTHER, permanent=True)),
        ("LETLETLET0", Accepted("LETLETLET0")),
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["LETLETLET0.pdf"]


def test_a_letter_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    again = LetterMessage(LETTER.reference, LETTER.to, b"%PDF-1.7 second", 2)
    results = [list(folder.send([one])) for one in (LETTER, again)]
    assert results[0] == results[1]
    assert (tmp_path / "LETLETLET0.pdf").read_bytes() == LETTER.pdf


def test_a_letter_in_the_folder_was_made_and_of_any_other_nothing_is_known(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    list(folder.send([LETTER]))
    (tmp_path / "HALFHALF00.part").write_bytes(b"%PDF")
    references = (LETTER.reference, "HALFHALF00", "ELSEWHERE0")
    lost = [Lost(reference, "", "", frozenset(), settled=True) for reference in references]
    assert folder.look_up(lost) == {LETTER.reference: Accepted("LETLETLET0")}


def test_it_never_says_that_a_letter_was_posted(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    list(folder.send([LETTER]))
    assert list(folder.reports({LETTER.reference: LETTER.reference}, datetime(2026, 11, 23, tzinfo=UTC))) == []


def test_it_is_called_by_nobody_and_has_no_fault(tmp_path: Path) -> None:
    assert (PrintFolder(tmp_path).hooks, PrintFolder(tmp_path).faults()) == ({}, ())
