"""The lists of faults."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LISTS = Path(__file__).parent


@dataclass(frozen=True)
class Mutation:
    """A change of a few characters that makes the program wrong, and the tests that each have to fail by it."""

    name: str
    file: str  # below the project's folder
    was: str
    becomes: str
    harm: str
    caught_by: tuple[str, ...]  # as pytest names tests, without parameters

    @classmethod
    def read(cls, entry: dict[str, str | list[str]]) -> "Mutation":
        """Raises TypeError for an entry with a name too many, or one too few."""
        tests = entry.pop("caught_by", ())
        return cls(**entry, caught_by=tuple(tests))  # type: ignore[arg-type]  # TOML says only that they are some values

    def applied(self, source: str) -> str:
        """The file's content with the fault in it. Raises ValueError when the list no longer fits the file."""
        if source.count(self.was) != 1:
            raise ValueError(f"{self.name}: {self.file} has the text to be changed {source.count(self.was)} times")
        return source.replace(self.was, self.becomes)


def read_mutations(folder: Path = LISTS) -> Iterator[Mutation]:
    """Every fault, list by list."""
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]:
            yield Mutation.read(entry)
