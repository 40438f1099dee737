"""Reading the mailbox that bounces come back to, on a real IMAP server: nothing twice, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifier.providers.base import AwaitedMessage, CannotAsk, Report
from notifier.providers.smtp_email import mailbox
from notifier.providers.smtp_email.bounces import bounce_reports
from notifier.providers.smtp_email.mailbox import BounceMailbox, MailboxFault
from notifier.vocabulary import ReportKind
from tests.notifier.providers import bounce_samples
from tests.notifier.providers.imap_server import PASSWORD, USER, ImapServer, MailFolder, running_imap
from tests.notifier.providers.mail_server import mail_server
from tests.notifier.providers.messages import email
from tests.notifier.providers.server import closed_port
from tests.notifier.providers.smtp_samples import provider, server_of

NOW = datetime.now(UTC)
WAITING = {"REF0000001": "<fair-notice.REF0000001@example.com>", "REF0000002": "<fair-notice.REF0000002@example.com>"}


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with running_imap(tmp_path_factory.mktemp("imap")) as server:
        yield server


@pytest.fixture
def folder(imap: ImapServer, request: pytest.FixtureRequest) -> MailFolder:
    name = f"of {request.node.name}"
    client = imap.client()
    client.create(f'"{name}"')
    client.logout()
    return MailFolder(imap, f'"{name}"')


@pytest.fixture
def bounces(folder: MailFolder, tmp_path: Path) -> BounceMailbox:
    return BounceMailbox(
        host="127.0.0.1",
        port=folder.server.port,
        security="starttls",
        ca_file=str(folder.server.ca_file),
        account=USER,
        password=PASSWORD,
        folder=folder.name.strip('"'),
        moved_to="",
        our_address="surgery@example.com",
        mark=tmp_path / "smtp" / "bounces.json",
        timeout=10,
        every=timedelta(0),
    )


def read(box: BounceMailbox, waiting: dict[str, str] | None = None, now: datetime = NOW) -> list[Report]:
    return list(box.reports(WAITING if waiting is None else waiting, now))


def again(box: BounceMailbox) -> BounceMailbox:
    """The same mailbox in another process, which knows what is on disk."""
    return replace(box, _unfinished={}, _validity=0, _asked=None)


def test_what_came_back_is_read(bounces: BounceMailbox, folder: MailFolder) -> None:
    folder.put(bounce_samples.postfix("REF0000001"), bounce_samples.postfix("REF0000002", "delivered", "2.0.0"))
    assert [(one.reference, one.kind) for one in read(bounces)] == [
        ("REF0000001", ReportKind.FAILED),
        ("REF0000002", ReportKind.DELIVERED),
    ]


def test_a_report_that_was_not_written_down_is_told_again(bounces: BounceMailbox, folder: MailFolder) -> None:
    """The database may go away between reading and writing, and the process too."""
    folder.put(bounce_samples.postfix("REF0000001"))
    first = read(bounces)
    assert read(bounces) == first
    assert read(again(bounces)) == first
    assert folder.flags() == [False]


def test_once_it_is_written_down_it_is_done(bounces: BounceMailbox, folder: MailFolder) -> None:
    folder.put(bounce_samples.postfix("REF0000001"))
    read(bounces)
    assert read(bounces, waiting={}) == []
    assert folder.flags() == [True]
    assert read(again(bounces), waiting={}) == [], "nor after a restart"
    folder.put(bounce_samples.postfix("REF0000002"))
    assert [one.reference for one in read(again(bounces))] == ["REF0000002"]


def test_what_moves_no_delivery_is_done_after_an_hour(bounces: BounceMailbox, folder: MailFolder) -> None:
    folder.put(bounce_samples.postfix("REF0000001", "delayed", "4.4.1"))
    soon, later = NOW + timedelta(minutes=59), NOW + mailbox.HANDED_OVER_FOR
    assert [len(read(bounces, now=now)) for now in (NOW, soon, later, later)] == [1, 1, 0, 0]
    assert folder.flags() == [True]


def test_what_nobody_waited_for_is_told_for_an_hour(bounces: BounceMailbox, folder: MailFolder) -> None:
    """An email whose answer was lost waits for nothing, and its bounce settles it."""
    folder.put(bounce_samples.postfix("REF0000009"))
    assert [one.reference for one in read(bounces)] == ["REF0000009"]
    assert [one.reference for one in read(bounces)] == ["REF0000009"]


def test_what_is_not_ours_is_left_and_said(
    bounces: BounceMailbox, folder: MailFolder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    folder.put(bounce_samples.absence(), bounce_samples.letter_of_a_patient(), bounce_samples.postfix("REF0000001"))
    assert [one.reference for one in read(bounces)] == ["REF0000001"]
    assert "2 messages in the mailbox for bounces are about no email of ours" in caplog.text
    read(bounces, waiting={})
    assert folder.flags() == [False, False, True], "a person has not read them"
    caplog.clear()
    assert read(bounces, waiting={}) == []
    assert not caplog.text


def test_what_was_read_is_moved_where_a_folder_is_named(bounces: BounceMailbox, folder: MailFolder) -> None:
    done = MailFolder(folder.server, '"done of bounces"')
    client = folder.server.client()
    client.create(done.name)
    client.logout()
    box = replace(bounces, moved_to="done of bounces")
    folder.put(bounce_samples.letter_of_a_patient(), bounce_samples.postfix("REF0000001"))
    read(box)
    read(box, waiting={})
    assert folder.flags() == [False]
    assert done.flags() == [True]


def test_a_mailbox_is_not_signed_in_to_at_every_turn(bounces: BounceMailbox, folder: MailFolder) -> None:
    box = replace(bounces, every=timedelta(seconds=30))
    folder.put(bounce_samples.postfix("REF0000001"))
    soon, later, before = (NOW + timedelta(seconds=seconds) for seconds in (29, 30, -600))
    assert len(read(box)) == 1
    folder.put(bounce_samples.postfix("REF0000002"))
    assert [len(read(box, now=now)) for now in (soon, later)] == [1, 2]
    folder.put(bounce_samples.postfix("REF0000003"))
    assert len(read(box, now=before)) == 3, "whatever is done to the clock"


def test_a_full_mailbox_is_read_in_parts(
    bounces: BounceMailbox, folder: MailFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "AT_A_TIME", 2)
    monkeypatch.setattr(mailbox, "MOST", 5)
    folder.put(*(bounce_samples.postfix(f"REF{number:07d}") for number in range(7)))
    assert [len(read(bounces)) for _ in range(3)] == [5, 7, 7]


def test_one_message_that_cannot_be_read_stops_no_other(
    bounces: BounceMailbox, folder: MailFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:

    def read_most(raw: bytes, our_address: str, now: datetime) -> object:
        if b"REF0000001" in raw:
            raise LookupError
        return bounce_reports(raw, our_address, now)

    monkeypatch.setattr(mailbox, "bounce_reports", read_most)
    folder.put(bounce_samples.postfix("REF0000001"), bounce_samples.postfix("REF0000002"))
    assert [one.reference for one in read(bounces)] == ["REF0000002"]
    assert "cannot be read: LookupError" in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"folder": "no such folder"},
        {"ca_file": ""},
        {"port": int(closed_port().rpartition(":")[2])},
        {"host": "mail.invalid"},
        {"password": "pässword"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_mailbox_that_cannot_be_read_is_a_fault_and_loses_nothing(
    bounces: BounceMailbox, folder: MailFolder, wrong: dict[str, str | int]
) -> None:
    folder.put(bounce_samples.postfix("REF0000001"))
    box = replace(bounces, **wrong)  # type: ignore[arg-type]  # of one kind or the other, as the field is
    with pytest.raises(MailboxFault):
        box.check()
    with pytest.raises(MailboxFault):
        read(box)
    assert len(read(bounces)) == 1


def test_a_folder_to_move_to_must_be_there(bounces: BounceMailbox) -> None:
    bounces.check()
    with pytest.raises(MailboxFault, match="smtp_bounce_imap_moved_to"):
        replace(bounces, moved_to="nowhere").check()


def test_a_provider_asks_for_receipts_and_reads_them(
    bounces: BounceMailbox, folder: MailFolder, tmp_path: Path
) -> None:
    with mail_server(tmp_path, "none") as at_work:
        sender = provider(server_of(at_work), mailbox=bounces)
        list(sender.send([email(1)]))
        assert at_work.taken[0].rcpt_options == ["NOTIFY=SUCCESS,FAILURE,DELAY"]
        folder.put(bounce_samples.postfix("REF0000001"))
        awaited = [AwaitedMessage(reference, sid, "", NOW) for reference, sid in WAITING.items()]
        assert sender.asked_after == timedelta(0)
        assert [one.reference for one in sender.reports(awaited, NOW)] == ["REF0000001"]
        assert sender.faults() == []
        broken = provider(server_of(at_work), mailbox=replace(bounces, password="wrong"))
        with pytest.raises(CannotAsk, match="smtp_bounce_imap_host"):
            list(broken.reports(awaited, NOW))
        assert provider(server_of(at_work)).asked_after is None
        (fault,) = broken.faults()
        assert "smtp_bounce_imap_host" in fault
