"""The patient's pages however they are looked at: by ear, very large, in other colours, without a style, weighed."""

import gzip
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.html_check import STATIC
from tests.web.patient_walk import BORN, PHONE, Starts, Walk
from tests.web.world import World, answer


def test_a_screen_reader_is_told_all_that_is_seen(starts: Starts) -> None:
    walk = starts(*PHONE)
    body = walk.window.page.locator("body")
    walk.open()
    expect(body).to_match_aria_snapshot(OPEN_PAGE)
    walk.choose("agree")
    expect(body).to_match_aria_snapshot(WHO_PAGE)
    walk.say_who()
    walk.submit()
    expect(body).to_match_aria_snapshot(DATE_MISSING)
    described = walk.window.page.locator("fieldset[role=group]").get_attribute("aria-describedby") or ""
    said = " ".join(walk.window.page.inner_text(f"#{part}") for part in described.split())
    assert "For example, 31 3 1980." in said
    assert " ".join(said.split()).endswith("Error: Enter a date of birth")
    walk.born(*BORN)
    expect(body).to_match_aria_snapshot(CHECK_PAGE)
    walk.submit()
    expect(body).to_match_aria_snapshot(DONE_PAGE)


OPEN_PAGE = """
- link "Skip to main content"
- banner: Riverside Surgery
- navigation "Language":
  - list
- main:
  - heading "We plan to stop your Summary Care Record. You can keep it." [level=1]
  - heading "What this means for you" [level=2]
  - list
  - group "What do you want?":
    - heading "What do you want?" [level=2]
    - button "Keep my Summary Care Record"
    - button "I do not want a Summary Care Record"
    - button "I am not sure, please contact me"
  - heading "More about this" [level=2]
  - heading "Other ways to tell us" [level=2]
- contentinfo:
  - heading "Help with this page" [level=2]
  - list
"""
WHO_PAGE = """
- link "Back"
- main:
  - group "Who is this answer for?":
    - heading "Who is this answer for?" [level=1]
    - button "For me"
    - button "For my child"
    - button "For somebody else"
"""
DATE_MISSING = """
- link "Back"
- main:
  - alert:
    - heading "There is a problem" [level=2]
    - list:
      - listitem:
        - link "Enter a date of birth"
  - group "Your date of birth":
    - heading "Your date of birth" [level=1]
    - textbox "Day"
    - textbox "Month"
    - textbox "Year"
  - button "Continue"
"""
CHECK_PAGE = """
- link "Back"
- main:
  - heading "Check your answers before you send" [level=1]
  - term: What you want
  - definition: I do not want a Summary Care Record
  - definition:
    - link "Change What you want"
  - button "Send my answer"
"""
DONE_PAGE = """
- main:
  - heading "We have your answer" [level=1]
  - heading "What happens next" [level=2]
  - heading "If you change your mind" [level=2]
  - paragraph:
    - link "Change your answer on this page"
  - heading "Keep a copy" [level=2]
  - paragraph: You can print this page.
  - paragraph:
    - link "Save your answer as a text file"
"""


# Twice the size, and codes as wide as in the widest monospaced font that a machine may have.
LARGE = """document.addEventListener('DOMContentLoaded', () => {
    document.documentElement.style.fontSize = '200%';
    for (const code of document.querySelectorAll('.fn-code:not(input)')) code.style.letterSpacing = '0.3em';
})"""


def test_the_pages_hold_however_they_are_looked_at(starts: Starts) -> None:
    walk = starts(320, 256)  # 1280 by 1024 at 400 %
    page = walk.window.page
    for state in some_states(walk):
        assert not walk.window.overflows(), f"{state} at 400 %"
        assert is_reachable(walk), f"{state} at 400 %"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.add_init_script(LARGE)
    for state in some_states(walk):
        assert not walk.window.overflows(), f"{state} in large letters"
        assert is_reachable(walk), f"{state} in large letters"
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for state in some_states(walk):
        assert walk.window.barriers() == [], f"{state} in forced colours"
        assert page.evaluate("document.getAnimations().length") == 0, f"{state} moves"
        border = page.locator("main .nhsuk-button, .nhsuk-panel").first
        assert border.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid", (
            f"{state}: only colour shows it"
        )


def some_states(walk: Walk) -> Iterator[str]:
    """The pages of one answer, with everything unfolded and faulty."""
    walk.go(f"/r/{walk.world.code()}/you")
    yield "nothing chosen"
    walk.choose("keep")
    walk.say_who("other")
    yield "who"
    walk.say_who("carer")
    walk.submit()
    yield "nothing typed"
    walk.window.page.fill("#name", "Sam Test")
    walk.born(*BORN)
    yield "check"
    walk.submit()
    yield "done"


def is_reachable(walk: Walk) -> bool:
    """Whether the last thing on the page can be brought into the window."""
    last = walk.window.page.locator("main a, main button").last
    last.scroll_into_view_if_needed()
    box, size = last.bounding_box(), walk.window.page.viewport_size
    return bool(box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"])


def test_without_any_style_all_is_there_in_its_order(starts: Starts) -> None:
    walk = starts(*PHONE)
    walk.window.page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
    walk.open()
    shown = [
        walk.window.page.get_by_text(text, exact=True).bounding_box()
        for text in ("Skip to main content", "What this means for you", "What do you want?", "Privacy")
    ]
    heights = [box["y"] for box in shown if box]
    assert len(heights) == len(shown)
    assert heights == sorted(heights)
    walk.choose("unsure")
    walk.say_who()
    walk.born(*BORN)
    walk.submit()
    assert "We will contact you" in walk.window.page.inner_text("main")


def test_the_pages_are_light(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    html = len(client.get(f"/r/{code}").data)
    with client.get("/static/patient.css", headers={"Accept-Encoding": "gzip"}) as sent:
        sheet = sent.data
    assert gzip.decompress(sheet) == (STATIC / "patient.css").read_bytes()
    icon = (STATIC / "favicon.svg").stat().st_size
    assert html + len(sheet) + icon <= 60 * 1024
    assert html + (STATIC / "patient.css").stat().st_size + icon <= 60 * 1024, "where nothing is compressed"
    told = client.post(f"/r/{code}/you", data=answer())
    date = f"/r/{code}/you?choice=keep&relation=patient"
    pages = [client.get(path) for path in (date, told.location, "/r", f"/r/{code}/privacy")]
    pages.append(client.post(told.location, follow_redirects=True))
    assert all(len(page.data) <= 15 * 1024 for page in pages), [len(page.data) for page in pages]
