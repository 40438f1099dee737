"""An email as a mail program shows it: on a small phone, by day and in dark mode, and as plain text."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from notifier.messages.addressee import Addressee
from notifier.providers.message_types import EmailMessage
from tests.browser import CheckedPage
from tests.notifier.messages.test_rendering import ADA, CHILD, email, templates

WIDTH, HEIGHT = 360, 640
LONG_NAME = replace(ADA, given_name="Wilhelmina", family_name="Featherstonehaugh-Cholmondeley")
READABLE, LINK = "h1, h2, p, li, a", "a[href*='/r/']"
# Of every text that is seen, the colour, that of what is behind it, and the size.
SEEN = """elements => elements.map(element => {
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const own = getComputedStyle(element);
  return [own.color, getComputedStyle(behind).backgroundColor, parseFloat(own.fontSize)];
})"""


@pytest.fixture(params=["light", "dark"])
def window(request: pytest.FixtureRequest, browser_page: Callable[..., CheckedPage]) -> CheckedPage:
    """A mail program's window on a small phone, by day and in dark mode."""
    window = browser_page(WIDTH, HEIGHT)
    window.page.emulate_media(color_scheme=request.param)
    return window


def shown(window: CheckedPage, message: EmailMessage) -> CheckedPage:
    window.page.set_content(message.html)
    return window


@pytest.mark.parametrize("preset", ["scr", "records-access"])
@pytest.mark.parametrize("to", [ADA, replace(CHILD, reminder=True), LONG_NAME], ids=["adult", "child", "long name"])
def test_the_way_to_answer_is_in_the_first_screen_and_nothing_is_wider(
    window: CheckedPage, preset: str, to: Addressee
) -> None:
    page = shown(window, email(to, templates(preset))).page
    link = page.locator(LINK).first.bounding_box()
    assert link
    assert link["y"] + link["height"] <= HEIGHT
    assert link["height"] >= 44, "what a thumb can hit"
    deadline = page.get_by_text("4 January 2027").first.bounding_box()
    assert deadline
    assert deadline["y"] < link["y"]
    assert not window.overflows()
    assert window.barriers() == []


def test_every_word_can_be_read_by_day_and_in_dark_mode(window: CheckedPage) -> None:
    seen = shown(window, email()).page.locator(READABLE).evaluate_all(SEEN)
    assert len(seen) > 20
    for colour, behind, size in seen:
        assert contrast(colour, behind) >= 4.5, (colour, behind)
        assert size >= 16


def test_an_email_keeps_its_dark_colours_where_the_phone_is_dark(window: CheckedPage) -> None:
    is_dark = window.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    behind = shown(window, email()).page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (luminance(behind) < 0.1) is is_dark


def test_as_plain_text_an_email_says_the_same_in_lines_that_stand_alone() -> None:
    first, *rest = email().text.splitlines()
    assert first == "Dear Mrs Łuczak,"
    (link,) = [place for place, line in enumerate(rest) if "/r/" in line and "privacy" not in line]
    assert link < 8
    assert rest[link] == "https://surgery.example.com/r/7K3M92QX4TDP", "alone, so that nothing sticks to it"
    assert not [line for line in rest if "<" in line or line != line.rstrip()]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 reckons it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")[:3])
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
