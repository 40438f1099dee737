"""One's own account: where one is signed in, and ending that elsewhere."""

from notifier.vocabulary import Role
from tests.web.world import World, submit


def test_who_left_a_screen_open_ends_it_from_another(light_world: World) -> None:
    left, here = light_world.signed_in(Role.RECEPTION), light_world.signed_in(Role.RECEPTION)
    other = light_world.signed_in(Role.MANAGER)
    page = here.get("/staff/account").get_data(as_text=True)
    assert page.count("<strong>(here)</strong>") == 1
    assert page.count("127.0.0.x") == 2
    assert submit(here, "/staff/account/end-others", "/staff/account").location == "/staff/account"
    shown = here.get("/staff/account").get_data(as_text=True)
    assert "You are signed in nowhere else any more" in shown
    assert "End the others" not in shown
    assert left.get("/staff/").status_code == 303
    assert other.get("/staff/").status_code == 200, "a colleague's is none of theirs"
    ended = left.get("/staff/sign-in").get_data(as_text=True)
    assert "you ended this sign-in from another browser" in ended
