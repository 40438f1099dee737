"""A machine is lost while it sends, and its backup comes back on another database: by commands and pages alone."""

import re
import shutil
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.cli import backup_commands
from notifier.cli.installation import Installation
from notifier.delivery import leases
from notifier.providers.message_types import Message
from notifier.providers.outbox import Outbox
from notifier.settings import load_settings
from notifier.store.tables import Delivery, Notice, Patient
from tests.journeys.driver import MANAGER, Page, Practice

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PATIENTS = 40
CODE = re.compile(r"/r/([0-9A-Z]{12})")


def test_the_campaign_goes_on_from_a_backup_that_was_made_while_it_sent(
    both_ways: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "GRACE", timedelta(0))
    (tmp_path / "lost").mkdir()
    lost = Practice(tmp_path / "lost", both_ways[0], LAUNCH)
    lost.set_up_anew()
    export, file = tmp_path / "list.csv", tmp_path / "backup"
    lost.run("sample-list", "--patients", PATIENTS, "--seed", 7, "--out", export)
    campaign_id = lost.launch(export)
    _back_up_at_message(lost, 12, file, monkeypatch)
    lost.run("send", "--until-idle")
    assert file.exists(), "the backup is made between two messages"
    before = [message["reference"] for message in lost.outbox()]
    assert len(before) > PATIENTS * 0.8
    texts = [message for message in lost.outbox() if message["channel"] == "sms"]

    # The companies that carry messages are not lost with the machine: here they are a folder.
    new = Practice(tmp_path / "new", both_ways[1], LAUNCH + timedelta(hours=3))
    (new.folder / "instance").mkdir(parents=True)
    shutil.copytree(lost.folder / "instance/outbox", new.folder / "instance/outbox")
    shutil.rmtree(lost.folder)
    new.run("restore", file, "--key", f"{file}.key")
    assert "came back on" in new.run("send", "--until-idle", status=1)
    new.run("machine", "--take-over", "--staff", MANAGER)
    for days in (0, 1, 3):
        new.now += timedelta(days=days)
        new.run("send", "--until-idle")

    assert set(Counter(message["reference"] for message in new.outbox()).values()) == {1}
    again = {message["reference"] for message in new.outbox()} - set(before)
    assert not again & _references_of_those_told(new, before), "nobody has a second message of the same round"
    assert new.json("campaign", "unknown", campaign_id)["unknown"] == []
    with closing(new.open_database()) as database:
        page = Page(new.browser(database))
        found = CODE.search(texts[0]["body"])
        assert found, texts[0]
        born = _birth_date(new, texts[0]["reference"])
        assert page.answer(found[1], "keep", born) == 200
    new.run("send", "--until-idle")
    assert new.run("audit", "verify")
    counts = new.json("outcomes", campaign_id)["counts"]
    assert sum(counts.values()) >= PATIENTS * 0.9


def _back_up_at_message(practice: Practice, number: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what `notifier backup` does beside the sender, once it has sent so many messages."""
    write, sent = Outbox._write, count(1)

    def write_and_back_up(outbox: Outbox, message: Message) -> str:
        if next(sent) == number:
            with closing(Installation(load_settings(practice.environment))) as own:
                backup_commands.backup(own, file, None, False)
        return write(outbox, message)

    monkeypatch.setattr(Outbox, "_write", write_and_back_up)


def _references_of_those_told(practice: Practice, before: list[str]) -> set[str]:
    """The messages of the first round to patients who had one of it from the lost machine."""
    told = select(Delivery.notice_id).where(Delivery.reference.in_(before))
    with closing(practice.open_database()) as database, database.reading() as session:
        return set(session.execute(select(Delivery.reference).where(Delivery.notice_id.in_(told))).scalars())


def _birth_date(practice: Practice, reference: str) -> date:
    query = select(Patient.date_of_birth).join(Notice, Notice.patient_id == Patient.id)
    query = query.join(Delivery, Delivery.notice_id == Notice.id).where(Delivery.reference == reference)
    with closing(practice.open_database()) as database, database.reading() as session:
        return session.execute(query).scalar_one()
