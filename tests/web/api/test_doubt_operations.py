"""What nobody is sure of, by API: listed without more than a person needs, and settled once, with how they know."""

from datetime import timedelta

from sqlalchemy import select, update

from notifier.store.tables import Delivery, PatientList
from notifier.vocabulary import DeliveryStatus, Role
from tests.web.api.programs import Program
from tests.web.staff.test_identity_doubt_pages import doubt
from tests.web.staff.test_inbound_text_pages import texted
from tests.web.staff.test_unknown_pages import lose_the_text, the_reference
from tests.web.world import World

KNOWN = "rang her"


def test_a_message_that_may_not_have_arrived_is_settled_once_with_how_somebody_knows(light_world: World) -> None:
    world = light_world
    lose_the_text(world)
    desk = Program.of(world, Role.RECEPTION, is_proof=False)
    unknown, reference = f"/campaigns/{world.campaign_id}/unknown-deliveries", the_reference(world)
    (shown,) = desk.get(unknown)["items"]
    assert (shown["reference"], shown["channel"], shown["taken_over_by"]) == (reference, "sms", None)
    found = {"reference": reference, "went": False}
    assert desk.call("POST", f"{unknown}/settle", json=found).status_code == 422, "nobody says how they know"
    assert desk.call("POST", f"{unknown}/settle", json={**found, "note": KNOWN}).status_code == 204
    with world.database.reading() as session:
        told = session.execute(select(Delivery.delivery_status).where(Delivery.reference == reference)).scalar_one()
    assert told is DeliveryStatus.FAILED
    assert desk.call("POST", f"{unknown}/settle", json={**found, "note": KNOWN}).status_code == 409
    assert desk.get(unknown)["items"] == []


def test_a_text_of_nobody_is_closed_with_what_became_of_it(light_world: World) -> None:
    texted(light_world, "who is this?")
    desk = Program.of(light_world, Role.RECEPTION, is_proof=False)
    (waiting,) = desk.get("/texts")["items"]
    assert waiting["body"] == "who is this?"
    assert desk.call("POST", f"/texts/{waiting['id']}/close", json={"note": KNOWN}).status_code == 204
    assert desk.call("POST", f"/texts/{waiting['id']}/close", json={"note": KNOWN}).status_code == 409
    assert desk.get("/texts")["items"] == []


def test_a_manager_says_whether_it_is_one_person(light_world: World) -> None:
    doubt(light_world)
    manager = Program.of(light_world, Role.MANAGER, is_proof=False)
    (waiting,) = manager.get("/identity-doubts")["items"]
    assert "Bob Stranger" in waiting["listed"]
    settled = {"json": {"is_same": True, "note": KNOWN}}
    assert manager.call("POST", f"/identity-doubts/{waiting['id']}/settle", **settled).status_code == 204
    assert manager.call("POST", f"/identity-doubts/{waiting['id']}/settle", **settled).status_code == 409
    assert manager.get("/identity-doubts")["items"] == []


def test_who_joined_is_told_at_once_when_a_manager_says_so(light_world: World) -> None:
    manager = Program.of(light_world, Role.MANAGER)
    assert manager.get("/joiners") == {"people": 0, "until": None}
    with light_world.database.writing() as session:
        session.execute(
            update(PatientList).values(joiners_from=light_world.now + timedelta(hours=5), counts={"joined": 3})
        )
    assert manager.get("/joiners")["people"] == len(light_world.patients)
    assert manager.post("/joiners/release")["people"] == 3
    assert manager.call("POST", "/joiners/release").status_code == 409
