"""A desk by API: a patient is found by what travels in the body, and what they said is recorded once."""

from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest

from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.practice.repeated_calls import do_once
from notifier.store import audit
from notifier.vocabulary import HoldReason, Role
from tests.web.api.programs import Program, new_token
from tests.web.world import World


def said(world: World, **changed: Any) -> dict[str, Any]:
    day = world.now.date().isoformat()
    return {"json": {"choice": "keep", "source": "phone", "received_on": day, **changed}} | keyed("first-0001")


def keyed(key: str) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": key}}


def test_what_a_patient_said_is_recorded_once_however_often_it_is_sent(light_world: World) -> None:
    world = light_world
    program = Program.of(world, Role.RECEPTION, is_proof=False)
    patients = f"/campaigns/{world.campaign_id}/patients"
    (found,) = program.post(f"{patients}/search", json={"query": "Test Ada"})["items"]
    assert found["full_name"] == "Ada Test"
    ada = f"{patients}/{found['patient_id']}"
    first = program.post(f"{ada}/replies", **said(world))
    assert program.post(f"{ada}/replies", **said(world)) == first
    assert len(world.answers()) == 1
    other = program.call("POST", f"{ada}/replies", **said(world, choice="unsure"))
    assert (other.status_code, "another request" in other.get_json()["detail"]) == (422, True)
    without = program.call("POST", f"{ada}/replies", json=said(world)["json"])
    assert (without.status_code, without.get_json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert world.outcome("Ada Test").reason is HoldReason.OBJECTED
    shown = program.get(ada)
    assert [(one["reference"], one["choice"]) for one in shown["replies"]] == [(first["reference"], "keep")]
    with world.database.reading() as session:
        opened = [event.details for event in audit.events(session) if event.action == "patient.opened"]
    assert opened == [{"patient": found["patient_id"]}]


def test_a_reply_of_the_wrong_patient_is_taken_back_and_stays_on_record(light_world: World) -> None:
    program = Program.of(light_world, Role.RECEPTION, is_proof=False)
    ada = f"/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    made = program.post(f"{ada}/replies", **said(light_world))
    asked = {"json": {"reference": made["reference"], "note": "it was her sister"}}
    assert program.post("/replies/take-back", **asked)["not_theirs"]
    assert program.call("POST", "/replies/take-back", **asked).status_code == 409
    assert [one["not_theirs"] for one in program.get(ada)["replies"]] == [True]


def test_a_reply_is_undone_within_its_minute_and_the_same_slip_is_noticed(light_world: World) -> None:
    program = Program.of(light_world, Role.RECEPTION, is_proof=False)
    ada = f"/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    made = program.post(f"{ada}/replies", **said(light_world, source="paper"))
    same = said(light_world, source="paper") | keyed("other-0001")
    again = program.call("POST", f"{ada}/replies", **same)
    assert (again.status_code, "logged the same answer" in again.get_json()["detail"]) == (409, True)
    also = said(light_world, source="paper", although_logged=True) | keyed("third-0001")
    assert program.post(f"{ada}/replies", **also)["reference"] != made["reference"]
    undone = {"json": {"reference": made["reference"]}}
    assert program.post("/replies/undo", **undone)["not_theirs"]
    assert program.call("POST", "/replies/undo", **undone).status_code == 409


def test_an_agreement_says_how_the_patient_was_known(light_world: World) -> None:
    program = Program.of(light_world, Role.RECEPTION, is_proof=False)
    ada = f"/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    for check in (None, "not_checked"):
        refused = program.call("POST", f"{ada}/replies", **said(light_world, choice="agree", identity_check=check))
        assert (refused.status_code, "identity_check" in refused.get_json()["detail"]) == (422, True)
    assert not light_world.answers()
    assert program.post(f"{ada}/replies", **said(light_world, choice="agree", identity_check="details"))["reference"]


def test_a_link_that_somebody_else_has_is_replaced_once(light_world: World) -> None:
    program = Program.of(light_world, Role.RECEPTION, is_proof=False)
    link = f"/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}/link"
    shown = program.get(link)
    new = access_codes.make_code(light_world.keys, light_world.campaign_id, light_world.patients["Ada Test"], 1)
    assert program.post(link, json=shown)["code"] == new != light_world.code("Ada Test")
    assert program.call("POST", link, json=shown).status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"choice": "Keep"}, "body.choice"),
        ({"source": "fax"}, "body.source"),
        ({"received_on": "1/12/2026"}, "body.received_on"),
        ({"note": "\0"}, "body.note"),
        ({"nhs_number": "9990000018"}, "body.nhs_number"),
    ],
)
def test_what_cannot_be_recorded_is_refused_by_its_field(
    light_world: World, changed: dict[str, Any], field: str
) -> None:
    program = Program.of(light_world, Role.RECEPTION, is_proof=False)
    ada = f"/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    refused = program.call("POST", f"{ada}/replies", **said(light_world, **changed))
    assert (refused.status_code, [one["field"] for one in refused.get_json()["errors"]]) == (422, [field])
    assert not light_world.answers()


def test_of_two_at_once_with_one_key_one_is_recorded_and_both_hear_of_it(world: World) -> None:
    token, app = new_token(world, Role.RECEPTION), world.app("staff")
    ada = f"/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    together, heard = Barrier(2), []

    def call() -> None:
        program = Program(app, token)
        together.wait()
        heard.append(program.post(f"{ada}/replies", **said(world)))

    threads = [Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.answers()) == 1
    assert heard[0] == heard[1]


def test_a_key_is_its_persons_own_and_for_a_day(light_world: World) -> None:
    world = light_world
    people = world.accounts[Role.RECEPTION], world.accounts[Role.MANAGER]
    with world.database.writing() as session:
        made = "a-key-of-mine", "this", world.now
        done = [do_once(session, one, *made, partial(dict, by=one.id)) for one in people]
        assert done == [{"by": one.id} for one in people], "each is done, and not answered with the other's"
        with pytest.raises(ValueRefused):
            do_once(session, people[0], "a-key-of-mine", "that", world.now, dict)
