"""The words of the patient's page in every language: whole, in the letter's words, and readable in their own script."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns.presets import template_root
from notifier.campaigns.published_pages import PageWords, parse_page_words
from notifier.campaigns.reasons import parse_reason
from notifier.campaigns.translations import parse_letter_words, parse_translation
from tests.readability import OTHER_DIGITS
from web.patient.birth_dates import read_date
from web.patient.page_words import RIGHT_TO_LEFT, load_page_words
from web.templating import day

OWN = load_page_words()
TRANSLATED = sorted(set(OWN) - {"en"})
PAGES = sorted((template_root() / "messages").glob("*/*/page.toml"))
TRANSLATED_PAGES = [path for path in PAGES if path.parent.name != "en"]
TODAY = date(2026, 11, 2)
PLACE = re.compile(r"\{\w*\}")
MOST_LATIN = 0.1  # of the letters: abbreviations, and names that have to be looked up in English


def named(path: Path) -> str:
    return "/".join(path.parts[-3:])


def texts(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each text or list with its key, as "you.title"."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def shape(tree: Mapping[str, Any]) -> dict[str, Any]:
    """What a translation has to leave as it is: the keys, how many texts each has, and the places in them."""
    return {key: (type(text), isinstance(text, str) or len(text), places(text)) for key, text in texts(tree)}


def places(text: str | list[str]) -> list[str]:
    return sorted(PLACE.findall(text if isinstance(text, str) else " ".join(text)))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lines(tree: Mapping[str, Any]) -> list[str]:
    return [line for _, text in texts(tree) for line in ([text] if isinstance(text, str) else text)]


def english(path: Path) -> Path:
    return path.parents[1] / "en" / path.name


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_has_the_words_of_english_with_their_places(language: str) -> None:
    assert shape(OWN[language]) == shape(OWN["en"])


@pytest.mark.parametrize("path", TRANSLATED_PAGES, ids=named)
def test_every_translated_page_says_as_much_as_the_english_one(path: Path) -> None:
    assert shape(read(path)) == shape(read(english(path)))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_page_can_be_read_and_says_it_all_to_parents_too(path: Path) -> None:
    reason = parse_reason(path.with_name("reason.toml").read_text(encoding="utf-8"))
    page = parse_page_words(path.read_text(encoding="utf-8"), reason)
    assert (page.why, page.guardian["why"]) == (reason.reason, reason.reason_guardian)
    assert {*page.other} == {"keep_label", "agree_label", "kept_done", "agreed_done"}
    assert {*page.guardian} == {*page.other, "title", "lead", "why", "meaning", "proposal"}
    assert len(distinct_labels(page)) == 7


def distinct_labels(page: PageWords) -> set[object]:
    own = {page.keep_label, page.agree_label, page.unsure_label}
    return own | {view[name] for view in (page.guardian, page.other) for name in ("keep_label", "agree_label")}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_the_page_offers_the_choices_in_the_words_of_the_letter(path: Path) -> None:
    page, letter = read(path), path.with_name("letter.html").read_text(encoding="utf-8")
    labels = [view[name] for view in (page, page["guardian"]) for name in ("keep_label", "agree_label")]
    assert [label for label in labels if f'"{label}"' not in letter] == []


@pytest.mark.parametrize("language", OWN)
def test_a_date_as_the_page_writes_it_can_be_typed(language: str) -> None:
    for month in range(1, 13):
        born = date(1980, month, 1)
        typed = {"day": day(born, language)}
        assert read_date(typed, OWN[language]["months"], TODAY).dates == (born,)


@pytest.mark.parametrize("path", TRANSLATED_PAGES, ids=named)
def test_page_and_letter_agree_on_the_language(path: Path) -> None:
    own_name = parse_translation(path.with_name("translation.toml").read_text(encoding="utf-8")).language
    direction = parse_letter_words(path.with_name("letter.toml").read_text(encoding="utf-8")).direction
    assert OWN[path.parent.name]["language"] == own_name
    assert (path.parent.name in RIGHT_TO_LEFT) is (direction == "rtl")


@pytest.mark.parametrize("path", TRANSLATED_PAGES, ids=named)
def test_no_english_is_left_in_a_translation(path: Path) -> None:
    language = path.parent.name
    said = lines(read(path)) + lines(OWN[language])
    meant = {*lines(read(english(path))), *lines(OWN["en"])}
    assert [line for line in said if line in meant] == []
    letters = [letter for line in said for letter in PLACE.sub("", line) if letter.isalpha()]
    latin = sum(letter.isascii() for letter in letters) / len(letters)
    assert latin < MOST_LATIN or language == "pl"


@pytest.mark.parametrize("language", TRANSLATED)
def test_numbers_stay_in_the_digits_and_the_order_in_which_they_are_dialled(language: str) -> None:
    said = lines(OWN[language])
    assert [line for line in said if OTHER_DIGITS.search(line)] == []
    assert [line for line in said if line.count("\u2066") != line.count("\u2069")] == []
    # Between plain spaces, the groups of a number would be shown from right to left.
    assert [line for line in said if re.search(r"\d{3} \d", line) and language in RIGHT_TO_LEFT] == []
