"""On the pages: who has a passkey signs with it what they approve or close, or says that they do it without."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from webauthn.helpers import bytes_to_base64url

from notifier.outcomes import campaign_view
from notifier.practice.deed_signatures import KeptDeedSignature, deed_signatures_of, is_signed_by_passkey
from notifier.store.tables import Passkey
from notifier.vocabulary import CampaignStatus, Role, SigningPurpose
from tests.browser import CheckedPage, serving
from tests.html_check import CheckedClient
from tests.notifier.practice.test_passkeys import SoftKey
from tests.web.staff.test_browser_staff import assert_sound_at_every_width
from tests.web.staff.test_closing_pages import TAKEN, address, freeze, sets, shown, told, worked
from tests.web.staff.test_factor_pages import give_password
from tests.web.world import World, submit, text

HERE = "localhost"  # the host of the tests' own browser


def with_passkey(world: World, role: Role) -> tuple[CheckedClient, SoftKey]:
    """Somebody who is signed in, and has a passkey that works here."""
    client, person = world.signed_in(role), world.accounts[role]
    key = SoftKey(f"key of {person.email}".encode())
    with world.database.writing() as session:
        held = {"credential": bytes_to_base64url(key.id), "public_key": key.public, "sign_count": 0}
        session.add(Passkey(staff_id=person.id, site=HERE, device="Firefox", added_at=world.now, **held))
    return client, key


def signed_on(client: CheckedClient, key: SoftKey, page: str) -> str:
    """What the browser brings that was asked to sign what is on a page."""
    wanted = re.search(r'data-options="([^"]+)"', text(client, page))
    assert wanted
    asked = submit(client, wanted[1].replace("&amp;", "&"), page)
    assert asked.status_code == 200, asked.text
    return key.answer(asked.get_data(as_text=True), origin=f"http://{HERE}", site=HERE)


def signatures(world: World) -> list[KeptDeedSignature]:
    with world.database.reading() as session:
        return deed_signatures_of(session, world.campaign_id)


def status_of(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        reached = world.settings.reply_channels
        return campaign_view.view_campaign(session, world.practice_id, world.campaign_id, reached).campaign_status


def to_approve(client: CheckedClient, page: str) -> str:
    found = re.search(r'name="fingerprint" value="(\w+)"', text(client, page))
    assert found
    return found[1]


def test_an_approval_is_signed_with_the_passkey_of_who_approves(drafted: World) -> None:
    page = f"/staff/campaigns/{drafted.campaign_id}/approval"
    client, key = with_passkey(drafted, Role.APPROVER)
    fingerprint = to_approve(client, page)
    done = submit(client, page, fingerprint=fingerprint, credential=signed_on(client, key, page))
    assert done.status_code == 303, done.text
    (kept,) = signatures(drafted)
    assert (kept.purpose, kept.sha256) == (SigningPurpose.APPROVE, fingerprint)
    assert is_signed_by_passkey(kept)
    assert status_of(drafted) is CampaignStatus.APPROVED


def test_who_has_no_passkey_at_hand_approves_without(drafted: World) -> None:
    page = f"/staff/campaigns/{drafted.campaign_id}/approval"
    client, _ = with_passkey(drafted, Role.APPROVER)
    assert "Approve without the passkey" in text(client, page)
    assert submit(client, page, fingerprint=to_approve(client, page), credential="").status_code == 303
    assert not signatures(drafted)


def test_a_signature_that_does_not_hold_approves_nothing(drafted: World) -> None:
    page = f"/staff/campaigns/{drafted.campaign_id}/approval"
    client, key = with_passkey(drafted, Role.APPROVER)
    answer = json.loads(signed_on(client, key, page))
    answer["response"]["signature"] = bytes_to_base64url(b"0" * 70)
    refused = submit(client, page, fingerprint=to_approve(client, page), credential=json.dumps(answer))
    assert refused.status_code == 409
    assert "The passkey was not accepted" in refused.text
    assert (status_of(drafted), signatures(drafted)) == (CampaignStatus.DRAFT, [])


def test_a_signature_of_another_preview_approves_nothing(drafted: World) -> None:
    page = f"/staff/campaigns/{drafted.campaign_id}/approval"
    client, key = with_passkey(drafted, Role.APPROVER)
    refused = submit(client, page, fingerprint="0" * 64, credential=signed_on(client, key, page))
    assert (refused.status_code, signatures(drafted)) == (409, [])


def test_who_has_no_passkey_is_shown_nothing_of_it(drafted: World) -> None:
    page = text(drafted.signed_in(Role.APPROVER), f"/staff/campaigns/{drafted.campaign_id}/approval")
    assert "Approve exactly this" in page
    assert "passkey" not in page


def test_the_second_person_signs_the_set_that_they_close(light_world: World) -> None:
    world = told(light_world)
    freeze(world, Role.MANAGER, **TAKEN)
    client, key = with_passkey(world, Role.APPROVER)
    answer = signed_on(client, key, address(world, "/freeze"))
    asked = submit(client, address(world, "/freeze"), **shown(client, world) | {"credential": answer})
    assert asked.status_code == 303, asked.text
    worked(world)
    (closed,), (kept,) = sets(world), signatures(world)
    assert closed.closed_by is not None
    assert (kept.purpose, kept.sha256) == (SigningPurpose.FREEZE, closed.sha256)
    assert is_signed_by_passkey(kept)


def test_a_closing_whose_signature_does_not_hold_is_not_asked_for(light_world: World) -> None:
    world = told(light_world)
    freeze(world, Role.MANAGER, **TAKEN)
    client, _ = with_passkey(world, Role.APPROVER)
    refused = submit(client, address(world, "/freeze"), **shown(client, world) | {"credential": "{}"})
    assert refused.status_code == 409
    worked(world)
    assert not sets(world)


def test_whoever_proposes_signs_nothing(light_world: World) -> None:
    world = told(light_world)
    client, _ = with_passkey(world, Role.MANAGER)
    assert "passkey" not in text(client, address(world, "/freeze"))


def test_what_is_no_sum_is_not_signed(drafted: World) -> None:
    client, _ = with_passkey(drafted, Role.APPROVER)
    page = f"/staff/campaigns/{drafted.campaign_id}/approval"
    assert submit(client, f"/staff/campaigns/{drafted.campaign_id}/signature?sha256=ab", page).status_code == 409


@pytest.fixture
def authenticator(browser_page: Callable[[int], CheckedPage]) -> tuple[CheckedPage, Any]:
    """A window whose browser has a key that says yes to everything."""
    window = browser_page(360)
    devtools = window.page.context.new_cdp_session(window.page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options["automaticPresenceSimulation"] = True
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return window, devtools


def test_a_browser_signs_an_approval(drafted: World, authenticator: tuple[CheckedPage, Any]) -> None:
    window, _ = authenticator
    page, approver = window.page, drafted.accounts[Role.APPROVER]
    with serving(drafted.app()) as served:
        base = served.replace("127.0.0.1", "localhost")
        give_password(window, base, approver.email)
        page.wait_for_url(f"{base}/staff/")
        window.visit(f"{base}/staff/account/factors/passkey")
        page.get_by_role("button", name="Make a passkey").click()
        page.wait_for_url(f"{base}/staff/account/factors")
        window.visit(f"{base}/staff/campaigns/{drafted.campaign_id}/approval")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Approve exactly this").click()
        page.wait_for_url(f"{base}/staff/campaigns/{drafted.campaign_id}")
    (kept,) = signatures(drafted)
    assert is_signed_by_passkey(kept)
