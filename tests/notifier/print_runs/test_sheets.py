"""What comes out of a printer that prints on both sides, and what is left of it once a slip is cut off.

No sheet of any run carries two patients; what they need to answer stays with them, and in large print stands first.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import presets
from notifier.campaigns.lifecycle import TextVersion
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee, Sender, long_date
from notifier.messages.letters import Letters
from notifier.patients import access_codes
from notifier.pdf.geometry import ENVELOPES, FORMATS
from notifier.pdf.letter_template import FilledLetter, bind
from notifier.pdf.writing_systems import script_of
from notifier.print_runs import binding
from notifier.print_runs.binding import Work, unwatched
from notifier.print_runs.cover_sheets import HAND_OUT_COVER, PROOF, Letterhead
from notifier.print_runs.file_limits import FileLimits
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.manifest import Heading
from notifier.settings import ReplyChannels
from notifier.vocabulary import WrittenFormat
from tests import printer_checks
from tests.printer_checks import Side
from tests.world import load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

URL = "https://riverside-surgery.example.com"
PRACTICE, ADDRESS, PHONE, TEXT_NUMBER = "Riverside Surgery", "1 Station Road", "01632 960123", "07700 900123"
SENDER = Sender(PRACTICE, PHONE, (ADDRESS, "Blackwater", "GU17 9XX"), ReplyChannels(URL, TEXT_NUMBER))
LETTERHEAD = Letterhead("Riverside Surgery", "01632 960123", "Summary Care Record", "")
PRINTED = [one for one in WrittenFormat if not one.is_transcribed]
KINDS = [(one, "en") for one in PRINTED] + [(WrittenFormat.STANDARD, code) for code in ("ar", "ur", "pl", "pa")]
KINDS += [(WrittenFormat.LARGE_16, "pl"), (WrittenFormat.LARGE_24, "ar"), (WrittenFormat.LARGE_28, "ur")]
# Every kind is tried in the envelope in which page one has least room, a parent's letter too; of the other envelopes
# each has every second kind, for to lay one out takes a second.
IN_ENVELOPES = [*(("c5", guardian, kind) for guardian in (False, True) for kind in KINDS)]
IN_ENVELOPES += [(("dl", "printer")[number % 2], False, kind) for number, kind in enumerate(KINDS)]
NAMES = (("Agnieszka", "Stonehouse"), ("Fenella", "Quartermaine"), ("Bartholomew", "Zellweger"))
FOOT_MM = 274.0  # below it stand the number of the page and the mark of the sheet
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@cache
def letters(envelope: str) -> Letters:
    nobody = Path("no presets of their own")
    texts: Mapping[str, Mapping[str, TextVersion]] = {
        language: {
            part: TextVersion(1, part, 1, body, "")
            for part, body in presets.preset_texts("scr", nobody, language).items()
        }
        for language in presets.preset_languages("scr", nobody)
    }
    stationery = replace(load_stationery(), envelope=ENVELOPES[envelope])
    return Letters("Summary Care Record", texts, SENDER, lambda: stationery)


def patients() -> Iterator[Addressee]:
    """Three of every kind, one of them to be handed out, each with signs that nobody else has."""
    for number, (written_format, language) in enumerate(KINDS):
        for turn, (given_name, family_name) in enumerate(NAMES):
            mark = _ALPHABET[number] + _ALPHABET[turn]
            yield Addressee(
                reference=f"REFERENC{mark}",
                title="",
                given_name=given_name,
                family_name=family_name + _ALPHABET[number].lower() * 2,
                mobile=None,
                email=None,
                address_lines=(f"{number * 10 + turn + 1000} Old Lane", "BARCHESTER", "GU17 9XX"),
                code=f"7K3M92QX4T{mark}",
                deadline_on=date(2027, 9, 30),
                written_on=date(2027, 9, 1),
                guardian=False,
                language=language,
                written_format=written_format,
                by_hand=turn == 2,
                is_sample=True,
            )


def signs(to: Addressee) -> Collection[str]:
    """What a stranger would know them by."""
    own = (to.reference, access_codes.spaced_code(to.code), f"{URL}/r/{to.code}", f"{URL}/s/{to.reference}")
    return own + (() if to.by_hand else (to.address_lines[0],))


def work_in(out: Path, envelope: str, **limits: Any) -> Work:
    heading = Heading(7, 1, None, datetime(2027, 9, 1, 10, tzinfo=UTC), envelope)
    folder = RunFolder.of(out, 7)
    folder.begin()
    return Work(folder, heading, LETTERHEAD, letters(envelope).load_stationery, FileLimits(**limits), unwatched)


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_every_sheet_of_a_run_has_one_patient_and_every_letter_begins_on_a_front(tmp_path: Path, envelope: str) -> None:
    # Three of every kind go into one envelope; into the others one of every second kind, for the binding is the same.
    tried = [kind for where, guardian, kind in IN_ENVELOPES if where == envelope and not guardian]
    some = (
        one
        for at, one in enumerate(patients())
        if (one.written_format, one.language) in tried and (envelope == "c5" or at % 3 == at // 3 % 3)
    )
    people = {one.reference: one for one in some}
    run = work_in(tmp_path, envelope).make(map(letters(envelope).message, people.values()))
    assert run is not None
    known = {reference: signs(one) for reference, one in people.items()}
    folder, view = tmp_path / "run-0007", ENVELOPES[envelope].in_view
    in_view = view.left, view.top, view.right, view.bottom
    seen: dict[str, int] = {}
    for file in run.files:
        in_order = [one for one in run.letters if one.file == file.name]
        papers = iter(printer_checks.sheets((folder / file.name).read_bytes()))
        for one in in_order:
            own = [next(papers) for _ in range(-(-one.pages // 2))]
            assert [printer_checks.found_on(sheet, known) for sheet in own] == [{one.reference}] * len(own)
            assert people[one.reference].window[0] in own[0][0].words(in_view).replace("\r\n", " ")
            seen[one.reference] = len(own)
        assert next(papers, None) is None
    assert seen.keys() == people.keys()
    listed = json.loads((folder / "manifest.json").read_bytes())
    assert {one["reference"]: one["sheets"] for one in listed["letters"]} == seen
    assert sum(one["sheets"] for one in listed["files"]) == sum(seen.values())


def test_what_goes_with_a_run_ends_with_a_sheet_too(tmp_path: Path) -> None:
    run = work_in(tmp_path, "c5").make(map(letters("c5").message, list(patients())[:3]))
    assert run is not None
    papers = [
        path
        for path in (tmp_path / "run-0007").glob("*.pdf")
        if path.name not in {PROOF, *(one.name for one in run.files)}
    ]
    assert HAND_OUT_COVER in {path.name for path in papers}
    assert all(printer_checks.sheets(path.read_bytes()) for path in papers)


def test_a_file_in_which_a_letter_would_begin_on_a_back_makes_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = [one for one in map(letters("c5").message, patients()) if getattr(one.letter, "pages", 0) % 2]
    assert len(odd) > 1
    monkeypatch.setattr(binding, "bind", lambda some: next(iter(some)).pdf)  # a way to bind that forgets the others
    work = work_in(tmp_path, "c5")
    with pytest.raises(RenderFault, match="two patients would share a sheet: nothing was printed"):
        work.make(odd)
    assert not (tmp_path / "run-0007").exists()


def made(envelope: str, written_format: WrittenFormat, language: str, **changes: Any) -> FilledLetter:
    """The letter of the first patient of a kind; `changes` as `Addressee` has its fields."""
    to = next(one for one in patients() if (one.written_format, one.language) == (written_format, language))
    letter = letters(envelope).message(replace(to, **changes)).letter
    assert isinstance(letter, FilledLetter)
    return letter


def sides_of(letter: FilledLetter) -> list[Side]:
    (sides,) = printer_checks.cut(bind([letter]), [letter.pages])
    return sides


def plain(words: str) -> str:
    """Letters and digits alone: a layout breaks lines at spaces and hyphens, and puts in marks of direction."""
    return "".join(letter for letter in words if letter.isalnum())


def day_in(language: str) -> str:
    """The deadline, as it can be looked for: shaped letters come out of a page in another order."""
    return "2027" if script_of(language) else long_date(date(2027, 9, 30), language)


def cut_at(slip_page: Side) -> float:
    """How far down, in mm, the slip begins: just above its first line, the last on the page to name the practice."""
    return max(top for words, top, _ in slip_page.lines() if "Riverside" in words) - 5


@pytest.mark.parametrize(("envelope", "guardian", "kind"), IN_ENVELOPES, ids=str)
def test_whoever_cuts_off_the_slip_keeps_what_they_need_and_gives_no_code_away(
    envelope: str, guardian: bool, kind: tuple[WrittenFormat, str]
) -> None:
    written_format, language = kind
    letter = made(envelope, written_format, language, guardian=guardian)
    sides = sides_of(letter)
    slip_page = sides[-1]
    top = cut_at(slip_page)
    slip = (0.0, top, printer_checks.WIDTH, FOOT_MM)
    deadline = plain(day_in(language))
    on_slip = plain(slip_page.words(slip))
    # Word by word: in a line from right to left they come out in another order.
    assert [word for word in f"{PRACTICE} {ADDRESS}".split() if word not in on_slip] == []
    assert deadline in on_slip
    assert plain("7K3M-92QX") not in on_slip
    assert [code for code in printer_checks.qr_codes(slip_page.picture) if "/r/" in code] == []
    other = len(sides) - 1 ^ 1
    if other < len(sides):
        behind = plain(sides[other].words((0.0, top - 5, printer_checks.WIDTH, FOOT_MM)))
        behind = behind.replace(plain("riverside-surgery.example.com/r/privacy"), "")  # is no place to answer at
        needed = (PHONE, TEXT_NUMBER, "7K3M-92QX", "riverside-surgery.example.com/r", deadline)
        assert [said for said in needed if plain(said) in behind] == []
        assert printer_checks.qr_codes(sides[other].below(top - 5)) == []


@pytest.mark.parametrize(
    ("envelope", "guardian", "kind"), [one for one in IN_ENVELOPES if FORMATS[one[2][0]].points >= 16], ids=str
)
def test_large_print_says_first_and_large_by_when_and_how_to_answer(
    envelope: str, guardian: bool, kind: tuple[WrittenFormat, str]
) -> None:
    written_format, language = kind
    letter = made(envelope, written_format, language, guardian=guardian)
    first, points = sides_of(letter)[0], FORMATS[written_format].points
    in_size = plain("".join(words for words, top, size in first.lines() if size >= points - 0.1 and top > 90))
    wanted = (PHONE, "7K3M-92QX", "riverside-surgery.example.com/r", day_in(language))
    assert [said for said in wanted if plain(said) not in in_size] == []
    assert [code for code in printer_checks.qr_codes(first.picture) if "/r/" in code]


@pytest.mark.parametrize("written_format", [one for one in PRINTED if FORMATS[one].points >= 16])
def test_nothing_in_large_print_is_smaller_than_was_asked_for(written_format: WrittenFormat) -> None:
    for number, side in enumerate(sides_of(made("c5", written_format, "en"))):
        below = 95 if number == 0 else 0  # who writes, and the envelope's window
        small = [
            (words, size)
            for words, top, size in side.lines()
            if below < top < FOOT_MM and size < FORMATS[written_format].points - 0.1
        ]
        assert small == []


@pytest.mark.parametrize(("envelope", "kind"), [(one[0], one[2]) for one in IN_ENVELOPES if not one[1]], ids=str)
def test_no_page_has_but_a_line_or_two(envelope: str, kind: tuple[WrittenFormat, str]) -> None:
    sides = sides_of(made(envelope, *kind))
    for side in sides[1:-1]:
        tops = {round(top) for _, top, _ in side.lines() if top < FOOT_MM}
        assert len(tops) != 1
        assert len(tops) != 2


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize(("guardian", "reminder"), [(False, False), (False, True), (True, False), (True, True)])
def test_a_standard_letter_is_one_sheet(envelope: str, guardian: bool, reminder: bool) -> None:
    assert made(envelope, WrittenFormat.STANDARD, "en", guardian=guardian, reminder=reminder).pages == 2
