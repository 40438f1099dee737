"""How far the reading of a list is, for whoever waits for it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

Tell: TypeAlias = Callable[[int, int, str], None]  # takes (steps done, steps in all, a sentence about where it is)
Step = TypeVar("Step")

_EVERY = 500  # steps
_PASSES = 2  # each row is read, and then each person's address is looked at


class RowProgress:
    """Counts the rows of a list as they are read, and then its people as they are looked at; tells of it now and then.

    Without `tell` nobody waits: nothing is counted.
    """

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell
        self._rows = 0

    def expect(self, rows: Iterable[object]) -> None:
        """Count the rows that will be read; they can be gone through as often as need be."""
        if self._tell is not None:
            self._rows = sum(1 for _ in rows)

    def reading(self, rows: Iterable[Step]) -> Iterator[Step]:
        """The same rows, each counted as it is taken."""
        return self._counted(rows, 0, "Reading row")

    def looking(self, people: Iterable[Step]) -> Iterator[Step]:
        """The same people, each counted as it is taken."""
        return self._counted(people, self._rows, "Checking the address of person")

    def _counted(self, steps: Iterable[Step], before: int, says: str) -> Iterator[Step]:
        if self._tell is None:
            yield from steps
            return
        for number, step in enumerate(steps, 1):
            if number % _EVERY == 1:
                self._tell(before + number, _PASSES * self._rows, f"{says} {number:,} of {self._rows:,}")
            yield step


NOBODY_WAITS = RowProgress()
