"""A link is answered before Flask is asked, and exactly as Flask answers it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request, request_started
from sqlalchemy.exc import OperationalError

from tests.web.world import World, answer
from web.patient.opened_links import OpenedLinks


@pytest.fixture
def app(light_world: World) -> Flask:
    return light_world.app("patient")


def test_the_first_who_comes_has_the_page_laid_out_and_the_next_gets_it_without_flask(
    light_world: World, app: Flask
) -> None:
    client, code = app.test_client(), light_world.code()
    with asked_of_flask(app) as asked:
        first = client.get(f"/r/{code}")
        second = client.get(f"/r/{code}")
    assert asked == ["patient.open"]
    assert (first.status_code, first.data, sorted(first.headers)) == (200, second.data, sorted(second.headers))


def test_two_patients_do_not_get_each_others_page(light_world: World, app: Flask) -> None:
    client, ada, bob = app.test_client(), light_world.code(), light_world.code("Bob Test")
    client.get(f"/r/{ada}")
    shown = client.get(f"/r/{bob}").get_data(as_text=True)
    assert bob in shown
    assert ada not in shown


def test_an_answer_changes_the_page_at_once(light_world: World, app: Flask) -> None:
    client, code = app.test_client(), light_world.code()
    before = [client.get(f"/r/{code}").data for _ in range(2)][-1]
    client.post(client.post(f"/r/{code}/you", data=answer()).location)
    after = [client.get(f"/r/{code}").data for _ in range(2)]
    assert before != after[0] == after[1]


def test_what_is_anything_else_is_flasks(light_world: World, app: Flask) -> None:
    client, code = app.test_client(), light_world.code()
    client.get(f"/r/{code}")
    with asked_of_flask(app) as asked:
        client.head(f"/r/{code}")
        client.get(f"/r/{code}?language=pl")
        client.get(f"/r/{code}/")
        client.get("/r/7K3M92QX4TDQ")
        client.put(f"/r/{code}")
    assert asked == ["patient.open"] * 4 + [None]


def test_a_fault_on_the_way_is_flasks_to_tell(light_world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, code = app.test_client(), light_world.code()
    client.get(f"/r/{code}")

    def away(*_: object) -> None:
        raise OperationalError("SELECT", None, Exception("the database is away"))

    monkeypatch.setattr("notifier.store.point_query.PointQuery.row", away)
    assert client.get(f"/r/{code}").status_code == 503


def test_without_the_patients_door_there_is_no_such_page(light_world: World) -> None:
    assert light_world.app("staff").test_client().get(f"/r/{light_world.code()}").status_code == 404


def test_a_request_that_the_server_refused_is_flasks(light_world: World) -> None:
    def refused(environ: object, start: Callable[..., object]) -> list[bytes]:
        start("408 Request Timeout", [])
        return []

    links = OpenedLinks(refused, lambda code: "a page")
    environ = {"PATH_INFO": "/r/7K3M92QX4TDP", "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    said: list[str] = []
    links({**environ, "fair_notice.refused": 408}, lambda status, *_: said.append(status))  # type: ignore[arg-type]
    links(environ, lambda status, *_: said.append(status))  # type: ignore[arg-type]
    assert said == ["408 Request Timeout", "200 OK"]


@contextmanager
def asked_of_flask(app: Flask) -> Iterator[list[str | None]]:
    """The endpoints that Flask is asked for meanwhile."""
    asked: list[str | None] = []

    def note(_app: Flask) -> None:
        asked.append(request.endpoint)

    with request_started.connected_to(note, app):
        yield asked
