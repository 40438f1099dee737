"""How easy English words are to read: hints for whoever writes, and no more, for a reading age is contested.

The NHS digital service manual (how we write) asks for a reading age of nine to eleven.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import syllapy

HARDEST_GRADE = 6  # what a child of eleven reads
LONGEST_SENTENCE = 20  # words; the service manual's limit
_LONG_WORD = 4  # syllables

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"(?<=[.:?])\s+")  # Flesch counts what stands before a colon as a sentence of its own


@dataclass(frozen=True)
class Readability:
    """What may be hard in a text."""

    grade: float  # the school year, in American counting, that can read it
    words: int
    long_sentences: tuple[str, ...]
    long_words: tuple[str, ...]  # each once, the longest first

    @property
    def is_easy(self) -> bool:
        """Whether a child of eleven reads it."""
        return self.grade <= HARDEST_GRADE


def readability_of(sentences: Iterable[str]) -> Readability | None:
    """What may be hard in these sentences, headings among them; None where there is nothing to judge by."""
    whole = [sentence for sentence in sentences if sentence.endswith((".", "?", "!", ":"))]
    if not any(map(words_in, whole)):
        return None
    words = [word for sentence in whole for word in words_in(sentence)]
    long_words = {
        word.lower(): _syllables(word) for word in words if not word.isupper() and _syllables(word) >= _LONG_WORD
    }
    return Readability(
        grade=round(grade(whole), 1),
        words=len(words),
        long_sentences=tuple(one for one in whole if len(words_in(one)) > LONGEST_SENTENCE),
        long_words=tuple(sorted(long_words, key=lambda word: (-long_words[word], word))),
    )


def words_in(text: str) -> list[str]:
    """The words, without numbers and codes."""
    return _WORD.findall(text)


def grade(texts: Iterable[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid and others 1975) of all the sentences together: the school year, in American
    counting, that can read them. Grades 4 to 6 are the years of nine to eleven year olds.

    Headings and labels would flatter it: hand in what ends like a sentence. Abbreviations count letter by letter.
    """
    sentences = [sentence for text in texts for sentence in _SENTENCE_END.split(text) if words_in(sentence)]
    words = [word for sentence in sentences for word in words_in(sentence)]
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    if word.isupper() and len(word) > 1:
        return len(word)
    counted: int = syllapy.count(word.replace("’", "'"))
    return max(1, counted)
