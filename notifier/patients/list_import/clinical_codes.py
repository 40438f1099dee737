"""Clinical codes as the exports print them, and the codes about texts that every preset needs.

Which codes keep a patient out of a campaign is data of its preset, see `notifier.patients.list_import.exclusions`.
"""

import re
from collections.abc import Iterable
from datetime import date

from stdnum import verhoeff

from notifier.patients.list_import.records import CodeEntry

# Read v2 prints five characters padded with dots ("9Ndo."); Vision adds the two-digit id of the term ("9Ndo.00").
_READ_WITH_TERM_ID = re.compile(r"([0-9A-Za-z]{2,5}\.{0,3})(?:-?[0-9]{2})")
_READ = re.compile(r"(?=[0-9A-Za-z.]{5}(?:[0-9]{2})?$)[0-9A-Za-z]{2,5}\.{0,3}(?:[0-9]{2})?")
_SNOMED = re.compile(r"[1-9][0-9]{5,17}")
_SPREADSHEET_FLOAT = re.compile(r"\.0$")
# A power of ten, a cell too narrow to show its number, an error of the spreadsheet in the place of a value.
_MANGLED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+|#+|#(NAME\?|VALUE!|REF!|DIV/0!|NUM!|NULL!)", re.I)
_EXACT_DIGITS = 15  # of a number that a spreadsheet keeps; it writes zeros for the rest
_BETWEEN = re.compile(r"[\s|;,()\[\]\"'=:]+")

# Texting preferences: SNOMED CT and Read v2, as accuRx's support page "how does accuRx check for consent in the patient
# record" lists them. A "no" to results alone still says "do not text me about my record" and is respected.
_NO_TO_TEXTS = frozenset({"513631000000106", "9NdQ"})
_YES_TO_TEXTS = frozenset({"699237001", "9NdP"})
_NO_TO_RESULTS = frozenset({"911401000000108", "9NdQ0"})
_YES_TO_RESULTS = frozenset({"911361000000104", "9NdP0"})
TEXTING_CODES = _NO_TO_TEXTS | _YES_TO_TEXTS | _NO_TO_RESULTS | _YES_TO_RESULTS


def normal_codes(text: str) -> list[str]:
    """Every code in a cell, which may hold its term as well: "9Ndo.00 Express dissent (XaXj6)" gives 9Ndo and XaXj6.

    Trailing dots and term ids are removed; the case is kept, as 9Ndl and 9NdL are different codes. Where a list prints
    the term alone, the term stands for the code, so that a preset may name it.
    """
    text = _SPREADSHEET_FLOAT.sub("", text.strip())
    if not text or is_mangled(text):
        return []
    words = [word for word in _BETWEEN.split(text) if word]
    if len(words) == 1:
        return [_normal_code(words[0])]
    return [_normal_code(word) for word in words if _is_code_among_words(word)] or [" ".join(text.split())]


def has_code(text: str) -> bool:
    """Whether something in the cell has the form of a code."""
    return any(map(_is_code_among_words, _BETWEEN.split(text)))


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet lost a part of the code, which cannot be undone."""
    text = _SPREADSHEET_FLOAT.sub("", text.strip())
    return _MANGLED.fullmatch(text) is not None or (
        len(text) > _EXACT_DIGITS
        and text.isdecimal()
        and not text[_EXACT_DIGITS:].strip("0")
        and not verhoeff.is_valid(text)
    )


def declines_texts(codes: Iterable[CodeEntry]) -> bool:
    """Whether a "no" to texts stands: none of the later entries takes it back. Without a date it always stands."""
    codes = tuple(codes)
    if TEXTING_CODES.isdisjoint([entry.code for entry in codes]):
        return False
    general_yes = _latest(codes, _YES_TO_TEXTS)
    results_yes = max(general_yes, _latest(codes, _YES_TO_RESULTS))
    return any(
        entry.recorded_on is None or entry.recorded_on >= (general_yes if entry.code in _NO_TO_TEXTS else results_yes)
        for entry in codes
        if entry.code in _NO_TO_TEXTS or entry.code in _NO_TO_RESULTS
    )


def _latest(codes: Iterable[CodeEntry], wanted: frozenset[str]) -> date:
    return max((entry.recorded_on for entry in codes if entry.code in wanted and entry.recorded_on), default=date.min)


def _normal_code(word: str) -> str:
    match = _READ_WITH_TERM_ID.fullmatch(word) if not word.isdigit() else None
    if match and len(match[1]) == 5:
        word = match[1]
    return word.rstrip(".")


def _is_code_among_words(word: str) -> bool:
    has_digit = any(sign.isdigit() for sign in word)
    return _SNOMED.fullmatch(word) is not None or (
        _READ.fullmatch(word) is not None and (has_digit or word.endswith(".") or word[:1] == "X")
    )
