"""Signing in by the practice's own identity provider, against one on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from werkzeug.test import TestResponse

from notifier.practice import accounts
from notifier.store import audit
from notifier.vocabulary import Role
from tests.html_check import CheckedClient
from tests.second_factors import app_of
from tests.web.staff.identity_stand_in import CLIENT, SECRET, IdentityStandIn, signing_key
from tests.web.staff.test_factor_pages import make_real
from tests.web.stand_in import served
from tests.web.world import PASSWORD, World, submit, text

ASK = "/staff/sign-in/provider"


@pytest.fixture
def provider(light_world: World) -> Iterator[IdentityStandIn]:
    """A provider that vouches for the manager, for whom `light_world` is set up."""
    stand_in = IdentityStandIn(lambda: light_world.now)
    with served(stand_in.app) as address:
        stand_in.issuer = address
        stand_in.claims = {"email": light_world.accounts[Role.MANAGER].email.upper(), "email_verified": True}
        use(light_world, oidc_issuer=address)
        yield stand_in


def test_it_is_off_until_it_is_set_up(light_world: World) -> None:
    client = light_world.client()
    assert "Sign in with" not in text(client, "/staff/sign-in")
    assert [client.get(address).status_code for address in (ASK, f"{ASK}/back")] == [404, 404]


def test_a_person_who_has_an_account_is_signed_in_and_known_again(
    light_world: World, provider: IdentityStandIn
) -> None:
    client = light_world.client()
    assert f'href="{ASK}"' in text(client, "/staff/sign-in")
    got = come_back(client, provider)
    assert (got.status_code, got.location) == (303, "/staff/")
    assert "Sam Manager" in text(client, "/staff/")
    assert recorded(light_world) == [("identity.pinned", None), ("session.begun", "provider")]
    submit(client, "/staff/sign-out", "/staff/")
    assert client.get("/staff/").status_code == 303
    provider.claims["email"] = "married@example.com"
    assert come_back(light_world.client(), provider).location == "/staff/"
    assert provider.asked.count("/keys") == 2, "each application fetches the keys once"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-program"},
        {"aud": [CLIENT, "another-program"]},
        {"azp": "another-program"},
        {"iss": "https://login.example.com"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": 4102444800},
    ],
)
def test_a_token_with_a_fault_signs_nobody_in(
    light_world: World, provider: IdentityStandIn, claims: dict[str, Any]
) -> None:
    client = light_world.client()
    provider.claims |= claims
    assert "could not be taken" in refused(come_back(client, provider), 400)
    assert client.get("/staff/").status_code == 303
    assert recorded(light_world) == []


def test_a_new_key_of_the_provider_is_fetched_and_one_of_somebody_else_is_not_taken(
    light_world: World, provider: IdentityStandIn
) -> None:
    client = light_world.client()
    come_to(client)
    provider.key = provider.signs_with = signing_key(kid="second")
    light_world.now += timedelta(minutes=1)
    assert come_back(client, provider).location == "/staff/"
    provider.signs_with = signing_key("stranger", kid="second")
    light_world.now += timedelta(minutes=1)
    assert come_back(light_world.client(), provider).status_code == 400


@pytest.mark.parametrize(
    ("claims", "said", "why"),
    [
        ({"email": "nobody@example.com"}, "nobody at this practice", "unknown"),
        ({"email": None}, "nobody at this practice", "unknown"),
        ({"email_verified": None}, "verified", "not_verified"),
        ({"email_verified": False}, "verified", "not_verified"),
    ],
)
def test_whoever_is_not_known_here_is_not_let_in(
    light_world: World, provider: IdentityStandIn, claims: dict[str, Any], said: str, why: str
) -> None:
    client = light_world.client()
    provider.claims |= claims
    assert said in refused(come_back(client, provider), 403)
    assert recorded(light_world) == [("identity.refused", why)]
    assert client.get("/staff/").status_code == 303


def test_a_closed_account_and_an_address_that_is_somebody_elses_by_now_are_refused(
    light_world: World, provider: IdentityStandIn
) -> None:
    email = light_world.accounts[Role.AUDITOR].email
    provider.claims["email"] = email
    assert come_back(light_world.client(), provider).status_code == 303
    provider.claims["sub"] = "4712"
    assert "somebody else’s" in refused(come_back(light_world.client(), provider), 403)
    provider.claims["sub"] = "4711"
    with light_world.database.writing() as session:
        accounts.close_account(session, email, light_world.now, None)
    assert "closed" in refused(come_back(light_world.client(), provider), 403)
    assert [why for action, why in recorded(light_world) if action == "identity.refused"] == [
        "another_person",
        "closed",
    ]


def test_the_way_back_works_once_in_the_same_browser_and_within_ten_minutes(
    light_world: World, provider: IdentityStandIn
) -> None:
    client = light_world.client()
    back = provider.signed_in(come_to(client))
    assert light_world.client().get(back).status_code == 400
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(back).status_code == 400, "a wrong state ended it"
    back = provider.signed_in(come_to(client))
    assert client.get(back).status_code == 303
    submit(client, "/staff/sign-out", "/staff/")
    assert client.get(back).status_code == 400
    back = provider.signed_in(come_to(client))
    light_world.now += timedelta(minutes=10, seconds=1)
    assert "10 minutes" in refused(client.get(back), 400)
    come_to(client)
    assert "did not sign you in" in refused(
        client.get(f"{ASK}/back?error=access_denied&state={state_of(provider, client)}"), 400
    )


def test_a_provider_that_is_down_is_said_and_not_waited_for_again(
    light_world: World, provider: IdentityStandIn
) -> None:
    client = light_world.client()
    back = provider.signed_in(come_to(client))
    provider.is_down = True
    assert "does not answer" in refused(client.get(back), 503)
    other = light_world.client()
    for _ in range(2):
        assert "does not answer" in refused(other.get(ASK), 503)
    assert provider.asked.count("/.well-known/openid-configuration") == 2, "the second time nobody asked it"
    assert (
        submit(other, "/staff/sign-in", email=light_world.accounts[Role.MANAGER].email, password=PASSWORD).status_code
        == 303
    )
    light_world.now += timedelta(seconds=31)
    provider.is_down = False
    assert come_back(light_world.client(), provider).status_code == 303


def test_a_second_factor_that_was_given_there_has_to_be_shown_where_that_is_set(
    light_world: World, provider: IdentityStandIn
) -> None:
    use(light_world, oidc_factor="amr=mfa")
    provider.claims["amr"] = ["pwd"]
    assert "second factor" in refused(come_back(light_world.client(), provider), 400)
    provider.claims["amr"] = ["pwd", "mfa"]
    assert come_back(light_world.client(), provider).location == "/staff/"


def test_without_that_a_factor_of_our_own_is_asked_for_and_has_to_be_set_up(
    light_world: World, provider: IdentityStandIn
) -> None:
    make_real(light_world)
    assert come_in(light_world, provider, "/staff/").location == "/staff/account/factors"
    app = app_of(light_world.database, light_world.keys, light_world.accounts[Role.MANAGER], light_world.now)
    client = light_world.client()
    assert come_back(client, provider).location == "/staff/sign-in/factor"
    assert submit(client, "/staff/sign-in/factor", code=app.at(light_world.now)).location == "/staff/"
    assert "Prove it with" not in text(client, "/staff/prove")
    provider.claims["auth_time"] = int(light_world.now.timestamp())
    assert "second factor here" in refused(come_back(client, provider), 403)
    use(light_world, oidc_factor="acr=gold")
    provider.claims["acr"] = "gold"
    assert come_in(light_world, provider, "/staff/").status_code == 200


def test_an_address_may_come_with_the_user_information_of_the_same_person(
    light_world: World, provider: IdentityStandIn
) -> None:
    provider.userinfo = {"sub": "4711", **provider.claims}
    provider.claims = {}
    assert come_back(light_world.client(), provider).location == "/staff/"
    provider.userinfo["sub"] = "4712"
    assert come_back(light_world.client(), provider).status_code == 400


def test_who_is_signed_in_proves_again_who_they_are_by_signing_in_there_anew(
    light_world: World, provider: IdentityStandIn
) -> None:
    client = light_world.client()
    come_back(client, provider)
    light_world.now += timedelta(minutes=11)
    asked = client.get("/staff/people/invite").location
    assert asked == "/staff/prove?next=/staff/people/invite"
    assert f'href="{ASK}?next=/staff/people/invite"' in text(client, asked)
    address = come_to(client, f"{ASK}?next=/staff/people/invite")
    assert "prompt=login" in address
    assert "did not ask you again" in refused(client.get(provider.signed_in(address)), 403)
    provider.claims["auth_time"] = int(light_world.now.timestamp())
    assert come_back(client, provider, f"{ASK}?next=/staff/people/invite").location == "/staff/people/invite"
    assert client.get("/staff/people/invite").status_code == 200
    provider.claims |= {"sub": "4713", "email": light_world.accounts[Role.APPROVER].email}
    assert "Somebody else" in refused(come_back(client, provider, f"{ASK}?next=/staff/"), 403)
    assert "Sam Manager" in text(client, "/staff/")


def use(world: World, **settings: str) -> None:
    """Have the practice's staff sign in by a provider."""
    known = {"oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
    world.settings = world.settings.model_copy(update=known | settings)


def come_to(client: CheckedClient, ask: str = ASK) -> str:
    """The address at the provider to which somebody is sent."""
    sent = client.get(ask)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert "X-Leads-Away" not in sent.headers
    return str(sent.location)


def come_back(client: CheckedClient, provider: IdentityStandIn, ask: str = ASK) -> TestResponse:
    return client.get(provider.signed_in(come_to(client, ask)))


def come_in(world: World, provider: IdentityStandIn, page: str) -> TestResponse:
    """What a page answers to who just signed in by the provider."""
    client = world.client()
    assert come_back(client, provider).location == "/staff/"
    return client.get(page)


def state_of(provider: IdentityStandIn, client: CheckedClient) -> str:
    """The state of a sign-in that the person then refuses."""
    return provider.signed_in(come_to(client)).partition("state=")[2]


def refused(answer: TestResponse, status: int) -> str:
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, page
    return page


def recorded(world: World) -> list[tuple[str, str | None]]:
    """What the audit chain has of sign-ins, and why or by what."""
    with world.database.reading() as session:
        return [
            (event.action, event.details.get("why") or event.details.get("factor"))
            for event in audit.events(session)
            if event.action in ("identity.pinned", "identity.refused", "session.begun")
        ]
