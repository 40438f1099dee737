"""Mobile numbers of the United Kingdom and the islands, in E.164.

A text to a landline is not refused: carriers read it aloud to whoever picks up. So only numbers in a mobile range are
taken. The ranges are those of the phonenumbers library, compiled once: its own parsing takes 90 us a number, and it
lets a letter O vanish as if it were no part of the number.
"""

import re
import unicodedata
from typing import Self

from phonenumbers import PhoneMetadata

from notifier.errors import ValueRefused


def _mobile_ranges() -> re.Pattern[str]:
    """Mobiles of Great Britain, Jersey, Guernsey and Man; pagers (076) and personal numbers (070) are other types."""
    patterns = []
    for region in ("GB", "JE", "GG", "IM"):
        metadata = PhoneMetadata.metadata_for_region(region)
        if metadata is not None and metadata.mobile is not None and metadata.mobile.national_number_pattern:
            patterns.append(metadata.mobile.national_number_pattern)
    return re.compile("|".join(patterns))


_MOBILE = _mobile_ranges()
_SAMPLE = re.compile(r"77009\d{5}")  # in no network; the library holds it invalid

_SEPARATORS = str.maketrans("", "", " \t\r\n().-‐‑‒–—'\"=_\u00a0\u2007\u2009\u202f\u200b\ufeff")
_PLAIN = re.compile(r"(?:(?:\+|00|0)?440?|\+?0)?(7\d{9})", re.ASCII)
_NUMBER = re.compile(r"(?:(?:\+|00)44|\b44|\+)?[\s()]*(?:\d[\s().\-–]*){6,}", re.ASCII)
_SPREADSHEET_FLOAT = re.compile(r"(?<=\d{9})\.0+$")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_LETTER_FOR_DIGIT = re.compile(r"\d[OoIl]|[OoIl]\d|(?<!\w)[OoIl]{1,3}(?=[\s.\-]*\d)|\d[\s.\-]*[OoIl]{1,3}(?!\w)")
_WARNING = re.compile(r"\b(do not|don'?t|not in use|wrong|old number|no longer|no texts?|no sms|incorrect|ex-)", re.I)
_ONE_NUMBER_A_PART = re.compile(r"[/;,|&\n]|\bor\b|\band\b", re.I)

_WHY_BY_START = (
    (("1", "2", "3"), "mobile is a landline"),
    (("70",), "mobile is a personal number (070)"),
    (("76",), "mobile is a pager"),
    (("7",), "mobile is in no known mobile range"),
    (("",), "mobile is not a mobile number"),
)


class Mobile(str):
    """A mobile in E.164: +447700900123. Made by `parse`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The one mobile in `text`.

        Lost zeros, +44 (0) and words beside the number are put right; one landline beside one mobile gives the mobile.
        Raises `ValueRefused` where it would have to guess: two mobiles, too few digits, a letter among the digits.
        """
        plain = _PLAIN.fullmatch(_SPREADSHEET_FLOAT.sub("", text).translate(_SEPARATORS))
        national = plain[1] if plain else _search(unicodedata.normalize("NFKC", text))
        if not _MOBILE.fullmatch(national) and not _SAMPLE.fullmatch(national):
            raise ValueRefused(_why_no_mobile(national))
        return cls("+44" + national)

    @property
    def national(self) -> str:
        """As printed for people: 07700 900123."""
        return f"0{self[3:7]} {self[7:]}"

    @property
    def is_sample(self) -> bool:
        """Whether it lies in the ranges kept for drama and samples, which no network carries."""
        return _SAMPLE.fullmatch(self, 3) is not None


def _search(text: str) -> str:
    """The national number (no leading zero) of the one mobile among words and other numbers."""
    _refuse_what_cannot_be_trusted(text)
    found = [number for part in _ONE_NUMBER_A_PART.split(text) for number in _numbers_in(part)]
    mobiles = {number for number in found if len(number) == 10 and number.startswith("7")}
    if len(mobiles) > 1:
        raise ValueRefused("mobile holds two different mobile numbers")
    if mobiles:
        return mobiles.pop()
    if not found:
        raise ValueRefused("mobile is not a number")
    return found[0]


def _refuse_what_cannot_be_trusted(text: str) -> None:
    if _SCIENTIFIC.search(text) or set(text.strip()) == {"#"}:
        raise ValueRefused("mobile mangled by a spreadsheet")
    if _LETTER_FOR_DIGIT.search(text):
        raise ValueRefused("mobile has a letter in place of a digit")
    if _WARNING.search(text):
        raise ValueRefused("mobile comes with a warning")


def _numbers_in(part: str) -> list[str]:
    """Every number in a text, without its country code or leading zero; what is not British keeps its plus."""
    return [_without_prefix(run) for match in _NUMBER.finditer(part) for run in _split_run(match[0])]


def _split_run(run: str) -> list[str]:
    """One run of digits, or two where two whole numbers stand side by side with only a space between."""
    digits = re.sub(r"[^\d+]", "", run)
    if len(digits) == 22 and digits[0] == "0" and digits[11] == "0":
        return [digits[:11], digits[11:]]
    return [digits]


def _without_prefix(digits: str) -> str:
    if digits.startswith("+") and not digits.startswith(("+44", "+0")):
        return digits
    return re.sub(r"^(?:(?:\+|00|0)?440?|\+?0)(?=\d{9,10}$)", "", digits)


def _why_no_mobile(national: str) -> str:
    if national.startswith("+"):
        return "mobile is not a number of the United Kingdom"
    if len(national) > 10:
        return "mobile has too many digits"
    if len(national) < 10 and not (len(national) == 9 and national.startswith("1")):
        return "mobile has too few digits"
    return next(why for starts, why in _WHY_BY_START if national.startswith(starts))
