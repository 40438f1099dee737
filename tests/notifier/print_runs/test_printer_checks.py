"""Letters of every format and language, bound into files, as the print house, the post and scanners meet them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from notifier.campaigns import presets
from notifier.campaigns.lifecycle import TextVersion
from notifier.messages.addressee import Addressee, Sender
from notifier.messages.letters import Letters
from notifier.patients.samples.generation import sample_people
from notifier.pdf.letter_template import FilledLetter, bind
from notifier.settings import ReplyChannels
from notifier.vocabulary import WrittenFormat
from tests import printer_checks
from tests.printer_checks import Side
from tests.world import load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

URL = "https://riverside-surgery.example.com"
SENDER = Sender("Riverside Surgery", "01632 960123", ("1 Station Road", "Blackwater", "GU17 9XX"), ReplyChannels(URL))
# As long as the tables of the NHS allow: a name and six lines, 35 characters each.
LONGEST = Addressee(
    reference="QX4TDP7K3M",
    title="Professor",
    given_name="Bartholomew-Maximilian",
    family_name="Cholmondeley-Featherstonehaugh-Wriothesley",
    mobile=None,
    email=None,
    address_lines=(
        "THE WHITE HOUSE NURSING HOME ANNEXE",
        "WILLIAMS WHOLEMEAL MILL APARTMENTS",
        "1282-1288A MAXIMILIAN WHARFINGER WY",
        "WOMBWELL-MOUNTSORREL MAGNA WITHOUT",
        "WESTON-SUPER-MARE WITH WOODSPRINGMO",
        "GU17 9XX",
    ),
    code="7K3M92QX4TDP",
    deadline_on=date(2027, 9, 30),
    written_on=date(2027, 9, 1),
    guardian=False,
    is_sample=True,
)
SPELLINGS = ("Siân O’Brien", "Jonas Žukauskas", "Agnieszka Łuczak", "Zoë Nguyễn", "Ştefan D’Arcy", "Ng")
PRINTED = [one for one in WrittenFormat if not one.is_transcribed]
KINDS = [(one, "en") for one in PRINTED] + [(WrittenFormat.STANDARD, code) for code in ("ar", "ur", "pl", "pa")]
KINDS.append((WrittenFormat.LARGE_28, "ur"))


@cache
def letters() -> Letters:
    nobody = Path("no presets of their own")
    texts: Mapping[str, Mapping[str, TextVersion]] = {
        language: {
            part: TextVersion(1, part, 1, body, "")
            for part, body in presets.preset_texts("scr", nobody, language).items()
        }
        for language in presets.preset_languages("scr", nobody)
    }
    return Letters("Summary Care Record", texts, SENDER, load_stationery)


PLAIN = replace(LONGEST, title="Mrs", given_name="Agnieszka", family_name="Łuczak")
CHILD = replace(PLAIN, title="", given_name="Siân", family_name="O’Brien", guardian=True)


def made(written_format: WrittenFormat, language: str) -> list[tuple[Addressee, FilledLetter]]:
    # The longest name asks for a layout of its own, which takes its time: once.
    chosen = (LONGEST, PLAIN, CHILD) if (written_format, language) == (WrittenFormat.STANDARD, "en") else (PLAIN,)
    told = [replace(one, written_format=written_format, language=language) for one in chosen]
    return [(to, filled(to, written_format, language)) for to in told]


def filled(to: Addressee, written_format: WrittenFormat = WrittenFormat.STANDARD, language: str = "en") -> FilledLetter:
    """The letter, in the format and language that were asked for."""
    message = letters().message(to)
    assert (message.written_format, message.language) == (written_format, language)
    assert isinstance(message.letter, FilledLetter)
    return message.letter


def words_of(address: str) -> list[str]:
    return address.replace(",", " ").split()


def cut(some: Sequence[FilledLetter]) -> list[list[Side]]:
    return printer_checks.cut(bind(some), [one.pages for one in some])


@pytest.mark.parametrize(("written_format", "language"), KINDS, ids=str)
def test_the_print_house_takes_every_letter_and_every_code_is_read(
    written_format: WrittenFormat, language: str
) -> None:
    pairs = made(written_format, language)
    for (to, _), letter in zip(pairs, cut([one for _, one in pairs]), strict=True):
        assert printer_checks.faults(letter) == []
        # A long line may be wrapped, and short ones joined with a comma.
        assert words_of(letter[0].words(printer_checks.WINDOW)) == words_of(" ".join(to.window))
        wanted = [f"{URL}/r/{to.code}", f"{URL}/s/{to.reference}"]
        found = [codes_of(sheet) for sheet in letter]
        assert [code for codes in found for code in codes] == wanted
        assert all(len(codes) <= 1 for codes in found), "two codes on one page"
        text = "\n".join(sheet.text for sheet in letter)
        assert to.reference in text
        assert "7K3M-92QX-4TDP" in text or to.code != LONGEST.code


def codes_of(sheet: Side) -> list[str]:
    """What the page's codes say, the same in every scan of it."""
    good = printer_checks.codes(sheet.picture)
    if good:
        assert good == printer_checks.qr_codes(sheet.scanned(100)) == printer_checks.qr_codes(sheet.faxed())
    return good


def test_everybody_on_a_sample_list_is_addressed_and_greeted_as_they_are_spelt() -> None:
    people = [one for one in sample_people(150, Random(4), date(2027, 9, 1)) if one.is_mailable]
    told = [
        replace(
            LONGEST,
            title=one.title,
            given_name=one.given_name,
            family_name=one.family_name,
            address_lines=(f"{one.house} {one.street}", one.town, one.postcode),
        )
        for one in people
    ]
    for to, letter in zip(told, cut(list(map(filled, told))), strict=True):
        assert letter[0].words(printer_checks.WINDOW).splitlines() == list(to.window)
        assert f"Dear {to.greeted}" in letter[0].text


def test_names_are_extracted_as_they_are_spelt() -> None:
    for name in SPELLINGS:
        given, _, family = name.rpartition(" ")
        to = replace(LONGEST, title="", given_name=given, family_name=family)
        (letter,) = cut([filled(to)])
        assert letter[0].words(printer_checks.WINDOW).splitlines()[0] == name
        assert f"Dear {name}" in letter[0].text


def test_a_standard_letter_has_two_pages_and_the_deadline_and_code_on_the_first() -> None:
    (letter,) = cut([filled(LONGEST)])
    assert len(letter) == 2
    for told in ("30 September 2027", "7K3M-92QX-4TDP", "riverside-surgery.example.com/r", "01632 960123"):
        assert told in letter[0].text.replace("\u00a0", " ")


def test_the_checks_of_the_print_house_can_fail() -> None:
    (letter,) = cut([filled(LONGEST)])
    moved = Side(letter[0].page, is_first=False)
    assert "prints" not in "".join(printer_checks.faults([letter[0]]))
    assert printer_checks.faults([moved, *letter[1:]]) == []  # what a first page may print, any page may
    as_first = Side(letter[1].page, is_first=True)
    assert any("prints at" in fault for fault in printer_checks.faults([as_first]))
    assert any("11 pages" in fault for fault in printer_checks.faults([letter[0], *[letter[1]] * 10]))
    with pytest.raises(AssertionError, match="1 sheets, the manifest 2"):
        printer_checks.cut(filled(LONGEST).pdf, [3])
    with pytest.raises(AssertionError, match="a blank back is printed on"):
        printer_checks.cut(filled(LONGEST).pdf, [1])
