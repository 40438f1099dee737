"""The browser that tests drive is really there, and notices what a page does wrong."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.browser import CheckedPage, serving

PAGES = {
    "sound": "<h1>A page</h1><p>Nothing is wrong with it.</p>",
    "barred": '<h1>A page</h1><img src="/static/x.png"><p style="color: #ccc">Too pale to read.</p>',
    "noisy": "<h1>A page</h1><script>console.error('a fault')</script>",
    "chatty": '<h1>A page</h1><img alt="" src="http://localhost:9/x.png">',
    "wide": '<h1>A page</h1><p style="width: 1000px">Too wide.</p>',
}
FRAME = (
    '<!DOCTYPE html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head><main>{}</main>'
)

OpenPage = Callable[[int], CheckedPage]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = Flask(__name__)
    app.add_url_rule(
        "/<name>", "page", lambda name: (FRAME.format(PAGES.get(name, "gone")), 200 if name in PAGES else 404)
    )
    with serving(app) as address:
        yield address


def test_a_sound_page_has_no_barrier(browser_page: OpenPage, address: str) -> None:
    page = browser_page(375)
    page.visit(f"{address}/sound")
    assert page.page.inner_text("h1") == "A page"
    assert page.barriers() == []
    assert not page.overflows()


def test_a_barrier_is_named_with_the_element(browser_page: OpenPage, address: str) -> None:
    page = browser_page(375)
    page.page.goto(f"{address}/barred")
    found = "\n".join(page.barriers())
    assert "image-alt" in found
    assert "color-contrast" in found
    page.forgive()


@pytest.mark.parametrize(("name", "complaint"), [("noisy", "a fault"), ("chatty", "asked another host")])
def test_what_a_page_does_wrong_fails_the_visit(
    browser_page: OpenPage, address: str, name: str, complaint: str
) -> None:
    page = browser_page(375)
    with pytest.raises(AssertionError, match=complaint):
        page.visit(f"{address}/{name}")
    page.forgive()


def test_a_page_may_answer_that_it_is_not_there(browser_page: OpenPage, address: str) -> None:
    page = browser_page(375)
    page.visit(f"{address}/nowhere")
    assert page.page.inner_text("body") == "gone"


def test_a_page_wider_than_the_window_is_noticed(browser_page: OpenPage, address: str) -> None:
    page = browser_page(375)
    page.visit(f"{address}/wide")
    assert page.overflows()
