"""The stand-in as a whole: its addresses for whoever drives a test, its inbox page, and the product that uses it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier import settings
from notifier.errors import NotAllowed
from notifier.providers.base import Accepted, IncomingText, LostMessage, Provider, Report, Unknown, WebhookCall
from notifier.providers.message_types import EmailMessage, EmailTemplate, SmsMessage
from notifier.providers.registry import providers
from notifier.vocabulary import Channel, ReportKind
from tests.html_check import checked_client
from tests.waiting import eventually
from tests.web.stand_in import ALL_REACHED, PUBLIC_URL, Provided, free_port, mail, provided
from web.sandbox.scenario import Scenario
from web.sandbox.text_back import texting_back

NUMBER = "+447700900001"
TEMPLATE = EmailTemplate("Riverside Surgery", "Hello %n%", "Dear %n%", "<p>Dear %h%</p>")


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Provided]:
    """One that reaches everybody and does nothing wrong, until a test says otherwise."""
    with provided(tmp_path / "outbox", Scenario().changed(ALL_REACHED)) as running:
        yield running


def test_the_scenario_is_changed_at_once_and_read_back(stand_in: Provided) -> None:
    client = stand_in.stand_in.app.test_client()
    changed = client.post("/sandbox-api/scenario", json={"faults": {"busy": 0.25}, "retry_after": 9})
    assert changed.get_json() == client.get("/sandbox-api/scenario").get_json()
    assert stand_in.stand_in.conditions.scenario.faults.busy == 0.25


@pytest.mark.parametrize("body", [{"weather": 1}, {"faults": {"busy": 2}}, [], "stormy"])
def test_a_bad_scenario_changes_nothing_and_says_why(stand_in: Provided, body: object) -> None:
    before = stand_in.stand_in.conditions.scenario
    refused = stand_in.stand_in.app.test_client().post("/sandbox-api/scenario", json=body)
    assert refused.status_code == 400
    assert refused.get_json()["error"]
    assert stand_in.stand_in.conditions.scenario == before


def test_a_form_of_another_site_changes_nothing(stand_in: Provided) -> None:
    client = stand_in.stand_in.app.test_client()
    assert client.post("/sandbox-api/inbound", data='{"from": "+447700900001"}').status_code == 415
    assert stand_in.counts()["inbound"] == 0


def test_everything_is_counted(stand_in: Provided) -> None:
    stand_in.text()
    stand_in.text()
    stand_in.sendgrid().send(mail("ada@example.com", "bob@example.com"))
    assert eventually(lambda: stand_in.counts()["callbacks"]["sent"] >= 5)
    counts = stand_in.stand_in.app.test_client().get("/sandbox-api/counts").get_json()
    assert counts["sms"] == {"requests": 2, "accepted": 2, "references": 1, "doubles": 1, "refused": 0}
    assert (counts["email"]["requests"], counts["email"]["accepted"], counts["email"]["doubles"]) == (1, 2, 0)
    assert (counts["faults"], counts["callbacks"]["failed"]) == ({}, 0)


def test_every_text_is_listed_in_its_order_whatever_goes_wrong_with_requests(stand_in: Provided) -> None:
    stand_in.text(body="A text for you")
    client = stand_in.stand_in.app.test_client()
    assert eventually(lambda: client.get("/sandbox-api/texts").get_json()[0]["status"] == "delivered")
    stand_in.change(faults={"cut": 1}, rights={"texts_listed": False, "numbers_shown": False})
    client.post("/sandbox-api/inbound", json={"from": NUMBER, "body": "KEEP"})
    sent, received = client.get("/sandbox-api/texts").get_json()
    assert (sent["direction"], sent["to"], sent["body"]) == ("outbound-api", NUMBER, "A text for you")
    assert (sent["reference"], sent["error_code"]) == ("REF1", None)
    assert (received["direction"], received["from"], received["body"]) == ("inbound", NUMBER, "KEEP")
    assert client.get("/sandbox-api/texts?from=1").get_json() == [received]
    assert client.get("/sandbox-api/texts?from=2").get_json() == []


def test_the_inbox_shows_texts_and_emails_together(stand_in: Provided) -> None:
    stand_in.text(body="A text for you")
    stand_in.sendgrid().send(mail("ada@example.com"))
    client = checked_client(stand_in.stand_in.app)
    assert "A text for you" in client.get("/sandbox/").get_data(as_text=True)
    assert "For N0" in client.get("/sandbox/?channel=email").get_data(as_text=True)
    assert client.get("/sandbox/sms/nothing").status_code == 404


def test_a_text_is_answered_by_whoever_knows_the_address(stand_in: Provided) -> None:
    text_back = texting_back(stand_in.url)
    assert text_back is not None
    text_back(NUMBER, "KEEP")
    assert stand_in.product.wait_for(1)[0].form["Body"] == "KEEP"
    assert texting_back("") is None
    nobody = texting_back(f"http://127.0.0.1:{free_port()}")
    assert nobody is not None
    with pytest.raises(NotAllowed, match="is the stand-in"):
        nobody(NUMBER, "KEEP")


def test_the_products_own_providers_understand_it(stand_in: Provided, tmp_path: Path) -> None:
    texts, emails = _providers(stand_in, tmp_path)
    assert [*texts.faults(), *emails.faults()] == []
    ((reference, sent),) = texts.send([SmsMessage("REF1", NUMBER, "Hello")])
    assert (reference, isinstance(sent, Accepted)) == ("REF1", True)
    messages = [EmailMessage(f"REF{n}", f"p{n}@example.com", TEMPLATE, {"%n%": "Bo", "%h%": "B&amp;o"}) for n in (2, 3)]
    assert {isinstance(result, Accepted) for _, result in emails.send(messages)} == {True}
    assert eventually(lambda: len(_heard(stand_in, tmp_path)) == 6)
    kinds = {(report.reference, report.kind) for report in _heard(stand_in, tmp_path) if isinstance(report, Report)}
    assert kinds >= {(reference, ReportKind.DELIVERED) for reference in ("REF1", "REF2", "REF3")}


def test_the_products_own_provider_finds_a_text_whose_answer_was_lost(stand_in: Provided, tmp_path: Path) -> None:
    texts, _ = _providers(stand_in, tmp_path)
    stand_in.change(faults={"cut_after": 1})
    assert [result for _, result in texts.send([SmsMessage("REF1", NUMBER, "Hello")])] == [Unknown()]
    stand_in.change(faults={})
    (kept,) = stand_in.stand_in.ledger.texts(NUMBER, "")
    lost = LostMessage("REF1", NUMBER, mark="Hello", known=frozenset(), settled=False)
    assert texts.look_up([lost]) == {"REF1": Accepted(kept.sid)}


def test_the_product_reads_a_text_back(stand_in: Provided, tmp_path: Path) -> None:
    stand_in.stand_in.app.test_client().post("/sandbox-api/inbound", json={"from": NUMBER, "body": "Stop"})
    stand_in.product.wait_for(1)
    (text,) = _heard(stand_in, tmp_path)
    assert isinstance(text, IncomingText)
    assert (text.sender, text.body, text.told_to_stop) == (NUMBER, "Stop", True)


def _providers(stand_in: Provided, folder: Path) -> tuple[Provider, Provider]:
    """The product's own, for texts and for emails, with the settings that the stand-in prints."""
    account = stand_in.stand_in.account.settings(stand_in.url)
    chosen = settings.load_settings({"NOTIFIER_INSTANCE": str(folder), "NOTIFIER_PUBLIC_URL": PUBLIC_URL, **account})
    by_channel = providers(chosen)
    return by_channel[Channel.SMS], by_channel[Channel.EMAIL]


def _heard(stand_in: Provided, folder: Path) -> list[Report | IncomingText]:
    """What the product's own readers make of every call so far."""
    texts, emails = _providers(stand_in, folder)
    readers = {
        f"{PUBLIC_URL}/hooks/{one.name}/{name}": hook for one in (texts, emails) for name, hook in one.hooks.items()
    }
    content = [
        readers[call.url.partition("?")[0]](WebhookCall(call.url, call.headers, call.body), datetime.now(UTC))
        for call in list(stand_in.product.calls)
    ]
    assert not any(one.malformed for one in content)
    found: list[Report | IncomingText] = []
    for one in content:
        found += [*one.reports]
        found += [*one.texts]
    return found
