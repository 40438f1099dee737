"""The patient's door where something does not work: every such way ends on a page that helps, and loses nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.pdf.stationery import Stationery
from notifier.replies.link_replacement import replace_link
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, Role
from tests.changed_settings import changed_settings
from tests.html_check import checked_client
from tests.web.world import World, answer, broken, build, send, text


def test_a_closed_campaign_still_takes_answers_and_a_paused_one_says_nothing(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    manager = light_world.accounts[Role.MANAGER]
    before = text(client, f"/r/{code}")
    with light_world.database.writing() as session:
        lifecycle.pause_campaign(session, light_world.campaign_id, manager, light_world.now)
    assert text(client, f"/r/{code}") == before
    with light_world.database.writing() as session:
        lifecycle.close_campaign(session, light_world.campaign_id, manager, light_world.now)
    assert "We have finished this work. You can still tell us" in text(client, f"/r/{code}")
    assert send(client, code, answer()).status_code == 303


def test_a_cancelled_campaign_says_that_nothing_will_happen_and_loses_no_answer_under_way(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    draft = client.post(f"/r/{code}/you", data=answer()).location
    with light_world.database.writing() as session:
        lifecycle.cancel_campaign(session, light_world.campaign_id, light_world.accounts[Role.MANAGER], light_world.now)
    for address in (f"/r/{code}", f"/r/{code}/you?choice=keep"):
        assert "The practice has dropped this plan" in text(client, address)
    assert client.post(draft).status_code == 303
    assert len(light_world.answers()) == 1


def test_whoever_waited_too_long_enters_the_date_again_with_the_choice_kept(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    draft = client.post(f"/r/{code}/you", data=answer("agree")).location
    light_world.now += timedelta(hours=1, seconds=1)
    for waited in (client.get(draft), client.post(draft)):
        assert waited.status_code == 400
        page = waited.get_data(as_text=True)
        assert "You waited for more than an hour" in page
        assert 'name="choice" value="agree"' in page
    assert light_world.answers() == []
    cut = client.get(draft[:-9])
    assert cut.location == f"/r/{code}"


def test_a_sealed_draft_opens_with_its_own_link_alone(light_world: World) -> None:
    client = light_world.client()
    draft = client.post(f"/r/{light_world.code()}/you", data=answer()).location
    foreign = draft.replace(light_world.code(), light_world.code("Bob Test"))
    assert client.post(foreign).location == f"/r/{light_world.code('Bob Test')}"
    assert light_world.answers() == []
    assert not [word for word in ("1980", "keep", "31") if word in draft.partition("/check/")[2][:12]]


def test_a_slips_square_says_the_same_to_everybody_whatever_it_holds(world: World) -> None:
    client, before = world.client(), world.rows()
    with world.database.reading() as session:
        known = session.execute(select(Delivery.reference).limit(1)).scalar_one()
    pages = [
        client.get(f"/s/{reference}") for reference in (known, "ZZZZZZZZZZ", world.code(), "1' --", "%00", "A" * 3000)
    ]
    assert {page.status_code for page in pages} == {200}
    assert len({page.data for page in [*pages, client.get("/s")]}) == 1
    said = pages[0].get_data(as_text=True)
    assert "This square is for the practice" in said
    assert "code on page 1 of your letter" in said
    assert all("Set-Cookie" not in page.headers for page in pages)
    assert world.rows() == before
    assert client.post("/s/x").status_code == 405


def test_without_a_code_the_page_offers_the_ways_of_whoever_wrote(light_world: World, stationery: Stationery) -> None:
    page = text(light_world.client(), "/r")
    assert re.search(r'header__service-name">Riverside Surgery<', page)
    assert "Call <bdi>Riverside Surgery</bdi> on" in page
    assert 'href="tel:01632960123"' in page
    assert "KEEP" not in page, "nobody here can read a text"
    other = build(light_world.database, light_world.settings, light_world.now, name="Hillside Surgery")
    assert text(light_world.client(), "/r") == page, "it has written to nobody yet"
    other.prepare(stationery, (Channel.SMS,))
    other.launch()
    account = {"twilio_account_sid": "AC0", "twilio_auth_token": SecretStr("token"), "twilio_from": "+447700900123"}
    texting = changed_settings(light_world.settings, **account)
    both = text(replace(light_world, settings=texting).client(), "/r")
    assert "Your GP practice</" in both
    assert re.findall(r"<li><bdi>(\w+ Surgery)</bdi>:", both) == ["Hillside Surgery", "Riverside Surgery"]
    assert 'href="sms:07700900123"' in both


def test_it_takes_a_code_as_people_type_it(world: World) -> None:
    client, code = world.client(), world.code()
    typed = f"{code[:4].lower()}-{code[4:8]}-{code[8:]}"
    assert client.get(f"/r/{typed}").status_code == 200
    assert client.post("/r", data={"code": f" {typed} "}).location == f"/r/{code}"
    assert client.post("/r", data={"code": f"surgery.example.com/r/{code}"}).location == f"/r/{code}"
    assert (
        client.post("/r", data={"code": f"https://surgery.example.com/r/{code}?language=ur"}).location == f"/r/{code}"
    )


def test_a_slip_of_the_finger_is_put_right(world: World) -> None:
    client, code = world.client(), world.code()
    wrong = code[:5] + ("7" if code[5] != "7" else "8") + code[6:]
    for typed in (wrong, code[:-1], code[1:2] + code[:1] + code[2:] if code[0] != code[1] else code[:-1]):
        page = client.post("/r", data={"code": typed})
        assert page.status_code == 404
        assert f'href="/r/{code}?language=en"' in page.get_data(as_text=True)


def test_an_old_link_tells_whoever_has_it_nothing_of_what_happened(light_world: World) -> None:
    client, old = light_world.client(), light_world.code()
    answered = send(client, old, answer()).location
    with light_world.database.writing() as session:
        desk, patient_id = light_world.accounts[Role.RECEPTION], light_world.patients["Ada Test"]
        given = (light_world.keys, light_world.campaign_id, patient_id, desk, light_world.now)
        replace_link(session, *given, serial=0)
    for path in ("", "/you?choice=keep", "/check/x", f"/done/{answered.rpartition('/')[2]}"):
        got = client.get(f"/r/{old}{path}")
        page = got.get_data(as_text=True)
        assert got.status_code in (404, 410)
        said = re.sub(r"<[^>]+>", " ", page[page.index("<main") :])
        assert not re.search(r"replaced|new(er)? |somebody else|answered|We have your answer", said), path
    assert "This link no longer works" in client.get(f"/r/{old}").get_data(as_text=True)
    assert "Call the practice, or tell us in another way" in client.get(f"/r/{old}").get_data(as_text=True)


def test_unknown_and_mistyped_codes_look_the_same(world: World) -> None:
    client = world.client()
    pages = set()
    for typed in ("not-a-code", "000000000001", "7K3M92QX4TDP", "AAAA"):
        got = client.get(f"/r/{typed}")
        assert got.status_code == 404
        pages.add(got.get_data(as_text=True).replace(typed, "TYPED"))
    assert len(pages) == 1


def test_an_empty_code_is_asked_for_again(world: World) -> None:
    refused = world.client().post("/r", data={"code": " "})
    assert refused.status_code == 400
    assert "Enter your answer code" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what you want"),
        (answer("nonsense"), "Choose what you want"),
        (answer(day="", month="", year=""), "Enter a date of birth"),
        (answer(month=""), "must include a month"),
        (answer(year="180"), "must be a real date"),
        (answer(day="31", month="2"), "must be a real date"),
        (answer(year="2999"), "must be in the past"),
        ({**answer(), "relation": "carer"}, "Enter your own name"),
    ],
)
def test_it_says_what_is_missing_and_keeps_what_was_typed(
    light_world: World, fields: dict[str, str], said: str
) -> None:
    refused = light_world.client().post(f"/r/{light_world.code()}/you", data=fields)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "There is a problem" in page
    assert said in page
    if fields.get("choice") == "keep":
        assert all(f'value="{text}"' in page for text in fields.values() if text)
    assert light_world.rows()["reply"] == 0


def test_one_patients_reference_opens_nothing_with_anothers_link(world: World) -> None:
    client = world.client()
    reference = send(client, world.code(), answer()).location.rpartition("/")[2]
    for address in (f"/done/{reference}", f"/done/{reference}/answer.txt"):
        assert client.get(f"/r/{world.code('Bob Test')}{address}").status_code == 404
    assert client.get(f"/r/NOSUCHCODE00/done/{reference}").status_code == 404


def test_a_defect_is_logged_without_the_link(light_world: World, caplog: pytest.LogCaptureFixture) -> None:
    app = light_world.app()
    app.view_functions["patient.open"] = broken
    got = checked_client(app).get(f"/r/{light_world.code()}")
    assert got.status_code == 500
    assert "Sorry, something went wrong" in got.get_data(as_text=True)
    assert "exception in patient.open" in caplog.text
    assert light_world.code() not in caplog.text
