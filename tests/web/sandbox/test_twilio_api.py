"""The stand-in for Twilio, spoken to by Twilio's own library."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from requests.exceptions import ConnectionError as Cut
from requests.exceptions import ReadTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator

from notifier.vocabulary import Channel
from tests.waiting import eventually
from tests.web.stand_in import ALL_REACHED, NEVER, PUBLIC_URL, Provided, provided
from web.sandbox.account import TEXTS_FROM
from web.sandbox.outbox_reader import OutboxReader
from web.sandbox.scenario import Scenario

NUMBER = "+447700900001"


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Provided]:
    """One that reaches everybody and does nothing wrong, until a test says otherwise."""
    with provided(tmp_path, Scenario().changed(ALL_REACHED)) as running:
        yield running


def statuses(stand_in: Provided, number: int) -> list[str]:
    """Sorted: two calls may overtake each other."""
    return sorted(call.form["MessageStatus"] for call in stand_in.product.wait_for(number))


def test_a_text_is_taken_kept_and_reported(stand_in: Provided) -> None:
    made = stand_in.text(body="Hello £", reference="REF7")
    assert (len(made.sid), made.sid[:2], made.status, made.direction) == (34, "SM", "queued", "outbound-api")
    assert (made.date_created.utcoffset(), made.date_sent, made.num_segments) == (timedelta(0), None, "1")
    assert statuses(stand_in, 2) == ["delivered", "sent"]
    found = stand_in.twilio().messages(made.sid).fetch()
    assert (found.body, found.to, found.from_, found.status) == ("Hello £", NUMBER, TEXTS_FROM, "delivered")
    assert found.date_sent is not None
    (kept,) = OutboxReader(stand_in.folder).found(Channel.SMS, "")
    assert (kept.reference, kept.to, kept.text, kept.fate) == ("REF7", NUMBER, "Hello £", "delivered")


def test_a_report_is_signed_for_the_address_that_the_product_calls_itself(stand_in: Provided) -> None:
    stand_in.text(reference="REF7")
    validator = RequestValidator(stand_in.stand_in.account.auth_token)
    for call in stand_in.product.wait_for(2):
        assert call.url == f"{PUBLIC_URL}/hooks/twilio/status?ref=REF7"
        assert validator.validate(call.url, call.form, call.headers["X-Twilio-Signature"])
        assert not RequestValidator("another").validate(call.url, call.form, call.headers["X-Twilio-Signature"])


def test_texts_are_listed_by_number_the_newest_first_in_pages(stand_in: Provided) -> None:
    for number in range(5):
        stand_in.text(body=f"{number}", status_callback="")
    stand_in.text(to="+447700900002", status_callback="")
    listed = stand_in.twilio().messages.list(to=NUMBER, page_size=2)
    assert [one.body for one in listed] == ["4", "3", "2", "1", "0"]
    assert len(stand_in.twilio().messages.list(page_size=4)) == 6
    assert stand_in.twilio().messages.list(from_="+447700900777") == []


def test_a_message_sent_twice_shows_as_two(stand_in: Provided) -> None:
    stand_in.text(reference="REF1")
    stand_in.text(reference="REF1")
    counted = stand_in.counts()["sms"]
    assert (counted["accepted"], counted["references"], counted["doubles"]) == (2, 1, 1)
    assert len(list(OutboxReader(stand_in.folder).found(Channel.SMS, "REF1"))) == 2


def test_a_messaging_service_may_send_instead_of_a_number(stand_in: Provided) -> None:
    made = stand_in.text(from_=None, messaging_service_sid="MG" + "0" * 32)
    assert (made.status, made.messaging_service_sid) == ("accepted", "MG" + "0" * 32)
    assert stand_in.product.wait_for(1)[0].form["MessagingServiceSid"] == "MG" + "0" * 32


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "07700900001"}, 21211),
        ({"to": "+44"}, 21211),
        ({"to": ""}, 21604),
        ({"to": "+441632960001"}, 21614),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"from_": ""}, 21603),
        ({"validity_period": 36_001}, 90007),
        ({"status_callback": "nowhere"}, 21609),
    ],
)
def test_what_twilio_would_not_take_is_refused_with_its_code(
    stand_in: Provided, wrong: dict[str, Any], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        stand_in.text(**wrong)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert (stand_in.counts()["sms"]["accepted"], stand_in.counts()["sms"]["refused"]) == (0, 1)


def test_wrong_credentials_are_refused(stand_in: Provided) -> None:
    with pytest.raises(TwilioRestException) as refused:
        stand_in.twilio(token="wrong").messages.create(to=NUMBER, from_=TEXTS_FROM, body="x")
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_the_account_can_be_asked_after_and_nobody_elses(stand_in: Provided) -> None:
    client = stand_in.twilio()
    assert client.api.v2010.accounts(stand_in.stand_in.account.account_sid).fetch().status == "active"
    with pytest.raises(TwilioRestException) as missing:
        client.api.v2010.accounts("AC" + "0" * 32).fetch()
    assert missing.value.status == 404
    with pytest.raises(TwilioRestException, match="not found"):
        client.messages("SM" + "0" * 32).fetch()


@pytest.mark.parametrize(
    ("fate", "code", "words"),
    [
        ("soft", "30003", "out of reach"),
        ("hard", "30005", "no such number"),
        ("landline", "30006", "landline"),
        ("filtered", "30007", "spam"),
    ],
)
def test_a_text_that_does_not_arrive_says_why(stand_in: Provided, fate: str, code: str, words: str) -> None:
    stand_in.change(sms={fate: 1})
    made = stand_in.text()
    codes = {call.form["MessageStatus"]: call.form.get("ErrorCode") for call in stand_in.product.wait_for(2)}
    assert codes == {"sent": None, "undelivered": code}
    assert stand_in.twilio().messages(made.sid).fetch().error_code == int(code)
    (kept,) = OutboxReader(stand_in.folder).found(Channel.SMS, "")
    assert words in kept.fate


def test_somebody_who_said_stop_long_ago_gets_nothing(stand_in: Provided) -> None:
    stand_in.change(sms={"stopped": 1})
    with pytest.raises(TwilioRestException) as refused:
        stand_in.text()
    assert refused.value.code == 21610


def test_a_text_back_is_handed_on_signed(stand_in: Provided) -> None:
    stand_in.stand_in.app.test_client().post("/sandbox-api/inbound", json={"from": NUMBER, "body": "KEEP  é"})
    (call,) = stand_in.product.wait_for(1)
    assert call.url == f"{PUBLIC_URL}/hooks/twilio/inbound"
    assert (call.form["From"], call.form["To"], call.form["Body"]) == (NUMBER, TEXTS_FROM, "KEEP  é")
    signature = call.headers["X-Twilio-Signature"]
    assert RequestValidator(stand_in.stand_in.account.auth_token).validate(call.url, call.form, signature)


def test_after_stop_a_number_gets_no_text_until_it_says_start(stand_in: Provided) -> None:
    client = stand_in.stand_in.app.test_client()
    client.post("/sandbox-api/inbound", json={"from": NUMBER, "body": " stop "})
    assert stand_in.product.wait_for(1)[0].form["OptOutType"] == "STOP"
    with pytest.raises(TwilioRestException) as refused:
        stand_in.text()
    assert refused.value.code == 21610
    assert stand_in.text(to="+447700900002").sid
    client.post("/sandbox-api/inbound", json={"from": NUMBER, "body": "START"})
    assert stand_in.text().sid


def test_a_connection_that_is_cut_raises_and_the_text_was_never_there(stand_in: Provided) -> None:
    stand_in.change(faults={"cut": 1})
    with pytest.raises(Cut):
        stand_in.text()
    stand_in.change(faults={})
    assert stand_in.twilio().messages.list(to=NUMBER) == []


@pytest.mark.parametrize("fault", ["cut_after", "accepted_then_500"])
def test_a_lost_answer_raises_and_the_text_is_in_the_list(stand_in: Provided, fault: str) -> None:
    stand_in.change(faults={fault: 1})
    with pytest.raises((Cut, TwilioRestException)) as lost:
        stand_in.text(body="once")
    stand_in.change(faults={})
    assert [one.body for one in stand_in.twilio().messages.list(to=NUMBER)] == ["once"]
    assert getattr(lost.value, "status", 500) == 500
    assert stand_in.counts()["faults"] == {fault: 1}
    assert statuses(stand_in, 2) == ["delivered", "sent"]


def test_silence_outlasts_the_client(stand_in: Provided) -> None:
    stand_in.change(faults={"hang": 1})
    with pytest.raises(ReadTimeout):
        stand_in.text(timeout=0.2)


def test_a_busy_provider_says_how_long_to_wait_and_takes_nothing(stand_in: Provided) -> None:
    stand_in.change(faults={"busy": 1}, retry_after=7)
    client = stand_in.twilio()
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=NUMBER, from_=TEXTS_FROM, body="x")
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert client.http_client._test_only_last_response.headers["Retry-After"] == "7"
    assert stand_in.counts()["sms"]["accepted"] == 0


def test_an_early_report_comes_before_the_answer(stand_in: Provided) -> None:
    stand_in.change(callbacks={"early": 1, "last_after": NEVER})
    stand_in.text()
    assert [call.form["MessageStatus"] for call in stand_in.product.calls] == ["sent"]


def test_doubled_reports_come_twice(stand_in: Provided) -> None:
    stand_in.change(callbacks={"doubled": 1, "last_after": 0.5})
    stand_in.text()
    assert statuses(stand_in, 4) == ["delivered", "delivered", "sent", "sent"]


def test_reordered_reports_come_the_last_first(stand_in: Provided) -> None:
    stand_in.change(callbacks={"reordered": 1, "first_after": 0, "last_after": NEVER})
    stand_in.text()
    assert statuses(stand_in, 1) == ["delivered"]


def test_what_twilio_could_not_tell_the_product_it_never_tells_it_again(stand_in: Provided) -> None:
    stand_in.product.down = True
    text = stand_in.text()
    assert eventually(lambda: stand_in.counts()["callbacks"]["failed"] == 2)
    assert stand_in.counts()["callbacks"]["tried_again"] == 0
    assert stand_in.twilio().messages(text.sid).fetch().status == "delivered", "but it can be asked"


def test_an_insistent_stand_in_comes_again_until_the_product_is_up(stand_in: Provided) -> None:
    stand_in.change(callbacks={"insistent": True, "last_after": 0.05})
    stand_in.product.down = True
    stand_in.text()
    assert eventually(lambda: stand_in.counts()["callbacks"]["tried_again"] >= 2)
    stand_in.product.down = False
    assert statuses(stand_in, 2) == ["delivered", "sent"]


def test_lost_reports_and_lost_texts_are_never_told_and_can_be_listed(stand_in: Provided) -> None:
    stand_in.change(callbacks={"lost": 1, "lost_inbound": 1, "first_after": 0, "last_after": 0})
    stand_in.text()
    stand_in.stand_in.app.test_client().post("/sandbox-api/inbound", json={"from": NUMBER, "body": "KEEP"})
    assert eventually(lambda: stand_in.counts()["callbacks"]["lost"] == 2)
    assert (stand_in.counts()["inbound_lost"], stand_in.product.calls) == (1, [])
    assert {one.direction: one.status for one in stand_in.twilio().messages.list(to=TEXTS_FROM)} == {
        "inbound": "received"
    }


def test_texts_are_listed_by_whole_days_and_one_that_is_not_sent_has_no_day(stand_in: Provided) -> None:
    stand_in.change(callbacks={"first_after": NEVER, "last_after": NEVER})
    stand_in.text()
    stand_in.change(callbacks={"first_after": 0, "last_after": 0})
    sent = stand_in.text(reference="REF2")
    list_texts, today = stand_in.twilio().messages.list, datetime.now(UTC)
    assert eventually(lambda: stand_in.twilio().messages(sent.sid).fetch().status == "delivered")
    day = timedelta(days=1)
    assert [one.sid for one in list_texts(date_sent_after=today)] == [sent.sid], "of a moment its day counts"
    assert [one.sid for one in list_texts(date_sent_before=today)] == [sent.sid]
    assert list_texts(date_sent_after=today + day) == list_texts(date_sent_before=today - day) == []
    assert len(list_texts()) == 2


def test_a_page_begins_behind_the_last_text_whatever_came_meanwhile(stand_in: Provided) -> None:
    texts = [stand_in.text(reference=f"REF{number}").sid for number in range(4)]
    pages = stand_in.twilio().messages
    first = pages.page(page_size=2)
    stand_in.text(reference="LATER")
    assert [one.sid for one in first] == [texts[3], texts[2]]
    assert [one.sid for one in first.next_page()] == [texts[1], texts[0]]


def test_redacted_numbers_are_found_by_no_search_and_shown_to_nobody(stand_in: Provided) -> None:
    stand_in.change(rights={"numbers_shown": False})
    text = stand_in.text()
    assert text.to == NUMBER, "who sends a text has its number"
    assert stand_in.twilio().messages.list(to=NUMBER) == []
    (listed,) = stand_in.twilio().messages.list()
    assert (listed.sid, listed.to, listed.body) == (text.sid, "REDACTED", "REDACTED")


def test_a_key_without_the_right_lists_nothing_and_sends_all_the_same(stand_in: Provided) -> None:
    stand_in.change(rights={"texts_listed": False})
    stand_in.text()
    with pytest.raises(TwilioException, match="403"):
        stand_in.twilio().messages.list()


def test_a_list_may_lag_behind(stand_in: Provided) -> None:
    stand_in.change(rights={"texts_listed_after": 3600})
    stand_in.text()
    assert stand_in.twilio().messages.list(to=NUMBER) == []


def test_a_service_names_its_numbers(stand_in: Provided) -> None:
    numbers = stand_in.twilio().messaging.v1.services("MG1").phone_numbers.list()
    assert [one.phone_number for one in numbers] == [TEXTS_FROM]
