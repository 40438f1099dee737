"""The patient's door."""

import re
from dataclasses import replace
from itertools import product

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from notifier.press.stationery import Stationery
from notifier.store.models import Delivery, Reply
from notifier.vocabulary import Channel, Choice, Doubt, Source
from tests.html_check import checked_client
from tests.web.world import World, answer, broken, build


def test_it_shows_the_proposal_and_chooses_nothing(world: World) -> None:
    page = world.client().get(f"/r/{world.code()}").get_data(as_text=True)
    assert "Keep my Summary Care Record" in page
    assert "Tell us by 4 January 2027." in page
    assert " checked" not in page


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
    assert "This code is for the practice" in said
    assert "code on page 1 of your letter" in said
    assert all("Set-Cookie" not in page.headers for page in pages)
    assert world.rows() == before
    assert client.post("/s/x").status_code == 405


def test_without_a_code_the_page_offers_the_ways_of_whoever_wrote(light_world: World, stationery: Stationery) -> None:
    page = light_world.client().get("/r").get_data(as_text=True)
    assert re.search(r'header__service-name">Riverside Surgery<', page)
    assert "Call Riverside Surgery on" in page
    assert 'href="tel:01632960123"' in page
    assert "KEEP" not in page, "nobody here can read a text"
    other = build(light_world.database, light_world.settings, light_world.now, name="Hillside Surgery")
    assert light_world.client().get("/r").get_data(as_text=True) == page, "it has written to nobody yet"
    other.prepare(stationery, (Channel.SMS,))
    other.launch()
    account = {"twilio_account_sid": "AC0", "twilio_auth_token": SecretStr("token"), "twilio_from": "+447700900123"}
    texting = light_world.settings.model_copy(update=account)
    both = replace(light_world, settings=texting).client().get("/r").get_data(as_text=True)
    assert "Your GP practice</" in both
    assert re.findall(r"<li>(\w+ Surgery):", both) == ["Hillside Surgery", "Riverside Surgery"]
    assert 'href="sms:07700900123"' in both


def test_it_takes_a_code_as_people_type_it(world: World) -> None:
    code = world.code()
    typed = f"{code[:4].lower()}-{code[4:8]}-{code[8:]}"
    assert world.client().get(f"/r/{typed}").status_code == 200
    assert world.client().post("/r", data={"code": f" {typed} "}).location == f"/r/{code}"
    assert world.client().post("/r", data={"code": f"surgery.example.com/r/{code}"}).location == f"/r/{code}"


def test_it_says_nothing_of_the_patient(world: World) -> None:
    client = world.client()
    done = client.post(f"/r/{world.code()}", data=answer()).location
    for address in (f"/r/{world.code()}", done):
        page = client.get(address).get_data(as_text=True)
        assert not [
            word for word in ("Ada", "Test", "999 000", "9990", "Station Road", "07700", "1980-") if word in page
        ]


def test_it_records_an_answer_and_says_what_was_recorded(world: World) -> None:
    client = world.client()
    answered = client.post(f"/r/{world.code()}", data=answer("keep"))
    assert answered.status_code == 303
    page = client.get(answered.location).get_data(as_text=True)
    with world.database.reading() as session:
        (row,) = session.execute(select(Reply.choice, Reply.source, Reply.doubt, Reply.reference))
    assert row[:3] == (Choice.KEEP, Source.PAGE, None)
    assert "You told us to keep your Summary Care Record" in page
    assert row.reference in page
    assert world.rung == ["settle"]


def test_a_change_of_mind_is_another_reply(world: World) -> None:
    client = world.client()
    client.post(f"/r/{world.code()}", data=answer("keep"))
    assert "You have answered already" in client.get(f"/r/{world.code()}").get_data(as_text=True)
    client.post(f"/r/{world.code()}", data=answer("agree"))
    with world.database.reading() as session:
        assert list(session.execute(select(Reply.choice).order_by(Reply.id)).scalars()) == [Choice.KEEP, Choice.AGREE]


def test_a_wrong_date_of_birth_is_kept_and_said_kindly(world: World) -> None:
    client = world.client()
    answered = client.post(f"/r/{world.code()}", data=answer(day="30"))
    page = client.get(answered.location).get_data(as_text=True)
    with world.database.reading() as session:
        assert session.execute(select(Reply.doubt)).scalar_one() == Doubt.UNVERIFIED
    assert "We have kept your answer" in page
    assert "Try again" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose what you want"),
        (answer("nonsense"), "Choose what you want"),
        (answer(day="", month="", year=""), "Enter your date of birth"),
        (answer(year="80"), "Year must have 4 numbers"),
        (answer(day="31", month="2"), "Date of birth must be a real date"),
    ],
)
def test_it_says_what_is_missing_and_keeps_what_was_typed(world: World, fields: dict[str, str], said: str) -> None:
    refused = world.client().post(f"/r/{world.code()}", data=fields)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "There is a problem" in page
    assert said in page
    assert all(f'value="{text}"' in page for name, text in fields.items() if text and name != "choice")
    assert world.rows()["reply"] == 0


def test_looking_writes_nothing(world: World) -> None:
    client = world.client()
    done = client.post(f"/r/{world.code()}", data=answer()).location
    addresses = (
        f"/r/{world.code()}",
        done,
        "/r",
        "/r/",
        "/r/NOSUCHCODE00",
        f"/r/{world.code()}/done/NOSUCHREF0",
        "/healthz",
    )
    before = world.rows()
    for address in addresses:
        for method in ("GET", "HEAD"):
            client.open(address, method=method)
    assert world.rows() == before


def test_a_scanner_that_submits_the_form_as_it_stands_changes_nothing(world: World) -> None:
    before = world.rows()
    world.client().post(f"/r/{world.code()}", data={"choice": "", "dob-day": "", "dob-month": "", "dob-year": ""})
    assert world.rows() == before


def test_it_sets_no_cookie_and_no_headers_are_missing(world: World) -> None:
    client = world.client()
    answers = [client.get(f"/r/{world.code()}"), client.post(f"/r/{world.code()}", data=answer()), client.get("/r/x")]
    for got in answers:
        assert "Set-Cookie" not in got.headers
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert got.headers["Cache-Control"] == "no-store"
        assert got.headers["X-Robots-Tag"].startswith("noindex")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        policy = got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script" not in policy


def test_unknown_and_mistyped_codes_look_the_same(world: World) -> None:
    client = world.client()
    other = "7K3M92QX4TDP" if world.code() != "7K3M92QX4TDP" else "0"
    pages = []
    mistyped = world.code()[:-1] + ("1" if world.code().endswith("0") else "0")
    for typed in ("not-a-code", mistyped, other):
        got = client.get(f"/r/{typed}")
        assert got.status_code == 404
        pages.append(got.get_data(as_text=True).replace(typed, "TYPED"))
    assert len(set(pages)) == 1


def test_an_empty_code_is_asked_for_again(world: World) -> None:
    refused = world.client().post("/r", data={"code": " "})
    assert refused.status_code == 400
    assert "Enter your code" in refused.get_data(as_text=True)


def test_one_patients_reference_opens_nothing_with_anothers_link(world: World) -> None:
    client = world.client()
    reference = client.post(f"/r/{world.code()}", data=answer()).location.rpartition("/")[2]
    assert client.get(f"/r/{world.code('Bob Test')}/done/{reference}").status_code == 404


def test_answers_to_one_link_are_limited_and_the_page_says_what_to_do(light_world: World) -> None:
    client = checked_client(light_world.app(limited=True))
    statuses = [client.post(f"/r/{light_world.code()}", data=answer()).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
    assert client.get(f"/r/{light_world.code()}").status_code == 200
    limited = client.post(f"/r/{light_world.code()}", data=answer())
    assert "Please wait a minute" in limited.get_data(as_text=True)
    assert client.post(f"/r/{light_world.code('Bob Test')}", data=answer()).status_code == 303


def test_the_first_view_is_light(light_world: World) -> None:
    client = light_world.client()
    page = client.get(f"/r/{light_world.code()}").get_data(as_text=True)
    sheet = re.search(r'href="(/static/patient.css[^"]*)"', page)
    assert sheet
    with client.get(sheet.group(1), headers={"Accept-Encoding": "gzip"}) as sent:
        assert sent.headers["Content-Encoding"] == "gzip"
        assert sent.mimetype == "text/css"
        assert "max-age=31536000" in sent.headers["Cache-Control"]
        assert len(page) + len(sent.get_data()) < 60 * 1024


HOSTILE_PATHS = [
    "/r/%00", "/r/" + "A" * 3000, "/r/..%2f..%2fetc%2fpasswd", "/r/%F0%9F%92%A9", "/r/%ff%fe",
    "/r/<script>alert(1)</script>",
    "/r/{{7*7}}", "/r/' OR 1=1 --", "/r/%0d%0aSet-Cookie:x=1", "/r//", "/r/a/done/b", "/r/a/done/%00", "/r/\u202eABC",
    "/r/\u0661\u0662\u0663\u0664\u0661\u0662\u0663\u0664\u0661\u0662\u0663\u0664", "/R/X",
    "/r/../staff/", "/static/../app.py",
]  # fmt: skip


def test_a_hostile_path_gets_a_page_and_no_more(light_world: World) -> None:
    client = light_world.client()
    for path, method in product(HOSTILE_PATHS, ("GET", "HEAD", "POST")):
        got = client.open(path, method=method)
        assert 300 <= got.status_code < 500, path
        assert "<script>alert" not in got.get_data(as_text=True), path
        assert "Set-Cookie" not in got.headers, path


FORM = "application/x-www-form-urlencoded"
HOSTILE_BODIES: list[tuple[bytes, str, int]] = [
    (b"choice=keep&dob-day=31&dob-month=3&dob-year=1980" + b"&x=1" * 8000, FORM, 413),
    (b"x=" + b"A" * 20000, FORM, 413),
    (b'{"choice": "keep"}', "application/json", 400),
    (b"<choice>keep</choice>", "text/xml", 400),
    (b"\x00\x01\x02", "application/octet-stream", 400),
    (b"choice=keep%00&dob-day=31", FORM, 400),
    (b"choice=keep&dob-day=%00&dob-month=%00&dob-year=%00", FORM, 400),
    (b"choice=keep&dob-day=1e1&dob-month=3&dob-year=1980", FORM, 400),
    (b"choice=keep&dob-day=-1&dob-month=3&dob-year=1980", FORM, 400),
    (b"choice=keep&dob-day=%C2%B2&dob-month=3&dob-year=1980", FORM, 400),
    (b"choice=keep&dob-day=31&dob-month=3&dob-year=99999", FORM, 400),
    (b"choice=keep&dob-day=31&dob-month=3&dob-year=2999", FORM, 400),
    (b"choice=KEEP&dob-day=31&dob-month=3&dob-year=1980", FORM, 400),
    (b"choice=keep&choice=agree", FORM, 400),
    (b"%ff%fe=%ff", FORM, 400),
    (
        b"choice=%3Cscript%3Ealert(1)%3C/script%3E&dob-day=%22%3E%3Cscript%3Ealert(1)",
        FORM,
        400,
    ),
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x", 400),
    (b"", "multipart/form-data", 400),
]


def test_a_hostile_body_records_nothing(light_world: World) -> None:
    client, page = light_world.client(), f"/r/{light_world.code()}"
    for body, kind, status in HOSTILE_BODIES:
        got = client.post(page, data=body, content_type=kind)
        assert got.status_code == status, body[:80]
        assert "<script>alert" not in got.get_data(as_text=True), body[:80]
    assert light_world.rows()["reply"] == 0


def test_a_wrong_method_is_refused_with_a_page(light_world: World) -> None:
    client, page = light_world.client(), f"/r/{light_world.code()}"
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert client.open(page, method=method).status_code == 405
    assert light_world.rows()["reply"] == 0


def test_a_defect_is_logged_without_the_link(light_world: World, caplog: pytest.LogCaptureFixture) -> None:
    app = light_world.app()
    app.view_functions["patient.open"] = broken
    got = checked_client(app).get(f"/r/{light_world.code()}")
    assert got.status_code == 500
    assert "Sorry, something went wrong" in got.get_data(as_text=True)
    assert "exception in patient.open" in caplog.text
    assert light_world.code() not in caplog.text
