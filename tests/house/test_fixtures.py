"""A test pays for what it asks for: no conftest loads what the tests beside it do not need."""

import ast
import subprocess
import sys

from tests.house.program import ROOT, modules, place, tree

# What a test of a phone number must not wait for.
HEAVY = ("flask", "fontTools", "openpyxl", "playwright", "sendgrid", "sqlalchemy", "twilio", "weasyprint")
# Hypothesis takes a fifth of a second: its profile has to stand before any module with a property is loaded.
LIGHT = ("collections.abc", "datetime", "gc", "hypothesis", "pytest", "tests.kinds")
LOADED = """
import sys, pytest
assert pytest.main(["--collect-only", "-q", sys.argv[1]]) == 0
print("loaded:", *sorted(set(sys.modules) & set(sys.argv[2:])))
"""


def test_the_conftest_of_all_tests_imports_nothing_heavy() -> None:
    imported = {name for name in imports("tests/conftest.py") if name not in LIGHT}
    assert not imported, "a fixture that needs it stands in tests/fixtures, and folders ask for it"


def test_the_tests_of_a_phone_number_load_nothing_heavy() -> None:
    command = [sys.executable, "-c", LOADED, "tests/notifier/contacts", *HEAVY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rpartition("loaded:")[2].split() == []


def test_nothing_is_replaced_unless_a_test_asks_for_it() -> None:
    """An autouse fixture that replaces something is found by nobody who wonders why a test behaves as it does."""
    unasked = [
        place(path, call)
        for path in modules("tests")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "autouse" and path.stem == "conftest"
    ]
    assert not unasked


def imports(file: str) -> set[str]:
    """The modules that a file imports, by their full names."""
    found: set[str] = set()
    for node in ast.walk(tree(ROOT / file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found
