"""Passwords: what a new one must not be, and whether one is somebody's.

A password is long (NCSC: length, not complexity), and none of those that are tried first: what the lists of the package
zxcvbn know of passwords that leaked, of names and of words, of rows of keys, repeats and dates, and what anybody knows
of the person: the practice's name and the own name and address.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TypedDict

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from notifier.errors import ValueRefused

SHORTEST_PASSWORD = 12
_LOOKED_AT = 64  # characters: what begins like this and is unknown so far stays unknown
_FEWEST_GUESSES = 10**9  # a year of guesses, 30 in each second; three random words take a thousand times as many
_HASHER = PasswordHasher()  # argon2id with the library's defaults (RFC 9106, low-memory profile)
# The hash of a password that nobody knows: the work of checking one is done even when nobody has the address. It is
# written down, and not made when the program starts, for making one takes as long as signing in.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$UqGpBgP/Y3CsXLfLQhzrkg$69vssBVvBEfCjOKj/+uf8iR/bmDm3dlDX3d6CvZiT+I"


class _Estimate(TypedDict):
    """What zxcvbn says of a password, as far as we ask."""

    guesses: float  # how many are needed, as it estimates
    sequence: Sequence[Mapping[str, object]]  # the parts that it recognises


def hash_of_new(password: str, own_words: Iterable[str]) -> str:
    """The hash of a new password of somebody about whom `own_words` are known: names and addresses.

    Raises ValueRefused for one that is too short, or among those that are tried first.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise ValueRefused(f"a password has at least {SHORTEST_PASSWORD} characters; three random words do well")
    own = _parts(own_words)
    if _is_tried_first(re.sub(r"[\W_]+", "", password), own, "user_inputs"):
        raise ValueRefused(
            "this password is made of the practice's name, or of your own name or address, which are tried first: take "
            "three random words"
        )
    if _is_tried_first(password, own):
        raise ValueRefused(
            "this password is one of those that are tried first, because many people have it or one like it: take "
            "three random words"
        )
    return _HASHER.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether the password is the one of that hash; None, of nobody, takes the same work and is never right."""
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _is_tried_first(password: str, own: list[str], dictionary: str = "") -> bool:
    """Whether so few guesses find it; with a dictionary, whether they do because a word of that is in it."""
    if not password:
        return False
    found = _estimate()(password[:_LOOKED_AT], user_inputs=own)
    is_of = not dictionary or any(part.get("dictionary_name") == dictionary for part in found["sequence"])
    return bool(is_of and found["guesses"] < _FEWEST_GUESSES)


def _parts(own_words: Iterable[str]) -> list[str]:
    """The words whole, without their spaces, and each part that is long enough to be recognised."""
    whole = [word.lower() for word in own_words if word]
    joined = [re.sub(r"\W", "", word) for word in whole]
    return [*whole, *joined, *(part for word in whole for part in re.split(r"\W+", word) if len(part) > 2)]


@cache
def _estimate() -> Callable[..., _Estimate]:
    """Loaded when somebody chooses a password: the lists take longer to load than a page takes."""
    found: Callable[..., _Estimate] = import_module("zxcvbn").zxcvbn
    return found
