"""The folder of a run: the order of the franking house, files of a set size, a proof, and what goes with them."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest

from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import LetterTemplate
from notifier.print_runs.binding import Work, unwatched
from notifier.print_runs.cover_sheets import Letterhead, count_sheet
from notifier.print_runs.file_limits import FileLimits
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.manifest import Heading, Manifest, PrintedFile, read_manifest
from notifier.print_runs.spool import spooling
from notifier.providers.message_types import LetterMessage, Transcript
from notifier.vocabulary import Pile, WrittenFormat
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, patient, stationery
from tests.notifier.print_runs.print_run_steps import rows_in

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

SHORT_BODY = "".join(
    f'<div class="place" data-place="{name}"></div>' for name in ("salutation", "qr", "typed_url", "code")
)
HEADING = Heading(run=7, campaign=1, reprint_of=None, started_at=datetime(2026, 11, 23, 10, tzinfo=UTC), envelope="c5")
POSTCODES = ("GU17 9XX", "BX1 2AB", "G1 1AA", "GU2 7AA")


@cache
def template(pages: int) -> LetterTemplate:
    body = SHORT_BODY + "<h2>More</h2><p>More words.</p>" * (12 * (pages - 1))
    made = LetterTemplate.lay_out(replace(TEXT, html_body=body), STANDARD, stationery())
    assert made.layout.pages == pages
    return made


def letter(number: int, pages: int = 1, **changes: Any) -> LetterMessage:
    """A letter of so many pages; `changes` as `LetterMessage` has its fields."""
    fields = patient(number)
    to = "\n".join((*fields.address[:-1], POSTCODES[number % len(POSTCODES)]))
    return LetterMessage(f"REFERENCE{number}", to, template(pages).fill(fields), **changes)


def transcript(reference: str = "TRANSCRIPT") -> LetterMessage:
    to = "=Mary O'Brien\n1 Long Street\nBX1 2AB"
    return LetterMessage(reference, to, Transcript("Dear Mary"), Pile.TRANSCRIPTION, WrittenFormat.BRAILLE)


def made(out: Path, messages: Iterable[LetterMessage], heading: Heading = HEADING, **limits: Any) -> Manifest:
    work = Work(
        RunFolder.of(out, heading.run),
        heading,
        Letterhead("Riverside Surgery", "01632 960123", "Summary Care Record", "the printer jammed"),
        stationery,
        FileLimits(**limits),
        unwatched,
    )
    work.folder.begin()
    manifest = work.make(messages)
    assert manifest is not None
    return manifest


def text_of(path: Path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_letters_lie_in_the_order_of_the_franking_house(tmp_path: Path) -> None:
    heap = [
        *(
            letter(4, pages=2),
            letter(3, written_format=WrittenFormat.LARGE_16),
            letter(0),
            letter(1),
            letter(2),
            letter(5, pile=Pile.HAND_OUT),
        ),
        *(letter(6, language="pl"), letter(7)),
    ]
    found = made(tmp_path, heap)
    assert [(one.name, one.letters, one.pages) for one in found.files] == [
        ("post-001.pdf", 6, 1),
        ("post-002.pdf", 1, 2),
        ("hand-out-001.pdf", 1, 1),
    ]
    in_order = [int(one.reference[-1]) for one in found.letters if one.file == "post-001.pdf"]
    # By format, then language, then area, district and the rest: BX1, G1, GU2, GU17.
    assert in_order == [1, 2, 7, 0, 6, 3]
    assert [one.position for one in found.letters if one.file == "post-001.pdf"] == [1, 2, 3, 4, 5, 6]


def test_each_letter_is_on_the_pages_that_the_manifest_says(tmp_path: Path) -> None:
    found = made(tmp_path, [letter(number, pages=2) for number in range(3)])
    pages = pypdf.PdfReader(tmp_path / "run-0007" / "post-001.pdf").pages
    for one in found.letters:
        first = pages[(one.position - 1) * one.pages].extract_text()
        assert patient(int(one.reference[-1])).code in first


def test_no_file_has_more_letters_or_bytes_than_is_set(tmp_path: Path) -> None:
    heap = [letter(number) for number in range(5)]
    by_number = made(tmp_path / "number", heap, letters=2)
    assert [one.letters for one in by_number.files] == [2, 2, 1]
    largest = max(one.bytes for one in by_number.files)
    by_size = made(tmp_path / "size", heap, megabytes=largest / 1_000_000)
    assert len(by_size.files) > 1
    assert all(one.bytes <= largest for one in by_size.files)
    assert {one.reference for one in by_size.letters} == {one.reference for one in heap}
    alone = made(tmp_path / "alone", heap, megabytes=0.000_1)
    assert [one.letters for one in alone.files] == [1] * 5


def test_the_public_services_printer_gets_a_file_for_each_letter_in_the_order_of_the_run(tmp_path: Path) -> None:
    heap = [
        letter(4, pages=2),
        letter(0),
        letter(1),
        letter(2),
        letter(5, pile=Pile.HAND_OUT),
        letter(6, language="pl"),
    ]
    found = made(tmp_path, heap, replace(HEADING, envelope="printer"))
    folder = tmp_path / "run-0007"
    posted = [one for one in found.letters if one.pile is Pile.POST]
    assert [one.reference for one in posted] == [f"REFERENCE{number}" for number in (1, 2, 0, 6, 4)]
    assert [one.file for one in posted] == [
        f"post/post-{pages:02d}-pages-{number:06d}-REFERENCE{which}.pdf"
        for number, (pages, which) in enumerate(((1, 1), (1, 2), (1, 0), (1, 6), (2, 4)), 1)
    ]
    assert sorted(path.name for path in (folder / "post").iterdir()) == [one.file[len("post/") :] for one in posted]
    assert [(one.name, one.letters) for one in found.files if one.pile is Pile.HAND_OUT] == [("hand-out-001.pdf", 1)]
    for one in posted:
        content = (folder / one.file).read_bytes()
        pages = pypdf.PdfReader(folder / one.file).pages
        assert (len(pages), one.position) == (2, 1), "whole sheets, for whoever prints a folder of files in one go"
        assert patient(int(one.reference[-1])).code in pages[0].extract_text()
        (file,) = (file for file in found.files if file.name == one.file)
        assert (file.letters, file.bytes, file.sha256) == (1, len(content), hashlib.sha256(content).hexdigest())


def test_the_count_sheet_has_one_row_for_all_files_of_a_weight(tmp_path: Path) -> None:
    heap = [*(letter(number) for number in range(30)), letter(31, pages=2), letter(32, pages=2)]
    made(tmp_path, heap, replace(HEADING, envelope="printer"))
    sheet = " ".join(text_of(tmp_path / "run-0007" / "count-sheet.pdf").split())
    assert "post/ (30 files) post 30 1 30 60 12 g" in sheet
    assert "post/ (2 files) post 2 1 2 4 12 g" in sheet
    assert "Letters in all: 32" in sheet
    assert "A PDF in a folder is one letter" in sheet
    assert "REFERENCE3" not in sheet


def test_the_hashes_are_those_of_the_files_and_the_letters(tmp_path: Path) -> None:
    heap = {one.reference: one for one in (letter(1), letter(2, pile=Pile.HAND_OUT), transcript())}
    found = made(tmp_path, heap.values())
    for file in found.files:
        content = (tmp_path / "run-0007" / file.name).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert all(one.sha256 == heap[one.reference].letter.sha256 for one in found.letters)


def test_the_same_letters_give_the_same_run_in_whatever_order_they_come(tmp_path: Path) -> None:
    heap = [letter(number) for number in range(4)]
    assert made(tmp_path / "one", heap).as_json == made(tmp_path / "two", reversed(heap)).as_json


def test_the_manifest_names_nobody_and_is_read_back_for_its_own_run_alone(tmp_path: Path) -> None:
    found = made(tmp_path, [letter(1), transcript()])
    folder = tmp_path / "run-0007"
    assert read_manifest(folder, HEADING) == found
    for other in (replace(HEADING, run=8), replace(HEADING, started_at=datetime(2026, 11, 24, tzinfo=UTC))):
        assert read_manifest(folder, other) is None
    (folder / "manifest.json").write_text("{}")
    assert read_manifest(folder, HEADING) is None
    listed = found.as_json.decode() + (folder / "manifest.csv").read_text(encoding="utf-8-sig")
    assert patient(1).address[0] not in listed
    assert [row["reference"] for row in rows_in(folder / "manifest.csv")] == [one.reference for one in found.letters]


def test_the_transcription_house_gets_texts_and_whom_they_are_for(tmp_path: Path) -> None:
    made(tmp_path, [transcript()])
    folder = tmp_path / "run-0007"
    assert (folder / "transcription" / "TRANSCRIPT.txt").read_text(encoding="utf-8") == "Dear Mary"
    (row,) = rows_in(folder / "transcription" / "list.csv")
    assert row["Name"] == "'=Mary O'Brien", "a spreadsheet shows it and does not run it"
    assert (row["Make it as"], row["Address"]) == ("braille", "1 Long Street")
    assert not (folder / "proof-do-not-post.pdf").exists()


def test_the_desk_has_a_cover_sheet_with_names_by_family_name(tmp_path: Path) -> None:
    heap = [letter(number, pile=Pile.HAND_OUT) for number in (1, 2, 3)]
    made(tmp_path, heap)
    cover = text_of(tmp_path / "run-0007" / "hand-out-cover.pdf")
    names = {one.reference: one.to.partition("\n")[0] for one in heap}
    assert all(name in cover and reference in cover for reference, name in names.items())
    families = sorted((name.rpartition(" ")[2] for name in names.values()), key=str.casefold)
    assert [cover.index(family) for family in families] == sorted(cover.index(family) for family in families)


@pytest.mark.parametrize("reprint_of", [None, 3])
def test_the_count_sheet_counts_and_says_whom_to_call(tmp_path: Path, reprint_of: int | None) -> None:
    heap = [letter(1, pages=2), letter(2, pages=2), letter(3)]
    found = made(tmp_path, heap, replace(HEADING, reprint_of=reprint_of))
    sheet = " ".join(text_of(tmp_path / "run-0007" / "count-sheet.pdf").split())
    assert "Letters in all: 3" in sheet
    assert "01632 960123" in sheet
    assert "post-002.pdf post 2 1 2 4 12 g" in sheet, "two letters of two pages: a sheet each"
    assert "post-001.pdf post 1 1 1 2 12 g" in sheet, "a letter of one page has a blank back"
    assert "Sheets in all: 3, which are 6 sides" in sheet
    assert found.sha256[:16] in sheet
    assert ("REPRINT of run 3: the printer jammed" in sheet) is (reprint_of is not None)


def test_the_proof_shows_each_kind_and_nobody(tmp_path: Path) -> None:
    heap = [letter(1), letter(2), letter(3, pages=2), letter(4, pages=3, pile=Pile.HAND_OUT), transcript()]
    made(tmp_path, heap)
    proof = tmp_path / "run-0007" / "proof-do-not-post.pdf"
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(proof).pages]
    captions = [text.partition("standard, en: ")[2].partition(" letters of this kind")[0] for text in pages]
    assert captions == ["1 page on 1 sheet;", "2 pages on 1 sheet;", "3 pages on 2 sheets;"]
    assert all("PROOF: DO NOT POST" in text for text in pages)
    assert "letters of this kind: 2" in pages[0]
    signs = [sign for number in range(1, 5) for sign in (patient(number).name, patient(number).code)]
    assert [sign for sign in signs for text in pages if sign in text] == []


def files_of(pile: Pile, pages: int, many: int) -> list[PrintedFile]:
    return [PrintedFile(f"{pile}-{pages}-{number:03d}.pdf", pile, 500, pages, 1, "0" * 64) for number in range(many)]


def test_the_count_sheet_of_the_largest_run_fits_two_pages(tmp_path: Path) -> None:
    every = [files_of(pile, pages, 30) for pile in (Pile.POST, Pile.HAND_OUT) for pages in range(1, 11)]
    whole = Manifest(HEADING, [file for files in every for file in files], [])
    head = Letterhead("Riverside Surgery " * 5, "01632 960123", "Summary Care Record", "the printer jammed")
    path = tmp_path / "count-sheet.pdf"
    path.write_bytes(count_sheet(whole, head, stationery()))
    assert len(pypdf.PdfReader(path).pages) == 2
    assert "post-1-000.pdf to post-1-029.pdf (30 files)" in " ".join(text_of(path).split())


def test_the_hashes_of_files_are_in_the_manifest_and_not_on_the_count_sheet(tmp_path: Path) -> None:
    found = made(tmp_path, [letter(1), letter(2, pages=2)])
    sheet = "".join(text_of(tmp_path / "run-0007" / "count-sheet.pdf").split())
    assert found.sha256 in sheet
    assert [file.name for file in found.files if file.sha256[:12] in sheet] == []


def test_the_desk_reads_the_date_of_birth_that_it_has_to_check(tmp_path: Path) -> None:
    made(tmp_path, [letter(1, pile=Pile.HAND_OUT, date_of_birth=date(1961, 4, 9)), letter(2, pile=Pile.HAND_OUT)])
    cover = " ".join(text_of(tmp_path / "run-0007" / "hand-out-cover.pdf").split())
    assert "Date of birth" in cover
    assert "9 April 1961" in cover
    assert "see the record" in cover


def test_what_is_spooled_comes_back_whole_and_its_plate_is_the_same_one(tmp_path: Path) -> None:
    messages = [letter(1), letter(2, pages=2), transcript()]
    with spooling(tmp_path) as spool:
        kept = [spool.add(one) for one in messages]
        assert list(tmp_path.iterdir()) == [], "no name is left lying about"
        back = [spool.take(slip) for slip in reversed(kept)][::-1]
    assert back == [one.letter for one in messages]
    assert getattr(back[0], "template", None) is template(1)


def test_mrs_luczak_is_printed_as_she_is_spelt(tmp_path: Path) -> None:
    one = LetterMessage("REFERENCE0", "\n".join(MRS_LUCZAK.address), template(1).fill(MRS_LUCZAK), Pile.HAND_OUT)
    made(tmp_path, [one])
    assert MRS_LUCZAK.address[0] in text_of(tmp_path / "run-0007" / "hand-out-cover.pdf")
