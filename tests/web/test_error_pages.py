"""Every error page says whom to call: the link's practice, or whoever wrote; also while nothing can be asked."""

import errno
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient
from sqlalchemy import make_url
from werkzeug.test import TestResponse

from notifier.pdf.stationery import Stationery
from notifier.store.database import Database
from notifier.vocabulary import Channel, Role
from tests.html_check import checked_client
from tests.web.world import World, answer, broken, build
from web import rate_limits

PHONE = 'href="tel:01632960123"'


def all_errors(client: FlaskClient, code: str) -> dict[int, TestResponse]:
    """A page of each status that the door answers with by itself, 500 by a view that breaks."""
    link = f"/r/{code}"
    return {
        400: client.post(f"{link}/you", headers={"Content-Type": "multipart/form-data"}, data=b"--"),
        404: client.get(f"{link}/nothing"),
        405: client.delete(f"{link}/you"),
        413: client.post(f"{link}/you", data=b"x" * 20_000),
        500: client.get(f"{link}/help"),
    }


def out_of_reach(world: World) -> None:
    """Take the database away as a disk that is gone would."""
    path = Path(make_url(world.settings.database_url).database or "")
    world.database.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    path.mkdir()


def test_every_error_page_names_the_practice_and_its_telephone(
    light_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_USUAL", (0, 99))
    app = light_world.app("patient", limited=True)
    app.view_functions["patient.document"] = broken
    client = app.test_client()
    found = all_errors(client, light_world.code()) | {429: client.get("/r/NOSUCHCODE00")}
    for status, got in found.items():
        page = got.get_data(as_text=True)
        if status != 400:  # a form that cannot be read is an empty one to Flask, and asks again
            assert got.status_code == status
        assert "Riverside Surgery" in page, status
        assert PHONE in page or status == 400, status
        assert got.headers["Content-Security-Policy"].startswith("default-src 'none'"), status
        assert got.headers["Referrer-Policy"] == "no-referrer", status


def test_of_several_practices_an_error_names_that_of_the_link(light_world: World, stationery: Stationery) -> None:
    other = build(light_world.database, light_world.settings, light_world.now, name="Hillside Surgery")
    other.prepare(stationery, (Channel.SMS,))
    other.launch()
    client = checked_client(light_world.app("patient"))
    own = client.get(f"/r/{light_world.code()}/nothing").get_data(as_text=True)
    assert "Riverside Surgery" in own
    assert "Hillside Surgery" not in own
    anybodys = client.get("/nothing").get_data(as_text=True)
    assert all(name in anybodys for name in ("Riverside Surgery", "Hillside Surgery"))


def test_without_its_database_the_page_still_says_whom_to_call(
    light_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    code = light_world.code()
    client = checked_client(light_world.app("patient"))
    out_of_reach(light_world)
    asked = [client.get(f"/r/{code}"), client.get("/r"), client.post(f"/r/{code}/you", data=answer())]
    for got in asked:
        page = got.get_data(as_text=True)
        assert (got.status_code, got.headers["Retry-After"]) == (503, "30")
        assert "Sorry, something went wrong" in page
        assert "Riverside Surgery" in page
        assert PHONE in page
        assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get(f"/r/{code}/nothing").status_code == 404
    assert "patient.open [GET]: the database " in caplog.text
    assert "put it back" in caplog.text or "cannot be opened" in caplog.text
    assert "Traceback" not in caplog.text
    assert code not in caplog.text


def test_begun_without_a_database_the_page_names_the_practice_as_soon_as_it_can_be_asked(light_world: World) -> None:
    path = Path(make_url(light_world.settings.database_url).database or "")
    kept = path.with_name("kept")
    light_world.database.close()
    shutil.move(path, kept)
    path.mkdir()
    client = checked_client(light_world.app("patient"))
    assert "Your GP practice" in client.get("/nothing").get_data(as_text=True)
    path.rmdir()
    shutil.move(kept, path)
    assert "Riverside Surgery" in client.get("/nothing").get_data(as_text=True)


def test_staff_read_what_does_not_work_and_what_to_do_and_nobody_reads_where(
    light_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = light_world.signed_in(Role.MANAGER)
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/notice/x")

    def no_room(*_: object, **__: object) -> NoReturn:
        raise full

    for name in ("reading", "writing"):
        monkeypatch.setattr(Database, name, no_room)
    got = client.get("/staff/")
    page = got.get_data(as_text=True)
    assert (got.status_code, got.headers["Retry-After"]) == (503, "30")
    assert "there is no room left on the disk: make room and try again" in page
    assert "/srv/notice" not in page
    assert "/srv/notice/x: there is no room left" in caplog.text
    assert "Traceback" not in caplog.text
