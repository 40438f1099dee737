"""A name as people write it, for what the patient reads; lists for staff keep what the record says.

Records carry names in capitals (PDS and NHAIS do), notes beside them ("(aka Jack)", "*CARER*"), and signs that are no
writing. The rule for capitals never touches a name that has capitals and small letters. A title, a given name or a
family name, each for itself, that is all capitals or all small letters gets a capital at the beginning of each word,
behind a hyphen and behind a full stop: MARY-ANN is Mary-Ann. Then:

- Behind an apostrophe after one letter: O'Brien, D'Souza, but Sha'ban.
- Behind Mc: McDonald. Not behind Mac, for nobody can tell MACDONALD from MACKIE: Macdonald is a name, MacKie is hardly
  one. What is written McDONALD or MacDONALD says it: McDonald, MacDonald.
- Small before another word: van, von, de, da and their like (`_SMALL`): van der Berg, de la Cruz. Le, La, Di, Du, El,
  Al and St keep their capital: Le Brocq, Di Marco, El Sayed, St John.
- As they are: initials (JP, AJ), and numerals behind a name (III).
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from notifier.contacts.clean_text import clean_text
from notifier.contacts.full_names import join_names

_APOSTROPHES = "['’ʼʻ`]"
# Dutch, German, Portuguese, Spanish, Arabic, Malay, Welsh. What is a given or a family name as well is none of them.
_SMALL = frozenset("von zu zum zur der den ter ten te de del da das dos bin binti binte ibn ap ferch 't ’t".split())
_SMALL_FIRST = frozenset({"van"})  # in the middle of a name only before another particle: Van is a name in Vietnam
_SMALL_BEHIND = frozenset({"la", "las", "los", "y", "e"})  # never at the beginning: La Roche
_SMALL_IN_GIVEN = frozenset("de del da das dos la las los".split())
_NUMERALS = frozenset({"II", "III", "IV"})
_PIECE = re.compile(r"[^\s.-]+")
_FIRST_LETTER = re.compile(rf"(?:[^\W\d_]{_APOSTROPHES}|mc(?=[^\W\d_]{{2}})|{_APOSTROPHES})?(?P<next>[^\W\d_])")
_MAC = re.compile(r"\b(Ma?c)([^\W\d_]{2,})")
_VOWEL = re.compile("[aeiouy]", re.I)
_MOST_INITIALS = 3
_TITLES_WITHOUT_VOWELS = frozenset({"mr", "mrs", "ms", "mx", "dr", "fr", "sr", "st", "mstr"})
_NOTE = re.compile(r"\*[^*]*\*|\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)|\{[^{}]*(?:\}|$)|</?[A-Za-z][^<>]*>")
_NO_NAME = '*#_=<>[](){}"|~^\\;:/,'


@lru_cache(maxsize=8192)
def written_given_name(name: str) -> str:
    """A given name as people write it; `JP` and `AJ` stay."""
    plain = _without_notes(name)
    return _in_case(plain, _is_small_in_given, _is_initials) if _is_one_case(plain) else plain


@lru_cache(maxsize=8192)
def written_family_name(name: str) -> str:
    """A family name as people write it, with its particles small."""
    plain = _without_notes(name)
    return _in_case(plain, _is_small_in_family, _is_numeral) if _is_one_case(plain) else _in_capitals_behind_mac(plain)


@lru_cache(maxsize=512)
def written_title(title: str) -> str:
    """A title as people write it: MRS and mrs are Mrs; initials (HRH) stay."""
    plain = _without_notes(title)
    return _in_case(plain, _is_never_small, _is_abbreviation) if _is_one_case(plain) else plain


def written_name(title: str, given_name: str, family_name: str) -> str:
    """The three in one line, as on an envelope; empty ones leave no gap."""
    return join_names(written_title(title), written_given_name(given_name), written_family_name(family_name))


def has_note(name: str) -> bool:
    """Whether something stands in a name that is none of it, and is left out of what the patient reads."""
    return _without_notes(name) != clean_text(name)


def _without_notes(name: str) -> str:
    """The name without what stands in brackets or between asterisks; where that is all there is, without the signs."""
    clean = clean_text(name)
    if clean.isascii() and clean.replace(" ", "").replace("-", "").replace("'", "").isalpha():
        return clean
    while (left := _with_less(clean)) != clean:  # what is left may stand in brackets again
        clean = left
    return clean


def _with_less(clean: str) -> str:
    """A name without its outermost notes, or without the signs around its words; as it is where no letter was left."""
    for kept in (_NOTE.sub(" ", clean), clean):
        words = " ".join(filter(None, (word.strip(_NO_NAME) for word in kept.split())))
        if any(map(str.isalpha, words)):
            return words
    return clean


def _is_one_case(name: str) -> bool:
    """Whether it is all capitals, but for small particles in front, or all small letters."""
    bare = [word for word in name.split(" ") if word not in _SMALL | _SMALL_FIRST | _SMALL_BEHIND] or [name]
    return " ".join(bare).replace("ß", "").isupper() or name.islower()


def _in_capitals_behind_mac(name: str) -> str:
    """McDONALD as McDonald; a name that has small letters anywhere else is left as it is."""
    return _MAC.sub(lambda found: found[1] + (found[2].title() if found[2].isupper() else found[2]), name)


def _in_case(
    name: str, is_small: Callable[[Sequence[str], int], bool], stays: Callable[[Sequence[str], int], bool]
) -> str:
    # Only Turkish and its neighbours have a capital with a dot; there the one without is another letter.
    is_dotted = "İ" in name
    lower = (name.replace("I", "ı").replace("İ", "i") if is_dotted else name).lower()
    words, lower_words = name.split(" "), lower.split(" ")
    return " ".join(
        word
        if stays(words, at)
        else lower_words[at]
        if is_small(lower_words, at)
        else _capitalised(lower_words[at], is_dotted=is_dotted)
        for at, word in enumerate(words)
    )


def _capitalised(lower_word: str, *, is_dotted: bool) -> str:
    def with_capital(found: re.Match[str]) -> str:
        # Title case, for it leaves Georgian as it is, whose capitals nobody writes at the beginning of a name.
        first = "İ" if is_dotted and found["next"] == "i" else found["next"].title()
        return found[0].removesuffix(found["next"]).title() + first

    return _PIECE.sub(lambda piece: _FIRST_LETTER.sub(with_capital, piece[0], count=1), lower_word)


def _is_small_in_family(words: Sequence[str], at: int) -> bool:
    if at == len(words) - 1:
        return False
    word, follows = words[at], words[at + 1] in _SMALL and at + 2 < len(words)
    if word in _SMALL_BEHIND:
        return at > 0 and (words[at - 1] == "de" or word in ("y", "e"))
    return word in _SMALL or (word in _SMALL_FIRST and (at == 0 or follows))


def _is_small_in_given(words: Sequence[str], at: int) -> bool:
    if not 0 < at < len(words) - 1 or words[at] not in _SMALL_IN_GIVEN:
        return False
    return words[at] not in _SMALL_BEHIND or words[at - 1] == "de"


def _is_never_small(_words: Sequence[str], _at: int) -> bool:
    return False


def _is_initials(words: Sequence[str], at: int) -> bool:
    bare = words[at].replace(".", "")
    is_short = len(bare) <= _MOST_INITIALS and bare.isascii() and bare.isupper()
    return is_short and (not _VOWEL.search(bare) or (len(bare) == 2 and bare.endswith("J")))


def _is_numeral(words: Sequence[str], at: int) -> bool:
    return 0 < at == len(words) - 1 and words[at] in _NUMERALS


def _is_abbreviation(words: Sequence[str], at: int) -> bool:
    bare = words[at].replace(".", "").casefold()
    return not _VOWEL.search(bare) and bare not in _TITLES_WITHOUT_VOWELS
