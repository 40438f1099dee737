"""The set-up says exactly what a machine lacks, and does nothing twice."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.program import ROOT


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """`setup/prepare.py`, which is no part of a package, with a `.venv` of the test's own."""
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "setup" / "prepare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path)
    return module


def test_whoever_is_not_root_is_told_what_to_install(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    needs = [prepare.SystemNeed(name, lambda: False) for name in ("python3-venv", "chromium")]
    with pytest.raises(
        SystemExit, match=r"^Please install these first, as root: apt-get install python3-venv chromium$"
    ):
        prepare.meet(needs)


def test_a_machine_that_lacks_nothing_is_left_alone(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "install_system_packages", lambda _packages: pytest.fail("nothing was missing"))
    assert prepare.meet([prepare.SystemNeed("chromium", lambda: True)]) is None


def test_apt_is_asked_again_when_it_fails(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True, False, True, True])
    asked: list[str] = []
    monkeypatch.setattr(prepare.time, "sleep", lambda _seconds: None)

    def apt(*arguments: str) -> bool:
        asked.append(arguments[0])
        return next(answers)

    monkeypatch.setattr(prepare, "apt", apt)
    prepare.install_system_packages(["chromium"])
    assert asked == ["update", "update", "install", "update", "install"]


def test_a_step_is_taken_once_and_again_when_its_inputs_change(prepare: ModuleType, tmp_path: Path) -> None:
    taken: list[int] = []
    lock = tmp_path / "a.lock"
    for content in ("one", "one", "two", "two"):
        lock.write_text(content)
        prepare.once("packages", [lock], lambda: taken.append(1))
    assert len(taken) == 2


def test_a_step_that_failed_is_taken_again(prepare: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text("one")
    for _ in range(2):
        with pytest.raises(SystemExit, match="failed with 3"):
            prepare.once("packages", [lock], lambda: prepare.run("sh", "-c", "exit 3"))


def test_a_library_is_known_by_whether_it_loads(prepare: ModuleType) -> None:
    assert prepare.loads("libc.so.6")()
    assert not prepare.loads("libnowhere.so.0")()


def test_what_was_compiled_is_kept_even_where_python_was_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    tell = 'tell: ; @python3 -c "import sys; print(sys.dont_write_bytecode)"'
    told = subprocess.run(["make", "--eval", tell, "tell"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_the_packages_are_compiled_as_they_are_installed(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[object, ...]] = []
    monkeypatch.setattr(prepare, "run", lambda *command, **_: commands.append(command))
    prepare.install_packages()
    assert "--compile-bytecode" in commands[-1]
