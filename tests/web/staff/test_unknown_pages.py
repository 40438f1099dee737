"""The page of messages that may not have arrived: nothing is preselected, and settling needs a reason."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifier.store.tables import Delivery, Receipt
from notifier.vocabulary import Channel, DeliveryStatus, Role, Task
from tests.web.world import World, submit


@pytest.fixture
def unsure(world: World) -> World:
    """Ada's text may have gone or not."""
    lose_the_text(world)
    return world


def lose_the_text(world: World) -> None:
    values = {"delivery_status": DeliveryStatus.UNKNOWN, "unknown_at": world.now - timedelta(hours=3), "attempts": 1}
    with world.database.writing() as session:
        texts = (Delivery.channel == Channel.SMS, Delivery.delivery_status == DeliveryStatus.PLANNED)
        session.execute(update(Delivery).where(*texts).values(**values))


def address(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/unknowns"


def the_reference(world: World) -> str:
    with world.database.reading() as session:
        query = select(Delivery.reference).where(Delivery.delivery_status == DeliveryStatus.UNKNOWN)
        return session.execute(query).scalar_one()


def test_the_campaign_page_leads_there_whoever_may_settle(light_world: World) -> None:
    campaign = f"/staff/campaigns/{light_world.campaign_id}"
    assert "may not have arrived" not in light_world.signed_in(Role.MANAGER).get(campaign).get_data(as_text=True)
    lose_the_text(light_world)
    for role, leads in ((Role.MANAGER, True), (Role.RECEPTION, True), (Role.AUDITOR, False)):
        page = light_world.signed_in(role).get(campaign).get_data(as_text=True)
        assert "1 message may not have arrived" in page
        assert (f'href="{address(light_world)}"' in page) is leads
    assert light_world.signed_in(Role.AUDITOR).get(address(light_world)).status_code == 403


def test_it_lists_whom_since_when_and_preselects_nothing(unsure: World) -> None:
    client, before = unsure.signed_in(Role.RECEPTION), unsure.rows()
    page = client.get(address(unsure)).get_data(as_text=True)
    assert "Ada Test" in page
    assert "without an answer since 23 November 2026 at 07:00" in page
    assert not re.search(r"<input[^>]*\bchecked\b", page)
    assert unsure.rows() == before


def test_what_may_have_gone_before_a_restore_is_said_and_goes_once_it_is_known_that_it_did_not(unsure: World) -> None:
    with unsure.database.writing() as session:
        unknown = Delivery.delivery_status == DeliveryStatus.UNKNOWN
        session.execute(update(Delivery).where(unknown).values(restored_at=unsure.now))
    client, reference = unsure.signed_in(Role.RECEPTION), the_reference(unsure)
    assert "brought back from a backup" in client.get(address(unsure)).get_data(as_text=True)
    done = submit(client, f"{address(unsure)}/{reference}", address(unsure), went="no", note="nobody has it")
    assert done.status_code == 303
    assert "It goes now" in client.get(done.headers["Location"]).get_data(as_text=True)
    with unsure.database.reading() as session:
        query = select(Delivery.delivery_status).where(Delivery.reference == reference)
        assert session.execute(query).scalar_one() is DeliveryStatus.PLANNED


@pytest.mark.parametrize(("went", "status"), [("yes", DeliveryStatus.ACCEPTED), ("no", DeliveryStatus.FAILED)])
def test_it_is_settled_with_what_was_found_out(unsure: World, went: str, status: DeliveryStatus) -> None:
    client, reference = unsure.signed_in(Role.RECEPTION), the_reference(unsure)
    done = submit(client, f"{address(unsure)}/{reference}", address(unsure), went=went, note="called Ada")
    assert done.status_code == 303
    with unsure.database.reading() as session:
        query = select(Delivery.delivery_status).where(Delivery.reference == reference)
        assert session.execute(query).scalar_one() is status
        assert session.execute(select(Receipt.raw)).scalar_one()["note"] == "called Ada"
    assert unsure.woken == [Task.ADVANCE], "the next channel is planned at once"
    page = client.get(address(unsure)).get_data(as_text=True)
    assert "Settled: it " in page
    assert "There is none" in page


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, ("Select whether it arrived", "Write how you know")),
        ({"went": "perhaps", "note": "called"}, ("Select whether it arrived",)),
        ({"went": "yes", "note": "  "}, ("Write how you know",)),
        ({"went": "yes", "note": "x" * 2_001}, ("Shorten the note to 2,000 characters: it has 2,001",)),
    ],
)
def test_without_a_finding_or_a_reason_nothing_is_settled(
    light_world: World, fields: dict[str, str], faults: tuple[str, ...]
) -> None:
    lose_the_text(light_world)
    client, reference = light_world.signed_in(Role.MANAGER), the_reference(light_world)
    answer = submit(client, f"{address(light_world)}/{reference}", address(light_world), **fields)
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert all(fault in page for fault in faults)
    assert the_reference(light_world) == reference


def test_what_is_known_by_now_is_not_settled_again(light_world: World) -> None:
    lose_the_text(light_world)
    client, reference = light_world.signed_in(Role.MANAGER), the_reference(light_world)
    token_at = f"/staff/campaigns/{light_world.campaign_id}/desk"
    target = f"{address(light_world)}/{reference}"
    assert submit(client, target, token_at, went="yes", note="called").status_code == 303
    again = submit(client, target, token_at, went="no", note="called")
    assert again.status_code == 409
    assert "known by now" in again.get_data(as_text=True)
    assert submit(client, f"{address(light_world)}/NOSUCH", token_at, went="no", note="called").status_code == 404
