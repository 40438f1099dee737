"""What everybody passes: recorded as up and down, with the prescription's lines and the files of posters."""

import io
import zipfile

import pytest
from sqlalchemy import update

from notifier.preview.kit import pieces
from notifier.store.tables import Campaign
from notifier.vocabulary import Channel, Role
from tests.web.world import World, local_day, submit, text

PAGE = "/staff/campaigns/1/displays"


@pytest.fixture
def shown_world(light_world: World) -> World:
    """A running campaign that prints a line on prescriptions, too."""
    with light_world.database.writing() as session:
        session.execute(update(Campaign).values(channels=[Channel.SMS, Channel.EMAIL, Channel.FOOTER]))
    return light_world


def test_a_poster_goes_up_and_comes_down_and_each_is_recorded_once(shown_world: World) -> None:
    desk, today = shown_world.signed_in(Role.RECEPTION), local_day(shown_world.now)
    assert "Nothing is recorded as up" in text(desk, PAGE)
    wrong = (({"day": today}, "Select what went up"), ({"display": "poster", "day": today}, "Say where it is"))
    for typed, said in (*wrong, ({"display": "poster", "where": "Hall", "day": "soon"}, "Enter the day")):
        refused = submit(desk, PAGE, **typed)
        assert (refused.status_code, said in refused.text) == (400, True)
    poster = {"display": "poster", "where": "Waiting room", "day": today}
    assert submit(desk, PAGE, **poster).status_code == 303
    assert "Poster: Waiting room" in text(desk, PAGE)
    assert submit(desk, PAGE, **poster).status_code == 409
    before = submit(desk, f"{PAGE}/down", PAGE, display="poster", where="Waiting room", day="2026-01-01")
    assert (before.status_code, "cannot have come down before" in before.text) == (409, True)
    assert submit(desk, f"{PAGE}/down", PAGE, display="poster", where="Waiting room", day=today).status_code == 303
    page = text(desk, PAGE)
    assert "What was up before" in page
    assert "Nothing is recorded as up" in page
    assert submit(shown_world.signed_in(Role.AUDITOR), PAGE, "/staff/account", **poster).status_code == 403


def test_the_prescriptions_lines_are_shown_downloaded_and_in_use_since_a_day(shown_world: World) -> None:
    manager = shown_world.signed_in(Role.MANAGER)
    assert "Not recorded as in use" in text(manager, PAGE)
    lines = manager.get("/staff/campaigns/1/prescription.txt")
    assert lines.headers["Content-Disposition"] == "attachment; filename=prescription-of-campaign-1.txt"
    assert lines.text.strip().splitlines()[0] in text(manager, PAGE)
    assert submit(manager, PAGE, display="footer", day=local_day(shown_world.now)).status_code == 303
    assert "In use since 23 November 2026" in text(manager, PAGE)


def test_posters_are_made_by_a_worker_and_taken_by_the_desk(
    shown_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_pages", lambda *_, **__: b"%PDF-")  # to lay them out takes seconds
    monkeypatch.setattr(pieces, "pages_as_png", lambda *_, **__: [b"png"])
    manager, desk = shown_world.signed_in(Role.MANAGER), shown_world.signed_in(Role.RECEPTION)
    assert "A manager or an approver has them made" in text(desk, PAGE)
    assert submit(manager, f"{PAGE}/kit", PAGE).status_code == 303
    assert shown_world.work() == 1
    page = text(desk, PAGE)
    assert "poster.pdf" in page
    file = submit(desk, "/staff/campaigns/1/files/1", PAGE)
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert {"poster.pdf", "screen.png", "phone-queue.txt"} <= set(archive.namelist())
