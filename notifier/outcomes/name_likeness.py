"""Names that may be meant by a misspelt one: letters wrong, missing or swapped, or another spelling of the same sound.

Distances are those of rapidfuzz (optimal string alignment: a swap of two neighbours is one step), sounds those of
Lawrence Philips' Metaphone, and the rougher ones of Soundex for what is spelt nearly alike (Sean and Shaun), by
jellyfish. All take folded words, see `patients.list_import.names`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from jellyfish import metaphone, soundex
from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST_BEGINNING = 3  # letters: fewer begin half of the list
_sound = lru_cache(maxsize=65_536)(metaphone)
_rough_sound = lru_cache(maxsize=65_536)(soundex)


class NamesOfList:
    """All names of a practice as one text, and each patient's behind their id: gone through without a loop."""

    def __init__(self, names: str, lines: Callable[[], str]) -> None:
        """`names`: the name keys of all. `lines` gives one for each patient, of the id and the key: "12 ada luczak"."""
        self._words = list(set(names.split()))
        self._read_lines = lines

    @cached_property
    def _lines(self) -> str:
        """The lines, with a space behind each; read once a name was found that may be meant."""
        return f"{self._read_lines()}\n".replace("\n", " \n")

    def likely(self, typed: Sequence[str]) -> dict[int, float]:
        """Patients who may be meant by the words of a name: id -> how far off, 0 for what is no slip at all."""
        found: dict[int, float] = {}
        for words in groupings(typed):
            for patient_id, distance in self._with_all(words).items():
                found[patient_id] = min(distance, found.get(patient_id, distance))
        return found

    def _with_all(self, words: Sequence[str]) -> dict[int, float]:
        of_words = [self._with_one_of(self._close(word)) for word in words]
        if not of_words:
            return {}
        common = set(of_words[0]).intersection(*of_words[1:])
        return {patient_id: sum(of_word[patient_id] for of_word in of_words) for patient_id in common}

    def _close(self, word: str) -> dict[str, float]:
        """Words of the list that may be meant by a typed one, with their distance."""
        most = _most_slips(word)
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most + 1, limit=None)
        close = {
            name: float(distance)
            for name, distance, _ in near
            if distance <= most or (most and _rough_sound(name) == _rough_sound(word))
        }
        if sound := _sound(word) if len(word) > 2 else "":
            for name in self._words:
                if _sound(name) == sound:
                    close[name] = min(1.0, close.get(name, 1.0))
        if len(word) >= _SHORTEST_BEGINNING:
            close |= {name: 0.25 for name in self._words if name.startswith(word) and name != word}
        return close

    def _with_one_of(self, close: dict[str, float]) -> dict[int, float]:
        found: dict[int, float] = defaultdict(lambda: float("inf"))
        for name, distance in close.items():
            for patient_id in self._patients_with(name):
                found[patient_id] = min(distance, found[patient_id])
        return found

    def _patients_with(self, name: str) -> Iterator[int]:
        lines, wanted = self._lines, f" {name} "
        at = lines.find(wanted)
        while at >= 0:
            start = lines.rfind("\n", 0, at) + 1
            yield int(lines[start : lines.index(" ", start)])
            at = lines.find(wanted, at + 1)


def groupings(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words as they are, and with neighbours joined: who types "o leary" or "van der berg" may mean one word."""
    runs = ((start, end) for start in range(len(words)) for end in range(start + 2, len(words) + 1))
    joined = ((*words[:start], "".join(words[start:end]), *words[end:]) for start, end in runs)
    return [tuple(words), *joined]


def is_whole(words: Sequence[str], name_key: str) -> bool:
    """Whether each typed word is a whole one of a name, and none the beginning of one."""
    key = set(name_key.split())
    return any(key.issuperset(grouping) for grouping in groupings(words))


def _most_slips(word: str) -> int:
    """How many letters of a word may be wrong."""
    if len(word) < 3:
        return 0
    return 1 if len(word) < 6 else 2
