"""The remark beside a name: in this code a field, a column or a member says what it means in a comment on its line."""

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Mapping


def remarks(kind: type) -> Mapping[str, str]:
    """What the class says of each name that it defines, bases first; a name without a remark has none here."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.split(".")[0] in ("notifier", "web"):
            found |= own_remarks(textwrap.dedent(inspect.getsource(base)))
    return found


def own_remarks(source: str) -> Mapping[str, str]:
    """What the source of a class says of each name; a remark belongs to the assignment on whose lines it stands."""
    comments: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string.removeprefix("#").strip()
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.ClassDef)
    found: dict[str, str] = {}
    for node in definition.body:
        name = assigned_name(node)
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if name and (said := [comments[line] for line in lines if line in comments]):
            found[name] = " ".join(said)
    return found


def assigned_name(node: ast.stmt) -> str:
    """The name that the statement gives a value or a type to; empty for any other statement."""
    target = (
        node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
    )
    return target.id if isinstance(target, ast.Name) else ""
