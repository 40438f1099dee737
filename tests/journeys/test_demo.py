"""A newcomer's first minutes: `notifier demo`, the outbox, a link on a phone, and the outcome that follows."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.browser import CheckedPage

PATIENTS = 60
PHONE, DESK = 360, 1280


def test_a_newcomer_follows_a_text_answers_and_sees_the_outcome_change(
    tmp_path: Path, browser_page: Callable[[int], CheckedPage]
) -> None:
    with _demo(tmp_path) as said:
        base = said.partition("what was sent")[2].split()[0].removesuffix("/sandbox/")
        born = _text(r"\(born (.+)\)", said)
        code = _text(r"/r/(\w{12})", said)

        phone = browser_page(PHONE)
        for channel in ("email", "letter", "footer", "sms"):
            phone.visit(f"{base}/sandbox/?channel={channel}")
            assert phone.page.locator("main table a").count() > 0, channel
        phone.visit(f"{base}/sandbox/?sought={code}")
        phone.page.locator("main table a").first.click()
        phone.page.locator(f"a[href*='/r/{code}']").first.click()
        _answer(phone, born)
        assert "You told us to keep" in phone.page.inner_text("main")

        desk = browser_page(DESK)
        desk.visit(f"{base}/staff/sign-in")
        _sign_in(desk, said)
        desk.visit(f"{base}/staff/campaigns/1/desk")
        desk.page.fill("#query", code)
        desk.page.keyboard.press("Enter")
        desk.page.locator("main table a").first.click()
        assert "objected" in desk.page.inner_text("main").lower()
        desk.check()


@contextmanager
def _demo(folder: Path) -> Iterator[str]:
    """A demo in a process of its own; gives what it printed once it was ready, and ends it as Ctrl+C does."""
    command = [sys.executable, "-m", "notifier", "demo", "--patients", str(PATIENTS), "--port", str(_free_port())]
    environment = {**os.environ, "NOTIFIER_INSTANCE": str(folder / "instance"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        try:
            yield said
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answer(phone: CheckedPage, born: str) -> None:
    day = datetime.strptime(born, "%d %B %Y").date()  # noqa: DTZ007 - a date of birth has no time zone
    phone.page.get_by_label("Keep my Summary Care Record").check()
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        phone.page.fill(f"#dob-{part}", str(value))
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
