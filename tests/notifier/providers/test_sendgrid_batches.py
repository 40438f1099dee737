"""What a request to SendGrid says, and which emails are in it together."""

from notifier.providers.base import Accepted
from tests.notifier.providers.messages import OTHER_TEMPLATE, TEMPLATE, email, link
from tests.notifier.providers.sendgrid_samples import TAKEN, addresses, provider, results
from tests.notifier.providers.server import LocalServer


def test_many_emails_are_one_signed_in_post(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    messages = [email(number) for number in range(3)]
    assert results(provider(server.url), *messages) == dict.fromkeys(
        [one.reference for one in messages], Accepted("MSG1")
    )
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/v3/mail/send")
    assert asked.headers["Authorization"] == "Bearer SG.sample-key"
    assert asked.headers["Content-type"] == "application/json"


def test_the_shared_text_is_sent_once_and_of_each_patient_only_the_values(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(provider(server.url), email(1), email(2))
    body = server.asked[0].json
    assert body["from"] == {"email": "surgery@example.com", "name": "Elm Surgery"}
    assert body["subject"] == TEMPLATE.subject
    assert body["content"] == [
        {"type": "text/plain", "value": TEMPLATE.text},
        {"type": "text/html", "value": TEMPLATE.html},
    ]
    assert body["personalizations"][1] == {
        "to": [{"email": "patient2@example.com"}],
        "substitutions": dict(email(2).values),
        "custom_args": {"ref": "REF0000002"},
    }


def test_filled_with_its_values_each_email_reads_as_it_was_meant(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(provider(server.url), email(1), email(2))
    body = server.asked[0].json
    text = body["content"][0]["value"]
    for mark, value in body["personalizations"][1]["substitutions"].items():
        text = text.replace(mark, value)
    assert text == email(2).text == f"Dear Ada Test 2, see {link(2)}"


def test_all_tracking_is_off_and_nothing_names_a_patient_beside_the_values(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(provider(server.url), email(1))
    body = server.asked[0].json
    assert body["tracking_settings"] == {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
    assert set(body) == {"from", "subject", "personalizations", "content", "headers", "tracking_settings"}
    assert set(body["personalizations"][0]["custom_args"]) == {"ref"}


def test_to_unsubscribe_is_an_email_to_a_person_and_no_address_that_a_scanner_could_press(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(provider(server.url), email(1))
    (header,) = server.asked[0].json["headers"].items()
    assert header[0] == "List-Unsubscribe"
    assert header[1].startswith("<mailto:surgery@example.com")


def test_ten_thousand_emails_are_at_most_a_hundred_requests(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    own = provider(server.url)
    for first in range(0, 10_000, own.batch_size):  # as they are claimed, each batch with a shared address
        family = {first, first + 1}
        numbers = range(first, first + own.batch_size)
        batch = [email(number, "family@example.com" if number in family else "") for number in numbers]
        assert len(results(own, *batch)) == own.batch_size
    assert len(server.asked) <= 100
    assert server.connections == 1


def test_no_address_is_twice_in_a_request_however_it_is_written(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    family = [email(1, "a@example.com"), email(2, "A@Example.com"), email(3), email(4, "a@EXAMPLE.com")]
    assert len(results(provider(server.url), *family)) == 4
    assert [addresses(asked) for asked in server.asked] == [
        ["a@example.com", "patient3@example.com"],
        ["A@Example.com"],
        ["a@EXAMPLE.com"],
    ]


def test_each_request_has_one_template(server: LocalServer) -> None:
    server.answer = lambda asked: TAKEN
    results(
        provider(server.url), email(1), email(2, template=OTHER_TEMPLATE), email(3), email(4, template=OTHER_TEMPLATE)
    )
    assert [(asked.json["subject"], len(addresses(asked))) for asked in server.asked] == [
        (TEMPLATE.subject, 2),
        (OTHER_TEMPLATE.subject, 2),
    ]
