"""What is no answer of a known patient, by API: a death, a complaint, a slip of nobody; each holds at once."""

from typing import Any

from notifier.vocabulary import Choice, Role, Source
from tests.web.api.programs import Program
from tests.web.world import World


def keyed(key: str, **sent: Any) -> dict[str, Any]:
    return {"json": sent, "headers": {"Idempotency-Key": key}}


def test_a_death_holds_and_is_taken_back_and_a_complaint_is_a_managers_to_answer(light_world: World) -> None:
    world, day = light_world, light_world.now.date().isoformat()
    desk, manager = (Program.of(world, role, is_proof=False) for role in (Role.RECEPTION, Role.MANAGER))
    ada = f"/patients/{world.patients['Ada Test']}/matters"
    died = desk.post(ada, **keyed("first-0001", kind="died", told_by="her sister", received_on=day))
    assert desk.post(ada, **keyed("first-0001", kind="died", told_by="her sister", received_on=day)) == died
    assert world.outcome("Ada Test").reason.value == "deceased"
    not_so = {"json": {"ending": "taken_back", "note": "it was another Ada"}}
    assert desk.post(f"/matters/{died['id']}/end", **not_so)["ending"] == "taken_back"
    complaint = desk.post(ada, **keyed("other-0001", kind="complaint", told_by="Ada", received_on=day, note="No."))
    answered = {"json": {"ending": "answered", "note": "rang her"}}
    assert desk.post(f"/matters/{complaint['id']}/acknowledge")["acknowledged_at"]
    assert desk.call("POST", f"/matters/{complaint['id']}/end", **answered).status_code == 409
    assert [one["id"] for one in manager.get("/matters")["items"]] == [complaint["id"]]
    assert manager.post(f"/matters/{complaint['id']}/end", **answered)["ending"] == "answered"


def test_a_slip_of_nobody_waits_until_a_person_says_whose_it_is(light_world: World) -> None:
    world, day = light_world, light_world.now.date().isoformat()
    desk, slips = Program.of(world, Role.RECEPTION, is_proof=False), f"/campaigns/{world.campaign_id}/slips"
    slip = {"choice": "keep", "source": "paper", "received_on": day, "name": "Ada Test"}
    kept = desk.post(slips, **keyed("slip-0001", **slip))
    assert desk.post(slips, **keyed("slip-0001", **slip)) == kept
    (waiting,) = desk.get(slips)["items"]
    ada = world.patients["Ada Test"]
    assert ada in waiting["likely"]
    matched = desk.post(f"/slips/{kept['id']}/match", json={"patient_id": ada})
    assert matched["choice"] == "keep"
    assert not desk.get(slips)["items"]
    assert desk.call("POST", f"/slips/{kept['id']}/close", json={"note": "x"}).status_code == 409


def test_whoever_logged_an_answer_does_not_settle_it_alone_by_api_either(light_world: World) -> None:
    world = light_world
    for choice, source in ((Choice.KEEP, Source.PHONE), (Choice.AGREE, Source.PAPER)):
        world.log("Ada Test", choice, source)
    desk, manager = (Program.of(world, role, is_proof=False) for role in (Role.RECEPTION, Role.MANAGER))
    reviews = f"/campaigns/{world.campaign_id}/reviews"
    (review,) = desk.get(reviews)["items"]
    settle = f"{reviews}/{review['id']}/settle"
    agreed = {"json": {"choice": "agree", "note": "rang her"}}
    assert desk.call("POST", settle, **agreed).status_code == 409
    assert manager.call("POST", settle, **agreed).status_code == 204
    late = manager.call("POST", settle, **agreed)
    assert (late.status_code, "settled" in late.get_json()["detail"]) == (404, True)
