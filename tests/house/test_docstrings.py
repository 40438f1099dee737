"""A docstring is read alone, by a reader who came from a search: it names its thing and leans on no neighbour."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.program import EVERYTHING, modules, place, tree

# How a docstring begins that has its noun somewhere else.
LEANS = re.compile(
    r"The same(?=[,.:]| (after|again|as|by|for|in|of|on|once|to|with)\b)|One of (them|these|those)\b"
    r"|(It|Its|They|Their|Them|Ditto|Likewise)\b|(As|See) (above|below)\b|(That|Those) (for|in|of|with)\b"
    r"|The one (for|in|of|that|this|with)\b|The (former|latter|others?)\b|(Another|One)( of each| one)?[,.:]"
)


@pytest.mark.parametrize(
    "first",
    [
        "The same of one.",
        "One of them. Raises NotFound.",
        "Its id.",
        "As above.",
        "They may.",
        "The one in this folder.",
    ],
)
def test_one_that_leans_is_noticed(first: str) -> None:
    assert LEANS.match(first)


@pytest.mark.parametrize("first", ["The id of the row.", "One member of staff.", "Items of a list.", "The one reply."])
def test_one_that_stands_alone_is_let_be(first: str) -> None:
    assert not LEANS.match(first)


def first_lines() -> Iterator[tuple[str, str]]:
    """Where each docstring of the program and its tests stands, and its first line."""
    for path in modules(*EVERYTHING):
        for node in ast.walk(tree(path)):
            if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if docstring := ast.get_docstring(node):
                yield place(path, node), docstring.splitlines()[0]
