"""Copies of letters on a screen: nothing is laid out by a request, and who asked alone sees it."""

import pytest

from notifier.messages.addressee import Addressee
from notifier.messages.letters import Letters
from notifier.print_runs import screen_copies
from notifier.vocabulary import Role, Task
from tests.web.print_run_rows import add_letter
from tests.web.test_looks import opened
from tests.web.world import World, load_stationery, submit


def lay_out_at_once(_letters: Letters, to: Addressee) -> bytes:
    """Instead of the half second that it takes."""
    return f"%PDF of {to.reference}".encode()


def make(world: World) -> None:
    screen_copies.make_waiting(world.database, world.keys, world.settings.reply_channels, load_stationery, world.now)


def test_a_copy_is_asked_for_waited_for_and_opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Letters, "copy", lay_out_at_once)
    delivery_id, campaign = add_letter(world), f"/staff/campaigns/{world.campaign_id}"
    client = world.signed_in(Role.RECEPTION)
    patient = f"{campaign}/patients/{world.patients['Ada Test']}"
    asked = submit(client, f"{campaign}/letters/{delivery_id}/copies", patient)
    assert (asked.status_code, asked.location) == (303, f"{campaign}/copies/1")
    assert world.woken == [Task.SCREEN_COPIES]
    before = world.rows()
    waiting = client.get(asked.location).get_data(as_text=True)
    assert "It is being made" in waiting
    assert "Look again" in waiting
    assert client.get(f"{asked.location}.pdf").status_code == 404
    assert world.rows() == before
    make(world)
    made = client.get(asked.location).get_data(as_text=True)
    assert f'href="{asked.location}.pdf"' in made
    assert "being made" not in made
    pdf = client.get(f"{asked.location}.pdf")
    assert (pdf.mimetype, pdf.data, pdf.headers["Cache-Control"]) == (
        "application/pdf",
        b"%PDF of KEPT000001",
        "no-store",
    )
    assert world.signed_in(Role.MANAGER).get(f"{asked.location}.pdf").status_code == 404
    assert opened(world) == [(world.accounts[Role.RECEPTION].id, world.patients["Ada Test"])]


def test_a_copy_that_cannot_be_made_says_why(light_world: World) -> None:
    delivery_id, campaign = add_letter(light_world, text_ids=[]), f"/staff/campaigns/{light_world.campaign_id}"
    client = light_world.signed_in(Role.MANAGER)
    asked = submit(client, f"{campaign}/letters/{delivery_id}/copies", f"{campaign}/desk")
    make(light_world)
    page = client.get(asked.location).get_data(as_text=True)
    assert "would not read as it was sent" in page
    assert ".pdf" not in page


def test_nobody_else_asks_for_a_letter(light_world: World) -> None:
    address = f"/staff/campaigns/{light_world.campaign_id}/letters/{add_letter(light_world)}/copies"
    for role in (Role.AUDITOR, Role.APPROVER):
        assert submit(light_world.signed_in(role), address, "/staff/").status_code == 403
    manager = light_world.signed_in(Role.MANAGER)
    desk = f"/staff/campaigns/{light_world.campaign_id}/desk"
    assert submit(manager, address.replace("/letters/", "/letters/99"), desk).status_code == 404
    assert light_world.rows()["letter_copy"] == 0
