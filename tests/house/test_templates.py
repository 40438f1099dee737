"""Every text can be laid out, and none says what patients misread."""

import re
import tomllib
from pathlib import Path

import jinja2
import pytest

from notifier.campaigns import presets
from notifier.campaigns.presets import template_root
from notifier.campaigns.text_parts import PARTS
from tests.house.program import ROOT

TEMPLATES = ROOT / "templates"
LANGUAGE_FOLDERS = sorted(path for path in (TEMPLATES / "messages").glob("*/*") if path.is_dir())
PATIENT_FACING = sorted(
    path
    for folder in (*LANGUAGE_FOLDERS, TEMPLATES / "pages" / "patient")
    for path in folder.rglob("*")
    if path.suffix in (".html", ".txt", ".toml")
)
# Read as their opposite by many ("object to being opted out"), or claiming what nobody gave.
MISREAD = re.compile(
    r"\bopt(s|ed|ing)?[\s-]*(out|in)\b|\bobject(s|ed|ing|ions?)?\b|\bconsent\w*|\bdissent\w*", re.IGNORECASE
)
PAGES = sorted((TEMPLATES / "pages").rglob("*.html"))
TEXTS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt") and path not in PAGES)


def named(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def test_the_program_finds_the_templates_of_a_checkout() -> None:
    assert template_root() == TEMPLATES


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_a_text_is_a_sound_template(path: Path) -> None:
    strict = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    strict.filters["isolated"] = str  # the letter's stationery brings it
    assert "def root(" in strict.compile(path.read_text(encoding="utf-8"), raw=True)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.toml")), ids=named)
def test_a_table_of_words_is_sound(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", LANGUAGE_FOLDERS, ids=named)
def test_a_language_has_every_part_of_the_texts(folder: Path) -> None:
    texts = presets.preset_texts(folder.parent.name, Path("/nowhere"), folder.name)
    assert set(texts) >= (set(PARTS) if folder.name == "en" else {"letter", "letter_words", "translation"})


@pytest.mark.parametrize("path", PATIENT_FACING, ids=named)
def test_no_patient_reads_a_word_that_is_misread(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|^#.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = text.replace("The right to object:", "")  # which the privacy notice has to call by its name
    assert not [found.group() for found in MISREAD.finditer(text)]


@pytest.mark.parametrize("path", [path for path in TEXTS + PAGES if path.suffix == ".html"], ids=named)
def test_no_page_carries_a_script_or_reaches_another_host(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bon(click|load|submit|change|error)=", source)
    assert not re.search(r"(src|action)\s*=\s*[\"']?(https?:)?//|@import|<link[^>]*//", source)


def test_no_page_of_the_staffs_has_a_manager_type_a_command() -> None:
    """A command stands there only for whoever looks after the computer, and where no page can help."""
    may = {
        "code_form.html": "a manager who has no second factor left and nobody to remove it",
        "parts.html": "the worker does not run",
    }
    command = re.compile(r"\bnotifier [a-z][a-z-]+|\bpublic_url\b|settings\.toml")
    naming = {path.name for path in PAGES if command.search(path.read_text(encoding="utf-8"))}
    assert naming == may.keys()
