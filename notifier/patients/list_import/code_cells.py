"""The cells of codes in one row: their code, their term and their date, read by the dictionary of the presets.

What cannot be read and may be what a campaign asks about is a doubt, and holds the patient out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from notifier.errors import ValueRefused
from notifier.patients.list_import.clinical_codes import TEXTING_CODES, is_mangled, normal_codes
from notifier.patients.list_import.code_dictionary import CodeDictionary, TermMeaning
from notifier.patients.list_import.columns import CodeColumns, ColumnMap
from notifier.patients.list_import.dates import parse_date
from notifier.patients.list_import.entries import Entry
from notifier.patients.list_import.records import CodeEntry

_ABOUT_TEXTS = re.compile(r"\bsms\b|text messag|\btext(s|ing)\b|short message", re.I)
_AGREES = re.compile(r"\b(consents?|consent given|agree[sd]?|given)\b", re.I)
_DENIES = re.compile(r"\b(no|not|declin\w*|refus\w*|dissent\w*|withdr\w*|opt\w*[ -]?out|objects?)\b", re.I)
_ASKS_FOR_CHOICE = re.compile(r"consent|dissent", re.I)


class CodeReader:
    """Reads the codes of the rows of one list."""

    def __init__(self, columns: ColumnMap, dictionary: CodeDictionary, today: date) -> None:
        self._headings = columns.headings
        self._groups = columns.codes
        self._dictionary = dictionary
        self._known = dictionary.codes | TEXTING_CODES
        # A system that prints its codes in capitals makes others of them.
        self._in_capitals = {code.upper() for code in self._known} - self._known
        self._today = today
        self.unknown: Counter[str] = Counter()  # codes that no preset knows, and in how many rows

    def read(self, cells: Sequence[str], entry: Entry) -> None:
        """Add the codes of a row, in `cells`, to its entry, and say what could not be read."""
        for group in self._groups:
            if any(cells[column] for column in group.codes) or (group.term is not None and cells[group.term]):
                self._read_group(cells, group, entry)

    def _read_group(self, cells: Sequence[str], group: CodeColumns, entry: Entry) -> None:
        mangled = [column for column in group.codes if is_mangled(cells[column])]
        codes = [code for column in group.codes for code in normal_codes(cells[column])]
        term = cells[group.term] if group.term is not None else ""
        inline = normal_codes(term) if term and not codes else []
        if inline and any(code in self._known for code in inline):
            codes = inline
        is_known = not self._known.isdisjoint(codes)
        said = self._meanings(term or ("" if is_known else self._words_of(codes)))
        self._say_mangled(entry, cells, mangled, is_read=is_known or said is not None)
        if not is_known and said is None:
            self._doubt_unknown(entry, cells, group, codes, term, is_doubted=bool(mangled))
        self._remark_by_term(entry, group, codes, term, said)
        on = self._date(cells, group, entry)
        missing = [one.code for one in said or () if one.group.isdisjoint(codes)]
        entry.codes += tuple([CodeEntry(code, on) for code in dict.fromkeys((*(codes or inline), *missing))])
        self.unknown.update(code for code in codes if code not in self._known)

    def _meanings(self, term: str) -> tuple[TermMeaning, ...] | None:
        return self._dictionary.meanings(term) if term else None

    @staticmethod
    def _words_of(codes: Sequence[str]) -> str:
        """A column of codes may print terms."""
        return codes[0] if len(codes) == 1 and " " in codes[0] else ""

    def _say_mangled(self, entry: Entry, cells: Sequence[str], columns: Sequence[int], *, is_read: bool) -> None:
        for column in columns:
            say = entry.remark if is_read else entry.doubt
            say(self._headings[column], "code mangled by a spreadsheet", cells[column])

    def _remark_by_term(
        self, entry: Entry, group: CodeColumns, codes: Sequence[str], term: str, said: tuple[TermMeaning, ...] | None
    ) -> None:
        if said and term and all(one.group.isdisjoint(codes) for one in said):
            why = "code read by its term" if not codes else "code that no preset knows, read by its term"
            if not self._known.isdisjoint(codes):
                why = "code and term say different things: both hold"
            entry.remark(self._headings[group.term or 0], why, term)

    def _doubt_unknown(
        self,
        entry: Entry,
        cells: Sequence[str],
        group: CodeColumns,
        codes: Sequence[str],
        term: str,
        *,
        is_doubted: bool,
    ) -> None:
        """What no preset knows: it holds the patient out where it may be what a campaign asks about."""
        words = term or self._words_of(codes)
        has_code = bool(codes) and not self._words_of(codes)
        column = group.term if term and group.term is not None else next(iter(group.codes), group.term or 0)
        heading = self._headings[column]
        if capitals := self._in_capitals.intersection(codes):
            entry.doubt(heading, "code in capitals: which one it was is not known", min(capitals))
        elif words and _ABOUT_TEXTS.search(words):
            self._read_about_texts(entry, heading, words)
        elif words and self._dictionary.may_matter(words, has_code=has_code):
            entry.doubt(heading, "term about consent or sharing that no preset knows", words)
        elif not is_doubted and (words or codes) and self._asks_for_choice(heading):
            entry.doubt(heading, "answer about consent that no preset knows", cells[column])

    def _asks_for_choice(self, heading: str) -> bool:
        return _ASKS_FOR_CHOICE.search(heading) is not None or self._dictionary.is_subject(heading)

    @staticmethod
    def _read_about_texts(entry: Entry, heading: str, words: str) -> None:
        if _DENIES.search(words) or not _AGREES.search(words):
            entry.sms_declined = True
            entry.remark(heading, "term about texts: taken as declined", words)

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
