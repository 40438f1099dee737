"""One's own account: where one is signed in, and ending that elsewhere."""

import re

from notifier.vocabulary import Role
from tests.web.world import PASSWORD, World, submit, text


def test_who_left_a_screen_open_ends_it_from_another(light_world: World) -> None:
    left, here = light_world.signed_in(Role.RECEPTION), light_world.signed_in(Role.RECEPTION)
    other = light_world.signed_in(Role.MANAGER)
    page = here.get("/staff/account").get_data(as_text=True)
    assert page.count("<strong>(here)</strong>") == 1
    assert "&lt;" not in page
    assert page.count("127.0.0.x") == 2
    assert submit(here, "/staff/account/end-others", "/staff/account").location == "/staff/account"
    shown = here.get("/staff/account").get_data(as_text=True)
    assert "You are signed in nowhere else any more" in shown
    assert "End the others" not in shown
    assert left.get("/staff/").status_code == 303
    assert other.get("/staff/").status_code == 200, "a colleague's is none of theirs"
    ended = left.get("/staff/sign-in").get_data(as_text=True)
    assert "you ended this sign-in from another browser" in ended


def test_a_new_password_ends_every_other_sign_in_and_renews_this_one(world: World) -> None:
    here, left = world.signed_in(Role.APPROVER), world.signed_in(Role.APPROVER)
    cookie = here.get_cookie("fair-notice-staff", path="/staff")
    assert cookie is not None
    new = {"new_password": "amber kettle harbour", "again": "amber kettle harbour"}
    address = "/staff/account/password"
    for typed, says in (
        ({"old_password": "wrong", **new}, "not the password that you have now"),
        ({"old_password": PASSWORD, "new_password": "iloveyou1234", "again": "iloveyou1234"}, "tried first"),
        ({"old_password": PASSWORD, **new, "again": ""}, "not the same"),
    ):
        refused = submit(here, address, "/staff/account", **typed)
        assert (refused.status_code, says in refused.get_data(as_text=True)) == (400, True), says
    assert submit(here, address, "/staff/account", old_password=PASSWORD, **new).location == "/staff/account"
    assert "You have a new password" in text(here, "/staff/account")
    assert left.get("/staff/").status_code == 303
    thief = world.client()
    thief.set_cookie("fair-notice-staff", cookie.value, path="/staff")
    assert thief.get("/staff/").status_code == 303, "a copy from before is worth nothing"
    email = world.accounts[Role.APPROVER].email
    assert submit(world.client(), "/staff/sign-in", email=email, password=PASSWORD).status_code == 400
    again = submit(world.client(), "/staff/sign-in", email=email, password=new["again"])
    assert again.status_code == 303


def test_a_token_for_a_program_is_shown_once_and_withdrawn(light_world: World) -> None:
    here, page = light_world.signed_in(Role.MANAGER), "/staff/account/tokens"
    refused = submit(here, page, name="", days="91").get_data(as_text=True)
    assert all(says in refused for says in ("says where it is used", "at least one role", "from 1 to 90"))
    assert submit(here, page, name="x", days="9", roles="auditor").status_code == 409
    shown = submit(here, page, name="night run", days="9", roles="manager", acts="everyday").get_data(as_text=True)
    (secret,) = re.findall(r"fair-notice-[\w-]{43}", shown)
    listed = text(here, page)
    assert "night run" in listed
    assert "Never" in listed
    assert secret not in here.get(page).get_data(as_text=True)
    assert "You have 1 token." in text(here, "/staff/account")
    assert submit(light_world.signed_in(Role.APPROVER), f"{page}/1/withdraw", page).status_code == 404
    assert submit(here, f"{page}/1/withdraw", page).location == page
    assert "night run is withdrawn" in text(here, page)
