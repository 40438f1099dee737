"""Working off: each call once, whatever kills it, and one that cannot be read keeps no other from being read."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from notifier.delivery import receipts
from notifier.store.tables import Delivery, InboundText, Receipt, Reply, StoredCall
from notifier.vocabulary import Channel, Choice, DeliveryStatus, ReportKind, Task
from notifier.webhook_calls import call_reading
from notifier.webhook_calls.call_reading import CallReader, work_off
from notifier.webhook_calls.call_spool import CallSpool
from notifier.webhook_calls.heard_calls import HeardCall, store_calls, troubles
from tests.notifier.webhook_calls.calls import PROVIDER, LineReader, heard, report_call, text_call
from tests.world import World


def written(world: World, *calls: HeardCall) -> None:
    with world.database.writing() as session:
        store_calls(session, calls)


def reader_of(world: World, reader: LineReader) -> CallReader:
    return CallReader(world.database, world.keys, reader.hooks)


def reports(world: World) -> list[str]:
    """The events of the invented provider that are on record."""
    query = select(Receipt.event_id).where(Receipt.provider == PROVIDER).order_by(Receipt.event_id)
    with world.database.reading() as session:
        return list(session.execute(query).scalars())


def values(world: World, column: Any) -> Sequence[Any]:
    with world.database.reading() as session:
        return session.execute(select(column).order_by(column)).scalars().all()


def test_what_waits_is_recorded_and_gone(world: World) -> None:
    written(world, text_call("KEEP"), report_call("1", "2"), report_call("3", kind=ReportKind.FAILED))
    read = reader_of(world, LineReader()).read_waiting()
    assert (read.calls, read.texts, read.failures) == (3, 1, 1)
    assert read.tasks() == [Task.SETTLE, Task.ADVANCE]
    assert values(world, Reply.choice) == [Choice.KEEP]
    assert reports(world) == ["1", "2", "3"]
    assert values(world, StoredCall.id) == []


def test_it_counts_as_heard_when_it_came(world: World) -> None:
    before = world.now.replace(hour=1)
    with world.database.writing() as session:
        accepted = {"delivery_status": DeliveryStatus.ACCEPTED, "delivered_at": None}
        session.execute(update(Delivery).values(accepted))
        sms = select(Delivery.reference).where(Delivery.channel == Channel.SMS)
        reference = session.execute(sms.limit(1)).scalar_one()
    written(world, heard(f"report 1 {reference} delivered", before), heard("text 2 +447700900001 KEEP", before))
    reader_of(world, LineReader()).read_waiting()
    assert values(world, Reply.received_at) == values(world, InboundText.received_at) == [before]
    with world.database.reading() as session:
        query = select(Delivery.delivered_at).where(Delivery.reference == reference)
        assert session.execute(query).scalar_one() == before


def test_read_twice_it_counts_once(world: World) -> None:
    for _ in range(2):
        written(world, text_call("KEEP"), report_call("1", kind=ReportKind.FAILED))
        reader_of(world, LineReader()).read_waiting()
    assert (len(values(world, Reply.id)), len(reports(world))) == (1, 1)


def test_killed_before_the_end_nothing_is_recorded_by_half(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written(light_world, text_call("KEEP"), report_call("1"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(receipts, "record_report", killed)
        with pytest.raises(KeyboardInterrupt):
            reader_of(light_world, LineReader()).read_waiting()
    assert (len(values(light_world, StoredCall.id)), values(light_world, Reply.id)) == (2, [])
    assert reader_of(light_world, LineReader()).read_waiting().calls == 2


def test_a_call_that_cannot_be_read_waits_with_the_reason_and_keeps_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad = heard("text 9 +447700900001 a defect")
    written(world, text_call("KEEP"), bad, report_call("1"))
    broken = reader_of(world, LineReader(fails_at=[bad.call.body]))
    assert broken.read_waiting().calls == 2
    with world.database.reading() as session:
        assert troubles(session) == {"KeyError": 1}
    assert "7700" not in caplog.text
    assert reader_of(world, LineReader()).read_waiting().calls == 1, "once that is mended, it is read"
    assert values(world, StoredCall.id) == []


@pytest.mark.parametrize(
    ("reader", "why"), [(LineReader(refuses="the signature is another's"), "another's"), (None, "not set up any more")]
)
def test_a_call_that_is_not_believed_any_more_waits(light_world: World, reader: LineReader | None, why: str) -> None:
    written(light_world, text_call("KEEP"))
    CallReader(light_world.database, light_world.keys, reader.hooks if reader else {}).read_waiting()
    with light_world.database.reading() as session:
        (told,) = troubles(session)
    assert why in told


def test_a_large_call_lets_patients_in_between(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written(light_world, report_call(*(f"{serial:040}" for serial in range(950))), report_call("x"))
    sizes: list[int] = []
    record = call_reading.CallReader._record_some

    def noted(self: CallReader, stored: Any, parts: Sequence[Any]) -> int:
        sizes.append(len(parts))
        return record(self, stored, parts)

    monkeypatch.setattr(call_reading.CallReader, "_record_some", noted)
    reader_of(light_world, LineReader()).read_waiting()
    assert len(reports(light_world)) == 951
    assert max(sizes) == call_reading.TOGETHER


def test_a_database_that_cannot_be_had_is_no_fault_of_the_call(
    light_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(light_world, text_call("KEEP"), report_call("1"))

    def away(*_: object) -> None:
        raise OperationalError("statement", None, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(receipts, "record_report", away)
        with pytest.raises(OperationalError):
            reader_of(light_world, LineReader()).read_waiting()
    with light_world.database.reading() as session:
        assert troubles(session) == {}


# --- before anybody concludes anything ---


def test_nothing_waits_and_nothing_is_loaded(light_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_reading, "readers_of", None)
    assert work_off(light_world.database, light_world.settings, light_world.keys) == 0


def test_what_waits_in_the_table_and_as_files_is_read_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_reading, "readers_of", lambda _settings: LineReader().hooks)
    written(world, report_call("1"))
    CallSpool.of(world.settings).put(text_call("KEEP"))
    assert work_off(world.database, world.settings, world.keys) == 0
    assert (values(world, Reply.choice), reports(world)) == ([Choice.KEEP], ["1"])


def test_what_waits_all_the_same_is_counted(light_world: World) -> None:
    written(light_world, report_call("1"))
    spool = CallSpool.of(light_world.settings)
    spool.put(text_call("KEEP"))
    (light_world.settings.instance / "webhook_calls/broken.call").write_bytes(b"half")
    assert work_off(light_world.database, light_world.settings, light_world.keys) == 3
