"""What changed is said in fragments, each for one of six readers, and released under the version of the program."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.program import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
READERS = {kind["directory"]: kind["name"] for kind in SETTINGS["tool"]["towncrier"]["type"]}
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
TEMPLATE = "template.md.jinja"
LONGEST_LINE = 120


def fragments() -> list[Path]:
    return sorted(path for path in (ROOT / "changes").iterdir() if path.name not in (TEMPLATE, ".gitkeep"))


def test_there_are_six_readers() -> None:
    assert list(READERS) == ["security", "upgrade", "practice", "patient", "operator", "developer"]


def test_every_fragment_is_named_for_its_reader() -> None:
    wrong = [
        path.name for path in fragments() if not re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(READERS)})\.md", path.name)
    ]
    assert not wrong


def test_every_fragment_is_a_sentence_that_fits_its_place() -> None:
    for path in fragments():
        said = path.read_text(encoding="utf-8")
        assert said.rstrip().endswith("."), path.name
        assert not said.startswith(("-", "#")), path.name
        assert all(len(line) <= LONGEST_LINE - 2 for line in said.splitlines()), path.name


def test_a_release_puts_each_fragment_under_its_reader() -> None:
    """Made as a release makes it, without storing anything."""
    draft = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9", "--date", "2026-11-30"]
    made = subprocess.run(draft, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in fragments():
        heading = READERS[path.suffixes[0][1:]]
        section = made.split(f"### {heading}\n")[1].split("\n### ")[0]
        assert path.read_text(encoding="utf-8").splitlines()[0] in section, path.name


def test_the_change_log_leads_with_the_release_that_this_is() -> None:
    newest = re.search(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", CHANGELOG, re.MULTILINE)
    assert newest is not None
    assert newest[1] == SETTINGS["project"]["version"]


def test_the_change_log_has_headings_for_readers_alone() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= set(READERS.values())
