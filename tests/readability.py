"""How easy words are to read, and what patients misread."""

import re
from collections.abc import Iterable

import syllapy

MISREAD = re.compile(r"\bobject(s|ed|ing|ions?)?\b|\bopt(s|ed|ing)?[\s-]*out\b|\bconsent", re.IGNORECASE)
OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0a66-\u0a6f]")  # of Arabic, Urdu and Panjabi
HARDEST_GRADE = 6  # what a child of eleven reads

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"(?<=[.:?])\s+")  # Flesch counts what stands before a colon as a sentence of its own


def words_in(text: str) -> list[str]:
    """The words, without numbers and codes."""
    return _WORD.findall(text)


def grade(texts: Iterable[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid and others 1975) of all the sentences together: the school year, in American
    counting, that can read them. Grades 4 to 6 are the years of nine to eleven year olds, the reading age that the NHS
    digital service manual asks for.

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
