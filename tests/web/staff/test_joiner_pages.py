"""Those who joined with the last list, and a manager who is sure of it."""

from datetime import timedelta

from sqlalchemy import select, update

from notifier.store.tables import PatientList
from notifier.vocabulary import ChangeKind, Role, Task
from tests.web.world import World, submit, text


def test_a_manager_who_is_sure_has_joiners_told_at_once(world: World) -> None:
    keep_waiting(world)
    manager = world.signed_in(Role.MANAGER)
    assert f'href="{address(world)}"' in text(manager, f"/staff/campaigns/{world.campaign_id}")
    page = text(manager, address(world))
    assert "3 people who joined with the last list wait until" in page
    assert "Be sure that they are your patients" in page
    assert waits_until(world) == world.now + timedelta(hours=5), "to look changes nothing"
    assert submit(manager, address(world)).status_code == 303
    assert waits_until(world) == world.now
    assert Task.ADVANCE in world.woken
    assert "They wait no longer" in text(manager, f"/staff/campaigns/{world.campaign_id}")
    assert "Nobody waits." in text(manager, address(world))


def test_nobody_else_lets_them_go(world: World) -> None:
    keep_waiting(world)
    for role in (Role.RECEPTION, Role.APPROVER, Role.AUDITOR):
        assert world.signed_in(role).get(address(world)).status_code == 403


def address(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/joiners"


def keep_waiting(world: World) -> None:
    """The three people of the list joined with it, and wait for five hours more."""
    with world.database.writing() as session:
        waiting = {"joiners_from": world.now + timedelta(hours=5), "counts": {ChangeKind.JOINED.value: 3}}
        session.execute(update(PatientList).values(**waiting))


def waits_until(world: World) -> object:
    with world.database.reading() as session:
        return session.execute(select(PatientList.joiners_from)).scalar_one()
