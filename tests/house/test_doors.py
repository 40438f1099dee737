"""Every address is behind a guard, or in the short list of those that need none; every page is a sound template."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import make_instance
from tests.house.program import ROOT
from web.app import create_app
from web.staff.views import OPEN_TO_ALL

ALL_DOORS = ("patient", "staff", "hooks", "sandbox")
PAGES = ROOT / "templates" / "pages"

# The patient's door is open to whoever has a link, which each view resolves; the providers' checks each call's
# signature; the sandbox holds sample people only.
OPEN_DOORS = {"patient", "hooks", "sandbox"}
OPEN_ALONE = {"static", "health"}
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str, sqlite_database: Database, now: datetime) -> Flask:
    """The application with every door, on an empty database."""
    make_instance(tmp_path)
    settings = Settings(instance=tmp_path, database_url=sqlite_url)
    return create_app(settings, sqlite_database, lambda _task: None, lambda: now, ALL_DOORS)


def test_every_staff_view_names_the_roles_it_is_for(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name.startswith("staff.")}
    unguarded = {name for name, view in views.items() if not getattr(view, "required_roles", None)}
    assert views
    assert unguarded <= OPEN_TO_ALL


FIRST_RUN = ("first_run", "first_run_step", "keep_first_run_step", "first_run_check", "finish_first_run")
SAMPLE = ("sample", "make_sample", "enter_sample")


def test_only_signing_in_and_out_and_a_link_of_ones_own_are_open_on_the_staff_door() -> None:
    by_link = {"choose_password", "set_chosen", *FIRST_RUN, *SAMPLE}
    halfway = {"factor", "give_factor", "passkey_challenge"}
    by_provider = {"ask_provider", "from_provider"}
    without = (*by_link, *halfway, *by_provider, "sign_in", "sign_out", "static")
    assert {f"staff.{name}" for name in without} == OPEN_TO_ALL


def test_no_address_is_outside_the_doors(app: Flask) -> None:
    strays = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_ALONE and rule.endpoint.split(".")[0] not in OPEN_DOORS | {"staff", "api"}
    }
    assert not strays


def test_every_staff_address_turns_a_stranger_away(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("staff.") or rule.endpoint in OPEN_TO_ALL:
            continue
        address = sample_address(app, rule.endpoint, rule.arguments)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            status = client.open(address, method=method).status_code
            assert status in (303, 400, 403), f"{method} {address} answers {status}"


def test_an_address_that_takes_a_post_does_nothing_else_with_a_view(app: Flask) -> None:
    """A view that both shows and changes must be one of the few whose form posts to itself."""
    mixed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - SAFE and (rule.methods or set()) & {"GET"}
    }
    assert mixed <= {"staff.sign_in"}


def test_every_page_is_a_sound_template(app: Flask) -> None:
    for path in sorted(PAGES.rglob("*.html")):
        assert app.jinja_env.get_template(path.relative_to(PAGES).as_posix()).filename == str(path)


def sample_address(app: Flask, endpoint: str, arguments: set[str]) -> str:
    samples = {"step": "close", "pile": "post", "word": "texts", "shade": "light", "kind": "app", "group": "details"}
    samples |= {"about": "died", "ending": "answered", "paper": "proof", "sheet": "manager"}
    with app.test_request_context():
        values: dict[str, Any] = {name: samples.get(name, 1) for name in arguments}
        return app.url_for(endpoint, **values)
