"""The limits of the patient's door: guessing is slow, and nobody is kept out for it who did not guess."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from notifier.patients.access_codes import make_code
from tests.web.world import World, answer
from web import rate_limits
from web.rate_limits import VisitorCounts, ranges

Opens = Callable[..., TestResponse]
FROM = "192.0.2.7"


def visitors(app: Flask) -> Opens:
    """Opens a path as somebody from a network address."""
    client = app.test_client()

    def opens(path: str, *, by: str = FROM, method: str = "GET", **also: Any) -> TestResponse:
        return client.open(path, method=method, environ_overrides={"REMOTE_ADDR": by}, **also)

    return opens


@pytest.fixture
def opens(light_world: World, monkeypatch: pytest.MonkeyPatch) -> Opens:
    """The patient's door with its limits; for them too it is as late as in the world."""
    monkeypatch.setattr(rate_limits, "wall_clock", lambda: light_world.now)
    return visitors(light_world.app("patient", limited=True))


def unknown(world: World, serial: int = 0) -> str:
    """A code as we make them, that nobody was given."""
    return make_code(world.keys, 0, 0, serial)


def test_a_waiting_room_behind_one_address_is_never_kept_out(light_world: World, opens: Opens) -> None:
    people = [light_world.code(name) for name in light_world.patients]
    for visit in range(300):
        assert opens(f"/r/{people[visit % 3]}", method="HEAD").status_code == 200
        if visit % 10 == 0:
            assert opens(f"/r/{unknown(light_world)}/done/x", method="HEAD").status_code == 404, "a slip is a slip"
    assert opens(f"/r/{people[0]}/you", method="POST", data=answer()).status_code == 303


def test_whoever_guesses_looks_nothing_up_for_a_minute_and_reads_what_to_do(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (3, 99))
    link = f"/r/{light_world.code()}"
    assert [opens(f"/r/{unknown(light_world, guess)}").status_code for guess in range(4)] == [404, 404, 404, 429]
    refused = opens(f"{link}/you", method="POST", data=answer())
    page = refused.get_data(as_text=True)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert all(said in page for said in ("was not taken", "Your link still works", "call your GP practice"))
    assert opens(link, method="HEAD").status_code == 429, "or the right one among the guesses would be told"
    assert {opens(path).status_code for path in ("/r", "/r/help", "/s/x")} == {200}, "what looks nothing up"
    assert opens(link, by="192.0.2.8").status_code == 200, "a neighbour"
    assert light_world.rows()["reply"] == 0
    light_world.now += timedelta(seconds=61)
    assert opens(link).status_code == 200


def test_what_opens_nothing_is_a_miss_by_whatever_way_it_comes_and_nothing_else_is(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (1, 99))
    link, wrong = f"/r/{light_world.code()}", f"/r/{unknown(light_world)}"
    under_wrong = [f"{wrong}{rest}" for rest in ("", "/you", "/check/x", "/done/x", "/done/x/answer.txt", "/help")]
    missing = [
        *((method, path, {}) for path in under_wrong for method in ("GET", "HEAD")),
        *(("POST", f"{wrong}{rest}", answer()) for rest in ("/you", "/check/x")),
        ("POST", "/r", {"code": "nonsense"}),
        ("GET", f"{link}/done/0000000000", {}),
        ("POST", f"{link}/you", answer(day="30")),
    ]
    harmless = [
        *(("GET", path, {}) for path in (link, f"{link}/you?choice=keep", f"{link}/you", f"{link}/check/x")),
        *(("GET", path, {}) for path in ("/r", "/r/privacy", "/s", f"/s/{light_world.code()}", f"{link}/help")),
        ("POST", f"{link}/you", {"choice": "keep"}),
        ("POST", f"{link}/you", answer()),
        ("POST", "/r", {"code": light_world.code()}),
        ("POST", "/r", {}),
        ("PUT", link, {}),
    ]
    for serial, (method, path, fields) in enumerate([*missing, *harmless]):
        by = f"192.0.{serial}.1"
        opens(path, by=by, method=method, data=fields)
        expected = 429 if serial < len(missing) else 200
        assert opens(link, by=by, method="HEAD").status_code == expected, (method, path)


def test_while_many_guess_together_only_who_missed_is_held(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_TOO_MANY_EVERYWHERE", 30)
    monkeypatch.setattr(rate_limits, "_UNDER_ATTACK", (2, 9))
    guess, link = f"/r/{unknown(light_world)}/done/x", f"/r/{light_world.code()}"

    def miss(by: str, times: int) -> list[int]:
        return [opens(guess, by=by, method="HEAD").status_code for _ in range(times)]

    assert miss("198.51.100.1", 3) == [404] * 3
    for far in range(29):
        miss(f"2001:db8:{far}::1", 1)
    assert opens(link, by="198.51.100.1").status_code == 429, "three are too many now"
    assert opens(link, by="2001:db8:5::2").status_code == 200, "one slip is not"
    assert opens(link, by="203.0.113.9").status_code == 200
    assert miss("203.0.113.9", 3) == [404, 404, 429]


def test_a_range_has_a_limit_of_its_own(light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (9, 3))
    for host in range(3):
        opens(f"/r/{unknown(light_world)}/done/x", by=f"198.51.100.{host}")
    assert opens(f"/r/{light_world.code()}", by="198.51.100.200").status_code == 429
    assert opens(f"/r/{light_world.code()}", by="198.51.101.1").status_code == 200


def test_an_address_counts_with_whatever_its_household_has() -> None:
    assert ranges("192.0.2.7") == ranges("::ffff:192.0.2.7"), "however the server's socket writes it"
    assert ranges("192.0.2.7")[0] != ranges("192.0.2.8")[0]
    assert ranges("192.0.2.7")[1] == ranges("192.0.2.8")[1] != ranges("192.0.3.7")[1]
    assert ranges("2001:db8:1:2::3") == ranges("2001:db8:1:2:ffff::%eth0")
    assert ranges("2001:db8:1:2::3")[0] != ranges("2001:db8:1:3::3")[0]
    assert ranges("2001:db8:1:2::3")[1] == ranges("2001:db8:1:3::3")[1] != ranges("2001:db8:2:2::3")[1]
    assert ranges("::c000:207") != ranges("192.0.2.7")
    assert ranges("") == ranges("unix:") == ranges("192.0.2.7, 1.1.1.1")


def test_only_our_own_web_servers_say_who_the_visitor_is(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "wall_clock", lambda: light_world.now)
    monkeypatch.setattr(rate_limits, "_USUAL", (1, 1))
    said = {"X-Forwarded-For": "198.51.100.1"}
    for proxies, expected in ((0, [429, 429, 429]), (1, [200, 429, 200])):
        light_world.settings = light_world.settings.model_copy(update={"trusted_proxies": proxies})
        opens, link = visitors(light_world.app("patient", limited=True)), f"/r/{light_world.code()}"
        opens(f"/r/{unknown(light_world)}", headers=said)
        forged = {"X-Forwarded-For": "203.0.113.1, 198.51.100.1"}  # the first is what the visitor claims
        other = {"X-Forwarded-For": "203.0.113.1"}
        assert [opens(link, headers=headers).status_code for headers in ({}, forged, other)] == expected


def test_one_link_takes_few_dates_a_minute_and_not_many_a_day(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_TOLD_A_DAY", 12)
    link, other = f"/r/{light_world.code()}/you", f"/r/{light_world.code('Bob Test')}/you"

    def tell(times: int, path: str = link) -> list[int]:
        return [opens(path, by=f"192.0.{n}.1", method="POST", data=answer()).status_code for n in range(times)]

    sealed = opens(link, method="POST", data=answer()).location
    assert tell(10) == [303] * 9 + [429], "from wherever"
    assert tell(1, other) == [400], "another link, whose date of birth this is not"
    assert {opens(sealed, method="POST").location for _ in range(20)} == {opens(sealed, method="POST").location}
    assert light_world.rows()["reply"] == 2, "sent again and again it is the same answer, and it is never refused"
    light_world.now += timedelta(minutes=2)
    assert tell(3) == [303, 303, 429]
    light_world.now += timedelta(days=1)
    assert tell(1) == [303]


def test_a_draft_is_not_sent_without_end(light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_SENT_A_MINUTE", 2)
    path = f"/r/{light_world.code()}/check/x"
    assert [opens(path, method="POST").status_code for _ in range(3)] == [303, 303, 429]


def test_limits_that_fail_keep_nobody_out(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> int:
        raise OSError("no memory")

    monkeypatch.setattr(VisitorCounts, "incr", fails)
    monkeypatch.setattr(VisitorCounts, "get", fails)
    assert opens(f"/r/{light_world.code()}").status_code == 200
    sealed = opens(f"/r/{light_world.code()}/you", method="POST", data=answer()).location
    assert opens(sealed, method="POST").status_code == 303
    assert opens(f"/r/{unknown(light_world)}").status_code == 404
    assert light_world.rows()["reply"] == 1
    assert {(record.name, record.levelno) for record in caplog.records} == {("web.rate_limits", logging.ERROR)}
    assert light_world.code() not in caplog.text
    assert FROM not in caplog.text


def test_memory_is_bounded_and_windows_end(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "wall_clock", lambda: light_world.now)
    monkeypatch.setattr(rate_limits, "MOST_COUNTS", 3)
    counts = VisitorCounts()
    assert [counts.incr(key, 60) for key in ("a", "b", "a", "c", "d")] == [1, 1, 2, 1, 1]
    assert [counts.get(key) for key in "abcd"] == [0, 1, 1, 1], "what began first was forgotten"
    light_world.now += timedelta(seconds=60)
    assert counts.get("b") == 0
    assert counts.incr("b", 60) == 1
    assert counts.incr("e", 60) == 1
    assert [counts.get(key) for key in "be"] == [1, 1], "the one that began anew is not the oldest any more"
