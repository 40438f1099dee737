"""Letters on paper without a terminal: made, downloaded, posted, come back, and made again."""

import io
import os
import re
import stat
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from notifier.delivery.limits import spending
from notifier.print_runs.kept_runs import RUNS_KEPT_FOR, forget_late_runs
from notifier.store import audit
from notifier.store.tables import AskedJob, Campaign, Delivery, Patient, PrintRun
from notifier.vocabulary import Channel, JobStatus, Role, Task
from tests.html_check import CheckedClient
from tests.web.world import World, local_day, submit, text

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")
JAMMED = {"which": "all", "why": "The printer jammed"}


def by_letter_alone(world: World) -> World:
    with world.database.writing() as session:
        session.execute(update(Patient).values(mobile=None, email=None))
    world.launch()
    return world


@pytest.fixture
def by_letter(drafted: World) -> World:
    """A running campaign whose three patients are told by letter; on each make of database."""
    return by_letter_alone(drafted)


@pytest.fixture
def light_by_letter(light_draft: World) -> World:
    """As `by_letter`, where one make of database is enough."""
    return by_letter_alone(light_draft)


def address(world: World, page: str = "letters") -> str:
    return f"/staff/campaigns/{world.campaign_id}/{page}"


def references(world: World) -> list[str]:
    query = select(Delivery.reference).where(Delivery.channel == Channel.LETTER).order_by(Delivery.id)
    with world.database.reading() as session:
        return list(session.execute(query).scalars())


def taken(answer: TestResponse) -> dict[str, bytes]:
    """The files of a run that was downloaded as one, by their names in its folder."""
    assert answer.status_code == 200, answer.text
    content = answer.data
    answer.close()  # as a server does, and with it the file
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def asked_again(world: World, manager: CheckedClient, run: int, **typed: str) -> str:
    """The page of the letters once a worker has done what the form of a reprint asked for."""
    asked = submit(manager, address(world, f"runs/{run}/reprint"), **typed)
    assert asked.status_code == 303, asked.text
    assert world.work() == 1
    return text(manager, address(world))


def test_letters_go_from_waiting_to_posted_to_back_to_made_again(by_letter: World) -> None:
    world, manager = by_letter, by_letter.signed_in(Role.MANAGER)
    waiting = text(manager, address(world))
    said = ("3 letters wait to be printed", "3 envelopes", "About 3 sheets of A4", "About £2.28 without VAT")
    assert [words for words in said if words not in waiting] == []
    for _ in range(2):  # a second click asks for nothing more
        assert submit(manager, address(world)).status_code == 303
    assert world.woken[-1] is Task.JOBS
    assert world.work() == 1
    listed, run = text(manager, address(world)), text(manager, address(world, "runs/1"))
    assert "No letter waits to be printed" in listed
    assert not re.search(r"`|notifier [a-z]|<code>", listed + run), "no command stands on the pages"
    assert [
        words for words in ("3 letters on 3 sheets", "3 letters not posted", "proof/1.png") if words not in run
    ] == []
    files = taken(submit(manager, address(world, "runs/1/files"), address(world, "runs/1")))
    printed = {name.rpartition("-")[2] for name in files if name.startswith("post/")}
    assert printed == {f"{one}.pdf" for one in references(world)}
    assert files.keys() >= {"count-sheet.pdf", "proof-do-not-post.pdf", "manifest.json"}
    for paper in ("proof.pdf", "count-sheet.pdf", "proof/1.png"):
        assert manager.get(address(world, f"runs/1/{paper}")).status_code == 200
    assert "Downloaded by Sam Manager" in text(manager, address(world))
    with world.database.reading() as session:
        event = next(one for one in audit.events(session) if one.action == "letters.taken")
        assert (event.staff_id, event.details["file"]) == (world.accounts[Role.MANAGER].id, "all")

    kept, *others = references(world)
    posting = address(world, "runs/1/post/posted")
    wrong = submit(manager, posting, posted=local_day(world.now), kept_back="AAAAAAAAAA")
    assert (wrong.status_code, "These do not wait to be posted" in wrong.text) == (409, True)
    assert submit(manager, posting, posted=local_day(world.now), kept_back=kept.lower()).status_code == 303
    assert "1 letter not posted" in text(manager, address(world, "runs/1"))
    back = submit(
        manager, address(world, "returned"), reference=others[0], reason="gone_away", returned=local_day(world.now)
    )
    assert back.status_code == 303
    reprint = address(world, "runs/1/reprint")
    assert "Select whether all letters" in submit(manager, reprint, why="The printer jammed").text
    assert "Say why the letters are printed again" in submit(manager, reprint, which="all").text
    assert "are recorded as posted" in submit(manager, reprint, **JAMMED).text
    again = asked_again(world, manager, 1, **JAMMED, posted="yes")
    assert "it came back or was handed over" in again.lower()
    assert "Run 1 again: The printer jammed" in again
    copies = taken(submit(manager, address(world, "runs/2/files"), address(world, "runs/2")))
    assert [content for name, content in copies.items() if kept in name] == [
        content for name, content in files.items() if kept in name
    ]


def test_a_reprint_counts_against_the_budget_and_a_killed_workers_run_is_found_again(light_by_letter: World) -> None:
    world, manager = light_by_letter, light_by_letter.signed_in(Role.MANAGER)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(budget=4))
    stray = world.settings.instance / "print-runs" / "run-0001"  # of a database before this was restored
    stray.mkdir(parents=True)
    (stray / "kept").touch()
    submit(manager, address(world))
    assert world.work() == 1
    with world.database.writing() as session:
        session.execute(update(AskedJob).values(job_status=JobStatus.WAITING, ended_at=None, result={}))
    assert world.work() == 1, "as after a worker that was killed before it said what came of it"
    with world.database.reading() as session:
        (job,) = session.execute(select(AskedJob)).scalars()
        assert (job.job_status, job.result["run"]) == (JobStatus.DONE, 1)
        assert len(list(session.execute(select(PrintRun.id)))) == 1
    assert not (stray / "kept").exists(), "its number is a new run's"
    (aside,) = stray.parent.glob("run-0001.stray-*")
    assert (aside / "kept").exists()
    os.utime(aside, (0, 0))
    forget_late_runs(world.database, world.settings, world.now)
    assert not aside.exists(), "it names patients, and its week is over"
    some = {"which": "some", "references": references(world)[0], "why": "Torn"}
    asked_again(world, manager, 1, **some)
    with world.database.reading() as session:
        money = spending.view_spending(session, world.campaign_id, world.settings)
    assert money is not None
    assert round(money.spent, 2) == 3.04
    refused = asked_again(world, manager, 1, **JAMMED)
    assert "£2.28, and £3.04 of the budget of £4 is spent: a manager has to raise the budget first" in refused
    with world.database.reading() as session:
        assert len(list(session.execute(select(PrintRun.id)))) == 2


def test_files_of_a_run_are_a_managers_for_a_week_and_never_given_out_changed(light_by_letter: World) -> None:
    world, manager = light_by_letter, light_by_letter.signed_in(Role.MANAGER)
    submit(manager, address(world))
    assert world.work() == 1
    (folder,) = (world.settings.instance / "print-runs").glob("run-0001")
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    for role in (Role.RECEPTION, Role.APPROVER, Role.AUDITOR):
        page = text(other := world.signed_in(role), address(world, "runs/1"))
        assert "A manager downloads them" in page
        assert submit(other, address(world, "runs/1/files"), address(world, "displays")).status_code == 403
    letter, *_ = (folder / "post").iterdir()
    letter.write_bytes(b"another")
    changed = submit(manager, address(world, "runs/1/files"), address(world, "runs/1"), file=f"post/{letter.name}")
    assert (changed.status_code, "was changed since it was made" in changed.text) == (409, True)
    assert forget_late_runs(world.database, world.settings, world.now + RUNS_KEPT_FOR) == 0
    world.now += RUNS_KEPT_FOR
    manager = world.signed_in(Role.MANAGER)
    gone = text(manager, address(world, "runs/1"))
    assert "The files are not here. They were kept for a week." in gone, "also before the worker comes by"
    late = world.now + timedelta(seconds=1)
    assert forget_late_runs(world.database, world.settings, late) == 1
    assert not list(folder.parent.iterdir())
