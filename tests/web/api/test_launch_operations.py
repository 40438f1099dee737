"""The way to a launch by API: two people, whatever tokens they have, and nobody's change overwritten unseen."""

from typing import Any

from notifier.practice import accounts
from notifier.practice.personal_tokens import NewApiToken, make_api_token
from notifier.vocabulary import CampaignStatus, Role
from tests.web.api.programs import Program
from tests.web.world import World


def test_whoever_prepared_a_campaign_cannot_approve_it_and_a_second_person_launches_none_alone(
    light_draft: World,
) -> None:
    world, campaign = light_draft, f"/campaigns/{light_draft.campaign_id}"
    manager, approver = Program.of(world, Role.MANAGER), Program.of(world, Role.APPROVER)
    shown = manager.get(campaign)
    asked = {"json": {"seen": shown["to_approve"]}}
    person = world.accounts[Role.MANAGER]
    with world.database.writing() as session:
        accounts.add_account(session, world.practice_id, person.email, Role.APPROVER, world.now)
        both = accounts.account_by_id(session, person.id)
        assert both is not None
        own = make_api_token(session, both, NewApiToken("x", {Role.APPROVER}, 1, True), world.now)
    refused = Program(world.app("staff"), own.secret).call("POST", f"{campaign}/approvals", **asked)
    assert (refused.status_code, "prepared" in refused.get_json()["detail"]) == (409, True)
    weak = Program.of(world, Role.APPROVER, is_proof=False).call("POST", f"{campaign}/approvals", **asked)
    assert (weak.status_code, "cannot be taken back" in weak.get_json()["detail"]) == (403, True)
    assert approver.call("POST", f"{campaign}/approvals", json={"seen": "0"}).status_code == 409
    assert approver.post(f"{campaign}/approvals", **asked)["campaign_status"] == "approved"
    people = manager.get(campaign)["preview"]["people"]
    assert manager.call("POST", f"{campaign}/launches", json={"people": people + 1}).status_code == 422
    launch = manager.post(f"{campaign}/launches", json={"people": people})
    assert launch["starts_at"] > launch["asked_at"]
    assert approver.post(f"{campaign}/pause")["campaign_status"] == "approved", "nobody was told"


def test_of_two_who_change_a_campaign_the_second_is_told_and_changes_nothing(light_draft: World) -> None:
    program, path = Program.of(light_draft, Role.MANAGER), f"/campaigns/{light_draft.campaign_id}/details"
    read = program.call("GET", path)
    details = {name: value for name, value in read.get_json().items() if name not in ("campaign_status", "is_editable")}

    def change(name: str, **headers: str) -> Any:
        return program.call("PUT", path, json=details | {"name": name}, headers=headers)

    assert change("Mine").status_code == 428
    first = change("Mine", **{"If-Match": read.headers["ETag"]})
    assert (first.status_code, first.get_json()["name"]) == (200, "Mine")
    late = change("Yours", **{"If-Match": read.headers["ETag"]})
    assert (late.status_code, program.get(path)["name"]) == (412, "Mine")
    texts = f"/campaigns/{light_draft.campaign_id}/texts"
    new = {"part": "sms", "language": "en", "body": "{{ nothing_of_ours }}"}
    refused = program.call("POST", texts, json=new, headers={"If-Match": first.headers["ETag"]})
    assert (refused.status_code, {one["field"] for one in refused.get_json()["errors"]}) == (422, {"body.body"})


def test_a_running_campaign_is_paused_resumed_and_closed(light_world: World) -> None:
    program, campaign = Program.of(light_world, Role.MANAGER), f"/campaigns/{light_world.campaign_id}"
    for step, leads_to in (
        ("pause", CampaignStatus.PAUSED),
        ("resume", CampaignStatus.RUNNING),
        ("close", CampaignStatus.CLOSED),
    ):
        assert program.post(f"{campaign}/{step}")["campaign_status"] == leads_to
        assert program.call("POST", f"{campaign}/{step}").status_code == 409
    assert program.get(f"{campaign}/progress")["patients"] == len(light_world.patients)
