"""What `pip install` would bring: the program, its templates and its built style sheets, and nothing else."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.program import ROOT

FIND_TEMPLATES = """
import web.app
from notifier.campaigns import presets
print(sorted(presets.preset_folders(presets.Path("none"))), presets.template_root())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_program_and_all_it_shows(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"notifier/cli/program.py", "web/app.py", "notifier/store/migrations/env.py"} <= names
    assert {"web/static/patient.css", "web/static/manifest.json", "web/static/fonts/NotoSans_400Regular.ttf"} <= names
    templates = {f"notifier/{path.relative_to(ROOT)}" for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert templates <= names


def test_the_wheel_brings_its_providers_as_a_stranger_would(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel)
    (entry_points,) = [name for name in packed.namelist() if name.endswith(".dist-info/entry_points.txt")]
    said = packed.read(entry_points).decode("utf-8").partition("[fair_notice.providers]\n")[2]
    assert {line.partition(" = ")[0] for line in said.splitlines()} >= {"outbox", "sendgrid", "twilio"}
    assert "notifier/providers/twilio_sms/payloads/settings.json" in packed.namelist()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    strangers = [name for name in names if not name.startswith(("notifier/", "web/", "fair_notice-"))]
    assert not strangers
    assert not [name for name in names if "node_modules" in name or name.startswith("web/assets")]


def test_an_installed_wheel_finds_its_templates(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    site = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    # What the program depends on is taken from here: the wheel is what is being tried.
    (site / "dependencies.pth").write_text(f"{Path(pytest.__file__).parent.parent}\n", encoding="utf-8")
    python = tmp_path / "venv" / "bin" / "python"
    found = subprocess.run([python, "-c", FIND_TEMPLATES], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "scr" in found.stdout
    assert str(site) in found.stdout
