"""What a text message says, read from its letters alone: KEEP, a stop word, a code. Whose it is, others find out."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from notifier.errors import ValueRefused
from notifier.patients import access_codes

KEEP = "keep"
# The stop words that networks and providers obey by themselves, and "opt out", which may be meant either way. Which
# of them a provider took for a stop, it says itself: see `IncomingText.told_to_stop`.
STOP_WORDS = frozenset("stop stopall unsubscribe cancel end quit revoke optout".split())
START_WORDS = frozenset({"start", "unstop"})
AGAIN_WORDS = frozenset({"yes"})  # lifts a provider's stop where there is one, and else may be meant either way
_MOST_WORDS = 500  # looked through for a code; ten parts of a text have fewer


@dataclass(frozen=True)
class TextReading:
    """What a text says, before anybody asks whose it is."""

    keep_alone: bool  # KEEP and nothing else
    keep_code: str | None  # the code of a text that is KEEP, a code and nothing else
    mentions_keep: bool
    codes: frozenset[str]  # every code in it, wherever it stands
    stops: bool
    starts: bool
    may_start: bool  # said by somebody who had said stop, it means that they want texts again


def read_text(body: str) -> TextReading:
    """Read a text whatever its case, punctuation, quotes, spaces and lines."""
    folded = unicodedata.normalize("NFKC", body).casefold()
    visible = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    words = re.findall(r"[^\W_]+", visible)
    together = "".join(words)
    rest = together.removeprefix(KEEP)
    return TextReading(
        keep_alone=together == KEEP,
        keep_code=_code(rest) if rest != together else None,
        mentions_keep=any(word.startswith(KEEP) for word in words),
        codes=frozenset(_codes(words[:_MOST_WORDS])),
        stops=together in STOP_WORDS,
        starts=together in START_WORDS,
        may_start=together in START_WORDS | AGAIN_WORDS,
    )


def _codes(words: list[str]) -> Iterator[str]:
    """Every run of words that together are a code; KEEP may be glued to it."""
    apart = [part for word in words for part in _parted(word)]
    for start in range(len(apart)):
        run = ""
        for word in apart[start : start + access_codes.LENGTH]:
            run += word
            if len(run) >= access_codes.LENGTH:
                break
        if (code := _code(run)) is not None:
            yield code


def _parted(word: str) -> list[str]:
    return [KEEP, word.removeprefix(KEEP)] if word.startswith(KEEP) and word != KEEP else [word]


def _code(typed: str) -> str | None:
    with suppress(ValueRefused):
        return access_codes.normalise_code(typed)
    return None
