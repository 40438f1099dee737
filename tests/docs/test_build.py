"""Sphinx builds the pages without a warning, as `make docs` does."""

import subprocess
import sys
from pathlib import Path

from tests.docs.examples import pages
from tests.house.program import ROOT


def test_the_pages_are_built_without_a_warning(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "--quiet", "--builder", "html"]
    places = ["-d", str(tmp_path / "doctrees"), str(ROOT / "docs"), str(tmp_path / "html")]
    done = subprocess.run([*build, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    built = {path.relative_to(tmp_path / "html").with_suffix(".md").as_posix() for path in tmp_path.rglob("*.html")}
    assert {path.relative_to(ROOT / "docs").as_posix() for path in pages()} <= built
