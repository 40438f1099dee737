"""The one code of a notice: made by HMAC, so that it can be printed again and is stored nowhere; found by fingerprint.

A code is 12 Crockford base32 characters: 55 secret bits and a check character. It is the link, the QR code, the printed
`7K3M-92QX-4TDP` and the word after KEEP in a text. The tables hold HMAC(key, code): a plain hash of 55 bits could be
searched by whoever stole the table.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date

from notifier.errors import SettingsFault, ValueRefused
from notifier.settings import Settings
from notifier.store.instance_keys import KEY_FILE, is_page_only, master_key, page_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O or U
LENGTH = 12
# What people type for what they read; Crockford's own table, and the dashes that keyboards and scanners make.
_MISREAD = str.maketrans("ILO", "110", " -\u2010\u2011\u2012\u2013\u2014\u2212\u00a0_.\t\r\n")
# What mail programs, brackets and sentences leave at the ends of a link, and what can only come after a code.
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_AFTER = re.compile(r"[<>\"&?#].*", re.DOTALL)
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


def _powers() -> tuple[int, ...]:
    """The powers of x in GF(32) with x^5 = x^2 + 1: all different, so that any slip or swap changes the sum."""
    powers = [1]
    while len(powers) < LENGTH:
        shifted = powers[-1] << 1
        powers.append(shifted ^ 0b100101 if shifted & 32 else shifted)
    return tuple(powers)


_POWERS = _powers()


def _times(left: int, right: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= 0b100101
        right >>= 1
    return product


# What each letter adds to the check sum in each place of a code.
_ADDED = tuple({letter: _times(value, power) for letter, value in _VALUE.items()} for power in _POWERS[1:])


def _check_character(body: str) -> str:
    total = 0
    for letter, added in zip(body, _ADDED, strict=True):
        total ^= added[letter]
    return ALPHABET[total]


@dataclass(frozen=True)
class Keys:
    """The keys derived from the installation's secret, one for each purpose.

    Where the patient's page is a process of its own it has `door` alone, and the others are empty.
    """

    code: bytes
    fingerprint: bytes
    session: bytes
    draft: bytes  # seals what a patient has filled in and not sent yet
    queue: bytes  # signs what wakes the workers
    form: bytes  # seals what staff had typed when their sign-in was over
    factor: bytes = b""  # seals what staff's apps make their codes from
    keep: bytes = b""  # makes the fingerprint of whoever kept in a campaign that is forgotten

    @classmethod
    def derive(cls, master: bytes) -> "Keys":
        """Independent keys from the 32-byte master (HMAC as a key derivation function, one label a purpose)."""
        labels = ("code", "fingerprint", "session", "draft", "queue", "form", "factor", "keep")
        return cls(*(_hmac(master, f"fair-notice {label}") for label in labels))

    @classmethod
    def of(cls, settings: Settings) -> "Keys":
        """All keys of an installation, or those that its patient's page has. Raises SettingsFault without either."""
        if not is_page_only(settings.instance):
            return cls.derive(master_key(settings.instance))
        door = page_key(settings.instance)
        return cls(code=b"", fingerprint=door[:32], session=b"", draft=door[32:], queue=b"", form=b"")

    @property
    def door(self) -> bytes:
        """What the patient's page needs, 64 bytes: no code can be made of it."""
        return self.fingerprint + self.draft


def make_code(keys: Keys, campaign_id: int, patient_id: int, serial: int) -> str:
    """The code of one patient in one campaign; `serial` tells a replaced code from its successor.

    Raises SettingsFault where only the patient's page has its keys.
    """
    if not keys.code:
        raise SettingsFault(f"no code can be made here: run this where {KEY_FILE} is")
    digest = _hmac(keys.code, f"{campaign_id}:{patient_id}:{serial}")
    number = int.from_bytes(digest[:8], "big") >> 9  # the top 55 bits
    body = "".join(ALPHABET[(number >> bits) & 31] for bits in range(50, -1, -5))
    return body + _check_character(body)


def normalise_code(typed: str) -> str:
    """The code as it was made, from what a person typed or a scanner read.

    Raises ValueRefused when it has a wrong length or letter, or when its check character shows a slip.
    """
    code = _letters(typed)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise ValueRefused(f"a code has {LENGTH} letters and numbers, such as 7K3M-92QX-4TDP")
    if _check_character(code[:-1]) != code[-1]:
        raise ValueRefused("one of the letters or numbers of the code is not right")
    return code


def likely_codes(typed: str) -> frozenset[str]:
    """Every code that has just one slip less than what was typed.

    A wrong letter, one too few or too many, or two neighbours swapped: the check character lets through one of 32, so
    that few remain. Empty for what is a code already, or nothing like one.
    """
    code = _letters(typed)
    if not LENGTH - 1 <= len(code) <= LENGTH + 1:
        return frozenset()
    if len(code) == LENGTH:
        if _is_code(code):
            return frozenset()
        wrong = (f"{code[:at]}{letter}{code[at + 1 :]}" for at in range(LENGTH) for letter in ALPHABET)
        swapped = (f"{code[:at]}{code[at + 1]}{code[at]}{code[at + 2 :]}" for at in range(LENGTH - 1))
        tried = {*wrong, *swapped}
    elif len(code) < LENGTH:
        tried = {f"{code[:at]}{letter}{code[at:]}" for at in range(LENGTH) for letter in ALPHABET}
    else:
        tried = {f"{code[:at]}{code[at + 1 :]}" for at in range(LENGTH + 1)}
    return frozenset(one for one in tried if _is_code(one))


def _letters(typed: str) -> str:
    """What was typed, in our letters and digits, without what printing and copying put between and around them."""
    if not typed.isascii():  # full-width letters, digits of another script's keyboard, invisible marks of direction
        known = (letter for letter in unicodedata.normalize("NFKC", typed) if unicodedata.category(letter) != "Cf")
        typed = "".join(str(unicodedata.decimal(letter, letter)) for letter in known)
    bare = _AROUND.sub("", typed)
    before = _bare(_AFTER.sub("", bare))
    return before if len(before) >= LENGTH else _bare(bare)  # within a code it is a slip, and nothing comes after it


def _bare(typed: str) -> str:
    return _AROUND.sub("", typed).upper().translate(_MISREAD)


def _is_code(letters: str) -> bool:
    return set(letters) <= set(ALPHABET) and _check_character(letters[:-1]) == letters[-1]


def spaced_code(code: str) -> str:
    """The code as it is printed: 7K3M-92QX-4TDP."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def code_fingerprint(keys: Keys, code: str) -> bytes:
    """What the tables hold instead of the code."""
    return _hmac(keys.fingerprint, code)


def check_value(code: str, date_of_birth: date) -> bytes:
    """What the tables hold instead of the date of birth: useless without the code, which they do not hold either."""
    return _hmac(code.encode("ascii"), date_of_birth.isoformat())


def matches_birth_date(stored: bytes, code: str, date_of_birth: date) -> bool:
    """Whether the date of birth is the one that the check value was made from, in constant time."""
    return hmac.compare_digest(stored, check_value(code, date_of_birth))


def new_reference() -> str:
    """A new opaque reference: for a delivery, or for a reply to quote on the phone. It opens nothing."""
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(10))


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()
