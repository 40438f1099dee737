"""The English words of the patient's page can be read by a child of eleven.

Measured by the Flesch-Kincaid grade, which sees only how long sentences and words are: it cannot say that a page is
understood, but it tells when one cannot be. The target is the NHS digital service manual's ("How we write": a reading
age of 9 to 11 years), taken as grade 5 for a whole file and grade 6 for each longer piece of it; a list is one piece.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns.presets import template_root
from notifier.campaigns.readability import HARDEST_GRADE, grade, words_in
from tests.readability import MISREAD
from web.patient.page_words import WORDS

ENGLISH = [WORDS / "en.toml", *sorted((template_root() / "messages").glob("*/en/page.toml"))]
HARDEST_GRADE_OF_ALL = 5
LONGER = 15  # words: in fewer, one long word that cannot be avoided decides the grade


def pieces(words: Mapping[str, Any]) -> Iterator[str]:
    """Each piece of text, a list as one."""
    for text in words.values():
        if isinstance(text, Mapping):
            yield from pieces(text)
        else:
            yield text if isinstance(text, str) else " ".join(text)


def named(path: Path) -> str:
    return "/".join(path.parts[-3:])


def read(path: Path) -> list[str]:
    return list(pieces(tomllib.loads(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_a_child_of_eleven_can_read_the_page(path: Path) -> None:
    prose = [piece for piece in read(path) if piece.endswith((".", "?"))]
    assert len(prose) >= 10
    assert grade(prose) <= HARDEST_GRADE_OF_ALL
    longer = [piece for piece in prose if len(words_in(piece)) >= LONGER]
    assert [(piece, hard) for piece in longer if (hard := grade([piece])) > HARDEST_GRADE] == []


@pytest.mark.parametrize("path", ENGLISH, ids=named)
def test_the_page_has_no_word_that_patients_misread(path: Path) -> None:
    assert [piece for piece in read(path) if MISREAD.search(piece)] == []
