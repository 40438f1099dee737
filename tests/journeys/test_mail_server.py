"""A campaign by email through a practice's own mail server: sent, come back, told by the next channel."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.delivery.silence import SILENCE
from notifier.providers.registry import companies
from notifier.store.database import Database
from notifier.vocabulary import Channel, DeliveryStatus, FailReason
from tests.notifier.providers.bounce_samples import postfix
from tests.notifier.providers.imap_server import PASSWORD, USER, MailFolder, running_imap
from tests.notifier.providers.mail_server import MailServerAtWork, mail_server
from tests.world import World


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServerAtWork]:
    with mail_server(tmp_path, "starttls", password="sample") as at_work:
        yield at_work


@pytest.fixture
def bounces(tmp_path: Path) -> Iterator[MailFolder]:
    with running_imap(tmp_path) as imap:
        yield MailFolder(imap, "INBOX")


@pytest.fixture
def practice(
    sqlite_database: Database, tmp_path: Path, now: datetime, server: MailServerAtWork, bounces: MailFolder
) -> World:
    certificates = tmp_path / "certificates.pem"
    certificates.write_bytes(server.ca_file.read_bytes() + bounces.server.ca_file.read_bytes())
    return World(
        sqlite_database,
        tmp_path,
        now,
        first_slice=2,
        smtp_host=server.host,
        smtp_port=server.port,
        smtp_ca_file=str(certificates),
        smtp_user="surgery",
        smtp_password="sample",
        smtp_from="surgery@example.com",
        smtp_envelope_from="bounces@example.com",
        smtp_operator="Sample Hosting",
        smtp_bounce_imap_host="127.0.0.1",
        smtp_bounce_imap_port=bounces.server.port,
        smtp_bounce_imap_security="starttls",
        smtp_bounce_imap_user=USER,
        smtp_bounce_imap_password=PASSWORD,
    )


def test_what_comes_back_and_what_is_never_confirmed_is_told_by_the_next_channel(
    practice: World, server: MailServerAtWork, bounces: MailFolder
) -> None:
    people = [practice.person(mobile=None) for _ in range(4)]
    practice.import_people(*people)
    practice.launched(channels=(Channel.EMAIL, Channel.LETTER))

    practice.until_idle()
    assert len(server.taken) == 2, "a first slice, and an hour to hear what comes back"
    practice.later(hours=1)
    practice.until_idle()
    emails = [practice.deliveries(one.nhs_number)[0] for one in people]
    assert sorted(one.to[0] for one in server.taken) == [one.email for one in people]
    assert {(one.provider, one.delivery_status) for one in emails} == {("smtp", DeliveryStatus.ACCEPTED)}

    gone, confirmed, silent, _ = emails
    bounces.put(
        postfix(gone.reference),
        postfix(confirmed.reference, "delivered", "2.0.0"),
        postfix(silent.reference, "relayed"),
    )
    practice.later(minutes=5)
    practice.until_idle()
    found = [practice.deliveries(one.nhs_number) for one in people]
    assert (found[0][0].delivery_status, found[0][0].fail_reason) == (DeliveryStatus.FAILED, FailReason.BAD_ADDRESS)
    assert [len(one) for one in found] == [2, 1, 1, 1], "a letter for whom it came back from"
    assert found[1][0].delivery_status is DeliveryStatus.DELIVERED

    practice.later(seconds=(SILENCE + timedelta(minutes=1)).total_seconds())
    practice.until_idle()
    told_again = [len(practice.deliveries(one.nhs_number)) for one in people]
    assert told_again == [2, 1, 2, 2], "sent is too little to count as told"
    assert len(server.taken) == 4


def test_patients_read_who_runs_the_server(practice: World) -> None:
    assert "Sample Hosting" in companies(practice.settings)
