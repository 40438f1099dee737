"""What is made of a frozen set in the browser: the lists and the evidence as files, and the comparison of codes."""

import io
import os
import re
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from notifier.campaigns import lifecycle
from notifier.evidence import verify
from notifier.evidence.pack import verify_pack
from notifier.outcomes import code_check, export
from notifier.patients import uploaded_files
from notifier.practice import made_files
from notifier.practice.made_files import FILES_KEPT_FOR
from notifier.store import audit
from notifier.vocabulary import Choice, Role, Source, Task
from notifier.worker.closing_jobs import forget_late_files
from tests.html_check import CheckedClient
from tests.web.staff.test_task_pages import freeze
from tests.web.world import PASSWORD, World, build, submit, text
from web.request_sizes import is_upload

HEADINGS = "NHS number,Given name,Family name,Date of birth,Code,Code date"
ADA_CODED = "9990000018,Ada,Test,31/03/1980,CODE,23/11/2027"


@pytest.fixture
def frozen_world(light_world: World) -> World:
    """Two people froze that two patients may be coded, who said nothing."""
    freeze(light_world)
    return light_world


def address(world: World, page: str) -> str:
    return f"/staff/campaigns/{world.campaign_id}/closing/{page}"


def made(world: World, client: CheckedClient, page: str, **typed: str) -> str:
    """The page once a worker has made what it was asked for."""
    asked = submit(client, address(world, page), **typed)
    assert asked.status_code == 303, asked.text
    assert world.woken[-1] is Task.JOBS
    assert "waiting for its turn" in text(client, address(world, page))
    world.work()
    return text(client, address(world, page))


def taken(world: World, client: CheckedClient, page: str) -> TestResponse:
    """The answer to the button beside the latest file."""
    found = re.search(r'action="(/staff/campaigns/\d+/files/\d+)"', text(client, address(world, page)))
    assert found, "no file"
    return submit(client, found[1], address(world, page))


@pytest.mark.parametrize("typed", [{}, {"parts": "batches", "batch_size": "1"}])
def test_the_lists_are_those_of_the_command_byte_for_byte(
    frozen_world: World, tmp_path: Path, typed: dict[str, str]
) -> None:
    world, manager = frozen_world, frozen_world.signed_in(Role.MANAGER)
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    page = made(world, manager, "lists", **typed)
    assert "Lists of set 1, " + ("in parts of 1" if typed else "each in one go") in page
    assert not re.search(r"`|notifier |<code>", page), "no command stands on the page"
    answer = taken(world, manager, "lists")
    assert answer.headers["Content-Disposition"] == "attachment; filename=lists-of-campaign-1.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with world.database.writing() as session:
        size = 1 if typed else None
        export.export_lists(session, world.campaign_id, world.accounts[Role.MANAGER], tmp_path / "out", world.now, size)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert b"9990000018" in files["take_off.csv"], "whoever objected since"
    assert b"9990000018" not in b"".join(content for name, content in files.items() if "may_code" in name)
    with world.database.reading() as session:
        event = next(one for one in audit.events(session) if one.action == "file.taken")
        assert (event.staff_id, event.details["what"]) == (world.accounts[Role.MANAGER].id, "lists")
        assert event.details["sha256"] in page


def test_files_are_for_their_owner_alone_and_gone_after_a_day(frozen_world: World) -> None:
    world, manager = frozen_world, frozen_world.signed_in(Role.MANAGER)
    made(world, manager, "lists")
    (file,) = (world.settings.instance / made_files.FOLDER).rglob("*.zip")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent, file.parent.parent)}
    assert modes == {0o600, 0o700}
    assert [path.name for path in file.parent.iterdir()] == [file.name], "the lists themselves do not stay beside it"
    form = re.search(r'action="(/staff/campaigns/1/files/\d+)"', text(manager, address(world, "lists")))
    assert form
    world.now += FILES_KEPT_FOR
    manager = world.signed_in(Role.MANAGER)
    assert submit(manager, form[1], address(world, "lists")).status_code == 404, "also before the worker comes by"
    assert "files/" not in text(manager, address(world, "lists"))
    made_files_there = made_files.MadeFiles.of(world.settings)
    assert forget_late_files(world.database, world.settings, world.now) == 0, "a young one may not be on record yet"
    hour_ago = file.parent.stat().st_mtime - timedelta(hours=2).total_seconds()
    os.utime(file.parent, (hour_ago, hour_ago))
    assert forget_late_files(world.database, world.settings, world.now) == 1
    assert not list(made_files_there.made().iterdir())


def test_only_a_pack_without_patients_is_for_who_may_not_see_patients(frozen_world: World, tmp_path: Path) -> None:
    world, manager, auditor = frozen_world, frozen_world.signed_in(Role.MANAGER), frozen_world.signed_in(Role.AUDITOR)
    made(world, manager, "evidence", pack="full")
    assert "Evidence with patients" in text(manager, address(world, "evidence"))
    form = re.search(r'action="(/staff/campaigns/1/files/\d+)"', text(manager, address(world, "evidence")))
    assert form
    assert "files/" not in text(auditor, address(world, "evidence"))
    assert submit(auditor, form[1], address(world, "evidence")).status_code == 403
    assert submit(auditor, address(world, "evidence"), pack="full").status_code == 403
    page = made(world, auditor, "evidence")
    assert "Evidence without patients" in page
    pack = tmp_path / "pack.zip"
    pack.write_bytes(taken(world, auditor, "evidence").data)
    assert verify_pack(pack).events
    with zipfile.ZipFile(pack) as archive:
        assert not {"patients.csv", "deliveries.csv"} & set(archive.namelist())
    full = tmp_path / "full.zip"
    full.write_bytes(submit(manager, form[1], address(world, "evidence")).data)
    with zipfile.ZipFile(full) as archive:
        assert b"9990000018" in archive.read("patients.csv")


def give(world: World, client: CheckedClient, *rows: str) -> TestResponse:
    content = "\n".join((HEADINGS, *rows)).encode()
    form = {"list": (io.BytesIO(content), "export.csv")}
    return submit(client, address(world, "codes"), **form)  # type: ignore[arg-type]  # a file


def test_an_export_is_compared_again_and_again_until_it_is_clean(frozen_world: World) -> None:
    world, manager = frozen_world, frozen_world.signed_in(Role.MANAGER)
    ada = ADA_CODED.replace("CODE", preset_codes(world)[0])
    coded = ada.partition("1980")[2]
    bob, cy = "9990000026,Bob,Test,01/12/1975", "9990000034,Cy,O'Test,15/06/1950"
    answer = give(world, manager, ada, f"{bob},,", f"{cy}{coded}", "9990000019,Dee,Test,01/01/1990,,")
    assert answer.status_code == 303, answer.text
    world.work()
    page = text(manager, address(world, "codes"))
    assert "Not clean" in page
    assert page.index("Cy O&#39;Test") < page.index("Bob Test"), "who has the code by mistake stands first"
    assert "May be coded and is not" in page
    assert "Rows that cannot be read" in page
    assert not list((world.settings.instance / uploaded_files.FOLDER).iterdir()), "the file is deleted"
    auditor = text(world.signed_in(Role.AUDITOR), address(world, "codes"))
    assert "Not clean" in auditor
    assert "Bob Test" not in auditor
    assert "Cy " not in auditor
    assert give(world, manager, ada, f"{bob}{coded}", f"{cy},,").status_code == 303
    world.work()
    page = text(manager, address(world, "codes"))
    assert "Nobody has the code by mistake" in page
    assert "Nobody has the code by mistake" in text(manager, f"/staff/campaigns/{world.campaign_id}/closing")
    with world.database.reading() as session:
        assert [run["is_clean"] for run in code_check.kept_runs(session, world.campaign_id)] == [False, True]


def test_what_is_no_export_is_refused_and_says_why(frozen_world: World) -> None:
    world, manager = frozen_world, frozen_world.signed_in(Role.MANAGER)
    assert [is_upload(address(world, page)) for page in ("codes", "codes/x", "lists")] == [True, False, False]
    nothing = submit(manager, address(world, "codes"))
    assert nothing.status_code == 400
    assert "Choose the export" in nothing.text
    form = {"list": (io.BytesIO(b"\x00\x01"), "picture.csv")}
    assert submit(manager, address(world, "codes"), **form).status_code == 303  # type: ignore[arg-type]
    again = give(world, manager, "9990000018,Ada,Test,31/03/1980,,")
    assert again.status_code == 409
    assert "being compared already" in again.text
    world.work()
    page = text(manager, address(world, "codes"))
    assert "This was not done" in page
    assert "No export was compared yet" in page
    assert not list((world.settings.instance / uploaded_files.FOLDER).iterdir())


def test_before_anything_is_frozen_there_is_nothing_to_export_or_compare(light_world: World) -> None:
    manager = light_world.signed_in(Role.MANAGER)
    for page in ("lists", "codes"):
        assert "nothing is frozen yet" in text(manager, address(light_world, page))
    asked = submit(manager, address(light_world, "lists"), address(light_world, "evidence"))
    assert asked.status_code == 409
    assert not light_world.work()


def test_a_file_of_another_practice_is_not_there(frozen_world: World) -> None:
    world, manager = frozen_world, frozen_world.signed_in(Role.MANAGER)
    form = re.search(r'action="(/staff/campaigns/1/files/\d+)"', made(world, manager, "evidence"))
    assert form
    stranger = build(world.database, world.settings, world.now, name="Hill Surgery").signed_in(Role.MANAGER)
    for page in ("lists", "codes", "evidence"):
        assert stranger.get(address(world, page)).status_code == 404
    assert submit(stranger, form[1], "/staff/campaigns/new").status_code == 404
    world.now += timedelta(minutes=11)  # what was proven is no longer fresh
    assert "/staff/prove" in submit(manager, form[1], address(world, "codes")).location
    submit(manager, "/staff/prove", password=PASSWORD, next=address(world, "evidence"))
    assert submit(manager, form[1], address(world, "evidence")).status_code == 200


def preset_codes(world: World) -> list[str]:
    with world.database.reading() as session:
        preset = lifecycle.preset_of(lifecycle.get_campaign(session, world.practice_id, world.campaign_id))
        return [add.code for add in preset.adds]


def test_the_program_that_checks_a_pack_is_there_to_go_with_it(light_world: World) -> None:
    for role in (Role.MANAGER, Role.APPROVER, Role.AUDITOR):
        answer = light_world.signed_in(role).get(address(light_world, "verify.py"))
        assert answer.status_code == 200
        assert "verify.py" in answer.headers["Content-Disposition"]
        assert answer.data == Path(verify.__file__).read_bytes()
    assert light_world.signed_in(Role.RECEPTION).get(address(light_world, "verify.py")).status_code == 403
