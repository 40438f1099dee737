"""Nothing is swallowed, and nothing is excused, without a reason beside it."""

import ast
import re
from itertools import pairwise
from pathlib import Path

from tests.house.program import PRODUCT, modules, place, tree

EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover)")
# The code that is excused in brackets or after a colon, then at least two words that say why.
REASON = re.compile(r"#\s*(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\W+\w+.*\s\w+")


def test_whatever_catches_everything_says_why() -> None:
    silent = [
        place(path, node)
        for path in modules(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not has_comment(path, node)
    ]
    assert not silent


def test_every_excuse_from_a_check_says_why() -> None:
    bare = [
        f"{place(path)}:{number}"
        for path in modules(*PRODUCT, "setup")
        for number, (above, line) in enumerate(pairwise(["", *lines_of(path)]), 1)
        if EXCUSE.search(line) and not REASON.search(line) and not above.strip().startswith("#")
    ]
    assert not bare


def catches_everything(handler: ast.ExceptHandler) -> bool:
    named = [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)] if handler.type else []
    return handler.type is None or "Exception" in named or "BaseException" in named


def has_comment(path: Path, handler: ast.ExceptHandler) -> bool:
    """Whether the reason stands on the line of the `except` or on the one before or after it."""
    return any("#" in line for line in lines_of(path)[handler.lineno - 2 : handler.lineno + 1])


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
