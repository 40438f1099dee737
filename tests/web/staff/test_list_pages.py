"""A list that is given on a page: nothing stored before it is confirmed, all or none, and taken back."""

import csv
import io
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from notifier.delivery import leases
from notifier.evidence import retention
from notifier.patients import list_upload, register
from notifier.patients.uploaded_files import FOLDER, LARGEST_LIST
from notifier.store.tables import AuditEvent, Delivery, ListUpload, Patient, PatientList
from notifier.vocabulary import Role, Task, UploadStatus
from notifier.worker.job_runner import JobRunner
from notifier.worker.list_jobs import forget_late_uploads
from tests.html_check import CheckedClient
from tests.web.world import World, build, load_stationery, submit, text

HEADINGS = "NHS number,Given name,Family name,Date of birth,Mobile,Email,Address line 1,Address line 2,Postcode"
ADA = "9990000018,Ada,Test,31/03/1980,07700900001,,1 Station Road,Blackwater,GU17 9XX"
BOB = "9990000026,Bob,Test,01/12/1975,,bob@example.com,1 Station Road,Blackwater,GU17 9XX"
CY = "9990000034,Cy,O'Test,15/06/1950,,,1 Station Road,Blackwater,GU17 9XX"
DEE = "9990000042,Dee,Test,02/02/1990,07700900004,,2 Station Road,Blackwater,GU17 9XX"
WRONG = '9990000019,"=Ann",Test,02/02/1990,07700900005,,3 Station Road,Blackwater,GU17 9XX'


def list_of(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


def give(client: CheckedClient, content: bytes, name: str = "list 20-11-2026.csv") -> TestResponse:
    return submit(client, "/staff/list", list=(io.BytesIO(content), name))  # type: ignore[arg-type]  # a file


def work(world: World) -> None:
    """Do what a worker would do for the pages."""
    with leases.worker_lease(world.settings.instance) as worker:
        runner = JobRunner(world.database, world.settings, world.keys, {}, worker, load_stationery)
        runner.run_waiting(lambda: world.now)


def given(world: World, client: CheckedClient, content: bytes, name: str = "list 20-11-2026.csv") -> str:
    """The address of the page of a list that was given and read."""
    answer = give(client, content, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    work(world)
    return str(answer.location)


def confirm(client: CheckedClient, page: str, **fields: object) -> TestResponse:
    shown = text(client, page)
    fingerprint = shown.partition('name="fingerprint" value="')[2].partition('"')[0]
    return submit(client, f"{page}/store", page, **{"fingerprint": fingerprint, **fields})  # type: ignore[arg-type]


def uploads(world: World) -> list[ListUpload]:
    with world.database.reading() as session:
        found = list(session.execute(select(ListUpload).order_by(ListUpload.id)).scalars())
        session.expunge_all()
        return found


def files(world: World) -> list[Path]:
    return [path for path in (world.settings.instance / FOLDER).rglob("*") if path.is_file()]


def numbers(world: World) -> set[str]:
    with world.database.reading() as session:
        return set(session.execute(select(Patient.nhs_number).where(Patient.left.is_(False))).scalars())


def test_a_list_is_read_shown_confirmed_and_stored(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    answer = give(client, list_of(ADA.replace("900001", "900009"), BOB, DEE, WRONG))
    assert Task.JOBS in practice.woken
    page = str(answer.location)
    assert "Waiting for its turn" in text(client, page) or "Reading the list" in text(client, page)
    (file,) = files(practice)
    assert file.name == "list 20-11-2026.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(one.stat().st_mode) for one in (file.parent, file.parent.parent)} == {0o700}
    work(practice)
    before = practice.rows()
    shown = text(client, page)
    told = ("3 people were read, and 1 refused", "New on the list", "another mobile number of 1", "20 November 2026")
    for words in told:
        assert words in shown
    assert "Macro" not in shown
    assert "Ann" not in shown, "who is refused stands in the file alone"
    assert "Ada" not in shown
    assert practice.rows() == before, "to look changes nothing"
    assert confirm(client, page).status_code == 303
    work(practice)
    assert "3 people of this list are on record" in text(client, page)
    assert numbers(practice) == {"9990000018", "9990000026", "9990000042"}
    assert files(practice) == []
    (row,) = uploads(practice)
    assert (row.upload_status, row.report, row.fingerprint) == (UploadStatus.STORED, {}, "")
    assert "list 20-11-2026.csv" in text(practice.signed_in(Role.AUDITOR), "/staff/list")


def test_the_refused_rows_come_as_they_were_with_why_and_nothing_that_runs(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, list_of(ADA, BOB, CY, WRONG))
    taken = submit(client, f"{page}/refused-rows", page)
    rows = list(csv.reader(io.StringIO(taken.get_data().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[0][3:] == HEADINGS.split(",")
    assert rows[1][0] == "5"
    assert "NHS number" in rows[1][1]
    assert "clinical system" in rows[1][2]
    assert rows[1][3:6] == ["9990000019", "'=Ann", "Test"]
    with practice.database.reading() as session:
        query = select(AuditEvent.details).where(AuditEvent.action == "list.refused_rows_taken")
        assert session.execute(query).scalars().all() == [{"upload": 1, "refused": 1}]
    refusal = given(practice, client, taken.get_data(), "refused-rows.csv")
    assert "is the file of refused rows, and not the list" in text(client, refusal)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "list.csv", "is empty"),
        (b"%PDF-1.7\n", "list.csv", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "list.xls", "an old Excel file"),
        (b"PK\x03\x04 no zip", "list.xlsx", "damaged, or protected by a password"),
        (list_of(), "list.csv", "no patients below them"),
        (list_of(WRONG), "list.csv", "Nobody in list.csv could be read"),
        (b"Name,Colour\nAda,blue\n", "list.csv", "no row of headings"),
    ],
)
def test_what_is_no_list_says_so_and_is_gone(practice: World, content: bytes, name: str, why: str) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, content, name)
    shown = text(client, page)
    assert "This file cannot be read" in shown
    assert why in shown
    assert files(practice) == []
    forget_late_uploads(practice.database, practice.settings, practice.now + timedelta(days=2))
    assert why not in text(client, page)


def test_a_bomb_is_refused_by_what_it_says_of_itself(practice: World) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        for part in range(2_001):
            parts.writestr(f"xl/worksheets/sheet{part}.xml", "")
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, bomb.getvalue(), "list.xlsx")
    assert "unpacks to far more than a patient list needs" in text(client, page)


def test_a_file_that_is_too_large_or_missing_is_answered_on_a_page(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    said = {"CONTENT_LENGTH": str(LARGEST_LIST + (1 << 20)), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    large = client.post("/staff/list", environ_overrides=said)
    assert large.status_code == 413
    assert "A list may have 50 MB" in large.get_data(as_text=True)
    missing = submit(client, "/staff/list")
    assert missing.status_code == 400
    assert "Choose the file with your patient list" in missing.get_data(as_text=True)
    assert uploads(practice) == []
    assert files(practice) == []


@pytest.mark.parametrize(
    "name", ["../../x.csv", "C:\\lists\\x.csv", "..", ".htaccess", "a\u202efdp.csv", "ä" * 300 + ".csv"]
)
def test_whatever_a_file_is_called_it_stays_in_its_folder(practice: World, name: str) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, list_of(ADA, BOB, CY), name)
    (file,) = files(practice)
    assert file.parent.parent.parent == practice.settings.instance / FOLDER
    assert file.name.isprintable()
    assert "Look at this list" in text(client, page)


def test_what_stops_an_import_is_asked_and_what_was_ticked_stays(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    page = given(world, client, list_of(*(f"{number},{ADA.partition(',')[2]}" for number in sample_numbers(30))))
    shown = text(client, page)
    assert "30 of 30 people are new: is this the right list?" in shown
    assert "What campaigns would do because of it" in shown
    assert "When may the 30 people who joined be told?" in shown
    unsaid = confirm(client, page, joiners="now")
    assert unsaid.status_code == 400
    assert "Say whether this is right, or cancel" in unsaid.get_data(as_text=True)
    assert 'value="now" checked' in unsaid.get_data(as_text=True)
    assert confirm(client, page, expect="joined", joiners="now").status_code == 303
    work(world)
    assert "30 people of this list are on record" in text(client, page)
    with world.database.reading() as session:
        latest = select(PatientList.joiners_from).order_by(PatientList.id.desc()).limit(1)
        assert session.execute(latest).scalar_one() is None, "told at once, as it was said"


def test_an_older_list_is_asked_about(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    first = given(practice, client, list_of(ADA, BOB, CY, DEE))
    confirm(client, first)
    work(practice)
    page = given(practice, client, list_of(ADA, BOB, CY), "list 19-11-2026.csv")
    assert "this list is of 19 November 2026" in text(client, page)
    assert confirm(client, page).status_code == 400
    assert confirm(client, page, expect="older").status_code == 303
    work(practice)
    assert "9990000042" not in numbers(practice)


def test_who_confirms_after_another_list_came_is_told_and_looks_again(practice: World) -> None:
    mine, theirs = practice.signed_in(Role.MANAGER), practice.signed_in(Role.MANAGER)
    page, other = given(practice, mine, list_of(ADA, BOB)), given(practice, theirs, list_of(ADA, BOB, CY, DEE))
    confirm(theirs, other)
    work(practice)
    assert confirm(mine, page).status_code == 303
    work(practice)
    shown = text(mine, page)
    assert "This changed while you looked" in shown
    assert "Sam Manager imported list 20-11-2026.csv while this list waited" in shown
    assert "9990000042" in numbers(practice), "nothing of mine is stored"
    assert confirm(mine, page).status_code == 303
    work(practice)
    assert numbers(practice) == {"9990000018", "9990000026"}


def test_who_shows_an_old_page_or_confirms_twice_stores_once(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, list_of(ADA, BOB))
    assert confirm(client, page, fingerprint="0" * 64).status_code == 409
    seen = uploads(practice)[0].fingerprint
    assert confirm(client, page).status_code == 303
    again = submit(client, f"{page}/store", "/staff/list", fingerprint=seen)
    assert again.status_code == 409
    assert "waits for nobody’s confirmation any more" in again.get_data(as_text=True)
    work(practice)
    with practice.database.reading() as session:
        assert len(session.execute(select(PatientList)).all()) == 2


def test_what_is_changed_between_confirming_and_storing_is_compared_again(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, list_of(ADA, BOB))
    confirm(client, page)
    with practice.database.writing() as session:
        session.execute(update(Patient).where(Patient.nhs_number == "9990000034").values(left=True))
    work(practice)
    assert "what is on record changed since this list was compared" in text(client, page).lower()
    assert uploads(practice)[0].upload_status is UploadStatus.COMPARED


def test_a_worker_that_dies_in_the_middle_of_storing_leaves_all_or_nothing(
    practice: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = given(practice, client, list_of(ADA, BOB, DEE))
    confirm(client, page)
    before = numbers(practice)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(register, "_store_doubts", die)  # the last that is written of a list
        with pytest.raises(KeyboardInterrupt):
            work(practice)
    assert numbers(practice) == before
    assert uploads(practice)[0].upload_status is UploadStatus.STORING
    assert len(files(practice)) == 1
    work(practice)
    assert uploads(practice)[0].upload_status is UploadStatus.STORED
    assert numbers(practice) == {"9990000018", "9990000026", "9990000042"}


def test_what_is_cancelled_or_waits_too_long_is_forgotten(practice: World) -> None:
    client = practice.signed_in(Role.MANAGER)
    unread = str(give(client, list_of(ADA)).location)
    assert submit(client, f"{unread}/cancel", unread).status_code == 303
    work(practice)
    assert "This list was cancelled" in text(client, unread)
    late = given(practice, client, list_of(ADA, BOB))
    forget_late_uploads(practice.database, practice.settings, practice.now + timedelta(hours=23))
    assert "Look at this list" in text(client, late)
    confirm(client, late)
    assert submit(client, f"{late}/cancel", "/staff/list").status_code == 409, "it is being stored"
    forget_late_uploads(practice.database, practice.settings, practice.now + timedelta(hours=25))
    assert "not confirmed in time" in text(client, late)
    work(practice)
    assert len(numbers(practice)) == 3, "nothing of it was stored"
    assert [row.report for row in uploads(practice)] == [{}, {}]


def test_a_job_that_failed_can_be_asked_for_again(practice: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = practice.signed_in(Role.MANAGER)
    page = str(give(client, list_of(ADA, BOB, CY)).location)
    with monkeypatch.context() as patched:
        patched.setattr(list_upload, "save_report", lambda *_: 1 / 0)
        work(practice)
    shown = text(client, page)
    assert "Something went wrong that nobody foresaw" in shown
    assert "Try again" in shown
    assert submit(client, f"{page}/read", page).status_code == 303
    work(practice)
    assert "Look at this list" in text(client, page)


def test_a_purge_leaves_alone_what_a_page_waits_for(practice: World) -> None:
    """The first list of a new practice: nothing is on record that would hinder a purge."""
    with practice.database.writing() as session:
        session.execute(delete(Patient))
        session.execute(delete(PatientList))
    client = practice.signed_in(Role.MANAGER)
    page = str(give(client, list_of(ADA, BOB)).location)
    retention.purge_every_practice(practice.database, practice.keys, practice.settings, practice.now)
    work(practice)
    assert "Look at this list" in text(client, page)


def test_only_managers_of_the_practice_see_an_upload(practice: World) -> None:
    page = given(practice, practice.signed_in(Role.MANAGER), list_of(ADA, WRONG))
    for role in (Role.APPROVER, Role.AUDITOR, Role.RECEPTION):
        client = practice.signed_in(role)
        assert client.get(page).status_code == 403
        assert client.get("/staff/list").status_code == (403 if role is Role.RECEPTION else 200)
        assert client.post("/staff/list", data={}).status_code in (400, 403)
    other = build(practice.database, practice.settings, practice.now, name="Other Surgery").signed_in(Role.MANAGER)
    assert other.get(page).status_code == 404
    for step in ("store", "read", "cancel", "refused-rows"):
        assert submit(other, f"{page}/{step}", "/staff/list").status_code == 404, step


def test_the_last_list_is_taken_back_while_nothing_was_sent_because_of_it(world: World) -> None:
    client = world.signed_in(Role.MANAGER)
    page = given(world, client, list_of(ADA.replace("07700900001", "07700900009"), BOB, CY, DEE))
    confirm(client, page)
    work(world)
    shown = text(client, "/staff/list/undo")
    assert "1 person whom only this list brought will be forgotten" in shown
    assert "1 person whom it changed will be as they were" in shown
    with world.database.reading() as session:
        last = list_upload.latest_list(session, world.practice_id)
    assert submit(client, "/staff/list/undo", list="99").status_code == 409
    assert submit(client, "/staff/list/undo", list=str(last)).status_code == 303
    work(world)
    assert "9990000042" not in numbers(world)
    assert "Taken back" in text(client, "/staff/list")
    with world.database.writing() as session:
        session.execute(update(Delivery).values(attempts=1))
    blocked = text(client, "/staff/list/undo")
    assert "cannot be taken back any more" in blocked
    assert "Take this list back" not in blocked


def sample_numbers(count: int) -> list[str]:
    """Valid NHS numbers beyond those of the practice."""
    found = []
    for middle in range(100, 1000):
        digits = f"999000{middle:03d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            found.append(f"{digits}{check % 11}")
    return found[:count]
