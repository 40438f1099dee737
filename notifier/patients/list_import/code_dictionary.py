"""What the presets make of clinical codes and of their terms: a term without its code says as much as the code.

Terms are compared as `plain_term` writes them, so that the 30 characters of a Read term, the 60 of another and the full
words of a SNOMED CT description are one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from notifier.campaigns import presets
from notifier.campaigns.presets import Preset

# As terms are shortened in the Read codes and by the exports.
_LONG_FORMS = {
    **dict.fromkeys(("cons", "con", "consnt", "consents"), "consent"),
    **dict.fromkeys(("diss", "dissnt", "dissents"), "dissent"),
    **dict.fromkeys(("exp", "expr", "expressed"), "express"),
    **dict.fromkeys(("ref", "refsd", "refuses", "refusal"), "refused"),
    **dict.fromkeys(("decl", "dec", "declines", "decline"), "declined"),
    **dict.fromkeys(("uploa", "upl", "upld", "uploading", "uploaded"), "upload"),
    **dict.fromkeys(("nat", "natl", "nation"), "national"),
    "loc": "local",
    **dict.fromkeys(("ele", "elec", "elect", "electr"), "electronic"),
    **dict.fromkeys(("rec", "recor", "records"), "record"),
    **dict.fromkeys(("shar", "shrd", "share", "sharing"), "shared"),
    **dict.fromkeys(("add", "addit", "addnl", "addl"), "additional"),
    "info": "information",
    "impl": "implied",
    "pt": "patient",
}
_SMALL_WORDS = frozenset("for of to the a an in and dataset data set with by".split())
_SEMANTIC_TAG = re.compile(
    r"\((?:finding|situation|procedure|event|disorder|record artifact|observable entity|qualifier value|"
    r"administrative concept|regime/therapy)\)\s*$",
    re.I,
)
_ABOUT_CHOICES = re.compile(
    r"\b(?:consent|dissent|opt(?:ed|s|ing)? ?(?:out|in)|object(?:s|ed|ion)|(?:record|information) shared|"
    r"shared (?:\w+ ){0,2}(?:record|information|party))\b"
)


class TermMeaning(NamedTuple):
    """What a term stands for."""

    code: str  # the first of its group: it stands in for the one that is missing
    group: frozenset[str]  # the codes that say the same


@dataclass(frozen=True, slots=True)
class CodeDictionary:
    """The codes and terms that some preset knows; the terms are as `plain` writes them."""

    codes: frozenset[str] = frozenset()
    terms: Mapping[str, tuple[TermMeaning, ...]] = field(default_factory=dict)  # none for what changes nothing
    subjects: tuple[str, ...] = ()  # words that only a term about some campaign has
    long_forms: Mapping[str, str] = field(default_factory=dict)  # of the words that presets shorten

    @classmethod
    def of(cls, known: Iterable[Preset]) -> "CodeDictionary":
        """The dictionary that presets make together."""
        presets_known = tuple(known)
        long_forms = {
            short.casefold(): plain_term(long) for one in presets_known for short, long in one.abbreviations.items()
        }
        words = cls(long_forms=long_forms)
        unrelated = [say for one in presets_known for say in (*one.unrelated.codes, *one.unrelated.terms)]
        terms: dict[str, tuple[TermMeaning, ...]] = {words.plain(say): () for say in unrelated}
        for group in (group for one in presets_known for group in one.groups):
            meaning = TermMeaning(group.codes[0], frozenset(group.codes))
            for term in map(words.plain, group.terms):
                terms[term] = tuple(dict.fromkeys((*terms.get(term, ()), meaning)))
        codes = {code for one in presets_known for group in one.groups for code in group.codes}
        codes |= {code for one in presets_known for code in one.unrelated.codes}
        subjects = tuple(words.plain(say) for one in presets_known for say in one.subjects)
        return cls(frozenset(codes), terms, subjects, long_forms)

    def plain(self, term: str) -> str:
        """A term as terms are compared."""
        words = plain_term(term)
        if self.long_forms:
            words = " ".join(self.long_forms.get(word, word) for word in words.split())
        return words

    def meanings(self, term: str) -> tuple[TermMeaning, ...] | None:
        """What the term stands for, none for one that changes nothing, and None for one that no preset knows."""
        return self.terms.get(self.plain(term))

    def is_subject(self, text: str) -> bool:
        """Whether a text is about what some campaign decides on."""
        plain = f" {self.plain(text)} "
        return any(f" {subject} " in plain for subject in self.subjects)

    def may_matter(self, term: str, *, has_code: bool) -> bool:
        """Whether an unknown term may be what a campaign asks about.

        Beside a code that can be read only the subject of a campaign counts: a record is full of consents to
        examinations and procedures.
        """
        return self.is_subject(term) or (not has_code and _ABOUT_CHOICES.search(plain_term(term)) is not None)


def dictionary_of(own: Path | None) -> CodeDictionary:
    """What the presets know, those in the practice's `own` folder among them."""
    return CodeDictionary.of(presets.load_preset(name, own) for name in presets.preset_folders(own))


@cache
def shipped_dictionary() -> CodeDictionary:
    """What the presets know that come with the program."""
    return dictionary_of(None)


@lru_cache(maxsize=8192)
def plain_term(text: str) -> str:
    """A term without case, punctuation, semantic tag and small words, its shortened words written out."""
    words = re.findall(r"[a-z0-9]+", _SEMANTIC_TAG.sub("", text.casefold()))
    long = " ".join(_LONG_FORMS.get(word, word) for word in words).split()
    return " ".join(word for word in long if word not in _SMALL_WORDS)
