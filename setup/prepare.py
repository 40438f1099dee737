"""Make this machine and `.venv` ready to run Fair Notice: `python3 setup/prepare.py [--with-browser]`.

It needs nothing but a bare Python and its standard library. Each step is skipped when its result is there already, so
a second run takes a moment. System packages are installed with apt when we are root; otherwise one line says what to
install.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLER_LOCK = PROJECT / "setup" / "installer.lock"
PACKAGES_LOCK = PROJECT / "requirements-dev.lock"
OLDEST_PYTHON = (3, 11)
APT_TRIES = 4
APT = ("apt-get", "-q", "-y", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300")


class SystemNeed(NamedTuple):
    """A Debian package, and how to tell that the machine has what we want it for, wherever that came from."""

    package: str
    is_met: Callable[[], bool]


def loads(library: str) -> Callable[[], bool]:
    def is_met() -> bool:
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    return is_met


def is_command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def is_wide_as_arial() -> bool:
    """Whether the browser shows Arial, which the pages ask for, in its own or in an equally wide font."""
    asker = shutil.which("fc-match")
    if asker is None:
        return False
    asked = subprocess.run([asker, "-f", "%{family}", "Arial"], capture_output=True, text=True, check=False)
    return asked.stdout.startswith(("Arial", "Liberation Sans", "Arimo"))


def is_font(name: str) -> Callable[[], bool]:
    return lambda: any(True for _ in Path("/usr/share/fonts").rglob(name))


TO_RUN = (
    SystemNeed("python3-venv", lambda: PYTHON.exists() or importlib.util.find_spec("ensurepip") is not None),
    SystemNeed("libpango-1.0-0", loads("libpango-1.0.so.0")),  # WeasyPrint lays text out with these three
    SystemNeed("libpangoft2-1.0-0", loads("libpangoft2-1.0.so.0")),
    SystemNeed("libharfbuzz-subset0", loads("libharfbuzz-subset.so.0")),
    SystemNeed("fontconfig", is_command("fc-list")),
    SystemNeed("fonts-noto-core", is_font("NotoSansDevanagari-Regular.*")),  # for names in every script
    SystemNeed("fonts-noto-cjk", is_font("NotoSansCJK-Regular.*")),
)
TO_BROWSE = (
    SystemNeed("chromium", is_command("chromium")),
    SystemNeed("fonts-liberation", is_wide_as_arial),
    SystemNeed("libatomic1", loads("libatomic.so.1")),  # Playwright's own Node wants it
)
TO_TEST = (SystemNeed("redis-server", is_command("redis-server")), SystemNeed("lynx", is_command("lynx")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--with-browser", action="store_true", help="also Chromium, Lynx and Redis, which some tests use"
    )
    wanted = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Fair Notice needs Python 3.11 or later as python3.")
    os.chdir(PROJECT)
    meet(TO_RUN + TO_BROWSE + TO_TEST if wanted.with_browser else TO_RUN)
    make_environment()
    once("packages", [INSTALLER_LOCK, PACKAGES_LOCK], install_packages)
    once("project", [PROJECT / "pyproject.toml"], install_project)
    run(PYTHON, "web/assets/build.py")


def meet(needs: Sequence[SystemNeed]) -> None:
    """Install the system packages that are missing, or say in one line which they are."""
    missing = [need.package for need in needs if not need.is_met()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Please install these first, as root: apt-get install {' '.join(missing)}")
    install_system_packages(missing)
    if still := [need.package for need in needs if not need.is_met()]:
        sys.exit(f"These were installed, and still do not work: {' '.join(still)}")


def install_system_packages(packages: Sequence[str]) -> None:
    """Ask apt, and again after a while if it fails: mirrors change under us and other programs hold its lock."""
    say(f"Installing {', '.join(packages)}")
    for attempt in range(APT_TRIES):
        time.sleep(5 * attempt)
        if apt("update") and apt("install", "--no-install-recommends", *packages):
            return
    sys.exit(f"apt-get could not install {' '.join(packages)}; what it said is above.")


def apt(*arguments: str) -> bool:
    """Run apt without questions and with its chatter kept back unless it fails."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        [*APT, *arguments], env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def make_environment() -> None:
    """Make `.venv`, anew if the Python that it was made with has gone."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    say("Making .venv")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install_packages() -> None:
    """Install what the locks name, and nothing whose hash they do not name."""
    say("Installing Python packages")
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        INSTALLER_LOCK,
    )
    # Compiled once, by all processors; otherwise every process does so where Python was told to keep nothing.
    uv_install("--compile-bytecode", "--require-hashes", "-r", PACKAGES_LOCK)


def install_project() -> None:
    uv_install("--no-deps", "--no-build-isolation", "--editable", ".")


def uv_install(*arguments: str | Path) -> None:
    """uv reads none of pip's settings, so a package index that was chosen for pip is handed on."""
    index = os.environ.get("PIP_INDEX_URL")
    chosen = {"UV_DEFAULT_INDEX": index} if index else {}
    run(
        VENV / "bin" / "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
        *arguments,
        environment=chosen | os.environ,
    )


def once(name: str, inputs: Sequence[Path], step: Callable[[], None]) -> None:
    """Take the step unless it was taken in this `.venv` with the very same inputs."""
    stamp = VENV / f".{name}-stamp"
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    step()
    stamp.write_text(digest)


def run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    if failed := subprocess.run(command, env=environment, check=False).returncode:
        sys.exit(f"Setting up stopped: {' '.join(map(str, command))} failed with {failed}; what it said is above.")


def say(what: str) -> None:
    print(f"{what} ...", flush=True)


if __name__ == "__main__":
    main()
