"""Every page of the staff's in a real browser: open to all, in order, and nothing to be scrolled sideways.

The addresses come from the program's own routes: a new page without a line here fails.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import SAMPLE_FILE
from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.second_factors import app_of
from tests.template_cache import compiled_once
from tests.web.staff.filled_practice import DRAFT, RUNNING, SampleBeside, fill
from tests.web.staff.test_browser_staff import sign_in
from tests.web.staff.test_first_run_pages import EmptyInstallation
from tests.web.world import World
from web.app import create_app
from web.context import Upkeep

Opens = Callable[[int], CheckedPage]
WIDTHS = (360, 1280)  # of a phone, on which tables become lists, and of a desk

# What is no page of its own: files, figures for a script, what stands in a frame, the way to another's page and back.
NO_PAGE = frozenset(
    "static photo slip_photo live copy_pdf run_paper proof_picture footer_file verifier letter picture patient_picture "
    "preview_email case_email patient_email preview_page "
    "ask_provider from_provider".split()
)
# What each page's address is filled in with, once for each look; a page that needs nothing needs no line.
ON_RUNNING: dict[str, Any] = {"campaign_id": RUNNING}
ON_DRAFT: dict[str, Any] = {"campaign_id": DRAFT}
ON_BOTH = (ON_RUNNING, ON_DRAFT)
ADA, BOB = {"patient_id": 1}, {"patient_id": 2}
FILLED: dict[str, tuple[dict[str, Any], ...]] = {
    **dict.fromkeys("campaign details texts check_list approval".split(), ON_BOTH),
    **dict.fromkeys("desk reviews unknowns returned hand_outs unmade_letters inbound_texts tasks".split(), ON_BOTH),
    **dict.fromkeys("queue unmatched_slips keep_unmatched_slip".split(), ON_BOTH),
    **dict.fromkeys("joiners confirm_pause countdown closing letters displays".split(), ON_BOTH),
    **dict.fromkeys("freeze export code_check evidence".split(), (ON_RUNNING,)),
    **dict.fromkeys("budget rehearsal launch preview patient_previews test_send".split(), (ON_DRAFT,)),
    "begin_campaign": ({"preset": "scr"},),
    "change_practice": tuple({"group": group} for group in ("details", "reach", "records")),
    "change_sender": tuple({"name": name} for name in ("twilio", "sendgrid", "smtp", "letters")),
    "confirm": tuple(ON_RUNNING | {"step": step} for step in ("resume", "close")),
    "confirm_account": ({"person_id": 2, "step": "close"},),
    "confirm_factor_removal": ({"kind": "app", "factor_id": 1},),
    "confirm_take_back": (ON_RUNNING | ADA,),
    "copy": (ON_RUNNING | {"copy_id": 1},),
    "help_sheet": ({"sheet": "receptionist"},),
    "identity_doubt": (ON_RUNNING | {"doubt_id": 1},),
    "job": ({"job_id": 1},),
    "link": (ON_RUNNING | ADA,),
    "list_upload": ({"upload_id": 1},),
    "matter": (ON_RUNNING | BOB | {"matter_id": 1},),
    "new_matter": tuple(ON_RUNNING | BOB | {"about": about} for about in ("died", "moved", "complaint")),
    "unmatched_slip": tuple(ON_RUNNING | {"slip_id": slip_id} for slip_id in (1, 2)),
    "photos": (ON_RUNNING | ADA,),
    "slip_photos": (ON_RUNNING | {"slip_id": 1},),
    "patient": (ON_RUNNING | ADA, ON_RUNNING | BOB, ON_DRAFT | ADA),
    "patient_audit": (ADA,),
    "people_list": (ON_RUNNING | {"group": "all"},),
    "patient_preview": (ON_DRAFT | {"preview_id": 1},),
    "person": ({"person_id": 1}, {"person_id": 2}),
    "posting": (ON_RUNNING | {"run_id": 1, "pile": "post"},),
    "preview_part": tuple(
        ON_DRAFT | {"word": word} for word in ("texts", "emails", "letters", "prescriptions", "page", "kit", "hardest")
    ),
    "print_run": (ON_RUNNING | {"run_id": 1},),
    "reprint": (ON_RUNNING | {"run_id": 1},),
    "review": (ON_RUNNING | {"review_id": 1},),
    "sign_off": (ON_DRAFT | {"name": "dpia"},),
    "text": tuple(ON_DRAFT | {"part": part, "language": "en"} for part in ("sms", "letter", "reason", "letter_words")),
    "text_versions": (ON_DRAFT | {"part": "sms", "language": "en"},),
}
FIRST_RUN: dict[str, tuple[dict[str, Any], ...]] = {
    "first_run": ({},),
    "first_run_step": tuple({"step": step} for step in ("practice", "reach", "records", "manager")),
    "first_run_check": ({},),
    "sample": ({},),
}
SIGNED_OUT = ("sign_in", "choose_password")
APART = ("factor", "factors", "confirm_factor_removal", "end_sample")  # of somebody with a factor; of a sample practice

# What axe does not look for: headings in order, one main button, a caption of each table, the way back.
IN_ORDER = """() => {
  const seen = one => one.checkVisibility() && !one.closest(".nhsuk-error-summary");
  const all = places => [...document.querySelectorAll(places)].filter(seen);
  const levels = all("h1, h2, h3, h4, h5").map(one => Number(one.tagName[1]));
  const leads = all("main .nhsuk-button").filter(one => !/--(secondary|warning)/.test(one.className));
  const tables = all("main table").filter(one => !one.caption?.textContent.trim());
  return [
    ...(levels.filter(one => one === 1).length === 1 && levels[0] === 1 ? [] : ["not one heading of the first level"]),
    ...levels.filter((one, index) => one > (levels[index - 1] ?? 0) + 1).map(one => `a heading of level ${one}`),
    ...(leads.length > 1 ? [`main buttons: ${leads.map(one => one.textContent.trim())}`] : []),
    ...tables.map(one => `a table without a caption: ${one.textContent.trim().slice(0, 40)}`),
    ...(document.querySelector(".nhsuk-back-link, nav [aria-current]") ? [] : ["no way back"]),
  ];
}"""


def pages_of(app: Flask) -> dict[str, set[str]]:
    """The arguments of the address of every page of the staff's, by its endpoint."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff."))
    found = {rule.endpoint.removeprefix("staff."): rule.arguments for rule in rules if "GET" in (rule.methods or ())}
    return {name: arguments for name, arguments in found.items() if name not in NO_PAGE}


def addresses(app: Flask, name: str, fills: tuple[dict[str, Any], ...], known: dict[str, str]) -> Iterator[str]:
    """The addresses under which a page is looked at; `known` is what only the practice knows."""
    arguments = pages_of(app)[name]
    with app.test_request_context():
        for fill_in in fills:
            values: dict[str, Any] = {one: fill_in.get(one) or known[one] for one in arguments}
            yield app.url_for(f"staff.{name}", **values)


def look(window: CheckedPage, address: str, *, has_way_back: bool = True) -> list[str]:
    """What is wrong with a page, each with its address; axe takes most of the time, and looks at one width."""
    status = window.visit(address)
    found = [] if status == 200 else [f"answers {status}"]
    found += [one for one in window.page.evaluate(IN_ORDER) if has_way_back or one != "no way back"]
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 800})
        found += [f"wider than {width}"] if window.overflows() else []
    found += window.barriers()
    return [f"{address}: {one}" for one in found]


def test_every_page_has_a_line(light_practice: World) -> None:
    pages = pages_of(light_practice.app())
    named = FILLED.keys() | FIRST_RUN.keys() | {name for name, arguments in pages.items() if not arguments}
    assert pages.keys() == named | {"choose_password"}
    assert not NO_PAGE & FILLED.keys()


def test_every_page_of_the_practice_is_open_to_all_and_in_order(
    light_world: World, browser_page: Opens, monkeypatch: pytest.MonkeyPatch, letters_laid_out_once: None
) -> None:
    world, window = light_world, browser_page(WIDTHS[0])
    known = fill(world, monkeypatch)
    door = create_app(
        world.settings,
        world.database,
        world.woken.append,
        lambda: world.now,
        ("patient", "staff"),
        limited=False,
        upkeep=Upkeep(sample=SampleBeside()),
    )
    pages, found = pages_of(compiled_once(door)), []

    def look_at(name: str, *, has_way_back: bool = True) -> None:
        for address in addresses(door, name, FILLED.get(name, ({},)), known):
            found.extend(look(window, f"{base}{address}", has_way_back=has_way_back))

    with serving(door) as base:
        for name in SIGNED_OUT:
            look_at(name, has_way_back=False)
        sign_in(window, base, world, Role.MANAGER)
        for name in pages.keys() - FIRST_RUN.keys() - {*SIGNED_OUT, *APART}:
            look_at(name)
        assert "\n".join(found) == ""
        app = app_of(world.database, world.keys, world.accounts[Role.MANAGER], world.now)
        window.page.context.clear_cookies()
        sign_in(window, base, world, Role.MANAGER, f"{base}/staff/sign-in/factor")
        look_at("factor")
        window.page.get_by_label("Code from your app").fill(app.at(world.now))
        window.page.get_by_role("button", name="Go on").click()
        window.page.wait_for_url(f"{base}/staff/")
        (world.settings.instance / SAMPLE_FILE).touch()
        for name in ("factors", "confirm_factor_removal", "end_sample"):
            look_at(name)
    assert "\n".join(found) == ""
    window.check()


def test_every_page_of_the_first_set_up_is_open_to_all_and_in_order(
    sqlite_database: Database, light_settings: Settings, browser_page: Opens, now: datetime
) -> None:
    empty, window = EmptyInstallation(sqlite_database, light_settings, now), browser_page(WIDTHS[0])
    app = create_app(
        light_settings,
        sqlite_database,
        lambda _task: None,
        lambda: now,
        ("staff",),
        limited=False,
        upkeep=Upkeep(sample=SampleBeside()),
    )
    with serving(compiled_once(app)) as base:
        found = [
            fault
            for name, fills in FIRST_RUN.items()
            for address in addresses(app, name, fills, {"secret": empty.secret})
            for fault in look(window, f"{base}{address}", has_way_back=name != "first_run")
        ]
    assert "\n".join(found) == ""
