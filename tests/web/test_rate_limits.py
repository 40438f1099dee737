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


def test_whoever_guesses_gets_no_help_for_a_minute_and_opens_what_is_right(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (3, 99))
    link = f"/r/{light_world.code()}"
    assert [opens(f"/r/{unknown(light_world, guess)}").status_code for guess in range(4)] == [404, 404, 404, 429]
    refused = opens(f"{link[:-1]}", method="GET")
    page = refused.get_data(as_text=True)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "A right answer code or link works at once" in page
    assert light_world.code() not in page, "no slip is put right for whoever guesses"
    sent = opens(opens(f"{link}/you", method="POST", data=answer()).location, method="POST")
    assert (opens(link).status_code, sent.status_code) == (200, 303)
    assert opens("/r", method="POST", data={"code": light_world.code()}).location == link
    assert {opens(path).status_code for path in ("/r", "/r/help", "/s/x")} == {200}
    assert opens(f"/r/{unknown(light_world)}", by="192.0.2.8").status_code == 404, "a neighbour"
    light_world.now += timedelta(seconds=61)
    assert opens(f"/r/{unknown(light_world)}").status_code == 404


def test_behind_a_proxy_that_nobody_told_us_of_a_strangers_misses_cost_no_patient_an_answer(
    light_world: World, opens: Opens
) -> None:
    guesses = [f"/r/{unknown(light_world, guess)}" for guess in range(130)]
    assert [opens(guess, by="127.0.0.1", method="HEAD").status_code for guess in guesses][-1] == 429
    for name, born in (("Ada Test", answer()), ("Bob Test", answer(year="1975", month="12", day="1"))):
        link = f"/r/{light_world.code(name)}"
        assert opens(link, by="127.0.0.1").status_code == 200
        assert opens("/r", by="127.0.0.1", method="POST", data={"code": light_world.code(name)}).location == link
        assert opens(f"{link}/you", by="127.0.0.1", method="POST", data=born).status_code == 303
        assert opens(f"{link}/help", by="127.0.0.1").status_code == 200


def test_nothing_that_is_sent_empty_keeps_anybody_from_answering(light_world: World, opens: Opens) -> None:
    link = f"/r/{light_world.code()}/you"
    for fields in ({}, {"choice": "keep"}, answer(day="30"), answer(year="180")):
        assert {opens(link, method="POST", data=fields).status_code for _ in range(30)} <= {400, 200}
    assert opens(link, by="192.0.2.9", method="POST", data=answer()).status_code in (303, 200)
    assert opens(link, method="POST", data=answer() | {"contact": ""}).status_code == 303


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
        expected = 429 if serial < len(missing) else 404
        assert opens(wrong, by=by, method="HEAD").status_code == expected, (method, path)
        assert opens(link, by=by, method="HEAD").status_code == 200, (method, path)


def test_while_many_guess_together_only_who_missed_is_slowed(
    light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_TOO_MANY_EVERYWHERE", 30)
    monkeypatch.setattr(rate_limits, "_UNDER_ATTACK", (2, 9))
    guess, wrong = f"/r/{unknown(light_world)}/done/x", f"/r/{unknown(light_world)}"

    def miss(by: str, times: int) -> list[int]:
        return [opens(guess, by=by, method="HEAD").status_code for _ in range(times)]

    assert miss("198.51.100.1", 3) == [404] * 3
    for far in range(29):
        miss(f"2001:db8:{far}::1", 1)
    assert opens(wrong, by="198.51.100.1").status_code == 429, "three are too many now"
    assert opens(wrong, by="2001:db8:5::2").status_code == 404, "one slip is not"
    assert miss("203.0.113.9", 3) == [404, 404, 429]


def test_a_range_has_a_limit_of_its_own(light_world: World, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (9, 3))
    for host in range(3):
        opens(f"/r/{unknown(light_world)}/done/x", by=f"198.51.100.{host}")
    assert opens(f"/r/{unknown(light_world)}", by="198.51.100.200").status_code == 429
    assert opens(f"/r/{unknown(light_world)}", by="198.51.101.1").status_code == 404
    assert opens(f"/r/{light_world.code()}", by="198.51.100.200").status_code == 200


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
    for proxies, expected in ((0, [429, 429, 429]), (1, [404, 429, 404])):
        light_world.settings = light_world.settings.model_copy(update={"trusted_proxies": proxies})
        opens, wrong = visitors(light_world.app("patient", limited=True)), f"/r/{unknown(light_world)}"
        opens(wrong, headers=said)
        forged = {"X-Forwarded-For": "203.0.113.1, 198.51.100.1"}  # the first is what the visitor claims
        other = {"X-Forwarded-For": "203.0.113.1"}
        assert [opens(wrong, headers=headers).status_code for headers in ({}, forged, other)] == expected


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
    assert len(light_world.answers()) == 1
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
