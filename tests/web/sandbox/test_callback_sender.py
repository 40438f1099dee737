"""The stand-in's calls to the product: only this computer's, again when nobody answers, and never without an end."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from notifier.errors import SettingsFault
from tests.waiting import eventually
from tests.web.stand_in import NEVER, Product, free_port, served
from web.sandbox import callback_sender as couriers
from web.sandbox.callback_sender import TWILIO_CALLS, Callback, CallbackSender, Persistence
from web.sandbox.ledger import LedgerCounts

CALLBACK = Callback("https://surgery.example.com/hooks/a?b=c%2Fd", {"X-Signed": "yes"}, b"body")


@pytest.fixture
def product() -> Iterator[Product]:
    """Something that listens."""
    product = Product()
    with served(product) as url:
        product.url = url
        yield product


@pytest.mark.parametrize("url", ["http://surgery.example.com", "https://127.0.0.1", "http://192.0.2.1:80", "nowhere"])
def test_only_this_computer_is_called(url: str) -> None:
    with pytest.raises(SettingsFault, match="this computer"):
        CallbackSender(url, LedgerCounts())


def test_the_address_is_called_as_it_was_signed(product: Product) -> None:
    counts = LedgerCounts()
    with closing(CallbackSender(product.url, counts)) as sender:
        sender.submit(lambda: CALLBACK)
        (call,) = product.wait_for(1)
        assert (call.url, call.body, call.headers["X-Signed"]) == (CALLBACK.url, CALLBACK.body, "yes")
        assert eventually(lambda: counts.all()["callbacks_sent"] == 1)


def test_an_errand_may_find_that_there_is_nothing_to_carry(product: Product) -> None:
    counts = LedgerCounts()
    with closing(CallbackSender(product.url, counts)) as sender:
        sender.run_now(lambda: None)
        assert counts.all() == {}


def test_a_call_that_the_product_refuses_is_not_repeated(product: Product) -> None:
    counts = LedgerCounts()
    refusing = Product(answer=403)
    with served(refusing) as url, closing(CallbackSender(url, counts)) as sender:
        sender.run_now(lambda: CALLBACK)
        assert counts.all() == {"callbacks_failed": 1}


def test_nobody_there_is_given_up_in_the_end() -> None:
    counts = LedgerCounts()
    thrice = replace(CALLBACK, persistence=Persistence(3, 5.0, 60.0, first_pause=0.01, longest_pause=0.01))
    with closing(CallbackSender(f"http://127.0.0.1:{free_port()}", counts)) as sender:
        sender.submit(lambda: thrice)
        assert eventually(lambda: counts.all() == {"callbacks_tried_again": 2, "callbacks_failed": 1})


def test_twilio_tries_a_connection_twice_and_then_a_call_is_lost_for_good() -> None:
    counts = LedgerCounts()
    with closing(CallbackSender(f"http://127.0.0.1:{free_port()}", counts)) as sender:
        sender.submit(lambda: replace(CALLBACK, persistence=TWILIO_CALLS))
        assert eventually(lambda: counts.all() == {"callbacks_tried_again": 1, "callbacks_failed": 1})


def test_twilio_takes_an_error_for_an_answer_and_sendgrid_comes_again() -> None:
    refusing, counts = Product(answer=503), LedgerCounts()
    with served(refusing) as url, closing(CallbackSender(url, counts)) as sender:
        sender.run_now(lambda: replace(CALLBACK, persistence=TWILIO_CALLS))
        assert counts.all() == {"callbacks_failed": 1}
        sender.run_now(lambda: CALLBACK)
        assert counts.all()["callbacks_tried_again"] == 1


def test_no_try_begins_after_the_time_that_a_provider_waits_in_all() -> None:
    counts = LedgerCounts()
    hasty = replace(CALLBACK, persistence=Persistence(9, 5.0, 0.5, first_pause=0.3, longest_pause=9.0))
    with closing(CallbackSender(f"http://127.0.0.1:{free_port()}", counts)) as sender:
        sender.submit(lambda: hasty)
        assert eventually(lambda: counts.all() == {"callbacks_tried_again": 1, "callbacks_failed": 1})


def test_what_waits_too_long_a_queue_is_given_up(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "_MOST_WAITING", 2)
    counts = LedgerCounts()
    with closing(CallbackSender(product.url, counts)) as sender:
        for _ in range(5):
            sender.submit(lambda: CALLBACK, after=NEVER)
        assert counts.all() == {"callbacks_failed": 3}


def test_it_stops_with_calls_waiting_and_takes_no_more(product: Product, tmp_path: Path) -> None:
    counts = LedgerCounts()
    sender = CallbackSender(product.url, counts)
    sender.submit(lambda: CALLBACK, after=NEVER)
    sender.close()
    sender.submit(lambda: CALLBACK)
    assert (counts.all(), product.calls) == ({"callbacks_failed": 1}, [])
