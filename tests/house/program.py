"""The program as its own tests read it: files, syntax trees, names."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("notifier", "web")
# Whoever trusts nobody reads this one file from its beginning to its end, and runs it alone: its words are its own.
ALONE = "notifier/evidence/verify.py"
EVERYTHING = (*PRODUCT, "docs", "setup", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Definition(NamedTuple):
    """A name that we chose, and where."""

    name: str
    place: str


def modules(*folders: str) -> list[Path]:
    """The Python files below the folders, without what was fetched or built."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not {"node_modules", "static", "__pycache__"} & set(path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def place(path: Path, node: ast.AST | None = None) -> str:
    """`notifier/patients/access_codes.py:42`, to be found with one click."""
    line = f":{getattr(node, 'lineno', 1)}" if node is not None else ""
    return f"{path.relative_to(ROOT)}{line}"


def definitions(path: Path) -> Iterator[Definition]:
    """Every name that the module defines: its own, classes, functions, arguments, variables and attributes."""
    yield Definition(path.parent.name if path.stem == "__init__" else path.stem, place(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.ClassDef, Function)):
            yield Definition(node.name, place(path, node))
        elif isinstance(node, ast.arg):
            yield Definition(node.arg, place(path, node))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield Definition(node.id, place(path, node))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield Definition(node.attr, place(path, node))
