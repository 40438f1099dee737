"""Who may know whom. The contracts themselves stand in pyproject.toml, where `make lint` checks them too."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.program import EVERYTHING, PRODUCT, ROOT, functions, modules, place

MAY_READ_THE_CLOCK = {
    "notifier/providers/smtp_email/provider.py": "an email says when it was handed over",
    "notifier/settings.py": "makes the clock that everything else is handed",
    "notifier/providers/outbox.py": "says in the message's file when it was really written",
    "notifier/practice/token_folders.py": "how old a file is, its folder says in real time",
    "notifier/print_runs/kept_runs.py": "how old a file is, its folder says in real time",
    "notifier/outcomes/kept_figures.py": "how long a worker lets pages wait, whatever a sample practice's clock says",
    "notifier/delivery/leases.py": "a lease runs in real time, also where a sample practice's clock stands still",
}
MAY_IMPORT_BY_NAME = {
    "notifier/practice/passwords.py": "the lists of known passwords, which few processes ever need",
    "notifier/cli/lazy_command.py": "imports a command's file when the command runs",
    "web/app.py": "imports the doors that a process is to serve, and no others",
}
LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()")


def test_the_import_contracts_hold() -> None:
    checked = subprocess.run([*LINT, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_there_is_a_contract_for_each_rule_of_the_house() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
    rules = {"downwards", "no-cycles", "doors-apart", "web-without-tables", "store-unseen", "providers-handed-in"}
    rules |= {"core-without-web", "within-delivery", "within-limits", "within-store", "within-tables"}
    assert rules <= contracts


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        place(path, node)
        for path in modules(*EVERYTHING)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden


def test_nothing_is_imported_by_its_name_in_a_string() -> None:
    dodged = {place(path) for path in modules(*PRODUCT) if re.search(r"\b(import_module|__import__)\(", text(path))}
    assert dodged <= MAY_IMPORT_BY_NAME.keys()


def test_nobody_asks_what_time_it_is() -> None:
    """`now` is handed in, so that a test, a sample practice and a restart can say what time it is."""
    clocks = ("datetime.now(", "date.today(", "datetime.utcnow(", "time.time(")
    readers = {place(path) for path in modules(*PRODUCT) if any(clock in text(path) for clock in clocks)}
    assert readers <= MAY_READ_THE_CLOCK.keys()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
