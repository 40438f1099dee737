"""A walk through pages shows everybody once, all of one moment, and takes no way that is not ours."""

from datetime import timedelta
from typing import Any

from notifier.store import audit
from notifier.vocabulary import Choice, Role, Source
from tests.web.api.programs import Program
from tests.web.world import World


def walked(program: Program, path: str, **query: str) -> list[list[dict[str, Any]]]:
    """The items of every page."""
    pages: list[list[dict[str, Any]]] = []
    after: dict[str, str] = {}
    while True:
        found = program.get(path, query_string={"limit": "1", **query, **after})
        pages.append(found["items"])
        if found["next"] is None:
            return pages
        after = {"after": found["next"]}


def test_outcomes_are_walked_through_as_of_one_moment(light_world: World) -> None:
    world = light_world
    program, path = Program.of(world, Role.MANAGER), f"/campaigns/{world.campaign_id}/outcomes"
    before = world.now
    world.now += timedelta(minutes=1)
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    now, then = (walked(program, path, **query) for query in ({}, {"at": before.isoformat().replace("+00:00", "Z")}))
    assert [len(page) for page in now] == [1] * len(world.patients)
    assert {one["patient_id"] for (one,) in now} == set(world.patients.values())
    ada = world.patients["Ada Test"]
    assert [one["reason"] for (one,) in now if one["patient_id"] == ada] == ["objected"]
    assert [one["reason"] for (one,) in then if one["patient_id"] == ada] != ["objected"]
    with world.database.reading() as session:
        assert [event.action for event in audit.events(session)].count("outcomes.read") == 2, "one for each walk"


def test_events_are_walked_through_from_the_latest_on_and_filtered(light_world: World) -> None:
    program = Program.of(light_world, Role.AUDITOR, is_proof=False)
    ids = [one["id"] for page in walked(program, "/audit") for one in page]
    assert ids == sorted(ids, reverse=True)
    assert ids[-1] == 1
    of_one = program.get("/audit", query_string={"campaign_id": light_world.campaign_id, "action": "campaign.approved"})
    assert [one["action"] for one in of_one["items"]] == ["campaign.approved"]
    assert "approved" in of_one["items"][0]["sentence"]


def test_a_cursor_that_is_none_of_ours_is_refused(light_world: World) -> None:
    program = Program.of(light_world, Role.MANAGER)
    for path in (f"/campaigns/{light_world.campaign_id}/outcomes", "/audit"):
        for after in ("x", "AAAA", "IngiOg", "OTk5OTk5OTk5OTk5OTk5OTk5OTk", "WyIwMDAxLTAxLTAxIiwxXQ"):
            assert program.call("GET", path, query_string={"after": after}).status_code == 422, (path, after)
        assert program.call("GET", path, query_string={"limit": "201"}).status_code == 422
        assert program.call("GET", path, query_string={"at": "yesterday", "since": "yesterday"}).status_code == 422
