"""Nothing is dead: no dependency that nothing imports, and no code that nothing reaches, or that only its tests do."""

import subprocess
import sys
from pathlib import Path

from tests.house.program import ROOT


def test_the_product_uses_whatever_it_defines() -> None:
    checked = run(sys.executable, "setup/unused.py")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_dependency_is_imported_and_every_import_is_a_dependency() -> None:
    checked = run(str(Path(sys.executable).with_name("deptry")), ".")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_lint_runs_both() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (lint,) = [rule for rule in makefile.split("\n\n") if rule.startswith("lint:")]
    assert "deptry ." in lint
    assert "setup/unused.py" in lint


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
