"""What patients read, on every channel and in every language: one word for one thing, none that is unexplained."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns.presets import template_root

ROOT = template_root()
MESSAGES, OWN_WORDS = ROOT / "messages", ROOT / "pages" / "patient" / "words"
# A code is what patients answer with, and nothing else. What the practice adds to a record is a note.
OTHER_CODE = re.compile(r"(?<!answer )\bcodes?\b", re.IGNORECASE)
NOTE = re.compile(r"\b[Nn]ote\b")
CODE_IN = {"ar": "رمز", "pa": "ਕੋਡ", "pl": "kod", "ur": "کوڈ"}  # a stem, in whatever case and with whatever article
NOTE_IN = {"ar": "ملاحظة", "pa": "ਨੋਟ", "pl": "adnotacj", "ur": "نوٹ"}
# Read by everybody, or with what it means behind it; KEEP is a word to text, Relay UK a name.
ABBREVIATION = re.compile(r"(?<!Relay )\b(?!NHS\b|GP\b|KEEP\b)[A-Z]{2,}s?\b(?! \()")
SAID_BY_ALL = ("{{ reason }}", "{{ signed_by }}", "{{ signed_role }}", "Information Commission")
STATEMENTS = ROOT / "pages" / "patient" / "statements.toml"
# Of the briefing, which is for staff, only what they say to patients.
STAFF_ONLY = re.compile(r"^briefing\.(?!questions)")
# What nobody hears or sees: tags with their attributes, pictures, what is filled in, and the template's own language.
UNSEEN = re.compile(r"<svg.*?</svg>|<style.*?</style>|</?\w[^>]*>|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
FORMULA = re.compile(r"\{(\w+)\}")


def in_table(tree: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a TOML table by its keys, as `guardian.proposal.0`."""
    match tree:
        case Mapping():
            for name, value in tree.items():
                yield from in_table(value, f"{above}.{name}" if above else name)
        case list():
            for place, value in enumerate(tree):
                yield from in_table(value, f"{above}.{place}")
        case str():
            yield above, FORMULA.sub(lambda found: "answer code" if found[1] == "code" else "", tree)


def in_template(source: str) -> str:
    """A template's words, of all its readers at once: also those that a condition chooses between."""
    source = EXPRESSION.sub(lambda found: " ".join(re.findall(r'"([^"]*)"', found[1])), source)
    set_words = " ".join(re.findall(r'"([^"]*)"', " ".join(re.findall(r"\{% (?:set|call)\b.*?%\}", source))))
    return f"{UNSEEN.sub(' ', source)} {set_words}"


def read(path: Path) -> dict[str, str]:
    """All the texts of a file, by key where it has keys."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".toml":
        return {"": in_template(source)}
    return {key: in_template(text) for key, text in in_table(tomllib.loads(source)) if not STAFF_ONLY.match(key)}


def of_language(code: str) -> list[Path]:
    """The files that patients who read this language get their words from."""
    files = [path for path in sorted(MESSAGES.glob(f"*/{code}/*")) if path.suffix in (".txt", ".html", ".toml")]
    return [*files, OWN_WORDS / f"{code}.toml"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", of_language("en"), ids=named)
def test_a_code_is_what_patients_answer_with_and_nothing_else(path: Path) -> None:
    found = {key: OTHER_CODE.findall(text) for key, text in read(path).items() if OTHER_CODE.search(text)}
    assert not found


@pytest.mark.parametrize("path", [*of_language("en"), STATEMENTS], ids=named)
def test_no_abbreviation_is_left_unexplained(path: Path) -> None:
    found = {key: ABBREVIATION.findall(text) for key, text in read(path).items()}
    assert {key: short for key, short in found.items() if short} == {}


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_every_letter_and_email_says_why_who_signs_how_to_complain_and_where_the_privacy_notice_is(preset: str) -> None:
    for name in ("letter.html", "letter_easy.html", "email.html", "email.txt"):
        source = (MESSAGES / preset / "en" / name).read_text(encoding="utf-8")
        assert [needed for needed in (*SAID_BY_ALL, "ell us first") if needed not in source] == [], name
        assert re.search(r"\{\{ privacy_(url|link) \}\}", source), name


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("*/*/letter.html")), ids=named)
def test_every_language_of_a_letter_says_so_too(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [needed for needed in (*SAID_BY_ALL, "{{ privacy_url }}") if needed not in source] == []


TRANSLATED = [
    path for language in CODE_IN for path in of_language(language) if path.name in ("page.toml", f"{language}.toml")
]


@pytest.mark.parametrize("path", TRANSLATED, ids=named)
def test_a_translation_tells_code_and_note_apart_where_english_does(path: Path) -> None:
    language = path.stem if path.parent == OWN_WORDS else path.parent.name
    english = read(path.with_name("en.toml") if path.parent == OWN_WORDS else path.parents[1] / "en" / path.name)
    theirs = read(path)
    notes = {key for key, text in english.items() if NOTE.search(text)}
    assert notes
    for key, text in english.items():
        if key in notes:
            assert NOTE_IN[language] in theirs[key], key
        if "code" not in text:
            assert CODE_IN[language] not in theirs[key].lower(), key


@pytest.mark.parametrize("language", CODE_IN)
def test_a_translated_letter_speaks_of_a_code_as_often_as_the_english_one(language: str) -> None:
    english, theirs = (in_template((MESSAGES / "scr" / code / "letter.html").read_text()) for code in ("en", language))
    assert len(re.findall(rf"\w*{CODE_IN[language]}", theirs)) == english.count("answer code")
    assert NOTE_IN[language] in theirs
