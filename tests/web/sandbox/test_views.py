"""The sandbox: what the outbox was given, as its readers would see it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from notifier.errors import SettingsFault
from notifier.providers.message_types import (
    EmailMessage,
    EmailTemplate,
    FooterMessage,
    LetterMessage,
    SmsMessage,
    Transcript,
)
from notifier.providers.outbox import Outbox
from tests.html_check import CheckedClient, checked_client
from tests.web.world import World
from web.sandbox.outbox_reader import OutboxReader as Folder
from web.sandbox.outbox_reader import say_fate, write_received
from web.sandbox.views import LONGEST_REPLY, SandboxViews

TEXT = "Riverside Surgery: see http://localhost/r/7K3M92QX4TDP <b>now</b>."
TEMPLATE = EmailTemplate("Riverside Surgery", "Your record", TEXT, "<h1>Hello</h1><script>alert(1)</script>")


@dataclass(frozen=True)
class Sheet:
    """A letter of one page."""

    pages: int = 1
    sha256: str = "0" * 64
    pdf: bytes = b"%PDF-1.7"


@pytest.fixture
def app(light_world: World) -> Flask:
    """The sandbox over an outbox with one message of each channel."""
    messages = (
        SmsMessage("SMS0000001", "+447700900001", TEXT),
        EmailMessage("EMAIL00001", "ada@example.com", TEMPLATE, {}),
        LetterMessage("LETTER0001", "Ada Test\n1 Station Road", Sheet()),
        FooterMessage("FOOTER0001", "", "We plan to stop Summary Care Records."),
    )
    list(Outbox(light_world.settings.outbox).send(messages))
    return light_world.app("patient", "sandbox")


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    return checked_client(app)


def address(client: FlaskClient, channel: str) -> str:
    page = client.get(f"/sandbox/?channel={channel}").get_data(as_text=True)
    return page.partition(f'href="/sandbox/{channel}/')[2].partition('"')[0].join((f"/sandbox/{channel}/", ""))


@pytest.mark.parametrize("channel", ["sms", "email", "letter", "footer"])
def test_each_channel_lists_and_shows_its_message(client: CheckedClient, channel: str) -> None:
    page = client.get(address(client, channel)).get_data(as_text=True)
    assert f"{channel.upper()}0000"[:9] in page


def test_a_link_in_a_text_opens_the_page_on_this_server_and_the_rest_is_only_text(client: CheckedClient) -> None:
    page = client.get(address(client, "sms")).get_data(as_text=True)
    assert '<a href="/r/7K3M92QX4TDP">http://localhost/r/7K3M92QX4TDP</a> &lt;b&gt;now&lt;/b&gt;.' in page


def test_what_became_of_a_message_is_said_where_it_is_known(client: CheckedClient, light_world: World) -> None:
    assert "Not known yet" in client.get("/sandbox/?channel=email").get_data(as_text=True)
    (file,) = (light_world.settings.outbox / "email").glob("*.json")
    say_fate(file, "bounced: there is no such mailbox")
    for page in ("/sandbox/?channel=email", address(client, "email")):
        assert "Bounced: there is no such mailbox" in client.get(page).get_data(as_text=True)
    assert "What became of it" not in client.get("/sandbox/?channel=letter").get_data(as_text=True)


def test_a_text_is_shown_with_what_came_back(client: CheckedClient, light_world: World) -> None:
    for number, words in (("+447700900001", "KEEP <b>"), ("+447700900002", "somebody else")):
        write_received(light_world.settings.outbox, words[:4], number, words, light_world.now)
    page = client.get(address(client, "sms")).get_data(as_text=True)
    assert "KEEP &lt;b&gt;" in page
    assert "From the patient" in page
    assert "somebody else" not in page


def test_a_text_is_answered_through_the_stand_in(light_world: World, app: Flask) -> None:
    sent: list[tuple[str, str]] = []
    door = SandboxViews(
        Folder(light_world.settings.outbox), "http://localhost", lambda *text: sent.append(text)
    ).blueprint()
    answering = light_world.app("patient")
    answering.register_blueprint(door)
    client = checked_client(answering)
    one = address(client, "sms")
    assert "Reply to this text" in client.get(one).get_data(as_text=True)
    answer = client.post(f"{one}/reply", data={"words": f" STOP{'!' * 400}"})
    assert (answer.status_code, answer.location) == (303, f"{one}#conversation")
    client.post(f"{one}/reply", data={"words": "  "})
    assert sent == [("+447700900001", "STOP" + "!" * (LONGEST_REPLY - 4))]
    forged = client.post(f"{one}/reply", data={"words": "KEEP"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    assert len(sent) == 1


def test_without_a_stand_in_no_text_can_be_answered(client: CheckedClient) -> None:
    one = address(client, "sms")
    assert "Reply to this text" not in client.get(one).get_data(as_text=True)
    assert client.post(f"{one}/reply", data={"words": "KEEP"}).status_code == 404


def test_an_email_cannot_do_anything_to_the_page_around_it(app: Flask) -> None:
    client = app.test_client()
    one = address(client, "email")
    assert "sandbox=" in client.get(one).get_data(as_text=True)
    shown = client.get(f"{one}/html")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "; sandbox" in shown.headers["Content-Security-Policy"]
    assert "allow-scripts" not in shown.headers["Content-Security-Policy"]


def test_a_letter_is_its_pdf(app: Flask) -> None:
    client = app.test_client()
    with client.get(f"{address(client, 'letter')}/pdf") as sent:
        assert (sent.mimetype, sent.get_data()) == ("application/pdf", b"%PDF-1.7")
    assert client.get(f"{address(client, 'sms')}/pdf").status_code == 404


def test_a_letter_for_the_transcription_house_is_read_as_its_text(client: CheckedClient, light_world: World) -> None:
    transcript = LetterMessage("LETTER0002", "Bob Test", Transcript("Dear Bob Test. We are writing to you."))
    list(Outbox(light_world.settings.outbox).send([transcript]))
    page = client.get(address(client, "letter")).get_data(as_text=True)
    assert "Dear Bob Test. We are writing to you." in page
    assert "Open the letter (PDF)" not in page


def test_the_list_can_be_searched(client: CheckedClient) -> None:
    assert "07700" not in client.get("/sandbox/?channel=sms&sought=nobody").get_data(as_text=True)
    assert "7700900001" in client.get("/sandbox/?channel=sms&sought=SMS0000001").get_data(as_text=True)


def test_a_message_that_is_being_written_is_not_shown(client: CheckedClient, light_world: World) -> None:
    folder: Path = light_world.settings.outbox / "sms"
    (folder / ".half.json").write_text("{", encoding="utf-8")
    assert client.get("/sandbox/?channel=sms").status_code == 200


@pytest.mark.parametrize(
    "path", ["/sandbox/sms/..%2f..%2fmaster", "/sandbox/sms/nothing", "/sandbox/fax/1", "/sandbox/sms/%00"]
)
def test_nothing_outside_the_outbox_can_be_read(client: CheckedClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_empty_outbox_says_so(light_world: World) -> None:
    assert "Nothing here" in checked_client(light_world.app("sandbox")).get("/sandbox/").get_data(as_text=True)


def test_it_is_there_only_when_asked_for(light_world: World) -> None:
    assert light_world.client().get("/sandbox/").status_code == 404
    with pytest.raises(SettingsFault, match="there is no door garden"):
        light_world.app("garden")
