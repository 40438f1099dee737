"""The rehearsal as a page: worked out by a worker, kept, and shown with its age."""

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from notifier.preview.rehearsal import rehearse_launch
from notifier.preview.rehearsal.stored import as_stored, cost_of, from_stored
from notifier.providers.registry import carried
from notifier.store.tables import Practice
from notifier.vocabulary import Role, Task
from tests.web.world import World, submit


def address(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}"


def test_a_draft_is_rehearsed_by_a_worker_without_a_button_that_launches(drafted: World) -> None:
    manager = drafted.signed_in(Role.MANAGER)
    page = f"{address(drafted)}/rehearsal"
    assert "Rehearse the launch" in manager.get(page).get_data(as_text=True)
    before = drafted.rows()
    assert submit(manager, page).status_code == 303
    assert drafted.woken == [Task.JOBS]
    assert 'id="job-progress"' in manager.get(page).get_data(as_text=True)
    drafted.work()
    text = manager.get(page).get_data(as_text=True)
    assert "3 of 3 patients" in text
    assert "This will text 1 person, email 1 person and print letters for 1 person." in text
    assert "an https address" in text, "the tests' address is no address for patients"
    assert "Go to the launch" not in text
    assert {**drafted.rows(), "job": 0} == {**before, "job": 0}
    assert page in manager.get(address(drafted)).get_data(as_text=True)
    assert drafted.signed_in(Role.RECEPTION).get(page).status_code == 403


def test_it_says_its_age_and_what_changed_since(light_draft: World) -> None:
    world, page = light_draft, f"{address(light_draft)}/rehearsal"
    world.approve()
    manager = world.signed_in(Role.MANAGER)
    submit(manager, page)
    world.work()
    world.now += timedelta(minutes=3)
    text = manager.get(page).get_data(as_text=True)
    assert "Go to the launch" in text
    assert "Something changed since then" not in text
    assert "What this calendar assumes" in text
    assert re.search(r"\d letters? to post", text), "the calendar has the day of the letters"
    assert "A launch would cost about" in manager.get(f"{address(world)}/check-list").get_data(as_text=True)
    with world.database.writing() as session:
        session.execute(update(Practice).values(phone="01632 960999"))
    assert "Something changed since then" in manager.get(page).get_data(as_text=True)


def test_what_is_kept_is_what_was_found_and_holds_no_patient(light_draft: World) -> None:
    world = light_draft
    with world.database.reading() as session:
        reach = carried(world.settings)
        found = rehearse_launch(session, world.settings, world.practice_id, world.campaign_id, reach, None, world.now)
    kept = from_stored(as_stored(found))
    assert kept == replace(found, troubled=())
    assert cost_of(as_stored(found)) == found.cost
    assert from_stored({"of": "another release"}) is None
    assert not [name for name in world.patients if name in str(as_stored(found))]
