"""A form half filled when the sign-in ends is there after signing in again, for its person and nobody else."""

import html
import re
from datetime import timedelta

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from notifier.practice.kept_forms import may_keep
from notifier.store.tables import KeptForm, SignIn
from notifier.vocabulary import Role
from tests.house.program import ROOT
from tests.html_check import CheckedClient
from tests.web.world import PASSWORD, World, submit, text

STILL_HERE = "Your entries are still here. Nothing was saved yet."
LOGGED = {"choice": "keep", "source": "phone", "received": "2026-06-01", "name": "", "note": "Wants a call <back>"}


def test_a_reply_that_was_being_logged_is_there_after_signing_in_again(world: World) -> None:
    client, page = world.signed_in(Role.RECEPTION), patient(world)
    half_filled(client, page, world, **LOGGED)
    assert world.answers() == []
    with world.database.reading() as session:
        (row,) = session.execute(select(KeptForm)).scalars()
        assert b"Wants" not in row.sealed
    signed_in = sign_in(client, world, Role.RECEPTION)
    assert (signed_in.status_code, signed_in.location) == (303, page)
    for _ in range(2):
        shown = text(client, page)
        assert STILL_HERE in shown
        assert "Wants a call &lt;back&gt;</textarea>" in shown
        assert re.search(r'name="choice"[^>]*value="keep"[^>]*checked', shown)
        assert 'value="2026-06-01"' in shown
    assert world.answers() == [], "a page that is looked at records nothing"
    assert STILL_HERE not in text(client, "/staff/")
    assert submit(client, page, **LOGGED).status_code == 303
    assert [answer.note for answer in world.answers()] == [LOGGED["note"]]
    assert STILL_HERE not in text(client, page), "it comes back once"


def test_a_text_of_a_campaign_is_there_with_the_edition_that_it_was_made_from(light_draft: World) -> None:
    client = light_draft.signed_in(Role.MANAGER)
    page = f"/staff/campaigns/{light_draft.campaign_id}/texts/sms/en"
    edition = re.search(r'name="edition" value="([^"]+)"', text(client, page))
    assert edition
    body = "A new & better text:\r\n{{ link }}"
    client.get(f"{page}/versions")
    half_filled(client, page, light_draft, body=body, edition=edition[1])
    assert sign_in(client, light_draft, Role.MANAGER).location == page
    shown = text(client, page)
    assert STILL_HERE in shown
    assert body.replace("\r\n", "\n") in html.unescape(shown).replace("\r\n", "\n")
    assert f'name="edition" value="{edition[1]}"' in shown


def test_another_person_never_gets_it_and_then_it_is_gone(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    half_filled(client, page, light_world, **LOGGED)
    assert sign_in(client, light_world, Role.MANAGER).location == "/staff/"
    assert "Wants a call" not in text(client, page)
    submit(client, "/staff/sign-out", "/staff/")
    assert sign_in(client, light_world, Role.RECEPTION).location == "/staff/"
    assert kept(light_world) == 0


def test_after_an_hour_it_is_gone(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    half_filled(client, page, light_world, **LOGGED)
    light_world.now += timedelta(hours=1)
    assert sign_in(client, light_world, Role.RECEPTION).location == "/staff/"
    assert kept(light_world) == 0


def test_what_no_person_sent_or_who_signed_out_is_not_kept(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    fields = {"csrf_token": token(client, page), **LOGGED}
    light_world.now += timedelta(minutes=31)
    assert client.post(page, data=fields, headers={"Accept": "*/*"}).status_code == 303
    assert client.post(page, data={**fields, "csrf_token": "forged"}).status_code == 303
    assert light_world.client().post(page, data=fields).status_code == 303
    assert kept(light_world) == 0
    assert client.post(page, data=fields).status_code == 303
    assert kept(light_world) == 1, "a script that asked before did not take it away"
    sign_in(client, light_world, Role.RECEPTION)
    submit(client, "/staff/sign-out", "/staff/")
    assert kept(light_world) == 0


def test_a_page_that_asks_for_a_proof_keeps_what_was_typed_meanwhile(light_world: World) -> None:
    client, page = light_world.signed_in(Role.MANAGER), "/staff/people/invite"
    fields = {"csrf_token": token(client, page), "name": "Kim New", "email": "kim@example.com", "roles": "reception"}
    light_world.now += timedelta(minutes=11)
    asked = client.post(page, data=fields)
    assert asked.location == "/staff/prove?next=/staff/people/invite"
    assert submit(client, "/staff/prove", password=PASSWORD, next=page).location == page
    shown = text(client, page)
    assert STILL_HERE in shown
    assert 'value="kim@example.com"' in shown
    assert re.search(r'value="reception"[^>]*checked', shown)
    assert submit(client, page, name="Kim New", email="kim@example.com", roles="reception").status_code < 400
    assert kept(light_world) == 0


def test_what_proves_who_somebody_is_is_never_kept() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates/pages/staff").rglob("*.html"))
    secret = re.compile(r'"name": "(\w+)", "type": "password"|"name": "(\w+)"[^}]*"one-time-code"')
    names = {name for found in secret.findall(pages) for name in found if name}
    assert {"password", "old_password", "new_password", "again"} <= names
    assert not [name for name in (*names, "csrf_token", "twilio_auth_token", "sendgrid_api_key") if may_keep(name)]
    assert all(map(may_keep, ("note", "body", "ods_code", "edition", "postcode", "silent_code")))


def test_what_somebody_else_put_in_its_place_is_not_opened(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    half_filled(client, page, light_world, **LOGGED)
    with light_world.database.writing() as session:
        session.execute(update(KeptForm).values(staff_id=light_world.accounts[Role.MANAGER].id))
    assert sign_in(client, light_world, Role.MANAGER).location == "/staff/"


def test_a_sign_in_that_was_ended_elsewhere_keeps_it_as_well(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    fields = {"csrf_token": token(client, page), **LOGGED}
    other = light_world.signed_in(Role.RECEPTION)
    assert submit(other, "/staff/account/end-others", "/staff/account").status_code == 303
    assert client.post(page, data=fields).location == "/staff/sign-in"
    assert sign_in(client, light_world, Role.RECEPTION).location == page
    with light_world.database.reading() as session:
        assert session.execute(select(SignIn).where(SignIn.ended_at.is_not(None))).first() is not None


def test_a_form_in_another_tab_from_before_they_signed_in_again_comes_back_with_what_was_typed(world: World) -> None:
    client, page = world.signed_in(Role.RECEPTION), patient(world)
    other_tab = {"csrf_token": token(client, page), **LOGGED}
    for _ in range(2):
        world.now += timedelta(minutes=31)
        assert client.get(page).location == "/staff/sign-in"
        assert sign_in(client, world, Role.RECEPTION).status_code == 303
    came_back = client.post(page, data=other_tab)
    assert (came_back.status_code, came_back.location) == (303, page)
    assert world.answers() == [], "nothing is done before they have looked at it"
    shown = text(client, page)
    assert STILL_HERE in shown
    assert "Wants a call &lt;back&gt;</textarea>" in shown
    assert submit(client, page, **LOGGED).status_code == 303
    assert [answer.note for answer in world.answers()] == [LOGGED["note"]]


def test_a_button_in_another_tab_says_that_nothing_was_done(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    campaign = f"/staff/campaigns/{light_world.campaign_id}"
    pressed = {"csrf_token": token(client, f"{campaign}/pause")}
    light_world.now += timedelta(minutes=31)
    sign_in(client, light_world, Role.MANAGER)
    assert client.post(f"{campaign}/pause", data=pressed).location == f"{campaign}/pause"
    shown = text(client, f"{campaign}/pause")
    assert "so nothing was done. Do it once more." in shown
    assert "notification-banner--success" not in shown


def test_a_form_of_another_person_or_from_before_signing_out_never_comes_back(light_world: World) -> None:
    client, page = light_world.signed_in(Role.RECEPTION), patient(light_world)
    other_tab = {"csrf_token": token(client, page), **LOGGED}
    light_world.now += timedelta(minutes=31)
    client.get(page)
    sign_in(client, light_world, Role.MANAGER)
    assert client.post(page, data=other_tab).status_code == 400
    managers = {"csrf_token": token(client, page), **LOGGED}
    submit(client, "/staff/sign-out", "/staff/")
    sign_in(client, light_world, Role.MANAGER)
    assert client.post(page, data=managers).status_code == 400
    assert kept(light_world) == 0


def half_filled(client: CheckedClient, page: str, world: World, **fields: str) -> None:
    """Fill in a form, and send it when the sign-in is over."""
    sent = {"csrf_token": token(client, page), **fields}
    world.now += timedelta(minutes=31)
    turned_away = client.post(page, data=sent)
    assert (turned_away.status_code, turned_away.location) == (303, "/staff/sign-in")


def token(client: CheckedClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', text(client, page))
    assert found
    return found[1]


def sign_in(client: CheckedClient, world: World, role: Role) -> TestResponse:
    return submit(client, "/staff/sign-in", email=world.accounts[role].email, password=PASSWORD)


def patient(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"


def kept(world: World) -> int:
    with world.database.reading() as session:
        return len(session.execute(select(KeptForm.id)).all())
