"""Signing in and out, and what stands in front of every page of the staff's."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from notifier.settings import Settings
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Staff
from notifier.vocabulary import Role
from tests.html_check import CheckedClient, checked_client
from tests.web.world import PASSWORD, World, build, submit, text
from web.staff.visits import device_words, network_of

CHROMIUM = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"


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
        (Role.AUDITOR, ("desk", "reviews", "launch", "pause"), ("", "/live", "/preview")),
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
    assert submit(client, f"{address}/approval", address, fingerprint="x").status_code == 403


def test_another_practice_finds_nothing(world: World, database: Database, settings: Settings, now: datetime) -> None:
    neighbours = build(database, settings, now, name="Hillside Surgery")
    neighbours.campaign_id = world.campaign_id
    client = neighbours.signed_in(Role.MANAGER)
    campaign = f"/staff/campaigns/{world.campaign_id}"
    patient = world.patients["Ada Test"]
    for page in ("", "/live", "/preview", "/pause", "/desk", f"/patients/{patient}", "/reviews", "/reviews/1"):
        assert client.get(f"{campaign}{page}").status_code == 404, page
    before = world.rows()
    assert submit(client, f"{campaign}/pause", "/staff/").status_code == 404
    assert submit(client, f"{campaign}/patients/{patient}", "/staff/", choice="keep", source="phone").status_code in (
        400,
        404,
    )
    assert world.rows() == before


# --- what a cookie is worth ---


def test_a_copied_cookie_opens_nothing_after_its_person_signed_out(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    thief = copy_of(client, world)
    assert thief.get("/staff/").status_code == 200
    submit(client, "/staff/sign-out", "/staff/")
    got = thief.get("/staff/")
    assert (got.status_code, got.location) == (303, "/staff/sign-in")


def test_each_sign_in_has_a_new_token_and_what_was_planted_before_is_worth_nothing(light_world: World) -> None:
    client = light_world.client()
    client.get("/staff/sign-in")
    planted = copy_of(client, light_world)
    email = light_world.accounts[Role.MANAGER].email
    submit(client, "/staff/sign-in", email=email, password=PASSWORD)
    assert client.get("/staff/").status_code == 200
    assert planted.get("/staff/").status_code == 303
    first = copy_of(client, light_world)
    submit(client, "/staff/sign-out", "/staff/")
    submit(client, "/staff/sign-in", email=email, password=PASSWORD)
    assert client.get("/staff/").status_code == 200
    assert first.get("/staff/").status_code == 303


def test_an_open_page_alone_keeps_nobody_signed_in_and_a_person_does(light_world: World) -> None:
    client, page = light_world.signed_in(Role.AUDITOR), f"/staff/campaigns/{light_world.campaign_id}"
    for _ in range(3):
        light_world.now += timedelta(minutes=20)
        assert client.get(page).status_code == 200
    light_world.now += timedelta(minutes=20)
    assert client.get(f"{page}/live").status_code == 200, "the script that keeps the figures fresh"
    light_world.now += timedelta(minutes=10)
    assert client.get(page).status_code == 303
    assert "nothing was done here for a while" in client.get("/staff/sign-in").get_data(as_text=True)


def test_what_is_asked_again_takes_the_password_and_leads_nowhere_else(light_world: World) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    for typed, status, leads_to in (
        ({"password": "wrong", "next": "/staff/"}, 400, None),
        ({"password": PASSWORD, "next": "/staff/campaigns/1?x=1"}, 303, "/staff/campaigns/1?x=1"),
        ({"password": PASSWORD, "next": "https://example.com/staff/"}, 303, "/staff/"),
        ({"password": PASSWORD, "next": "//example.com/staff/"}, 303, "/staff/"),
        ({"password": PASSWORD, "next": "/staff/../r/x"}, 303, "/staff/"),
        ({"password": PASSWORD}, 303, "/staff/"),
    ):
        answered = submit(client, "/staff/prove", **typed)
        assert (answered.status_code, answered.location) == (status, leads_to)
    with light_world.database.reading() as session:
        proven = [event.staff_id for event in audit.events(session) if event.action == "session.proven"]
    assert proven == [light_world.accounts[Role.RECEPTION].id] * 5


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"{CHROMIUM} Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"{CHROMIUM} Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("<script>alert(1)</script>", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_written_down_in_words_of_ours(sent: str, words: str) -> None:
    assert device_words(sent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.x"),
        ("::ffff:192.0.2.7", "192.0.2.x"),
        ("2001:db8:1:2::3", "2001:db8:1:x"),
        ("unix:", ""),
    ],
)
def test_of_an_address_the_network_is_written_down(address: str, network: str) -> None:
    assert network_of(address) == network


def copy_of(client: CheckedClient, world: World) -> CheckedClient:
    """Another browser with the same session cookie."""
    cookie = client.get_cookie("fair-notice-staff", path="/staff")
    assert cookie is not None
    other = world.client()
    other.set_cookie("fair-notice-staff", cookie.value, path="/staff")
    return other
