"""A test can fail, and waits for the thing itself: what the tests are held to."""

import ast
import re
from collections.abc import Iterator

from tests.house.program import Function, functions, modules, place, tree

# A helper that asserts says so in its name, or stands here with what it insists on.
ASSERTING = re.compile(r"_?assert_|raises$|warns$|fail$")
INSISTING = {
    "at_work": "that a worker came to what it is to do",
}
# Where a test may sleep, and why it cannot wait for the thing itself.
SLEEPING = {
    "tests/waiting.py": "looks again and again at what a test waits for, in one place",
    "tests/chaos/__main__.py": "looks how far the workers are while it kills them",
    "tests/chaos/processes.py": "looks whether a process answers that was just started",
    "tests/simulation/workers.py": "looks how far a worker is that it kills in the midst of its work",
    "tests/bench/door.py": "measures a server that it has to find first",
    "tests/journeys/test_killed_sender.py": "a provider as slow as a line, and a kill at a moment that chance chooses",
    "tests/notifier/worker/test_worker_processes.py": "a provider that answers late, and one that never answers",
}


def test_every_test_asserts_something() -> None:
    idle = [
        f"{place(path, function)} {function.name}"
        for path in modules("tests")
        if path.name.startswith("test_")
        for function in functions(path)
        if function.name.startswith("test_") and not asserts(function)
    ]
    assert not idle


def test_no_test_asserts_what_is_always_so() -> None:
    empty = [
        place(path, node)
        for path in modules("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert) and isinstance(node.test, (ast.Constant, ast.Tuple))
    ]
    assert not empty


def test_nothing_sleeps_that_can_wait_for_the_thing_itself() -> None:
    assert {place(path) for path in modules("tests") if sleeps(tree(path))} == SLEEPING.keys()


def test_a_test_without_an_assertion_is_found() -> None:
    idle, direct, through = (
        function
        for function in ast.parse(
            "def test_idle():\n    send()\n"
            "def test_direct():\n    assert send()\n"
            "def test_through():\n    assert_refused(send())\n"
        ).body
        if isinstance(function, ast.FunctionDef)
    )
    assert (asserts(idle), asserts(direct), asserts(through)) == (False, True, True)


def test_a_sleep_is_found_however_it_is_imported() -> None:
    assert sleeps(ast.parse("import time\ntime.sleep(1)"))
    assert sleeps(ast.parse("from time import sleep"))
    assert not sleeps(ast.parse("import time\ntime.monotonic()"))


def asserts(function: Function) -> bool:
    """Whether it asserts, directly or by a helper that says so."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        ASSERTING.match(name) or name in INSISTING for name in called(function)
    )


def called(function: Function) -> Iterator[str]:
    """The names of what it calls, without what they belong to."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def sleeps(module: ast.Module) -> bool:
    """Whether it uses `time.sleep`; a sleep that is handed in, or a server's own, is no waiting of a test."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep":
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "time" and "sleep" in {a.name for a in node.names}:
            return True
    return False
