"""The chain shows every event that was changed, taken out, slipped in or cut off, and has no gap however many write."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest
from sqlalchemy import delete, text

from notifier.errors import EvidenceFault
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, AuditHead, Staff
from tests.notifier.store.test_database import practice
from tests.world import rows_of

EVENTS = 5


@pytest.fixture
def chain(database: Database, now: datetime) -> Database:
    """A database with five events."""
    for number in range(1, EVENTS + 1):
        with database.writing() as session:
            at = now + timedelta(minutes=number)
            audit.append(session, AuditAction.LIST_IMPORTED, at, list=number, counts=["ü", None, 1.5])
    return database


def test_an_untouched_chain_is_sound(chain: Database) -> None:
    with chain.reading() as session:
        verified = audit.verify_chains(session)
        assert verified.events == EVENTS
        assert verified.chains[audit.INSTALLATION].head == rows_of(session, AuditEvent)[-1].own_hash


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET action = 'test.other' WHERE id = 3",
        "UPDATE audit_event SET details = '{}' WHERE id = 3",
        "UPDATE audit_event SET at = '2026-11-23 10:00:00' WHERE id = 3",
        "UPDATE audit_event SET own_hash = previous_hash WHERE id = 3",
        "DELETE FROM audit_event WHERE id = 3",
        "UPDATE audit_event SET number = number - 1 WHERE number > 3",
    ],
)
def test_an_event_that_was_changed_or_removed_is_named(chain: Database, tampering: str) -> None:
    with chain.writing() as session:
        if "number - 1" in tampering:
            session.execute(text("DELETE FROM audit_event WHERE id = 3"))
        session.execute(text(tampering))
    with chain.reading() as session, pytest.raises(EvidenceFault, match="audit event 3"):
        audit.verify_chains(session)


def test_a_change_that_is_hashed_again_breaks_the_next_event(chain: Database) -> None:
    with chain.writing() as session:
        event = session.get_one(AuditEvent, 3)
        event.action = "test.other"
        event.own_hash = audit.event_hash(audit.as_dict(event))
    with chain.reading() as session, pytest.raises(EvidenceFault, match="audit event 4"):
        audit.verify_chains(session)


def test_an_event_that_was_slipped_in_is_noticed(chain: Database, now: datetime) -> None:
    with chain.writing() as session:
        last = session.get_one(AuditEvent, EVENTS)
        said = {"at": now, "action": "test.forged", "details": {}, "previous_hash": last.own_hash}
        forged = AuditEvent(chain=audit.INSTALLATION, number=EVENTS + 1, **said)
        forged.own_hash = audit.event_hash(audit.as_dict(forged))
        session.add(forged)
    with chain.reading() as session, pytest.raises(EvidenceFault, match="ends at event 6, but 5"):
        audit.verify_chains(session)


@pytest.mark.parametrize("left", [0, 4])
def test_events_cut_off_the_end_are_noticed(chain: Database, left: int) -> None:
    with chain.writing() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.id > left))
    with chain.reading() as session, pytest.raises(EvidenceFault, match=f"ends at event {left}, but 5"):
        audit.verify_chains(session)


def test_many_at_once_leave_no_gap(database: Database, now: datetime) -> None:
    def append(number: int) -> None:
        with database.writing() as session:
            audit.append(session, AuditAction.NOTICES_PLANNED, now, notices=number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(20)))
    with database.reading() as session:
        assert audit.verify_chains(session).events == 20
        assert sorted(event.details["notices"] for event in rows_of(session, AuditEvent)) == list(range(20))


def test_an_event_stands_exactly_if_the_deed_does(database: Database, now: datetime) -> None:
    with database.writing() as session:
        audit.append(session, AuditAction.EXPORT_WRITTEN, now)
        session.rollback()
    with database.reading() as session:
        assert audit.verify_chains(session).events == 0


def test_a_time_from_another_zone_keeps_the_chain_sound(database: Database, now: datetime) -> None:
    with database.writing() as session:
        audit.append(session, AuditAction.EXPORT_WRITTEN, now.astimezone(timezone(timedelta(hours=1))))
    with database.reading() as session:
        assert audit.verify_chains(session).events == 1


def test_exported_events_are_checked_without_the_tables(chain: Database) -> None:
    with chain.reading() as session:
        exported = [audit.exported_events(event) for event in audit.events(session)]
        verified = audit.verify_chains(session).chains[audit.INSTALLATION]
    assert audit.verify_events(exported) == verified
    assert audit.verify_events(exported) == verified, "verifying leaves the events as they are"
    with pytest.raises(EvidenceFault, match="audit event 3 is missing"):
        audit.verify_events(exported[:2] + exported[3:])
    with pytest.raises(EvidenceFault, match="audit event 2 was changed"):
        audit.verify_events([exported[0], exported[1] | {"action": "test.other"}])
    with pytest.raises(EvidenceFault):
        audit.verify_events([{}])


def test_a_detail_that_its_action_does_not_list_fails_a_test(sqlite_database: Database, now: datetime) -> None:
    with sqlite_database.writing() as session, pytest.raises(UserWarning, match=r"campaign.closed .* name"):
        audit.append(session, AuditAction.CAMPAIGN_CLOSED, now, name="Ada Sample", verb="close")


def test_in_use_such_a_detail_is_left_out_and_undoes_nothing(
    sqlite_database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_database.writing() as session, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as where nobody has turned warnings into errors
        audit.append(session, AuditAction.CAMPAIGN_CLOSED, now, name="Ada Sample", verb="close")
    with sqlite_database.reading() as session:
        (event,) = rows_of(session, AuditEvent)
        assert event.details == {"verb": "close"}
        assert audit.verify_chains(session).events == 1
    assert "name" in caplog.text
    assert "Ada" not in caplog.text


def test_an_action_is_kept_and_hashed_as_its_word_alone(sqlite_database: Database, now: datetime) -> None:
    with sqlite_database.writing() as session:
        audit.append(session, AuditAction.PRACTICE_SET, now, practice=1, ods_code="A81001")
    with sqlite_database.reading() as session:
        assert session.execute(text("SELECT action FROM audit_event")).scalar_one() == "practice.set"
        (event,) = audit.events(session)
        hashed = (
            '{"action":"practice.set","at":"' + now.isoformat() + '","campaign_id":null,'
            '"details":{"ods_code":"A81001","practice":1},"id":1,"previous_hash":"' + "0" * 64 + '","staff_id":null}'
        )
        assert event.own_hash == sha256(hashed.encode()).hexdigest()


def test_each_practice_has_a_chain_of_its_own(database: Database, now: datetime) -> None:
    with database.writing() as session:
        for ods_code in ("Y00001", "Y00002"):
            session.add(practice(now, ods_code))
        session.flush()
        staff = Staff(practice_id=2, email="a@example.com", name="A", created_at=now)
        session.add(staff)
        session.flush()
        audit.append(session, AuditAction.PRACTICE_SET, now, practice=1, ods_code="Y00001")
        audit.append(session, AuditAction.LIST_IMPORTED, now, staff_id=staff.id, list=1)
        audit.append(session, AuditAction.PASSWORD_REFUSED, now, subject=staff.id, place="here")
        audit.append(session, AuditAction.CHANNEL_GOES_ON, now, channel="sms", tries=1)
    with database.reading() as session:
        found = [(event.chain, event.number, event.action) for event in audit.events(session)]
        assert found == [
            (1, 1, "practice.set"),
            (2, 1, "list.imported"),
            (2, 2, "session.refused"),
            (audit.INSTALLATION, 1, "channel.goes_on"),
        ]
        assert {chain: one.events for chain, one in audit.verify_chains(session).chains.items()} == {0: 1, 1: 1, 2: 2}
        assert [event.action for event in audit.events(session, 2)] == ["list.imported", "session.refused"]


def test_a_chain_whose_last_link_is_gone_is_noticed(chain: Database) -> None:
    with chain.writing() as session:
        session.execute(delete(AuditHead))
    with chain.reading() as session, pytest.raises(EvidenceFault, match="last link is gone"):
        audit.verify_chains(session)


def test_one_practices_writers_do_not_wait_for_anothers(postgresql_url: str, now: datetime) -> None:
    postgresql_database = Database.open(postgresql_url)
    with postgresql_database.writing() as session:
        for chain in (1, 2):
            session.add(AuditHead(chain=chain, number=0, own_hash=audit.GENESIS))
    with postgresql_database.writing() as one:
        audit.append(one, AuditAction.PRACTICE_SET, now, practice=1, ods_code="Y00001")
        with postgresql_database.writing() as other:
            other.execute(text("SET LOCAL lock_timeout = '2s'"))
            audit.append(other, AuditAction.PRACTICE_SET, now, practice=2, ods_code="Y00002")
    with postgresql_database.reading() as session:
        assert audit.verify_chains(session).events == 2
    postgresql_database.close()
