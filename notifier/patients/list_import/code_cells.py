"""The cells of codes in one row: their code, their term and their date, read by the dictionary of the presets.

What cannot be read and may be what a campaign asks about is a doubt, and holds the patient out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from notifier.errors import ValueRefused
from notifier.patients.list_import.clinical_codes import TEXTING_CODES, is_mangled, normal_codes
from notifier.patients.list_import.code_dictionary import CodeDictionary
from notifier.patients.list_import.columns import CodeColumns, ColumnMap
from notifier.patients.list_import.dates import parse_date
from notifier.patients.list_import.entries import Entry
from notifier.patients.list_import.records import CodeEntry

_ABOUT_TEXTS = re.compile(r"\bsms\b|text messag|\btext(s|ing)\b|short message", re.I)
_AGREES = re.compile(r"\b(consents?|consent given|agree[sd]?|given)\b", re.I)
_DENIES = re.compile(r"\b(no|not|declin\w*|refus\w*|dissent\w*|withdr\w*|opt\w*[ -]?out|objects?)\b", re.I)
_ASKS_FOR_CHOICE = re.compile(r"consent|dissent", re.I)


class _Say(NamedTuple):
    """Something to say of a cell."""

    column: int
    why: str
    shown: str
    holds: bool


class _Understood(NamedTuple):
    """What the code cells and the term of one event mean together."""

    codes: tuple[str, ...]
    says: tuple[_Say, ...]
    declines_texts: bool
    unknown: tuple[str, ...]  # codes that no preset knows


class CodeReader:
    """Reads the codes of the rows of one list."""

    def __init__(self, columns: ColumnMap, dictionary: CodeDictionary, today: date) -> None:
        self._headings = columns.headings
        self._groups = [(group, _columns(group)) for group in columns.codes]
        self._dictionary = dictionary
        self._known = dictionary.codes | TEXTING_CODES
        # A system that prints its codes in capitals makes others of them.
        self._in_capitals = {code.upper() for code in self._known} - self._known
        self._today = today
        # A list has few different events, and each of them in many rows.
        self._understood: dict[tuple[CodeColumns, tuple[str, ...]], _Understood] = {}
        self.unknown: Counter[str] = Counter()  # codes that no preset knows, and in how many rows

    def read(self, cells: Sequence[str], entry: Entry) -> None:
        """Add the codes of a row, in `cells`, to its entry, and say what could not be read."""
        for group, columns in self._groups:
            texts = tuple([cells[column] for column in columns])
            if any(texts):
                self._add(self._understand(group, texts), self._date(cells, group, entry), entry)

    def _add(self, understood: _Understood, on: date | None, entry: Entry) -> None:
        entry.codes += tuple([CodeEntry(code, on) for code in understood.codes])
        entry.sms_declined |= understood.declines_texts
        for column, why, shown, holds in understood.says:
            say = entry.doubt if holds else entry.remark
            say(self._headings[column], why, shown)
        self.unknown.update(understood.unknown)

    def _understand(self, group: CodeColumns, texts: tuple[str, ...]) -> _Understood:
        if (known := self._understood.get((group, texts))) is None:
            known = self._understood[group, texts] = self._work_out(group, texts)
        return known

    def _work_out(self, group: CodeColumns, texts: tuple[str, ...]) -> _Understood:
        """What the texts of a group's code columns, and of its term at the end, mean."""
        mangled = [(column, text) for column, text in zip(group.codes, texts, strict=False) if is_mangled(text)]
        codes = [code for text in texts[: len(group.codes)] for code in normal_codes(text)]
        term = texts[-1] if group.term is not None else ""
        inline = normal_codes(term) if term and not codes else []
        if not self._known.isdisjoint(inline):
            codes = inline
        is_known = not self._known.isdisjoint(codes)
        words = term or ("" if is_known else _words_of(codes))
        meant = self._dictionary.meanings(words) if words else None
        is_read = is_known or meant is not None
        says = [_Say(column, "code mangled by a spreadsheet", text, not is_read) for column, text in mangled]
        declines = False
        if not is_read:
            doubts, declines = self._doubts(group, texts, codes, is_mangled=bool(mangled))
            says += doubts
        missing = [one.code for one in meant or () if one.group.isdisjoint(codes)]
        if meant and term and len(missing) == len(meant):
            says.append(_Say(group.term or 0, _by_term(codes, is_known=is_known), term, holds=False))
        every = tuple(dict.fromkeys((*(codes or inline), *missing)))
        return _Understood(every, tuple(says), declines, tuple(code for code in codes if code not in self._known))

    def _doubts(
        self, group: CodeColumns, texts: tuple[str, ...], codes: Sequence[str], *, is_mangled: bool
    ) -> tuple[list[_Say], bool]:
        """(what to say of something that no preset knows, whether it declines texts): it may be what is asked about."""
        term = texts[-1] if group.term is not None else ""
        words = term or _words_of(codes)
        at = len(texts) - 1 if term else next((place for place, text in enumerate(texts) if text), 0)
        column = _columns(group)[at]
        heading = self._headings[column]
        if capitals := self._in_capitals.intersection(codes):
            return [_Say(column, "code in capitals: which one it was is not known", min(capitals), holds=True)], False
        if words and _ABOUT_TEXTS.search(words):
            declines = _DENIES.search(words) is not None or _AGREES.search(words) is None
            why = "term about texts: taken as declined"
            return [_Say(column, why, words, holds=False)] if declines else [], declines
        if words and self._dictionary.may_matter(words, has_code=bool(codes) and not _words_of(codes)):
            return [_Say(column, "term about consent or sharing that no preset knows", words, holds=True)], False
        if not is_mangled and (words or codes) and self._asks_for_choice(heading):
            return [_Say(column, "answer about consent that no preset knows", texts[at], holds=True)], False
        return [], False

    def _asks_for_choice(self, heading: str) -> bool:
        return _ASKS_FOR_CHOICE.search(heading) is not None or self._dictionary.is_subject(heading)

    def _date(self, cells: Sequence[str], group: CodeColumns, entry: Entry) -> date | None:
        """The day of the code; one that cannot be is none, so that the code stands whatever else is dated."""
        text = cells[group.date] if group.date is not None else ""
        if not text:
            return None
        heading = self._headings[group.date or 0]
        try:
            day = parse_date(text)
        except ValueRefused as fault:
            entry.remark(heading, f"date of the code {fault}", text)
            return None
        if day > self._today:
            entry.remark(heading, "date of the code in the future: not used", text)
            return None
        return day


def _columns(group: CodeColumns) -> tuple[int, ...]:
    """The code columns, and behind them that of the term where there is one."""
    return group.codes if group.term is None else (*group.codes, group.term)


def _words_of(codes: Sequence[str]) -> str:
    """A column of codes may print terms."""
    return codes[0] if len(codes) == 1 and " " in codes[0] else ""


def _by_term(codes: Sequence[str], *, is_known: bool) -> str:
    if is_known:
        return "code and term say different things: both hold"
    return "code that no preset knows, read by its term" if codes else "code read by its term"
