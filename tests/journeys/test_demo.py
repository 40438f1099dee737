"""A newcomer's first minutes: `notifier demo`, the outbox, a link on a phone, a text back, and what follows."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.browser import CheckedPage
from tests.waiting import eventually
from tests.web.stand_in import free_port

PATIENTS = 30  # enough for every channel
PHONE, DESK = 360, 1280


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo is."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def said(folder: Path) -> Iterator[str]:
    """What a demo printed that runs meanwhile."""
    with _demo(folder) as printed:
        yield printed


def test_a_newcomer_follows_a_text_answers_and_sees_the_outcome_change(
    said: str, browser_page: Callable[[int], CheckedPage]
) -> None:
    base = _base(said)
    code = _text(r"/r/(\w{12})", said)
    phone = browser_page(PHONE)
    for channel in ("email", "letter", "footer", "sms"):
        _visit_until(phone, f"{base}/sandbox/?channel={channel}", "main table a")
    phone.visit(f"{base}/sandbox/?sought={code}")
    assert "Delivered" in phone.page.inner_text("main table")
    phone.page.locator("main table a").first.click()
    phone.page.locator(f"a[href*='/r/{code}']").first.click()
    _answer(phone, _text(r"\(born (.+)\)", said))
    assert "You told us to keep" in phone.page.inner_text("main")

    desk = browser_page(DESK)
    desk.visit(f"{base}/staff/sign-in")
    _sign_in(desk, said)
    desk.visit(f"{base}/staff/campaigns/1/desk")
    desk.page.fill("#query", code)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/patients/*")
    assert "objected" in desk.page.inner_text("main").lower()
    desk.check()


def test_a_newcomer_replies_to_a_text_and_the_practice_answers(
    said: str, browser_page: Callable[[int], CheckedPage]
) -> None:
    code = _text(r"/r/(\w{12})", said)
    phone = browser_page(PHONE)
    phone.visit(f"{_base(said)}/sandbox/?sought={code}")
    phone.page.locator("main table a").first.click()
    phone.page.get_by_label("Reply to this text").fill(f"keep {code}")
    phone.page.get_by_role("button", name="Send reply").click()
    assert "From the patient" in phone.page.inner_text("main")
    _visit_until(phone, phone.page.url.partition("#")[0], "main .fn-phone:not(.fn-theirs) >> nth=1")
    assert "We have an answer in your name" in phone.page.inner_text("main")


def test_a_second_demo_is_refused_and_leaves_the_first_one_alone(said: str, folder: Path) -> None:
    taken = int(_base(said).rpartition(":")[2])
    refused = {
        "instance": (free_port(), "a demo is running in"),
        "elsewhere": (taken, f"port {taken} is taken by another program"),
    }
    for instance, (port, words) in refused.items():
        second = subprocess.run(
            _command(port), env=_environment(folder / instance), capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert words in second.stderr
    assert not (folder / "elsewhere" / "demo").exists()
    assert (folder / "instance" / "demo" / "log.txt").exists()


@contextmanager
def _demo(folder: Path) -> Iterator[str]:
    """A demo in a process of its own; gives what it printed once it was ready, and kills it in the end.

    Even then, whatever it started ends with it.
    """
    command, environment = _command(free_port()), _environment(folder / "instance")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        assert len(_running(folder)) > 3
        try:
            yield said
        finally:
            process.kill()
            process.communicate(timeout=120)
    assert eventually(lambda: not _running(folder)), _running(folder)


def _command(port: int) -> list[str]:
    return [sys.executable, "-m", "notifier", "demo", "--patients", str(PATIENTS), "--port", str(port)]


def _environment(instance: Path) -> dict[str, str]:
    return {**os.environ, "NOTIFIER_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"}


def _running(folder: Path) -> list[str]:
    """The processes of a demo in this folder: each has the folder in its environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_text(encoding="utf-8", errors="replace")
            words = (process / "cmdline").read_text(encoding="utf-8", errors="replace").replace("\0", " ")
        except OSError:  # it has ended meanwhile
            continue
        if f"NOTIFIER_INSTANCE={folder}" in environment and words:
            found.append(words)
    return found


def _visit_until(window: CheckedPage, url: str, selector: str) -> None:
    """Visit until the page has it: the practice is still sending."""

    def is_there() -> bool:
        window.visit(url)
        return window.page.locator(selector).count() > 0

    assert eventually(is_there), window.page.inner_text("main")


def _base(said: str) -> str:
    return _text(r"what was sent\s+(\S+)/sandbox/", said)


def _answer(phone: CheckedPage, born: str) -> None:
    day = datetime.strptime(born, "%d %B %Y").date()  # noqa: DTZ007 - a date of birth has no time zone
    phone.page.get_by_role("button", name="Keep my Summary Care Record").click()
    phone.page.get_by_role("button", name="For me").click()
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        phone.page.fill(f"#dob-{part}", str(value))
    phone.page.get_by_role("button", name="Continue").click()
    phone.page.get_by_role("button", name="Send my answer").click()


def _sign_in(desk: CheckedPage, said: str) -> None:
    desk.page.fill("#email", "reception@example.com")
    desk.page.fill("#password", _text(r"reception@example\.com\s+password (\S+)", said))
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/staff/")


def _text(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    assert found is not None, said
    return found[1]
