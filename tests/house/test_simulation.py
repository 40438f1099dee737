"""The simulator's account of what everybody was told and said is its own: it never looks into what concludes it."""

import ast

from tests.house.program import modules, place, tree

# What the simulator judges: it may ask for it by commands and pages alone.
JUDGED = ("notifier.outcomes", "notifier.replies", "notifier.delivery", "notifier.print_runs", "notifier.campaigns")


def test_the_simulator_imports_nothing_that_it_judges() -> None:
    insiders = [
        f"{place(path, node)} {name}"
        for path in modules("tests/simulation")
        for node in ast.walk(tree(path))
        for name in _imported(node)
        if name.startswith((*JUDGED, "notifier.store.tables", "notifier.patients", "tests.world"))
    ]
    assert not insiders


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return []
