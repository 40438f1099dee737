"""A window of a real browser that notices what a page does wrong: other hosts, script errors, barriers."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, sync_playwright
from werkzeug.serving import make_server

AXE = Path("web/assets/node_modules/axe-core/axe.min.js")
WCAG_2_2_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ARGUMENTS = (
    "--no-sandbox",  # the sandbox refuses to start for root, which is who runs the tests in a container
    "--disable-gpu",
    # The browser's own calls home would be refused one after the other where there is no way out.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


class CheckedPage:
    """A Playwright page (`page`) that is checked each time it `visit`s, and at the end of the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._hosts: set[str] = set()
        self._visited: set[str] = set()
        self._complaints: list[str] = []
        page.on("request", self._on_request)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._complaints.append(f"script error: {error}"))

    def visit(self, url: str) -> int:
        """Go to an absolute address, whatever status it answers with, and return that."""
        self._hosts.add(urlsplit(url).netloc)
        answer = self.page.goto(url)
        self.check()
        return answer.status if answer else 0

    def check(self) -> None:
        """Raise AssertionError with everything that went wrong so far."""
        assert not self._complaints, "\n".join(self._complaints)

    def forgive(self) -> None:
        """Forget what went wrong so far, where a test provoked it."""
        self._complaints.clear()

    def barriers(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA on the page as it stands, one readable text each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            self.page.add_init_script(path=AXE)  # so that it is there already in whatever is visited next
        options = json.dumps({"runOnly": {"type": "tag", "values": WCAG_2_2_AA}, "resultTypes": ["violations"]})
        violations = self.page.evaluate(f"axe.run(document, {options}).then(found => found.violations)")
        return [
            f"{violation['id']}: {violation['help']}\n    {node['html']}\n    {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page is wider than the window, so that a reader must scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def focused(self, selector: str) -> Locator:
        """The element once it has the focus: a browser moves it in a step of its own, after the page has loaded."""
        found = self.page.locator(f"{selector}:focus")
        found.wait_for(state="attached")
        return found

    def close(self) -> None:
        """Close the window."""
        self.page.close()

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._visited.add(request.url)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc not in self._hosts:
            self._complaints.append(f"{self.page.url} asked another host: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser also reports a page that answers 404 as an error; a test may visit one on purpose.
        is_page_status = message.text.startswith("Failed to load") and message.location["url"] in self._visited
        if message.type == "error" and not is_page_status:
            self._complaints.append(f"{self.page.url} wrote to the console: {message.text}")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: make setup"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve the app on a free loopback port while the block runs; gives its address, with no slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
