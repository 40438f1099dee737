"""The sheets of help, and the first things to try in a sample practice."""

import io
from collections.abc import Callable

import pytest
from pikepdf import Pdf

from notifier.store.instance_keys import SAMPLE_FILE
from notifier.vocabulary import Choice, Role, Source
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_staff import sign_in
from tests.web.world import World, local_day, submit, text
from web.staff.help_pages import SHEETS

TITLES = {Role.MANAGER: "managers", Role.RECEPTION: "reception", Role.APPROVER: "approvers", Role.AUDITOR: "auditors"}


@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_led_from_the_foot_to_the_sheet_of_their_role(light_world: World, role: Role) -> None:
    client = light_world.signed_in(role)
    assert 'href="/staff/help"' in text(client, "/staff/")
    assert f'<h1 class="nhsuk-heading-l">Help for {TITLES[role]}</h1>' in text(client, "/staff/help")


def test_each_sheet_is_one_side_of_paper(light_world: World, browser_page: Callable[[int], CheckedPage]) -> None:
    window = browser_page(1280)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.AUDITOR)
        window.page.emulate_media(media="print")
        for sheet in SHEETS.values():
            window.visit(f"{base}/staff/help/{sheet}")
            printed = window.page.pdf(prefer_css_page_size=True)
            with Pdf.open(io.BytesIO(printed)) as pdf:
                assert len(pdf.pages) == 1, sheet
            left = window.page.evaluate("document.querySelector('h1').getBoundingClientRect().left")
            assert left >= 0, "nothing is cut off at the margin"


def test_what_there_is_to_try_is_ticked_off_by_what_is_on_record(light_world: World) -> None:
    world, reception = light_world, light_world.signed_in(Role.RECEPTION)
    assert "Try these five things" not in text(reception, "/staff/"), "real patients are no place to try things"
    (world.settings.instance / SAMPLE_FILE).touch()
    reception = world.signed_in(Role.RECEPTION)
    assert text(reception, "/staff/").count("Not tried yet") == 5
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    today = {"display": "poster", "where": "Hall", "day": local_day(world.now)}
    assert submit(reception, "/staff/campaigns/1/displays", **today).status_code == 303
    text(reception, f"/staff/campaigns/1/patients/{world.patients['Ada Test']}")
    assert text(reception, "/staff/").count("Not tried yet") == 2, "found a patient, logged an answer, hung a poster"
    manager = text(world.signed_in(Role.MANAGER), "/staff/")
    assert manager.count("Not tried yet") == 5, "what was done to make the practice ready is none of it"
    assert "Try these five things" not in text(world.signed_in(Role.AUDITOR), "/staff/")
