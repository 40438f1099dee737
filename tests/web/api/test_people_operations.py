"""The people of a practice by API: roles and accounts, for a manager's proven token."""

from notifier.vocabulary import Role
from tests.web.api.programs import Program
from tests.web.world import World


def test_roles_are_changed_and_an_account_closed_and_opened(light_world: World) -> None:
    manager, desk = Program.of(light_world, Role.MANAGER), light_world.accounts[Role.RECEPTION]
    (person,) = [one for one in manager.get("/people")["items"] if one["email"] == desk.email]
    own = f"/people/{person['id']}"
    changed = manager.post(f"{own}/roles", json={"roles": ["reception", "auditor"]})
    assert sorted(changed["roles"]) == ["auditor", "reception"]
    assert manager.call("POST", f"{own}/roles", json={"roles": []}).status_code == 422
    assert manager.post(f"{own}/close")["is_open"] is False
    assert manager.call("POST", f"{own}/close").status_code in (404, 409)
    assert manager.post(f"{own}/open")["is_open"] is True
    assert manager.call("POST", "/people/987654/close").status_code == 404
