"""Who may call, what is refused before anything is done, and how every refusal is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifier.practice import accounts, personal_tokens
from notifier.store.tables import StaffToken
from notifier.vocabulary import Role
from tests.web.api.programs import PROBLEM, ROOT, Program, new_token
from tests.web.world import World
from tests.world import rows_of


def test_a_token_says_whose_it_is_and_is_noted_as_used(light_world: World) -> None:
    found = Program.of(light_world, Role.AUDITOR, is_proof=False).get("/token")
    email = light_world.accounts[Role.AUDITOR].email
    assert (found["name"], found["email"], found["roles"], found["is_proof"]) == ("a test", email, ["auditor"], False)
    assert found["ends_at"].endswith("Z")
    with light_world.database.reading() as session:
        assert [row.last_used_at for row in rows_of(session, StaffToken)] == [light_world.now]


@pytest.mark.parametrize("how", ["none", "no bearer", "another kind", "withdrawn", "ended", "role taken", "closed"])
def test_what_proves_nobody_opens_nothing(light_world: World, how: str) -> None:
    world, role = light_world, Role.RECEPTION
    token = new_token(world, role)
    headers = {"Authorization": f"Bearer {token}"}
    manager, person = world.accounts[Role.MANAGER], world.accounts[role]
    with world.database.writing() as session:
        match how:
            case "none":
                headers = {}
            case "no bearer":
                headers = {"Authorization": token}
            case "another kind":
                made = personal_tokens.make_token(session, person, 8, world.now)
                headers = {"Authorization": f"Bearer {made.secret}"}
            case "withdrawn":
                personal_tokens.withdraw_token(session, person, 1, world.now)
            case "ended":
                world.now += timedelta(hours=24)
            case "role taken":
                accounts.add_account(session, world.practice_id, person.email, Role.AUDITOR, world.now, by=manager)
                accounts.take_role(session, person.email, role, world.now, manager)
            case _:
                accounts.close_account(session, person.email, world.now, manager)
    refused = Program(world.app()).call("GET", "/token", headers=headers)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Fair Notice"')


def test_a_cookie_of_the_pages_opens_nothing_and_a_token_opens_no_page(light_world: World) -> None:
    assert light_world.signed_in(Role.MANAGER).get(f"{ROOT}/token").status_code == 401
    headers = {"Authorization": f"Bearer {new_token(light_world, Role.MANAGER)}"}
    assert light_world.client().get("/staff/", headers=headers).status_code == 303


def test_a_token_acts_with_the_roles_that_both_have(light_world: World) -> None:
    world = light_world
    manager = world.accounts[Role.MANAGER]
    with world.database.writing() as session:
        accounts.add_account(session, world.practice_id, manager.email, Role.AUDITOR, world.now)
        person = replace(manager, roles=manager.roles | {Role.AUDITOR})
        asked = personal_tokens.NewApiToken("counts", {Role.AUDITOR}, 9, False)
        made = personal_tokens.make_api_token(session, person, asked, world.now)
    program = Program(world.app(), made.secret)
    assert program.get("/token")["roles"] == ["auditor"]
    refused = program.call("POST", "/campaigns", json={"preset": "scr", "name": "Another"})
    assert (refused.status_code, "role manager" in refused.get_json()["detail"]) == (403, True)


def test_every_refusal_says_what_where_and_what_to_do(light_world: World) -> None:
    program, where = Program.of(light_world, Role.MANAGER), "/campaigns"
    typed = {"Content-Type": "application/json"}
    for method, path, sent, status in (
        ("GET", "/nothing", {}, 404),
        ("GET", "/campaigns/99", {}, 404),
        ("GET", "/campaigns/99999999999999999999", {}, 404),
        ("DELETE", where, {}, 405),
        ("OPTIONS", where, {}, 405),
        ("GET", where, {"headers": {"Accept": "text/html"}}, 406),
        ("GET", f"{where}?x=1", {}, 400),
        ("POST", where, {"data": "{", "headers": typed}, 400),
        ("POST", where, {"data": "x" * 20_000, "headers": typed}, 413),
        ("POST", where, {"data": "name=x"}, 415),
        ("POST", where, {"json": {"name": "\0", "preset": 7, "more": 1}}, 422),
        ("POST", where, {"json": {"name": "A", "preset": "nothing"}}, 404),
        ("POST", where, {"json": {"name": "A", "preset": "scr", "channels": ["pigeon"]}}, 422),
    ):
        refused = program.call(method, path, **sent)
        assert (refused.status_code, refused.mimetype) == (status, PROBLEM), (method, path)
        assert refused.get_json()["detail"].endswith((".", "?"))
    wrong = program.call("POST", where, json={"name": "\0", "preset": 7, "more": 1}).get_json()
    assert [one["field"] for one in wrong["errors"]] == ["body.preset", "body.name", "body.more"]
    assert "GET" in program.call("DELETE", where).headers["Allow"]


def test_a_program_that_calls_too_often_is_told_when_to_come_back(light_world: World) -> None:
    app = light_world.app("staff", limited=True)
    program, nobody = Program(app, new_token(light_world, Role.AUDITOR)), Program(app, "of-nobody")
    for _ in range(60):
        assert nobody.call("GET", "/token").status_code == 401
    refused = nobody.call("GET", "/token")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert program.call("GET", "/token").status_code == 200, "a stranger's tries are none of its business"
