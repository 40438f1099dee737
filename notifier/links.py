"""The one code of a notice: made by HMAC, so that it can be printed again and is stored nowhere; found by fingerprint.

A code is 12 Crockford base32 characters: 55 secret bits and a check character. It is the link, the QR code, the printed
`7K3M-92QX-4TDP` and the word after KEEP in a text. The tables hold HMAC(key, code): a plain hash of 55 bits could be
searched by whoever stole the table.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date

from notifier.errors import ValueRefused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O or U
LENGTH = 12
# What people type for what they read; Crockford's own table, and the dashes that keyboards and scanners make.
_MISREAD = str.maketrans("ILO", "110", " -\u2010\u2011\u2012\u2013\u2014\u00a0_.\t\r\n")
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


def _check_character(body: str) -> str:
    total = 0
    for letter, power in zip(body, _POWERS[1:], strict=True):
        total ^= _times(_VALUE[letter], power)
    return ALPHABET[total]


@dataclass(frozen=True)
class Keys:
    """The keys derived from the installation's secret, one for each purpose."""

    code: bytes
    fingerprint: bytes
    session: bytes

    @classmethod
    def derive(cls, master: bytes) -> "Keys":
        """Independent keys from the 32-byte master (HMAC as a key derivation function, one label a purpose)."""
        return cls(*(_hmac(master, f"fair-notice {label}") for label in ("code", "fingerprint", "session")))


def make(keys: Keys, campaign_id: int, patient_id: int, serial: int) -> str:
    """The code of one patient in one campaign; `serial` tells a replaced code from its successor."""
    digest = _hmac(keys.code, f"{campaign_id}:{patient_id}:{serial}")
    number = int.from_bytes(digest[:8], "big") >> 9  # the top 55 bits
    body = "".join(ALPHABET[(number >> shift) & 31] for shift in range(50, -1, -5))
    return body + _check_character(body)


def normalise(typed: str) -> str:
    """The code as it was made, from what a person typed or a scanner read.

    Raises ValueRefused when it has a wrong length or letter, or when its check character shows a slip.
    """
    code = typed.upper().translate(_MISREAD)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise ValueRefused(f"a code has {LENGTH} letters and numbers, such as 7K3M-92QX-4TDP")
    if _check_character(code[:-1]) != code[-1]:
        raise ValueRefused("one of the letters or numbers of the code is not right")
    return code


def spaced(code: str) -> str:
    """The code as it is printed: 7K3M-92QX-4TDP."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def fingerprint(keys: Keys, code: str) -> bytes:
    """What the tables hold instead of the code."""
    return _hmac(keys.fingerprint, code)


def check_value(code: str, date_of_birth: date) -> bytes:
    """What the tables hold instead of the date of birth: useless without the code, which they do not hold either."""
    return _hmac(code.encode("ascii"), date_of_birth.isoformat())


def matches(stored: bytes, code: str, date_of_birth: date) -> bool:
    """Whether the date of birth is the one that the check value was made from, in constant time."""
    return hmac.compare_digest(stored, check_value(code, date_of_birth))


def reference() -> str:
    """A new opaque reference: for a delivery, or for a reply to quote on the phone. It opens nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()
