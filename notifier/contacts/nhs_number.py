"""The NHS number: ten digits, the last of them a check digit modulo 11.

Source of the rule: NHS Data Dictionary, "NHS NUMBER". Numbers from 999 000 0000 are valid and never issued, so every
sample uses them.
"""

import re
from operator import mul
from typing import Self

from notifier.errors import ValueRefused

# What people and programs put around or between the digits: spaces of every kind, dashes, an apostrophe or ="..."
# (both tell a spreadsheet that this is text), and the ".0" of a number that a spreadsheet took for a measurement.
_DECORATION = re.compile(r"""[\s'"‘’“”=,._\-‐‑‒–—\u200b\ufeff]+""")
_SPREADSHEET_FLOAT = re.compile(r"\.0+$")
_SCIENTIFIC = re.compile(r"\s*[+]?\d+([.,]\d+)?\s*[eE]\s*\+?\d+\s*")
_PLACEHOLDERS = frozenset({"", "none", "n/a", "na", "nil", "null", "unknown", "notknown", "missing", "?", "#n/a"})
_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


class NhsNumber(str):
    """Ten digits that pass the check. Made by `parse`; a text of the same digits is equal to it."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number in `text`; raises `ValueRefused` saying what is wrong with it, never a guess."""
        digits = _DECORATION.sub("", _SPREADSHEET_FLOAT.sub("", text.strip()))
        if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
            raise ValueRefused(_why_not_ten_digits(text, digits))
        if digits == digits[0] * 10:
            raise ValueRefused("NHS number is one digit repeated")
        if check_digit(digits[:9]) != digits[9]:
            raise ValueRefused("NHS number fails its check digit")
        return cls(digits)

    @property
    def is_sample(self) -> bool:
        """Whether it lies in the range that is never issued to anybody."""
        return self.startswith("999")

    @property
    def spaced(self) -> str:
        """As printed for people: 999 474 3546."""
        return f"{self[:3]} {self[3:6]} {self[6:]}"


def check_digit(first_nine: str) -> str | None:
    """The tenth digit, or None where no valid number begins with these nine."""
    check = -sum(map(mul, _WEIGHTS, map(int, first_nine))) % 11
    return None if check == 10 else str(check)


def _why_not_ten_digits(text: str, digits: str) -> str:
    if digits.lower() in _PLACEHOLDERS:
        return "NHS number missing"
    if _SCIENTIFIC.fullmatch(text.strip(" '\"=")) or set(digits) == {"#"}:
        return "NHS number mangled by a spreadsheet"
    if digits.isascii() and digits.isdigit():
        return f"NHS number has too {'few' if len(digits) < 10 else 'many'} digits"
    return "NHS number has characters that are not digits"
