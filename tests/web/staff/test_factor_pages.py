"""Second factors on the pages: who has to have one, setting one up, and what opens before it is given."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import update

from notifier.practice import second_factors
from notifier.store.tables import Patient
from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.html_check import CheckedClient
from tests.second_factors import app_of, sheet_of
from tests.web.staff.test_browser_staff import assert_sound_at_every_width
from tests.web.world import PASSWORD, World, submit, text

ISSUED = "4000000004"  # in the range that is issued; invented
FACTORS = "/staff/account/factors"
STEP = "/staff/sign-in/factor"


def make_real(world: World) -> None:
    """One patient whose NHS number the NHS could have issued."""
    with world.database.writing() as session:
        session.execute(update(Patient).where(Patient.nhs_number == "9990000018").values(nhs_number=ISSUED))


def password_given(world: World, role: Role) -> CheckedClient:
    """A browser of somebody who gave the password, and nothing more yet."""
    client = world.client()
    submit(client, "/staff/sign-in", email=world.accounts[role].email, password=PASSWORD)
    return client


def test_a_password_alone_opens_nothing_where_a_factor_is_asked_for(light_world: World) -> None:
    app_of(light_world.database, light_world.keys, light_world.accounts[Role.MANAGER], light_world.now)
    client = password_given(light_world, Role.MANAGER)
    assert client.get("/staff/").location == STEP


def test_whoever_needs_one_and_has_none_sets_one_up_before_anything_else(light_world: World) -> None:
    make_real(light_world)
    for role in (Role.RECEPTION, Role.AUDITOR):
        assert light_world.signed_in(role).get("/staff/").status_code == 200
    client = light_world.signed_in(Role.APPROVER)
    assert client.get("/staff/").location == FACTORS
    page = text(client, FACTORS)
    assert "Set one up before anything else" in page
    assert 'aria-label="Menu"' not in page
    assert submit(client, f"{FACTORS}/app", FACTORS).location == f"{FACTORS}/app"
    shown = text(client, f"{FACTORS}/app")
    secret = re.search(r'"fn-code">([A-Z2-7]{32})<', shown)
    assert secret
    app = pyotp.TOTP(secret.group(1))
    assert 'role="img"' in shown
    wrong = submit(client, f"{FACTORS}/app/code", f"{FACTORS}/app", code="12")
    assert (wrong.status_code, secret.group(1) in wrong.get_data(as_text=True)) == (400, True)
    assert submit(client, f"{FACTORS}/app/code", f"{FACTORS}/app", code=app.at(light_world.now)).location == FACTORS
    assert "Now print the recovery codes" in text(client, FACTORS)
    assert client.get("/staff/").status_code == 200
    refused = submit(client, f"{FACTORS}/app/1/remove")
    assert (refused.status_code, "your only second factor" in refused.get_data(as_text=True)) == (409, True)


def test_a_sample_practice_may_go_without_and_says_so(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    assert "invented patients only" in text(client, "/staff/account")
    assert "so you may go without" in text(client, FACTORS)
    assert "invented patients only" not in text(light_world.signed_in(Role.RECEPTION), "/staff/account")


def test_signing_in_and_proving_again_take_a_code_and_each_once(world: World) -> None:
    manager = world.accounts[Role.MANAGER]
    app = app_of(world.database, world.keys, manager, world.now)
    client = password_given(world, Role.MANAGER)
    refused = submit(client, STEP, code="000000")
    assert (refused.status_code, "This code is not right" in refused.get_data(as_text=True)) == (400, True)
    assert submit(client, STEP, code=app.at(world.now)).location == "/staff/"
    assert client.get("/staff/people").status_code == 200, "it was proven a moment ago"
    other = password_given(world, Role.MANAGER)
    assert submit(other, STEP, code=app.at(world.now)).status_code == 400, "somebody looked over a shoulder"
    world.now += timedelta(minutes=11)
    assert client.get("/staff/people").location == "/staff/prove?next=/staff/people"
    assert 'type="password"' not in text(client, "/staff/prove")
    sent = submit(client, "/staff/prove", "/staff/prove?next=/staff/people", password=PASSWORD, next="/staff/people")
    assert sent.status_code == 400, "the password alone is no proof any more"
    proven = {"code": app.at(world.now), "next": "/staff/people"}
    assert submit(client, "/staff/prove", **proven).location == "/staff/people"


def test_the_sheet_of_codes_is_shown_once_and_lets_its_person_in(light_world: World) -> None:
    manager = light_world.accounts[Role.MANAGER]
    codes = sheet_of(light_world.database, light_world.keys, manager, light_world.now)
    client = password_given(light_world, Role.MANAGER)
    assert submit(client, STEP, code=codes[0]).location == "/staff/"
    page = submit(client, f"{FACTORS}/recovery-codes", FACTORS).get_data(as_text=True)
    made = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page)
    assert len(set(made) - set(codes)) == 10
    assert made[0] not in text(client, FACTORS)
    other = password_given(light_world, Role.MANAGER)
    assert submit(other, STEP, code=codes[1]).status_code == 400
    assert submit(other, STEP, code=made[1]).location == "/staff/"


def test_a_manager_removes_the_factor_of_a_colleague_whose_phone_is_gone(light_world: World) -> None:
    reception = light_world.accounts[Role.RECEPTION]
    app = app_of(light_world.database, light_world.keys, reception, light_world.now)
    theirs = password_given(light_world, Role.RECEPTION)
    submit(theirs, STEP, code=app.at(light_world.now))
    manager, person = light_world.signed_in(Role.MANAGER), f"/staff/people/{reception.id}"
    assert submit(manager, f"{person}/factors", person).location == person
    assert "Remove the second factor" not in text(manager, person)
    assert theirs.get("/staff/").location == "/staff/sign-in"
    assert password_given(light_world, Role.RECEPTION).get("/staff/").status_code == 200


@pytest.fixture
def authenticator(browser_page: Callable[[int], CheckedPage]) -> tuple[CheckedPage, Any, str]:
    """A window whose browser has a key that says yes to everything, and how to ask it about that."""
    window = browser_page(360)
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options["automaticPresenceSimulation"] = True
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return window, devtools, made["authenticatorId"]


def test_a_passkey_is_made_and_signs_in_and_a_copy_of_it_does_not(
    light_world: World, authenticator: tuple[CheckedPage, Any, str]
) -> None:
    make_real(light_world)
    window, devtools, key = authenticator
    page, manager = window.page, light_world.accounts[Role.MANAGER]
    with serving(light_world.app()) as served:
        base = served.replace("127.0.0.1", "localhost")  # a passkey is for a name, not for an address
        give_password(window, base, manager.email)
        page.wait_for_url(f"{base}{FACTORS}")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Set up an app").click()
        page.wait_for_url(f"{base}{FACTORS}/app")
        assert_sound_at_every_width(window)
        window.visit(f"{base}{FACTORS}/passkey")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Make a passkey").click()
        page.wait_for_url(f"{base}{FACTORS}")
        assert "Passkey, made with Chrome" in page.inner_text("main")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Make recovery codes").click()
        page.get_by_role("heading", name="Recovery codes", exact=True).wait_for()
        assert_sound_at_every_width(window)
        (copied,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{base}/staff/sign-in")
        give_password(window, base, manager.email)
        page.wait_for_url(f"{base}{STEP}")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Use your passkey").click()
        page.wait_for_url(f"{base}/staff/")
        window.visit(f"{base}/staff/account")
        assert "1 passkey" in page.inner_text("main")
        assert_sound_at_every_width(window)
        window.visit(f"{base}{FACTORS}/passkey/1/remove")
        assert "It is the only one you have. Your recovery codes go with it" in page.inner_text("main")
        assert_sound_at_every_width(window)
        window.visit(f"{base}/staff/prove")
        page.get_by_text("Lost both?").click()
        assert_sound_at_every_width(window)
        devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
        devtools.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": copied})
        page.get_by_role("button", name="Use your passkey").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert "The passkey was not accepted" in page.inner_text("main")
    with light_world.database.reading() as session:
        assert second_factors.held_factors(session, manager.id).codes_left == 10


def test_an_answer_to_no_challenge_or_of_no_passkey_is_refused(light_world: World) -> None:
    app_of(light_world.database, light_world.keys, light_world.accounts[Role.MANAGER], light_world.now)
    client = password_given(light_world, Role.MANAGER)
    for answer in ("{}", "no JSON", '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}'):
        unasked = submit(client, STEP, credential=answer)
        assert (unasked.status_code, "answered already" in unasked.get_data(as_text=True)) == (400, True)
        asked = submit(client, "/staff/sign-in/passkey", STEP)
        assert asked.get_json()["userVerification"] == "required"
        refused = submit(client, STEP, credential=answer)
        assert (refused.status_code, "was not accepted" in refused.get_data(as_text=True)) == (400, True)
    assert client.get("/staff/").location == STEP


def give_password(window: CheckedPage, base: str, email: str) -> None:
    """Sign in by password, wherever that leads."""
    window.visit(f"{base}/staff/sign-in")
    window.page.get_by_label("Email address").fill(email)
    window.page.get_by_label("Password").fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in").click()
