"""Signing in and out, and what stands in front of every page of the staff's."""

from datetime import datetime

import pytest
from sqlalchemy import update

from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Staff
from notifier.vocabulary import Role
from tests.html_check import checked_client
from tests.web.world import PASSWORD, World, build, submit, text


def test_a_stranger_is_sent_to_sign_in(world: World) -> None:
    got = world.client().get(f"/staff/campaigns/{world.campaign_id}")
    assert (got.status_code, got.location) == (303, "/staff/sign-in")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) -> None:
    known = world.accounts[Role.MANAGER].email
    pages = []
    for email, password in ((known, "wrong wrong wrong"), ("nobody@example.com", PASSWORD)):
        refused = submit(world.client(), "/staff/sign-in", email=email, password=password)
        assert refused.status_code == 400
        pages.append(refused.get_data(as_text=True).partition("<form")[0])
    assert pages[0] == pages[1]
    assert "not right" in pages[0]


def test_the_session_cookie_is_for_the_staff_pages_and_out_of_reach_of_scripts(world: World) -> None:
    client = world.client()
    signed_in = submit(client, "/staff/sign-in", email=world.accounts[Role.MANAGER].email, password=PASSWORD)
    cookie = signed_in.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/staff"))
    assert "fair-notice-staff" not in client.get(f"/r/{world.code()}").request.headers.get("Cookie", "")


def test_behind_tls_the_cookie_and_the_browser_are_kept_to_it(light_world: World) -> None:
    light_world.settings = light_world.settings.model_copy(update={"public_url": "https://surgery.example.com"})
    client = checked_client(light_world.app())
    page = client.get("/staff/sign-in", base_url="https://localhost")
    assert "Secure" in page.headers["Set-Cookie"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_signing_out_ends_it(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    assert client.get("/staff/").status_code == 200
    assert submit(client, "/staff/sign-out", "/staff/").status_code == 303
    assert client.get("/staff/").status_code == 303


def test_a_closed_account_is_out_at_once(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    with world.database.writing() as session:
        session.execute(update(Staff).values(active=False))
    assert client.get("/staff/").status_code == 303


def test_a_form_without_its_token_changes_nothing(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    before = world.rows()
    refused = client.post(f"/staff/campaigns/{world.campaign_id}/pause")
    assert refused.status_code == 400
    assert "Nothing was changed" in refused.get_data(as_text=True)
    assert world.rows() == before


def test_guessing_at_one_account_is_limited(light_world: World) -> None:
    client = checked_client(light_world.app(limited=True))
    email = light_world.accounts[Role.MANAGER].email
    statuses = [submit(client, "/staff/sign-in", email=email, password="wrong").status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]


@pytest.mark.parametrize(
    ("role", "refused", "allowed"),
    [
        (Role.AUDITOR, ("desk", "reviews", "launch", "pause"), ("", "/counts", "/preview")),
        (Role.RECEPTION, ("preview", "launch", "close"), ("", "/desk", "/reviews")),
        (Role.APPROVER, ("desk", "reviews", "launch"), ("", "/preview")),
        (Role.MANAGER, (), ("", "/desk", "/reviews", "/preview", "/pause")),
    ],
)
def test_each_role_sees_what_it_needs_and_no_more(
    light_world: World, role: Role, refused: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    client = light_world.signed_in(role)
    campaign = f"/staff/campaigns/{light_world.campaign_id}"
    assert [client.get(f"{campaign}/{page}").status_code for page in refused] == [403] * len(refused)
    assert [client.get(f"{campaign}{page}").status_code for page in allowed] == [200] * len(allowed)


def test_the_way_back_to_the_campaigns_stands_on_every_page_also_on_one_that_is_refused(light_world: World) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    campaign = f"/staff/campaigns/{light_world.campaign_id}"
    for page, status in ((f"{campaign}/desk", 200), (f"{campaign}/launch", 403), (f"{campaign}/patients/0", 404)):
        got = text(client, page, status)
        assert "Riverside Surgery" in got, page
        assert "Sam Reception" in got, page
        assert '<a class="nhsuk-header__navigation-link" href="/staff/"' in got, page
    assert 'aria-label="Menu"' not in text(light_world.client(), "/staff/sign-in")


def test_a_manager_may_not_approve(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    address = f"/staff/campaigns/{light_world.campaign_id}"
    assert submit(client, f"{address}/approve", address, fingerprint="x").status_code == 403


def test_another_practice_finds_nothing(world: World, database: Database, settings: Settings, now: datetime) -> None:
    neighbours = build(database, settings, now, name="Hillside Surgery")
    neighbours.campaign_id = world.campaign_id
    client = neighbours.signed_in(Role.MANAGER)
    campaign = f"/staff/campaigns/{world.campaign_id}"
    patient = world.patients["Ada Test"]
    for page in ("", "/counts", "/preview", "/pause", "/desk", f"/patients/{patient}", "/reviews", "/reviews/1"):
        assert client.get(f"{campaign}{page}").status_code == 404, page
    before = world.rows()
    assert submit(client, f"{campaign}/pause", "/staff/").status_code == 404
    assert submit(client, f"{campaign}/patients/{patient}", "/staff/", choice="keep", source="phone").status_code in (
        400,
        404,
    )
    assert world.rows() == before
