"""Names: taking a full name apart, and telling whether two spellings are one name."""

import re
import unicodedata
from functools import lru_cache

_TITLES = frozenset(
    "mr mrs miss ms mx dr prof professor master mstr rev revd reverend sir dame lady lord fr father sister sr cllr "
    "capt major col sgt hon".split()
)
# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without case, accents, spaces and punctuation: "O’Brien" and "OBRIEN" are one."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(letter for letter in letters if letter.isalnum())


def name_key(*names: str) -> str:
    """Names to search in by the beginnings of their words: " sian ap gwilym apgwilym" for Siân ap-Gwilym.

    Each word stands behind a space, and a name of several words also as one; at most 250 characters.
    """
    keys: list[str] = []
    for name in names:
        words = [folded(word) for word in re.split(r"[\s-]+", name)]
        keys += [*words, folded(name)] if len(words) > 1 else words
    return "".join(f" {key}" for key in keys if key)[:250]


def is_title(word: str) -> bool:
    """Whether a word is what people are called by before their name: Mrs, Dr."""
    return _bare(word).casefold() in _TITLES


def split_full_name(text: str) -> tuple[str, str, str]:
    """(title, given, family) of "SMITH, John (Mr)", "Smith, Mr John", "Mr John Smith" or "Mr John SMITH".

    Without a comma the family name is what is printed in capitals, else the last word; parts not found are empty.
    """
    if "," in text:
        family, _, rest = text.partition(",")
        title, given = _split_title(rest.split())
        family_title, family_words = _split_title(family.split())
        return title or family_title, " ".join(given), " ".join(family_words)
    title, words = _split_title(text.split())
    return title, *_split_words(words)


def _split_words(words: list[str]) -> tuple[str, str]:
    capitals = [word for word in words if word.isupper() and sum(map(str.isalpha, word)) > 1]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    return " ".join(words[:-1]), " ".join(words[-1:])


def _split_title(words: list[str]) -> tuple[str, list[str]]:
    """The title at either end, and the words that are left; in front there may be several, as in Rev. Dr."""
    titles: list[str] = []
    while (len(words) > 1 or (words and words[0].startswith("("))) and _bare(words[0]).casefold() in _TITLES:
        titles.append(_bare(words[0]))
        words = words[1:]
    if not titles and len(words) > 1 and _bare(words[-1]).casefold() in _TITLES:
        return _bare(words[-1]), words[:-1]
    return " ".join(titles), words


def _bare(word: str) -> str:
    return word.strip("().,")
