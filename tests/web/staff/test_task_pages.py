"""Whose code has to come off is on the campaign's front page at once, and stays visible when it is done."""

import re

import pytest

from notifier.outcomes import coding_tasks, differences, freezing
from notifier.vocabulary import Choice, Role, Source, Task
from tests.web.staff.test_closing_pages import told
from tests.web.world import World, submit

TOLD = ("Ada Test", "Bob Test")  # nothing but a letter reaches the third


@pytest.fixture
def frozen_world(light_world: World) -> World:
    """Two were told, nobody answered, and two people froze that they may be coded."""
    freeze(light_world)
    return light_world


def freeze(world: World) -> None:
    told(world)
    with world.database.writing() as session:
        freezing.freeze(session, world.campaign_id, world.accounts[Role.MANAGER], world.now, [])
        done = freezing.freeze(session, world.campaign_id, world.accounts[Role.APPROVER], world.now, [])
    assert done.is_closed
    assert done.set.counts["may_code_silent"] == len(TOLD)


def front(world: World, role: Role) -> str:
    return world.signed_in(role).get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)


def address(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/tasks"


def test_a_frozen_campaign_says_by_whom_and_that_nothing_is_to_be_done(frozen_world: World) -> None:
    page = front(frozen_world, Role.AUDITOR)
    assert "Set 1 of the outcomes was frozen on 23 November 2027 at 10:00 by" in page
    assert "2 may be coded, 1 is held" in page
    assert "no longer be coded" not in page


def test_a_campaign_that_was_not_frozen_says_nothing_of_it(light_world: World) -> None:
    page = front(light_world, Role.MANAGER)
    assert "frozen" not in page
    assert "Tasks" not in page


def test_what_is_proposed_waits_for_a_second_person(light_world: World) -> None:
    with light_world.database.writing() as session:
        manager = light_world.accounts[Role.MANAGER]
        freezing.freeze(session, light_world.campaign_id, manager, light_world.now, [])
    page = front(light_world, Role.APPROVER)
    assert "Sam Manager proposed to freeze set 1. Another person closes it until" in page
    assert f'href="/staff/campaigns/{light_world.campaign_id}/closing">See the closing' in page
    light_world.now += freezing.PROPOSAL_STANDS * 2
    assert "too long ago to be closed" in front(light_world, Role.APPROVER)


def test_who_objects_the_next_minute_is_there_before_any_worker_came(frozen_world: World) -> None:
    world, before = frozen_world, frozen_world.rows()
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    counted = world.rows()
    page = front(world, Role.RECEPTION)
    assert "1 patient on the lists may no longer be coded" in page
    assert '<span class="nhsuk-u-visually-hidden">Urgent: </span>' in page, "colour is not the only sign"
    assert "Ada Test" in page
    assert "The patient, on 07700 900001" in page
    assert "take it off" in page
    assert "Found this minute" in page, "nothing is written by looking"
    assert world.rows() == counted != before


def test_the_front_page_names_only_to_those_who_see_to_it(frozen_world: World) -> None:
    frozen_world.log("Ada Test", Choice.KEEP, Source.PHONE)
    for role, is_named in ((Role.MANAGER, True), (Role.RECEPTION, True), (Role.APPROVER, False), (Role.AUDITOR, False)):
        page = front(frozen_world, role)
        assert "1 patient on the lists may no longer be coded" in page
        assert ("Ada Test" in page) is is_named
    assert frozen_world.signed_in(Role.AUDITOR).get(address(frozen_world)).status_code == 403


def test_a_task_is_finished_on_the_front_page_and_stays_visible(frozen_world: World) -> None:
    world = frozen_world
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    task_id = recorded(world)
    client = world.signed_in(Role.RECEPTION)
    page = client.get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert f'action="{address(world)}/{task_id}"' in page
    answer = submit(client, f"{address(world)}/{task_id}", f"/staff/campaigns/{world.campaign_id}", note="code removed")
    assert (answer.status_code, world.woken[-1]) == (303, Task.SETTLE)
    page = client.get(answer.location).get_data(as_text=True)
    assert "Finished, and written down with your name." in page
    assert "no longer be coded" not in page
    over = client.get(address(world)).get_data(as_text=True)
    assert "Nothing has to be done" in over
    assert re.search(r"Finished on 23 November 2027 at 10:00 by .*: code removed", over)


def test_a_task_without_a_note_is_not_finished_and_says_so(frozen_world: World) -> None:
    world = frozen_world
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    task_id = recorded(world)
    client = world.signed_in(Role.MANAGER)
    answer = submit(client, f"{address(world)}/{task_id}", address(world), note=" ")
    assert answer.status_code == 400
    assert "Write what you did" in answer.get_data(as_text=True)
    too_long = submit(client, f"{address(world)}/{task_id}", address(world), note="x" * 2_001)
    assert (too_long.status_code, "Shorten the note" in too_long.text) == (400, True)
    assert open_tasks(world) == [task_id]


def test_a_task_that_somebody_finished_meanwhile_is_refused(frozen_world: World) -> None:
    world = frozen_world
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    task_id = recorded(world)
    client = world.signed_in(Role.MANAGER)
    with world.database.writing() as session:
        coding_tasks.finish_task(session, task_id, world.accounts[Role.RECEPTION], "done", world.now)
    world.log("Bob Test", Choice.KEEP, Source.PHONE)
    recorded(world)
    answer = submit(client, f"{address(world)}/{task_id}", address(world), note="code removed")
    assert answer.status_code == 409
    assert "finished task 1 already" in answer.get_data(as_text=True)


def test_the_front_page_has_the_first_few_of_many(frozen_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.staff.task_pages.MOST_ON_FRONT_PAGE", 1)
    for name in TOLD:
        frozen_world.log(name, Choice.KEEP, Source.PHONE)
    page = front(frozen_world, Role.MANAGER)
    assert "2 patients on the lists may no longer be coded" in page
    assert page.count("Found this minute") == 1
    assert "See all 2" in page


def recorded(world: World) -> int:
    """Let a worker come by; returns the newest task's id."""
    differences.find_everywhere(world.database, world.now)
    return open_tasks(world)[-1]


def open_tasks(world: World) -> list[int]:
    with world.database.reading() as session:
        return [task.id for task in coding_tasks.open_tasks(session, world.campaign_id)]
