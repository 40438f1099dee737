"""What comes out of a printer that prints on both sides: no sheet of paper of any run carries two patients."""

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
from notifier.messages.addressee import Addressee, Sender
from notifier.messages.letters import Letters
from notifier.patients import access_codes
from notifier.pdf.geometry import ENVELOPES
from notifier.print_runs import binding
from notifier.print_runs.binding import Work, unwatched
from notifier.print_runs.cover_sheets import HAND_OUT_COVER, Letterhead
from notifier.print_runs.file_limits import FileLimits
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.manifest import Heading
from notifier.settings import ReplyChannels
from notifier.vocabulary import WrittenFormat
from tests import printer_checks
from tests.world import load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

URL = "https://riverside-surgery.example.com"
SENDER = Sender("Riverside Surgery", "01632 960123", ("1 Station Road", "Blackwater", "GU17 9XX"), ReplyChannels(URL))
LETTERHEAD = Letterhead("Riverside Surgery", "01632 960123", "Summary Care Record", "")
PRINTED = [one for one in WrittenFormat if not one.is_transcribed]
KINDS = [(one, "en") for one in PRINTED] + [(WrittenFormat.STANDARD, code) for code in ("ar", "ur", "pl", "pa")]
KINDS += [(WrittenFormat.LARGE_16, "pl"), (WrittenFormat.LARGE_24, "ar"), (WrittenFormat.LARGE_28, "ur")]
NAMES = (("Agnieszka", "Stonehouse"), ("Fenella", "Quartermaine"), ("Bartholomew", "Zellweger"))
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
    people = {one.reference: one for one in patients()}
    made = work_in(tmp_path, envelope).make(map(letters(envelope).message, people.values()))
    assert made is not None
    known = {reference: signs(one) for reference, one in people.items()}
    folder, view = tmp_path / "run-0007", ENVELOPES[envelope].in_view
    in_view = view.left, view.top, view.right, view.bottom
    seen: dict[str, int] = {}
    for file in made.files:
        in_order = [one for one in made.letters if one.file == file.name]
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
    made = work_in(tmp_path, "c5").make(map(letters("c5").message, list(patients())[:3]))
    assert made is not None
    papers = [
        path for path in (tmp_path / "run-0007").glob("*.pdf") if path.name not in {one.name for one in made.files}
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
