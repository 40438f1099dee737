"""The letters' words: each says the same things in its own preset, language and format, and says them plainly."""

import re
import tomllib
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from notifier.campaigns.presets import template_root
from notifier.campaigns.readability import HARDEST_GRADE, grade
from notifier.campaigns.reasons import parse_reason
from notifier.campaigns.translations import parse_letter_words, parse_translation
from notifier.pdf.text_template import TextTemplate, as_html
from notifier.pdf.writing_systems import script_of
from tests.readability import MISREAD, OTHER_DIGITS

MESSAGES = template_root() / "messages"
LETTERS = sorted(MESSAGES.glob("*/*/letter.html"))
EASY_READ = sorted(MESSAGES.glob("*/*/letter_easy.html"))
ENGLISH = [path for path in (*LETTERS, *EASY_READ) if path.parent.name == "en"]
TRANSLATED = [path for path in LETTERS if path.parent.name != "en"]

PRACTICE = "Riverside Surgery"
PHONE = "01632 960123"
ADDRESS = "12 Mill Lane, Barchester, BX1 2AB"
TEXT_NUMBER = "07700 900123"
PLACES = {"date", "deadline", "qr", "typed_url", "code", "slip_qr", "slip_name", "slip_reference"}
VARIANTS = tuple(product((False, True), (False, True), ("", TEXT_NUMBER)))  # guardian, reminder, text_number

# In a letter to a parent everything but these is the child's.
NOT_THE_PARENTS_OWN = re.compile(r"\byour (?!child\b|answer|code|mind|name|phone)\w+", re.IGNORECASE)
BLOCKS = {"h1", "h2", "p", "li", "div", "section"}


def named(path: Path) -> str:
    return path.relative_to(MESSAGES).as_posix()


class Words(HTMLParser):
    """A letter as it is read: `blocks` of text, with the headings, places and pictures among them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.headings: list[str] = []
        self.places: Counter[str] = Counter()
        self.titles: list[str] = []
        self.feed(html)
        self.close()
        self.blocks = [" ".join(block.split()) for block in self.blocks if block.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if place := dict(attrs).get("data-place"):
            self.places[place] += 1
        if tag in ("h1", "h2"):
            self.headings.append(tag)
        if tag == "title":
            self.titles.append("")
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "title" and not self.titles[-1]:
            self.titles[-1] = data
        else:
            self.blocks[-1] += data


@cache
def rendered(
    path: Path,
    guardian: bool = False,
    reminder: bool = False,
    text_number: str = TEXT_NUMBER,
    large: bool = False,
) -> str:
    values = {
        "practice_name": PRACTICE,
        "practice_phone": PHONE,
        "practice_address": ADDRESS,
        "general_url": "riverside-surgery.example.com/r",
        "text_number": text_number,
        "privacy_url": "riverside-surgery.example.com/r/privacy",
        "guardian": guardian,
        "reminder": reminder,
        **parse_reason(path.with_name("reason.toml").read_text(encoding="utf-8")).values(guardian=guardian),
        "large": large,
    }
    return TextTemplate.lay_out(path.read_text(encoding="utf-8"), values, (), as_html).fill({})


def every_variant(path: Path) -> list[str]:
    return [rendered(path, *variant, large=large) for variant in VARIANTS for large in (False, True)]


def said(html: str) -> str:
    return "\n".join(Words(html).blocks)


def items(html: str, of: str) -> list[str]:
    """The text of each item in the list of this class."""
    found = re.search(rf'<ul class="{of}">(.*?)</ul>', html, re.DOTALL)
    return Words(found[1]).blocks if found else []


def choices(path: Path) -> tuple[str, str]:
    """What the patient's page calls the two."""
    page = tomllib.loads((path.parents[1] / "en" / "page.toml").read_text(encoding="utf-8"))
    return page["keep_label"], page["agree_label"]


def test_there_are_letters_in_every_preset_and_test_language() -> None:
    assert {named(path) for path in LETTERS} >= {
        "records-access/en/letter.html",
        *(f"scr/{language}/letter.html" for language in ("en", "ar", "ur", "pl", "pa")),
    }
    assert {named(path) for path in EASY_READ} >= {"records-access/en/letter_easy.html", "scr/en/letter_easy.html"}


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_a_letter_has_every_place_once(path: Path) -> None:
    # A patient's name in Latin letters stands alone where the language's own words have to be shaped.
    greeting = "name" if script_of(path.parent.name) else "salutation"
    for html in every_variant(path):
        assert Words(html).places == Counter({greeting, *PLACES})


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_a_letter_tells_every_way_to_answer(path: Path) -> None:
    for html in every_variant(path):
        text = said(html)
        assert PHONE in text
        assert f"{PRACTICE}, {ADDRESS}" in text  # where the slip goes
        assert ("KEEP" in text) == (TEXT_NUMBER in text)
    assert TEXT_NUMBER in said(rendered(path))
    assert "KEEP" not in said(rendered(path, text_number=""))


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_the_list_of_ways_is_the_same_in_every_language(path: Path) -> None:
    assert len(items(rendered(path), "ways")) == 4
    assert len(items(rendered(path, text_number=""), "ways")) == 3


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_the_slip_offers_both_choices_in_the_words_of_the_page(path: Path) -> None:
    for html, child in ((rendered(path), False), (rendered(path, guardian=True), True)):
        slip = html[html.index('<section class="slip">') :]
        boxes = items(slip, "boxes")
        assert len(boxes) == len(choices(path))
        for box, label in zip(boxes, choices(path), strict=True):
            assert ("child" in box) is child
            assert child or label in box
        assert html.rstrip().endswith("</section>")  # nothing comes after it


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_a_translated_slip_can_be_read_at_the_desk_too(path: Path) -> None:
    assert re.findall(r'<small lang="en" dir="ltr">(.*?)</small>', rendered(path)) == list(choices(path))


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_headings_are_in_order(path: Path) -> None:
    for html in every_variant(path):
        first, *rest = Words(html).headings
        assert first == "h1"
        assert rest
        assert set(rest) == {"h2"}


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_a_letter_says_nothing_that_is_misread_and_asks_nobody_else_for_anything(path: Path) -> None:
    for html in every_variant(path):
        assert not MISREAD.search(said(html))
        assert not OTHER_DIGITS.search(html)
        assert not re.search(r"<script|<link|<img|\b(src|href|on\w+)=|url\(|https?:", html)


@pytest.mark.parametrize("path", [*LETTERS, *EASY_READ], ids=named)
def test_parents_and_those_reminded_are_told_so(path: Path) -> None:
    assert len({said(rendered(path, guardian, reminder)) for guardian, reminder, _ in VARIANTS}) == 4


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_a_parent_reads_only_of_their_child(path: Path) -> None:
    text = said(rendered(path, guardian=True))
    assert "your child" in text
    assert not [found.group() for found in NOT_THE_PARENTS_OWN.finditer(text)]
    assert "how you are related to the child" in text
    assert "child" not in said(rendered(path))


@pytest.mark.parametrize("path", ENGLISH, ids=named)
@pytest.mark.parametrize("guardian", [False, True])
def test_a_child_of_eleven_can_read_a_letter(path: Path, guardian: bool) -> None:
    prose = [block for block in Words(rendered(path, guardian, reminder=True)).blocks if block.endswith((".", "?"))]
    assert grade(prose) <= HARDEST_GRADE


def test_the_reading_grade_tells_hard_from_easy() -> None:
    assert grade(["We plan to stop your record.", "You can keep it."]) < 3
    assert grade(["Notwithstanding any previously communicated preference, dissemination will be discontinued."]) > 12


@pytest.mark.parametrize("path", EASY_READ, ids=named)
def test_easy_read_has_short_sentences_each_beside_a_picture(path: Path) -> None:
    for html in every_variant(path):
        rows = html.split('<div class="row">')[1:]
        assert len(rows) >= 15
        for row in rows:
            assert row.count("<svg") == row.count("<title>") == 1
        for sentence in re.split(r"[.?!:]\s+|\n", said(html).replace(f"{PRACTICE}, {ADDRESS}", "us")):
            assert len(sentence.split()) <= 12, sentence
        titles = Words(html).titles
        assert all(titles)
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_a_language_has_its_formulas(path: Path) -> None:
    words = parse_letter_words((path.parent / "letter.toml").read_text(encoding="utf-8"))
    assert words.direction == ("rtl" if path.parent.name in ("ar", "ur") else "ltr")


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_a_draft_that_nobody_checked_is_for_sample_lists(path: Path) -> None:
    draft = parse_translation((path.parent / "translation.toml").read_text(encoding="utf-8"))
    assert draft.pseudo
    assert not draft.is_reviewed
