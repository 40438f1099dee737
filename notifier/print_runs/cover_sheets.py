"""The papers that go with a run: the count sheet, the desk's cover sheet, the transcription house's list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal

from jinja2 import Environment, StrictUndefined

from notifier.campaigns.calendar import london_date
from notifier.campaigns.presets import template_root
from notifier.contacts.languages import ENGLISH
from notifier.messages.addressee import long_date
from notifier.pdf.layout import lay_out
from notifier.pdf.name_fonts import fonts_of_faces
from notifier.pdf.printfile import on_whole_sheets
from notifier.pdf.stationery import Stationery, names_style
from notifier.print_runs.manifest import Manifest, PrintedFile, manifest_table
from notifier.print_runs.spool import Slip
from notifier.vocabulary import Pile

PROOF = "proof-do-not-post.pdf"
COUNT_SHEET = "count-sheet.pdf"
HAND_OUT_COVER = "hand-out-cover.pdf"
TRANSCRIPTION_LIST = "transcription/list.csv"
_SHEET_GRAMS, _ENVELOPE_GRAMS = 5, 7  # A4 of 80 g/m2; a C5 envelope


@dataclass(frozen=True)
class Letterhead:
    """Whose run it is, and whom the printer calls about it."""

    practice_name: str
    practice_phone: str
    campaign_name: str
    why: str  # of a reprint


@dataclass(frozen=True)
class _Sheet:
    """A page of `templates/print/run_sheet.html`; `kind` is how its table is set."""

    title: str
    lines: Sequence[str]
    kind: Literal["files", "names"]
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    closing: Sequence[str] = ()

    def pdf(self, stationery: Stationery) -> bytes:
        source = (template_root() / "print" / "run_sheet.html").read_text(encoding="utf-8")
        template = Environment(undefined=StrictUndefined, autoescape=True).from_string(source)
        names = "".join(str(cell) for row in self.rows for cell in row)
        faces = stationery.name_faces(ENGLISH, names)
        fonts = {**stationery.fonts_of(ENGLISH), **fonts_of_faces(faces)}
        return on_whole_sheets(lay_out(template.render(sheet=self, names_style=names_style(faces)), fonts).pdf)


def count_sheet(manifest: Manifest, head: Letterhead, stationery: Stationery) -> bytes:
    """What there is to print and to count, for whoever prints, franks and posts it; a PDF without a name on it."""
    heading = manifest.heading
    made_on = long_date(london_date(heading.started_at))
    lines = [
        f"{head.practice_name}: {head.campaign_name}",
        f"Run {heading.run}, made on {made_on}, for envelope: {heading.envelope}.",
    ]
    if heading.reprint_of is not None:
        lines.insert(0, f"REPRINT of run {heading.reprint_of}: {head.why}. Some of these letters may be out already.")
    sheets, sides = (sum(numbers) for numbers in zip(*((one.sheets, one.sides) for one in manifest.files), strict=True))
    closing = (
        f"Letters in all: {len(manifest.letters)} ({_piles(manifest)}).",
        f"Sheets in all: {sheets}, which are {sides} sides. All letters in a file have as many sheets.",
        "Print on both sides, turned at the long edge, in actual size. Each letter begins on a new sheet.",
        f"{PROOF} is only to look at.",
        *_of_folders(manifest.files),
        f"manifest.json has the SHA-256 of every file and letter. Its own is {manifest.sha256}.",
        f"If a count differs, or a letter is spoiled, call {head.practice_name}: {head.practice_phone}.",
    )
    header = ("File", "Pile", "Letters", "Sheets each", "Sheets in all", "Sides in all", "Weight each")
    return _Sheet("Count sheet", lines, "files", header, _rows(manifest.files), closing).pdf(stationery)


def hand_out_cover(slips: Sequence[Slip], stationery: Stationery) -> bytes:
    """For the desk, by family name as the envelope has it; with names, so that it stays in the practice. A PDF."""
    lines = (
        f"Letters at the desk for patients whom no post reaches: {len(slips)}. This list stays in the practice.",
        "When one of them comes in: check the date of birth, hand the letter over, and record its reference.",
        "The reference is on the letter, and in the square on its slip. Nobody counts as told before it is recorded.",
    )
    rows = [(slip.to.partition("\n")[0], _born(slip.date_of_birth), slip.reference) for slip in slips]
    rows.sort(key=lambda row: (row[0].rpartition(" ")[2].casefold(), row))
    header = ("Name", "Date of birth", "Reference")
    return _Sheet("Letters to hand out", lines, "names", header, rows).pdf(stationery)


def _born(day: date | None) -> str:
    return long_date(day) if day is not None else "see the record"


def transcription_list(slips: Iterable[Slip]) -> bytes:
    """What the transcription house makes of each text, and where it sends it. CSV."""
    rows = (
        (f"{slip.reference}.txt", slip.written_format, slip.language, *slip.to.splitlines())
        for slip in sorted(slips, key=lambda one: one.order)
    )
    return manifest_table(("File", "Make it as", "Language", "Name", "Address"), rows)


def _rows(files: Iterable[PrintedFile]) -> list[tuple[object, ...]]:
    """A row for all files of a pile and a weight, so that the largest run has no more rows than fit two pages."""
    rows: list[tuple[object, ...]] = []
    for (folder, pile, _), some in groupby(files, key=lambda one: (_folder(one), one.pile, one.pages)):
        same = list(some)
        alike = replace(same[0], letters=sum(one.letters for one in same))
        name = f"{folder}/ ({alike.letters} files)" if folder else _from_to(same)
        rows.append((name, _word(pile), alike.letters, *_paper(alike)))
    return rows


def _from_to(files: Sequence[PrintedFile]) -> str:
    """`post-001.pdf`, or `post-001.pdf to post-020.pdf (20 files)`."""
    if len(files) == 1:
        return files[0].name
    return f"{files[0].name} to {files[-1].name} ({len(files)} files)"


def _folder(file: PrintedFile) -> str:
    """The folder of a file that has one letter; empty for a file beside the count sheet, with many."""
    return file.name.rpartition("/")[0]


def _of_folders(files: Iterable[PrintedFile]) -> Iterator[str]:
    """What there is to say of files with one letter each."""
    if any(_folder(one) and one.pages for one in files):
        yield (
            "A PDF in a folder is one letter, as the public services printer takes it: upload the folder as it is. "
            "The name of a file has its pile, pages, number and reference."
        )


def _word(pile: Pile) -> str:
    return pile.replace("_", " ")


def _paper(file: PrintedFile) -> tuple[object, ...]:
    """Sheets each, sheets and sides in all, grams each; nothing for a text."""
    if file.pages == 0:
        return "text", "", "", ""
    weight = f"{file.sheets_each * _SHEET_GRAMS + _ENVELOPE_GRAMS} g"
    return file.sheets_each, file.sheets, file.sides, weight


def _piles(manifest: Manifest) -> str:
    words = {Pile.POST: "to post", Pile.HAND_OUT: "to hand out", Pile.TRANSCRIPTION: "for the transcription house"}
    return ", ".join(f"{manifest.piles[pile]} {word}" for pile, word in words.items() if pile in manifest.piles)
