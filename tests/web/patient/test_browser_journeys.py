"""Patients with a real browser: every page and state at two widths, and every way to go through them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from notifier.replies.patient_page import TRIES
from notifier.store.tables import Reply
from notifier.vocabulary import Choice, Doubt, Source
from tests.html_check import assert_sound
from tests.web.patient_walk import BORN, PHONE, WRONG, Starts, Walk

STATES = 56  # of the walk, so that none is passed by in silence


def replies(walk: Walk) -> list[tuple[Choice, Doubt | None]]:
    """What was recorded, oldest first, without the right dates of birth whose answers may follow."""
    with walk.world.database.reading() as session:
        rows = session.execute(select(Reply.choice, Reply.doubt).where(Reply.source == Source.PAGE).order_by(Reply.id))
        return [(row.choice, row.doubt) for row in rows if row.doubt is not Doubt.UNSENT]


def path_of(walk: Walk) -> str:
    """Where the window is: the last piece of the path that is a word."""
    steps = walk.window.page.url.partition("?")[0].split("/")
    return next(step for step in reversed(steps) if step in ("you", "check", "done", "r"))


# --- every state ---


@pytest.mark.parametrize(("width", "other", "language", "scripts"), [(360, 1280, "en", True), (1280, 360, "ar", False)])
def test_every_page_and_state_is_open_to_everybody(
    starts: Starts, width: int, other: int, language: str, scripts: bool
) -> None:
    """Walked through at one width, and looked at from both."""
    walk = starts(width, language=language, scripts=scripts)
    seen: set[str] = set()
    kinds: set[str] = set()
    for state in walk.states():
        seen.add(state)
        look_at(walk, state)
        if scripts:  # axe-core is one itself
            assert_sound(walk.window.page.content(), state)
            assert walk.window.barriers() == [], state
        resize(walk, other)
        assert not walk.window.overflows(), f"{state}, {other} wide"
        kind = state.partition(":")[0]
        if scripts and kind not in kinds:  # a second look at each state would find nothing that this one does not
            assert walk.window.barriers() == [], f"{state}, {other} wide"
        kinds.add(kind)
        resize(walk, width)
    assert len(seen) == STATES, seen
    tried = [doubt for _, doubt in replies(walk) if doubt is Doubt.UNFINISHED]
    assert len(tried) >= TRIES
    assert [(choice.value, doubt and doubt.value) for choice, doubt in replies(walk) if doubt not in tried] == [
        ("agree", None),
        ("keep", None),
        ("unsure", None),
        ("agree", "conflict"),
        ("keep", "on_behalf"),
        ("keep", "on_behalf"),
        ("unsure", "unverified"),
        ("keep", "on_behalf"),
    ]


def look_at(walk: Walk, state: str) -> None:
    """Sound, silent to other hosts, no wider than the window, in its language; its errors get the focus."""
    page = walk.window.page
    walk.window.check()
    assert not walk.window.overflows(), state
    is_mirrored = walk.language in ("ar", "ur")
    assert page.locator("html").get_attribute("dir") == ("rtl" if is_mirrored else "ltr"), state
    assert page.locator(f"link[href*='patient{'-rtl' if is_mirrored else ''}.css']").count() == 1, state
    if page.locator(".nhsuk-error-summary").count():
        walk.window.focused(".nhsuk-error-summary")
        assert page.locator(".nhsuk-error-summary [role=alert]").count() == 1, state
        assert ": " in page.title().partition("–")[0], f"{state}: the title does not begin with the error"


def resize(walk: Walk, width: int) -> None:
    """Make the window so wide."""
    walk.window.page.set_viewport_size({"width": width, "height": 800})


# --- what everybody does ---


@pytest.mark.parametrize("name", ["Ada Test", "Bob Test"])
def test_a_phones_first_screen_has_all_down_to_the_choices_heading(starts: Starts, name: str) -> None:
    walk = starts(*PHONE)
    walk.open(name)
    assert walk.window.page.locator(".fn-languages li").count() > 1
    heading = walk.window.page.locator("#question").bounding_box()
    assert heading is not None
    assert heading["y"] + heading["height"] <= PHONE[1]


def test_a_reply_takes_four_taps_and_one_date(starts: Starts) -> None:
    walk = starts(*PHONE)
    walk.open()
    assert walk.window.page.locator("input:not([type=hidden]), select").count() == 0, (
        "nothing that could be preselected"
    )
    walk.choose("keep")
    assert walk.window.page.locator("input:not([type=hidden]), select").count() == 0
    walk.say_who()
    assert walk.window.page.locator("input:checked").count() == 0
    walk.born(*BORN)
    assert "You have not sent your answer yet." in walk.window.page.inner_text("main")
    walk.submit()
    assert "You told us to keep your Summary Care Record" in walk.window.page.inner_text("main")
    assert walk.taps == 4
    assert replies(walk) == [(Choice.KEEP, None)]


def test_a_patient_answers_for_somebody_else_with_the_keyboard_alone(starts: Starts) -> None:
    walk = starts(*PHONE)
    page, keys = walk.window.page, walk.window.page.keyboard
    walk.open()
    keys.press("Tab")
    walk.window.focused(".nhsuk-skip-link")
    press(walk, "Enter", "Tab")
    walk.window.focused("[value=keep]")
    with page.expect_navigation():
        press(walk, "Enter")
    keys.press("Tab")
    walk.window.focused(".nhsuk-skip-link")
    press(walk, "Enter", "Tab", "Tab", "Tab")
    walk.window.focused("[value=other]")
    with page.expect_navigation():
        press(walk, "Space")
    press(walk, "Tab", "Enter", "Tab")
    walk.window.focused("[value=carer]")
    with page.expect_navigation():
        press(walk, "Enter")
    press(walk, "Tab", "Enter", "Tab")
    for text in BORN:
        keys.type(text)
        keys.press("Tab")
    press(walk, "Tab")  # over the question after Keep
    walk.window.focused("#name")
    keys.type("Sam Test")
    press(walk, "Tab", "Enter")
    page.wait_for_url("**/check/*")
    assert "A carer, family member or friend" in page.inner_text("main")
    page.locator("main .nhsuk-button").focus()
    press(walk, "Enter")
    page.wait_for_url("**/done/*")
    assert replies(walk) == [(Choice.KEEP, Doubt.ON_BEHALF)]


def press(walk: Walk, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        walk.window.page.keyboard.press(key)


# --- when it does not go straight on ---


def test_going_back_and_forth_and_twice_records_one_answer(starts: Starts) -> None:
    walk = starts(*PHONE)
    page = walk.window.page
    walk.to_check("keep")
    page.go_back()
    assert path_of(walk) == "you"
    walk.born(*BORN)
    page.reload()
    assert path_of(walk) == "check"
    checked = page.url
    page.evaluate("for (const time of [1, 2]) document.querySelector('main form').submit()")
    page.wait_for_url("**/done/*")
    assert replies(walk) == [(Choice.KEEP, None)]
    reference = page.inner_text(".nhsuk-panel strong")
    page.go_back()
    assert reference in page.inner_text("main"), "it was sent, and the page says so"
    page.reload()
    assert reference in page.inner_text("main")
    walk.window.visit(checked)
    assert path_of(walk) == "done"
    assert replies(walk) == [(Choice.KEEP, None)]


def test_of_two_tabs_the_last_one_sent_stands(starts: Starts) -> None:
    first, second = starts(*PHONE), starts(*PHONE)
    first.to_check("agree")
    second.to_check("keep")
    first.submit()
    second.submit()
    assert replies(first) == [(Choice.AGREE, None), (Choice.KEEP, None)]
    assert "It replaces the answer that we had before." in second.window.page.inner_text("main")
    second.window.visit(first.window.page.url)
    assert "You told us that you do not want a Summary Care Record" in second.window.page.inner_text("main")


def test_whoever_waited_too_long_has_to_give_the_date_again_and_no_more(starts: Starts) -> None:
    walk = starts(*PHONE)
    walk.to_check("unsure")
    walk.world.now += timedelta(minutes=61)
    walk.submit()
    main = walk.window.page.inner_text("main")
    assert "You waited for more than an hour" in main
    assert "You chose: I am not sure, please contact me" in main
    walk.born(*BORN)
    walk.submit()
    assert replies(walk) == [(Choice.UNSURE, None)]


def test_a_wrong_date_is_kept_and_a_right_one_follows(starts: Starts) -> None:
    walk = starts(*PHONE)
    walk.to_date("keep")
    walk.born(*WRONG)
    assert "If you stop here, we still see what you chose." in walk.window.page.inner_text("main")
    walk.tap(".nhsuk-error-summary a")
    walk.window.focused("#dob-day")
    walk.born("3/31/80", "", "")
    assert "31 March 1980" in walk.window.page.inner_text("main")
    walk.submit()
    assert replies(walk) == [(Choice.KEEP, Doubt.UNFINISHED), (Choice.KEEP, None)]


def test_a_code_with_two_letters_swapped_leads_to_the_page_by_one_more_tap(starts: Starts) -> None:
    walk = starts(*PHONE)
    code = walk.world.code()
    walk.go("/r")
    walk.window.page.get_by_label("Your answer code").fill(f"{code[1]}{code[0]}{code[2:]}".lower())
    walk.submit()
    walk.follow("text=Yes, go on with")
    assert walk.window.page.url.startswith(f"{walk.base}/r/{code}")


def test_the_language_switch_keeps_the_place(starts: Starts) -> None:
    walk = starts(*PHONE)
    walk.to_check("keep")
    before = walk.window.page.url.partition("?")[0]
    walk.follow(".fn-languages [lang=pl]")
    assert walk.window.page.url.partition("?")[0] == before
    assert walk.window.page.locator("html").get_attribute("lang") == "pl"
    walk.submit()
    assert path_of(walk) == "done"
    assert walk.window.page.locator("html").get_attribute("lang") == "pl"
