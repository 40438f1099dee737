"""What became of texts whose answer was lost: found by what they say, or surely never sent, or still unknown."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from notifier.providers.base import Accepted, NeverSent
from tests.notifier.providers.messages import link, sms
from tests.notifier.providers.server import CUT, HANG, Answer, Asked, LocalServer
from tests.notifier.providers.twilio_samples import CONTROL, lost, patience, provider

SEEN = {CONTROL.to: [(CONTROL.provider_id, f"Sent long ago: {CONTROL.mark}")]}


def listing(server: LocalServer, texts: Mapping[str, Sequence[tuple[str, str | None]]]) -> None:
    """Let the server have these texts: number -> (id, body); and the control, unless something else is said of it."""
    texts = {**SEEN, **texts}

    def answer(asked: Asked) -> Answer:
        found = texts.get(asked.query["To"][0], ())
        return Answer(200, {"messages": [{"sid": sid, "body": body, "status": "failed"} for sid, body in found]})

    server.answer = answer


def test_a_lost_text_is_found_by_the_link_in_it_whatever_became_of_it(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM8", "Other"), ("SM9", f"Sent from your trial account - {link(1)} please")]})
    assert provider(server.url).look_up([lost(1)]) == {"REF0000001": Accepted("SM9")}


def test_a_text_that_is_not_there_was_never_sent_once_enough_time_has_passed(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM8", "Other")]})
    own = provider(server.url)
    assert own.look_up([lost(1)]) == {}
    assert own.look_up([lost(1, settled=True)]) == {"REF0000001": NeverSent()}


def test_what_is_known_to_be_another_text_is_not_taken_for_the_lost_one(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM1", link(1)), ("SM2", link(1))]})
    own = provider(server.url)
    assert own.look_up([lost(1, known=["SM1"])]) == {"REF0000001": Accepted("SM2")}
    assert own.look_up([lost(1, known=["SM1", "SM2"], settled=True)]) == {"REF0000001": NeverSent()}


def test_one_text_is_not_found_for_two(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM1", link(1))]})
    first, second = lost(1, settled=True), replace(lost(1, settled=True), reference="SECOND")
    assert provider(server.url).look_up([first, second]) == {"REF0000001": Accepted("SM1"), "SECOND": NeverSent()}
    assert len(server.asked) == 2, "once for the number, and once for the control"


def test_without_a_mark_nothing_is_found_out(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM1", "")]})
    assert provider(server.url).look_up([lost(1, settled=True, mark="")]) == {}
    assert server.asked == []


def test_a_text_that_is_blanked_out_may_be_the_lost_one(server: LocalServer) -> None:
    listing(server, {sms(1).to: [("SM1", None)]})
    assert provider(server.url).look_up([lost(1, settled=True)]) == {}


def test_every_page_of_the_list_is_read(server: LocalServer) -> None:
    def answer(asked: Asked) -> Answer:
        if "Page" in asked.query:
            return Answer(200, {"messages": [{"sid": "SM2", "body": link(1)}], "next_page_uri": None})
        return Answer(200, {"messages": [{"sid": "SM1", "body": "x"}], "next_page_uri": f"{asked.target}&Page=1"})

    server.answer = answer
    assert provider(server.url).look_up([lost(1, settled=True)]) == {"REF0000001": Accepted("SM2")}


def test_a_list_that_is_longer_than_what_is_read_proves_nothing(server: LocalServer) -> None:
    listing(server, {sms(1).to: [(f"SM{number}", "x") for number in range(500)]})
    assert provider(server.url).look_up([lost(1, settled=True)]) == {}


@pytest.mark.parametrize("answer", [CUT, HANG, Answer(500), Answer(429), Answer(401), Answer(200, b"<html>")])
def test_what_could_not_be_asked_stays_unknown(server: LocalServer, answer: Answer) -> None:
    server.answer = lambda asked: answer
    assert provider(server.url, timeout=patience(answer)).look_up([lost(1, settled=True)]) == {}


def test_many_numbers_are_looked_up_together_and_one_failure_is_only_its_own(server: LocalServer) -> None:
    together = threading.Barrier(3)

    def answer(asked: Asked) -> Answer:
        number = asked.query["To"][0]
        if number == CONTROL.to:
            return Answer(200, {"messages": [{"sid": CONTROL.provider_id, "body": CONTROL.mark}]})
        together.wait(timeout=30)
        return CUT if number == sms(2).to else Answer(200, {"messages": []})

    server.answer = answer
    found = provider(server.url, concurrency=3).look_up([lost(number, settled=True) for number in (1, 2, 3)])
    assert found == {"REF0000001": NeverSent(), "REF0000003": NeverSent()}
    assert len(server.asked) == 4, "three numbers, and the control once for all of them"


@pytest.mark.parametrize(
    "shown",
    [
        [],  # numbers are redacted, the list lags, or it is another account's
        [("SMOTHER", CONTROL.mark)],
        [(CONTROL.provider_id, None)],
        [(CONTROL.provider_id, "REDACTED")],
    ],
    ids=["nothing", "another text", "no words", "redacted words"],
)
def test_absence_proves_nothing_where_what_is_certainly_there_is_not_seen(
    server: LocalServer, shown: list[tuple[str, str | None]]
) -> None:
    listing(server, {CONTROL.to: shown})
    assert provider(server.url).look_up([lost(1, settled=True)]) == {}


def test_absence_proves_nothing_without_a_control(server: LocalServer) -> None:
    listing(server, {})
    own = provider(server.url)
    assert own.look_up([lost(1, settled=True, controls=())]) == {}
    assert own.look_up([lost(1, settled=True, controls=[replace(CONTROL, mark="")])]) == {}


def test_any_control_that_is_seen_is_enough_and_each_is_asked_for_once(server: LocalServer) -> None:
    listing(server, {"+447700900778": []})
    gone = replace(CONTROL, to="+447700900778")
    messages = [lost(number, settled=True, controls=[gone, CONTROL]) for number in (1, 2, 3)]
    assert set(provider(server.url).look_up(messages).values()) == {NeverSent()}
    assert len(server.asked) == 5
