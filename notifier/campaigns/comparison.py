"""Two versions of a text side by side, line by line, with what did not change left out."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_AROUND = 2  # lines that did not change are shown so far around what did


class LineChange(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left_out"  # stands for lines that did not change; how many, the numbers say


class ComparedLine(NamedTuple):
    """A line of both versions; the number is 0, and the line empty, where a version does not have it."""

    change: LineChange
    number_before: int
    before: str
    number_after: int
    after: str
    left_out: int = 0  # how many lines this one stands for


def compare_versions(before: str, after: str) -> list[ComparedLine]:
    """What differs between two versions, with a few lines around each difference; nothing for equal ones."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[ComparedLine] = []
    seen = 0  # lines of the old version so far
    for group in matcher.get_grouped_opcodes(_AROUND):
        if skipped := group[0][1] - seen:
            found.append(ComparedLine(LineChange.LEFT_OUT, 0, "", 0, "", skipped))
        for tag, *span in group:
            found += _lines(tag, old, new, span)
        seen = group[-1][2]
    if found and (skipped := len(old) - seen):
        found.append(ComparedLine(LineChange.LEFT_OUT, 0, "", 0, "", skipped))
    return found


def _lines(tag: str, old: Sequence[str], new: Sequence[str], span: Sequence[int]) -> Iterator[ComparedLine]:
    old_from, old_to, new_from, new_to = span
    for offset in range(max(old_to - old_from, new_to - new_from)):
        i, j = old_from + offset, new_from + offset
        is_old, is_new = i < old_to, j < new_to
        if tag == "equal":
            change = LineChange.SAME
        elif is_old and is_new:
            change = LineChange.CHANGED
        else:
            change = LineChange.REMOVED if is_old else LineChange.ADDED
        yield ComparedLine(
            change, i + 1 if is_old else 0, old[i] if is_old else "", j + 1 if is_new else 0, new[j] if is_new else ""
        )
