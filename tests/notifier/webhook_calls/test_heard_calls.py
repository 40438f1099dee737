"""A call as it came: the same in a file and in the table, and one however often it is written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.providers.base import WebhookCall
from notifier.store.database import Database
from notifier.webhook_calls.heard_calls import HeardCall, store_calls, waiting_calls
from tests.notifier.webhook_calls.calls import NOW, report_call, text_call


@given(
    body=st.binary(max_size=100),
    headers=st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=3),
    url=st.text(max_size=30),
)
def test_a_call_in_a_file_is_the_call(body: bytes, headers: dict[str, str], url: str) -> None:
    call = HeardCall("p", "h", WebhookCall(url, headers, body), NOW, NOW + timedelta(seconds=1))
    read = HeardCall.from_bytes(call.as_bytes())
    assert (read.digest, read.call.body, read.headers) == (call.digest, body, call.headers)
    assert (read.heard_at, read.called_at) == (call.heard_at, call.called_at)


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b"null", b"{", b"\xff", b'{"url": 1, "headers": 2}'])
def test_what_is_no_call_is_refused(written: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind and words
        HeardCall.from_bytes(written)


def test_the_same_call_written_twice_is_one(database: Database) -> None:
    later = replace(text_call("KEEP"), heard_at=NOW + timedelta(hours=1))
    for _ in range(2):
        with database.writing() as session:
            store_calls(session, [text_call("KEEP"), later, report_call("1")])
    with database.reading() as session:
        waiting = waiting_calls(session)
    assert (waiting.number, waiting.since, waiting.in_trouble) == (2, NOW, 0)


def test_no_reader_is_handed_a_cookie() -> None:
    call = HeardCall("p", "h", WebhookCall("u", {"Cookie": "secret", "X-Signature": "s"}, b""), NOW, NOW)
    assert call.headers == {"X-Signature": "s"}
