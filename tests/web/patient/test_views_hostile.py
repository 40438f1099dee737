"""What the patient's door answers to those who mean it harm: the right page and status, no cookie, no row, no 500."""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from threading import Barrier

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from notifier.patients.access_codes import ALPHABET, make_code
from notifier.replies.record import NewReply
from notifier.store.tables import Reply, ReplyContact, Review
from notifier.vocabulary import Answerer, Choice, Doubt, Source
from tests.html_check import assert_sound
from tests.web.hostile import (
    ADDRESSES,
    BODIES,
    CHOOSE,
    FORM,
    FORMS,
    HEADERS,
    LIKELY,
    METHOD,
    PROPOSAL,
    REAL,
    SCRIPT,
    TEXTS,
    TOO_LONG,
    UNKNOWN,
    UNREADABLE,
    Case,
    judge,
)
from tests.web.world import World, answer
from web.patient.unsent_replies import UnsentReplies

# --- addresses ---


@pytest.fixture
def answered(light_world: World) -> str:
    """The reference of the answer that Ada has given."""
    client = light_world.app("patient").test_client()
    sealed = client.post(f"/r/{light_world.code()}/you", data=answer()).location
    return client.post(sealed).location.rpartition("/")[2]


def test_a_hostile_address_gets_its_page(light_world: World, answered: str) -> None:
    client, before = light_world.app("patient").test_client(), light_world.rows()
    names = {"CODE": light_world.code(), "OTHER": light_world.code("Bob Test"), "REFERENCE": answered}
    for case, method in product(ADDRESSES, ("GET", "HEAD")):
        address = case.sent
        for name, value in names.items():
            address = address.replace(name, value)
        judge(client.open(address, method=method), case, light_world.code())
    assert light_world.rows() == before


def test_nothing_but_what_a_page_is_for_can_be_done_with_it(light_world: World, answered: str) -> None:
    client, before, code = light_world.app("patient").test_client(), light_world.rows(), light_world.code()
    shown = ("", "/help", f"/done/{answered}", f"/done/{answered}/answer.txt")
    only_get = ["/s", "/s/x", "/r/help", *(f"/r/{code}{rest}" for rest in shown)]
    with_post = ["/r", "/r/", f"/r/{code}/you", f"/r/{code}/check/x"]
    for method, path in product(("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "POST"), only_get):
        judge(client.open(path, method=method, data=answer()), Case(f"{method} {path}", 405, METHOD), code)
    for method, path in product(("PUT", "DELETE", "PATCH", "TRACE", "BREW"), with_post):
        got = client.open(path, method=method, data=answer())
        judge(got, Case(f"{method} {path}", 405, METHOD), code)
        assert set(got.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    for path in (*only_get, *with_post):
        judge(client.options(path), Case(f"OPTIONS {path}", 200, ""), code)
    assert light_world.rows() == before


# --- codes ---


def test_a_hostile_code_is_answered_as_any_unknown_one(light_world: World) -> None:
    code, before = light_world.code(), light_world.rows()
    client = light_world.app("patient").test_client()
    last = ALPHABET[ALPHABET.index(code[-1]) - 1]
    cases = [
        Case("", 400, "Enter your answer code"),
        Case(" \t\r\n", 400, "Enter your answer code"),
        Case("\x00", 404, UNKNOWN),
        Case("/", 404, UNKNOWN),
        Case(code * 1000, 404, UNKNOWN),
        Case(code[:-1] + last, 404, LIKELY),
        Case(code[1:], 404, LIKELY),
        Case(code[2:], 404, UNKNOWN),
        Case(f"{code}\r\nSet-Cookie: x=1", 404, UNKNOWN),
        Case(f"{code}\x00", 303, f"/r/{code}"),
        Case(f"\u202e{code}", 303, f"/r/{code}"),
        Case("\u0301".join(code), 404, UNKNOWN),  # combining accents
        Case("".join(chr(ord(letter) + 0xFEE0) for letter in code), 303, f"/r/{code}"),  # full width
        Case(code[:-1] + "\u0410", 404, LIKELY),  # a Cyrillic A
        Case(f"\u00df{code}\u00df", 404, UNKNOWN),  # each is two letters when it is made a capital
        Case("javascript:alert(1)", 404, "javascript:alert(1)"),
        Case(f"https://evil.example/r/{code}", 303, f"/r/{code}"),
        Case(f"//evil.example/{code}", 303, f"/r/{code}"),
        Case(f"https://{code}@evil.example", 404, UNKNOWN),
        Case(f"https://surgery.example.com/r/{code}?language=pl", 303, f"/r/{code}"),
        Case(f"HTTPS://SURGERY.EXAMPLE.COM/R/{code}", 303, f"/r/{code}"),
        Case(f"(see <https://surgery.example.com/r/{code}/you?choice=keep>)", 303, f"/r/{code}"),
        Case(f"\u201chttps://surgery.example.com/r/{code}.\u201d", 303, f"/r/{code}"),
        Case("{{config}}", 404, "{{config}}"),
        Case("' OR '1'='1", 404, "&#39; OR &#39;1&#39;=&#39;1"),
        Case("\"'><img src=x onerror=alert(1)>", 404, "&#34;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;"),
    ]
    for case in cases:
        got = client.post("/r", data={"code": case.sent, "language": "../../x\r\nX: y"})
        judge(got, case, code)
        assert "X" not in got.headers
    assert light_world.rows() == before


def test_unknown_codes_differ_in_nothing_but_what_was_typed(
    light_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A code that could be one and one that could not, near to a real one or far from all."""
    client, code = light_world.app("patient").test_client(), light_world.code()
    near = code.translate({ord(letter): ALPHABET[ALPHABET.index(letter) - 1] for letter in (code[3], code[8])})
    foreign = replace(light_world.keys, code=b"another")
    typed = [
        "x",
        "A" * 59,
        near,
        *(make_code(light_world.keys, 99, 1, n) for n in range(3)),
        make_code(foreign, 1, 1, 0),
    ]
    seen: set[tuple[object, ...]] = set()
    for unknown, method in product(typed, ("GET", "POST")):
        path = f"/r/{unknown}" if method == "GET" else f"/r/{unknown}/you"
        got = client.open(path, method=method)
        page = got.get_data(as_text=True).replace(f'value="{unknown}"', "")
        headers = tuple((name, value) for name, value in got.headers if name != "Content-Length")
        seen.add((got.status_code, headers, page))
    assert len(seen) == 1
    assert not caplog.records


# --- forms ---


def test_a_hostile_form_gets_its_page_and_answers_nothing(light_world: World) -> None:
    client, before, code = light_world.app("patient").test_client(), light_world.rows(), light_world.code()
    in_order = [case for case in FORMS if case.status == 303]
    for case in FORMS:
        if case not in in_order:
            judge(client.post(f"/r/{code}/you", data=case.sent, content_type=FORM), case, code)
    assert light_world.rows() == before
    for case in in_order:
        judge(client.post(f"/r/{code}/you", data=case.sent, content_type=FORM), case, code)
    assert light_world.answers() == []


def test_fields_that_the_form_has_not_mean_nothing(light_world: World) -> None:
    client, code = light_world.app("patient").test_client(), light_world.code()
    forged = {
        "extent": "everything",
        "relation": "patient",
        "verified": "1",
        "reference": "X",
        "doubt": "",
        "source": "paper",
    }
    sealed = client.post(
        f"/r/{code}/you?choice=agree&dob-day=1", data={**answer(), **forged, "notice_id": "2"}
    ).location
    client.post(f"{sealed}?choice=agree&reference=X", data={"choice": "agree", "doubt": "", "reference": "X"})
    (row,) = light_world.answers()
    assert (row.choice, row.source, row.doubt, row.extent) == (Choice.KEEP, Source.PAGE, None, None)
    assert (row.answered_by, row.reference == "X") == (Answerer.PATIENT, False)


def test_a_body_that_is_no_form_gets_its_page_and_writes_nothing(light_world: World) -> None:
    client, before, code = light_world.app("patient").test_client(), light_world.rows(), light_world.code()
    for body, kind, status, said in BODIES:
        got = client.post(f"/r/{code}/you", data=body, content_type=kind)
        judge(got, Case(f"{kind} {body[:60]!r}", status, said), code)
    lengths = {"-1": (400, CHOOSE), "abc": (400, CHOOSE), "999999999999": (413, TOO_LONG)}
    for length, (status, said) in lengths.items():
        environ = {"CONTENT_LENGTH": length, "CONTENT_TYPE": FORM}
        judge(client.post(f"/r/{code}/you", environ_overrides=environ), Case(length, status, said), code)
    for path in ("/r", f"/r/{code}/you"):
        refused = {"fair_notice.refused": 400, "CONTENT_TYPE": FORM}  # as the server does with what is not HTTP
        judge(client.post(path, environ_overrides=refused), Case("broken chunks", 400, UNREADABLE), code)
    assert light_world.rows() == before


def test_hostile_headers_change_nothing(light_world: World) -> None:
    light_world.settings = light_world.settings.model_copy(update={"trusted_proxies": 1})
    client, code = light_world.app("patient", limited=True).test_client(), light_world.code()
    plain = client.get(f"/r/{code}").get_data(as_text=True)
    for headers in HEADERS:
        got = client.get(f"/r/{code}", headers=headers)
        judge(got, Case(str(headers), 200, PROPOSAL), code)
        assert got.get_data(as_text=True) == plain
        assert "evil" not in str(got.headers)
        judge(client.get(f"/r//{code}", headers=headers), Case(str(headers), 308, f"/r/{code}"), code)
        judge(client.post("/r", data={"code": code}, headers=headers), Case(str(headers), 303, f"/r/{code}"), code)
    assert light_world.rows()["reply"] == 0


# --- what comes back on a page ---


def test_what_somebody_typed_comes_back_as_text_and_is_kept_as_text(light_world: World) -> None:
    client, code = light_world.app("patient").test_client(), light_world.code()
    for text in TEXTS:
        sent = {**answer(), "relation": "carer", "name": text.encode("utf-8", "surrogatepass"), "sitting": "s"}
        faulty = client.post(f"/r/{code}/you", data={**sent, "dob-year": "x"})
        judge(faulty, Case(text, 400, REAL), code)
        assert_sound(faulty.get_data(as_text=True))
        sealed = client.post(f"/r/{code}/you", data=sent).location
        assert len(sealed) < 2000, "servers and old phones take no longer address"
        check = client.get(sealed)
        judge(check, Case(text, 200, "Check your answers before you send"), code)
        assert_sound(check.get_data(as_text=True))
        judge(client.post(sealed), Case(text, 303, f"/r/{code}/done/"), code)
    with light_world.database.reading() as session:
        query = select(ReplyContact.name).join(Reply).where(Reply.doubt == Doubt.ON_BEHALF).order_by(Reply.id)
        kept = list(session.execute(query).scalars())
    assert kept[0] == SCRIPT
    assert kept[3] == "'; DROP TABLE reply; --"
    assert kept[5] == "evil"
    assert kept[6] == "a Set-Cookie: x=1"
    assert all(len(name) <= 60 and name.isprintable() for name in kept)


# --- what was filled in and not sent ---


# What would answer for Ada that she agrees, if it were sealed with our key for her link.
AGREES = NewReply(
    *(Choice.AGREE, Source.PAGE, datetime(2026, 11, 23, tzinfo=UTC)),
    date_of_birth=date(1980, 3, 31),
    sitting="sitting",
    reference="AAAAAAAAAA",
)


def flipped(sealed: str, at: int) -> str:
    """A sealed text with one bit changed."""
    raw = bytearray(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    raw[at] ^= 1
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_draft_that_is_not_ours_for_this_link_is_worth_nothing(light_world: World) -> None:
    client, code = light_world.app("patient").test_client(), light_world.code()
    address = client.post(f"/r/{code}/you", data=answer()).location
    good, unsent, now = address.rpartition("/")[2], UnsentReplies(light_world.keys), light_world.now
    anothers = client.post(f"/r/{light_world.code('Bob Test')}/you", data=answer("agree", "1", "12", "1975")).location
    before = light_world.rows()
    other_key = UnsentReplies(replace(light_world.keys, draft=bytes(32)))
    plain = base64.urlsafe_b64encode(b'{"choice": "agree", "verified": true, "notice_id": 1}').decode()
    size = len(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4)))
    forged = [
        anothers.rpartition("/")[2],
        unsent.seal(AGREES, 10_000, now),  # of another campaign's notice
        unsent.seal(AGREES, -1, now),
        *(other_key.seal(AGREES, notice_id, now) for notice_id in (1, 2, 3)),
        Fernet(Fernet.generate_key()).encrypt(b"{}").decode(),
        *(flipped(good, at) for at in (0, 1, 8, 9, 24, 25, size // 2, size - 33, size - 32, size - 1)),
        good[:-5], good[5:], good[:20], good[::-1], good.lower(), good + good, good[:100] + good[120:],
        plain, "x", "=", "%00", "%ff%fe", "\u202e", "null", "gAAAAA", "A" * 5000,
    ]  # fmt: skip
    for sealed, method in product(forged, ("GET", "POST")):
        got = client.open(f"/r/{code}/check/{sealed}", method=method)
        judge(got, Case(f"{method} {sealed}", 303, f"/r/{code}"), code)
        assert got.location == f"/r/{code}", sealed
    assert light_world.rows() == before
    with_more = f"{address}{'=' * (-len(good) % 4)}"
    judge(client.get(with_more), Case(with_more, 200, "Check your answers before you send"), code)


def test_a_draft_expires_and_says_so(light_world: World) -> None:
    client, code = light_world.app("patient").test_client(), light_world.code()
    address = client.post(f"/r/{code}/you", data=answer()).location
    before = light_world.rows()
    light_world.now += timedelta(minutes=61)
    for method in ("GET", "POST"):
        got = client.open(address, method=method)
        judge(got, Case(method, 400, "You waited for more than an hour"), code)
        assert "Keep my Summary Care Record" in got.get_data(as_text=True), "the choice is not lost"
    assert light_world.rows() == before


def test_a_try_is_followed_by_nobody_but_who_made_it(light_world: World) -> None:
    """Somebody else's link does not take back what was tried under the same word for the sitting."""
    client, forged = light_world.app("patient").test_client(), {"sitting": "THESAME"}
    client.post(f"/r/{light_world.code()}/you", data={**answer(day="30"), **forged})
    bobs = f"/r/{light_world.code('Bob Test')}/you"
    client.post(client.post(bobs, data={**answer("agree", "1", "12", "1975"), **forged}).location)
    light_world.now += timedelta(minutes=61)
    light_world.settle()
    with light_world.database.reading() as session:
        assert list(session.execute(select(Review.doubt)).scalars()) == [Doubt.UNFINISHED]


# --- at once, and on each make of database ---


def test_posts_at_the_same_moment_are_taken_once(world: World) -> None:
    app, code = world.app("patient"), world.code()
    sealed = app.test_client().post(f"/r/{code}/you", data=answer()).location
    threads = 6
    start = Barrier(threads)

    def send(_: int) -> str:
        start.wait()
        return str(app.test_client().post(sealed).location)

    with ThreadPoolExecutor(threads) as pool:
        sent_to = set(pool.map(send, range(threads)))
    assert len(sent_to) == 1
    assert app.test_client().get(sealed).location in sent_to, "back, and there it is"
    (row,) = world.answers()
    assert sent_to == {f"/r/{code}/done/{row.reference}"}


def test_no_database_chokes_on_what_is_no_text(world: World) -> None:
    client, code = world.app("patient").test_client(), world.code()
    hostile = [case for case in ADDRESSES if "/done/" in case.sent and "REFERENCE" not in case.sent]
    for case in hostile:
        judge(client.get(case.sent.replace("CODE", code)), case, code)
    nul = {
        **answer(day="30"),
        "name": "a\x00b",
        "relation": "carer",
        "sitting": "\x00",
        "contact": "\x00\ud800".encode("utf-8", "surrogatepass"),
    }
    judge(client.post(f"/r/{code}/you", data=nul), Case("NUL", 400, "does not match"), code)
    assert world.rows()["reply"] == 1
