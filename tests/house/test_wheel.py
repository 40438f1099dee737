"""What `pip install` would bring: the program, its templates and its built style sheets, and nothing else. It works."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from notifier.vocabulary import LOCALHOST
from tests.house.program import ROOT
from tests.journeys.driver import free_port
from tests.waiting import eventually


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that people install."""
    return built(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    return built(ROOT, "sdist", tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment into which the wheel was installed, and nothing of this checkout."""
    home = tmp_path_factory.mktemp("clean")
    venv.create(home, symlinks=True)
    install: list[str | Path] = [
        Path(sys.executable).parent / "uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--no-index",
        "--python", home / "bin" / "python", wheel,
    ]  # fmt: skip
    subprocess.run(install, capture_output=True, check=True)
    # What the program depends on is taken from here: the wheel is what is being tried.
    site = next(home.glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(f"{Path(pytest.__file__).parent.parent}\n", encoding="utf-8")
    return home / "bin"


def built(project: Path, target: str, folder: Path) -> Path:
    """The wheel or the source distribution of a project, made into the folder."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    done = subprocess.run(build, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("fair_notice-*"))


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


def test_the_source_holds_the_program_its_tests_and_its_pages(source: Path) -> None:
    with tarfile.open(source) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"notifier/cli/program.py", "tests/conftest.py", "docs/index.md", "CHANGELOG.md", "Makefile"} <= names
    assert {name for name in names if name.startswith("instance/")} <= {"instance/.gitkeep"}
    assert not [name for name in names if name.startswith((".venv", "docs/_build")) or "node_modules" in name]


def test_the_same_wheel_is_built_from_the_source(source: Path, wheel: Path, tmp_path: Path) -> None:
    # Not by tarfile: what takes care of strange paths in it is newer than Debian 12's Python.
    subprocess.run(["tar", "--extract", "--file", source, "--directory", tmp_path], check=True)
    again = built(next(tmp_path.glob("fair_notice-*")), "wheel", tmp_path / "wheel")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_an_installed_wheel_says_what_it_can_do(clean: Path, tmp_path: Path) -> None:
    assert "campaign" in said(clean, tmp_path, "--help")
    find = "import notifier, web.app; print(notifier.__file__, web.app.__file__)"
    found = subprocess.run([clean / "python", "-c", find], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert all(place.startswith(str(clean.parent)) for place in found.stdout.split())


def test_an_installed_wheel_sets_up_a_practice_and_serves_its_pages(clean: Path, tmp_path: Path) -> None:
    assert "Riverside Surgery" in said(clean, tmp_path, "init")
    said(clean, tmp_path, "sample-list", "--patients", "20", "--out", "export.csv")
    said(clean, tmp_path, "staff", "add", "manager@example.com", "--role", "manager")
    said(clean, tmp_path, "list", "import", "export.csv", "--staff", "manager@example.com")
    said(clean, tmp_path, "campaign", "create", "--preset", "scr", "--name", "SCR", "--staff", "manager@example.com")
    said(clean, tmp_path, "campaign", "preview", "1", "--letter", "letter.pdf")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    port = str(free_port())
    with subprocess.Popen(
        [clean / "notifier", "serve", "--no-worker", "--port", port], cwd=tmp_path, env=bare()
    ) as web:
        try:
            assert eventually(lambda: answers(f"http://{LOCALHOST}:{port}/healthz"))
            page = urlopen(f"http://{LOCALHOST}:{port}/r").read().decode()
            assert "nhsuk" in page
            style = page.split('rel="stylesheet"')[1].split('href="')[1].split('"')[0]
            assert answers(f"http://{LOCALHOST}:{port}{style}")
        finally:
            web.terminate()


def said(clean: Path, folder: Path, *words: str) -> str:
    """Everything that the installed command says, run in the folder; it has to end well."""
    command: list[str | Path] = [clean / "notifier", *words]
    done = subprocess.run(command, cwd=folder, env=bare(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def bare() -> dict[str, str]:
    """The environment without anything that would set the program up."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NOTIFIER_", "PYTHON"))}


def answers(address: str) -> bool:
    """Whether something is served at the address of this machine."""
    try:
        with urlopen(address) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except URLError:
        return False
