"""The providers' door: what comes in is kept, whatever is malformed is refused, and nothing of it is told."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Response

from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookReader, WebhookRefused
from notifier.providers.sendgrid_email.webhooks import SendGridWebhooks
from notifier.providers.twilio_sms.webhooks import TwilioWebhooks
from notifier.store.database import Database
from notifier.store.tables import Delivery, InboundText, Receipt, Reply
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Doubt, FailReason, ReportKind, Task, TextMeaning
from notifier.webhook_calls.call_reading import TOGETHER, CallReader
from notifier.webhook_calls.call_spool import CallSpool
from tests.notifier.providers.bad_calls import BAD_CALLS, Stage
from tests.notifier.providers.signing import FORM, private_key, public_key, sendgrid_call, twilio_call
from tests.web.world import PEOPLE, World
from web.app import App, create_app
from web.request_sizes import LARGEST_CALL

TOKEN, KEY = "token-of-the-account", private_key()
HOOK = "/hooks/stand-in/calls"
Hooks = Mapping[str, Mapping[str, WebhookReader]]


@dataclass
class Reader:
    """A provider's reader that hears what a test wants, and keeps what it was handed."""

    content: WebhookContent = field(default_factory=WebhookContent)
    refuses: WebhookRefused | None = None
    calls: list[WebhookCall] = field(default_factory=list)

    def __call__(self, call: WebhookCall, now: datetime) -> WebhookContent:
        self.calls.append(call)
        if self.refuses is not None:
            raise self.refuses
        return self.content

    @property
    def call(self) -> WebhookCall:
        (call,) = self.calls
        return call


@pytest.fixture(autouse=True)
def stopped_wall_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The age of a signature is judged by the wall clock, which stands still here."""
    monkeypatch.setattr("web.app.wall_clock", lambda: now)


def real_hooks() -> Hooks:
    twilio = TwilioWebhooks(TOKEN)
    return {
        "twilio": {"status": twilio.status, "inbound": twilio.inbound},
        "sendgrid": {"events": SendGridWebhooks(public_key(KEY)).events},
    }


class WaitingClient(FlaskClient):
    """A client that has each call read before it goes on."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        answer = super().open(*arguments, **options)
        assert isinstance(self.application, App)
        assert self.application.inbox is not None
        assert self.application.inbox.finish(60)
        return answer


def application(world: World, hooks: Reader | Hooks) -> App:
    """The door of the hooks; with a reader, it is at HOOK."""
    known = {"stand-in": {"calls": hooks}} if isinstance(hooks, Reader) else hooks
    return create_app(
        world.settings, world.database, world.woken.append, lambda: world.now, ("patient", "hooks"), hooks=known
    )


def door(world: World, hooks: Reader | Hooks) -> FlaskClient:
    """Whoever calls the door; when an answer is there, what was called is read."""
    app = application(world, hooks)
    app.test_client_class = WaitingClient
    return app.test_client()


def made(client: FlaskClient, call: WebhookCall, provider: str, hook: str) -> TestResponse:
    """Make a call as it would come over the wire."""
    query = urlsplit(call.url).query
    path = f"/hooks/{provider}/{hook}"
    return client.post(f"{path}?{query}" if query else path, data=call.body, headers=list(call.headers.items()))


def report(reference: str, event_id: str, kind: ReportKind = ReportKind.DELIVERED, **changes: Any) -> Report:
    fail_reason = FailReason.BAD_ADDRESS if kind is ReportKind.FAILED else None
    values: dict[str, Any] = {"provider_id": "SM1", "happened_at": datetime.fromisoformat("2026-11-23T10:00:00Z")}
    values |= {"raw": {"id": event_id}, "fail_reason": fail_reason, **changes}
    return Report(reference=reference, event_id=event_id, kind=kind, **values)


def text(body: str = "KEEP", event_id: str = "SM1", sender: str | None = PEOPLE["Ada Test"][1]) -> IncomingText:
    return IncomingText(event_id, sender or "", body, False, {"Body": body})


def sent(world: World, channel: Channel = Channel.SMS) -> str:
    """The reference of a message that a provider has taken."""
    with world.database.writing() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.channel == channel, Delivery.delivery_status == DeliveryStatus.PLANNED)
            .values(delivery_status=DeliveryStatus.ACCEPTED, accepted_at=world.now)
        )
        taken = select(Delivery.reference).where(Delivery.delivery_status == DeliveryStatus.ACCEPTED)
        return session.execute(taken.where(Delivery.channel == channel).limit(1)).scalar_one()


def values(world: World, column: Any) -> list[Any]:
    with world.database.reading() as session:
        return list(session.execute(select(column).order_by(column.class_.id)).scalars())


def assert_refused(answer: Response, status: int) -> None:
    """A short text for a program, and nothing else."""
    assert (answer.status_code, answer.mimetype) == (status, "text/plain"), answer.get_data(as_text=True)
    assert len(answer.get_data()) < 60
    assert "Set-Cookie" not in answer.headers


# --- what comes in is kept ---


def test_a_report_moves_its_delivery_and_is_kept_as_it_came(world: World) -> None:
    reference = sent(world)
    url = f"{world.settings.public_url}/hooks/twilio/status?ref={reference}"
    call = twilio_call(TOKEN, url, (("MessageSid", "SM" + "a" * 32), ("MessageStatus", "delivered")))
    client = door(world, real_hooks())
    assert [made(client, call, "twilio", "status").status_code for _ in range(2)] == [200, 200]
    assert values(world, Receipt.raw) == [{"MessageSid": "SM" + "a" * 32, "MessageStatus": "delivered"}]
    with world.database.reading() as session:
        row = session.execute(select(Delivery).where(Delivery.reference == reference)).scalar_one()
        assert (row.delivery_status, row.delivered_at) == (DeliveryStatus.DELIVERED, world.now)


def test_a_text_becomes_a_reply_and_is_answered_as_the_provider_wants(world: World) -> None:
    fields = (("MessageSid", "SM" + "b" * 32), ("From", "+447700900001"), ("Body", "Keep ‘please’"), ("ToCity", ""))
    call = twilio_call(TOKEN, f"{world.settings.public_url}/hooks/twilio/inbound", fields)
    client = door(world, real_hooks())
    answers = [made(client, call, "twilio", "inbound") for _ in range(2)]
    assert {(one.status_code, one.mimetype) for one in answers} == {(200, "text/xml")}
    assert answers[0].get_data(as_text=True).endswith("<Response/>")
    assert values(world, Reply.note) == ["Keep ‘please’"]
    assert (values(world, Reply.choice), values(world, Reply.doubt)) == ([Choice.KEEP], [Doubt.UNCLEAR])
    assert values(world, InboundText.meaning) == [TextMeaning.UNCLEAR]
    assert world.woken[:2] == [Task.SETTLE, Task.ADVANCE]


def test_a_thousand_events_in_one_call_are_all_kept(world: World) -> None:
    reference = sent(world, Channel.EMAIL)
    common = {"event": "delivered", "timestamp": int(world.now.timestamp()), "sg_message_id": "abc.filter"}
    events = [{**common, "sg_event_id": f"event{serial}", "ref": reference} for serial in range(999)]
    events.append({**common, "sg_event_id": "event999", "ref": "NOBODYS000", "reason": "x" * 500})
    call = sendgrid_call(KEY, f"{world.settings.public_url}/hooks/sendgrid/events", events, world.now)
    client = door(world, real_hooks())
    assert [made(client, call, "sendgrid", "events").status_code for _ in range(2)] == [200, 200]
    assert world.rows()["receipt"] == 1000
    assert values(world, Receipt.delivery_id).count(None) == 1  # of no delivery, and kept all the same


def test_the_reader_gets_the_call_as_it_came(light_world: World) -> None:
    light_world.settings = light_world.settings.model_copy(update={"public_url": "https://surgery.example.com/fn"})
    reader = Reader()
    query = "ref=A%20b%2Bc+d&ref=%C3%A9%00%zz&&x"
    client = door(light_world, reader)
    client.post(f"{HOOK}?{query}", data=b"a=1&\xff\x00", headers={"X-Twilio-Signature": "s="}, content_type=FORM)
    assert reader.call.url == f"https://surgery.example.com/fn{HOOK}?{query}"
    assert reader.call.body == b"a=1&\xff\x00"
    assert (reader.call.header("x-twilio-signature"), reader.call.header("content-type")) == ("s=", FORM)


def test_behind_a_proxy_the_address_is_the_public_one(light_world: World) -> None:
    reader = Reader()
    door(light_world, reader).post(HOOK, headers={"Host": "10.0.0.7:8000", "X-Forwarded-Host": "evil.example.com"})
    assert reader.call.url == f"http://localhost{HOOK}"


@pytest.mark.parametrize(
    ("content", "woken"),
    [
        (WebhookContent(), []),
        (WebhookContent(reports=[report("X", "1")]), []),
        (WebhookContent(reports=[report("X", "1", ReportKind.FAILED)]), [Task.ADVANCE]),
        (WebhookContent(texts=[text()]), [Task.SETTLE, Task.ADVANCE]),
    ],
)
def test_it_wakes_the_workers_for_what_follows(
    light_world: World, content: WebhookContent, woken: Sequence[Task]
) -> None:
    assert door(light_world, Reader(content)).post(HOOK).status_code == 200
    assert light_world.woken == woken


# --- what cannot be read or kept ---


def test_every_bad_call_is_refused_and_leaves_nothing(light_world: World, caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(light_world.settings.public_url, TOKEN, KEY, light_world.now)
    client, before = door(light_world, real_hooks()), light_world.rows()
    assert len(BAD_CALLS) >= 40
    with caplog.at_level(logging.INFO):
        answers = {bad.name: made(client, bad.make(stage), bad.provider, bad.hook) for bad in BAD_CALLS}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        bad.name: bad.http_status for bad in BAD_CALLS
    }
    for answer in answers.values():
        assert_refused(answer, answer.status_code)
    assert light_world.rows() == before
    assert light_world.woken == []
    for secret in (TOKEN, "7700900123", "SM'", "ada@example.com"):
        assert secret not in caplog.text


@pytest.mark.parametrize("status", [400, 403])
def test_a_refusal_is_passed_on_without_its_words(light_world: World, status: Any) -> None:
    answer = door(light_world, Reader(refuses=WebhookRefused(status, "the reason"))).post(HOOK, data=b"x")
    assert_refused(answer, status)
    assert b"reason" not in answer.get_data()


def test_what_can_be_read_of_a_call_is_kept_though_the_rest_cannot(world: World) -> None:
    reader = Reader(WebhookContent(reports=[report("X", "1")], texts=[text()], malformed=1))
    assert_refused(door(world, reader).post(HOOK), 400)
    assert (world.rows()["receipt"], values(world, Reply.choice)) == (1, [Choice.KEEP])
    assert world.woken == [Task.SETTLE, Task.ADVANCE]


def test_one_report_that_no_table_can_hold_costs_no_other(world: World) -> None:
    unfit = report("X", "half a character \ud83d")
    others = [report("X", str(serial)) for serial in range(TOGETHER + 3)]
    answer = door(world, Reader(WebhookContent(reports=[*others[:7], unfit, *others[7:]]))).post(HOOK)
    assert answer.status_code == 200, "what the provider sends again is no better"
    assert sorted(values(world, Receipt.event_id)) == sorted(one.event_id for one in others)


@pytest.mark.parametrize("content", [WebhookContent(reports=[report("X", "1")]), WebhookContent(texts=[text()])])
def test_a_call_is_taken_while_the_tables_are_away_and_read_when_they_are_back(
    light_world: World, tmp_path: Path, content: WebhookContent, caplog: pytest.LogCaptureFixture
) -> None:
    there, light_world.database = light_world.database, Database.open(f"sqlite:///{tmp_path}/no-such-folder/x.sqlite")
    answer = application(light_world, Reader(content)).test_client().post(HOOK)
    assert answer.status_code == 200
    assert "waits as a file" in caplog.text
    assert "7700" not in caplog.text
    CallSpool.of(light_world.settings).drain(there)
    read = CallReader(there, light_world.keys, {"stand-in": {"calls": Reader(content)}}).read_waiting()
    assert (read.calls, read.texts) == (1, len(content.texts))


def test_where_neither_tables_nor_disk_take_a_call_the_provider_is_asked_to_call_again(
    light_world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    light_world.database = Database.open(f"sqlite:///{tmp_path}/no-such-folder/x.sqlite")
    (light_world.settings.instance / "webhook_calls").write_text("a file where the folder should be")
    client = application(light_world, Reader(WebhookContent(texts=[text()]))).test_client()
    assert_refused(client.post(HOOK), 503)
    assert "neither in the database nor on the disk" in caplog.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_only_a_post_is_a_call(light_world: World, method: str) -> None:
    reader = Reader()
    answer = door(light_world, reader).open(HOOK, method=method)
    assert (answer.status_code, reader.calls) == (405, [])


@pytest.mark.parametrize(
    "path", ["/hooks/", "/hooks/stand-in", "/hooks/stand-in/other", "/hooks/other/calls", f"{HOOK}/", "/hooks/%00/%ff"]
)
def test_nothing_else_is_there(light_world: World, path: str) -> None:
    assert_refused(door(light_world, Reader()).post(path, data=b"x"), 404)


# --- how much ---


def test_a_call_may_be_far_larger_than_a_form(light_world: World) -> None:
    reader = Reader()
    client = door(light_world, reader)
    assert client.post(HOOK, data=b"x" * LARGEST_CALL).status_code == 200
    assert len(reader.call.body) == LARGEST_CALL
    assert client.post("/r", data=b"x" * 20_000).status_code == 413


@pytest.mark.parametrize("more", [1, 5_000_000])
def test_a_call_that_is_too_large_is_not_read(light_world: World, more: int) -> None:
    reader = Reader()
    client = door(light_world, reader)
    body = b"x" * (LARGEST_CALL + more)
    assert_refused(client.post(HOOK, data=body), 413)
    assert_refused(in_chunks(client, BytesIO(body)), 413)
    assert reader.calls == []


def test_a_call_in_chunks_is_read_to_its_end(light_world: World) -> None:
    reader = Reader()
    assert in_chunks(door(light_world, reader), BytesIO(b"x" * 50_000)).status_code == 200
    assert len(reader.call.body) == 50_000


def in_chunks(client: FlaskClient, body: Any) -> Response:
    """Make a call as the server hands it on that came in chunks: without a length, and with an end."""
    environ = EnvironBuilder(HOOK, method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    environ |= {"wsgi.input": body, "wsgi.input_terminated": True}
    return Response.from_app(client.application, environ, buffered=True)


def test_calls_are_not_limited_as_patients_are(light_world: World) -> None:
    client = door(light_world, Reader())
    assert {client.post(HOOK).status_code for _ in range(150)} == {200}


# --- whatever else comes ---

_HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("X-Twilio-Signature", "Content-Type", "Content-Encoding", "Authorization", "Cookie", "X-Forwarded-Host"),
            "X-Twilio-Email-Event-Webhook-Signature",
            "X-Twilio-Email-Event-Webhook-Timestamp",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
)
_QUERIES = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/hooks/twilio/status", "/hooks/twilio/inbound", "/hooks/sendgrid/events", "/hooks/x/y"]),
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT"]),
    query=_QUERIES,
    headers=_HEADERS,
    body=st.binary(max_size=300) | st.sampled_from([b"[]", b"[[[[", b"{}", b"Body=%00&From=%ff", b"=&&=;"]),
)
def test_whatever_comes_is_refused_and_changes_nothing(
    light_world: World, path: str, method: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    client = door(light_world, real_hooks())
    answer = client.open(path, method=method, query_string=query, headers=headers, data=body)
    assert answer.status_code in (400, 403, 404, 405)
    assert light_world.woken == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from(["MessageSid", "From", "Body", "MessageStatus", "ErrorCode", "OptOutType"])),
    said=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=6),
)
def test_a_signed_form_of_any_content_is_taken_or_refused(
    light_world: World, names: list[str], said: list[str]
) -> None:
    client = door(light_world, real_hooks())
    for hook in ("status", "inbound"):
        url = f"{light_world.settings.public_url}/hooks/twilio/{hook}?ref=REF0000001"
        call = twilio_call(TOKEN, url, list(zip(names, said, strict=False)))
        assert made(client, call, "twilio", hook).status_code in (200, 400, 403)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=10), parts, max_size=3),
    max_leaves=10,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(
        _JSON | st.fixed_dictionaries({"sg_event_id": _JSON, "event": _JSON, "timestamp": _JSON, "ref": _JSON}),
        max_size=4,
    )
)
def test_signed_events_of_any_content_are_taken_or_refused(light_world: World, events: list[Any]) -> None:
    url = f"{light_world.settings.public_url}/hooks/sendgrid/events"
    call = sendgrid_call(KEY, url, events, light_world.now)
    answer = made(door(light_world, real_hooks()), call, "sendgrid", "events")
    assert answer.status_code == (400 if events else 200)  # a good one would have to be guessed whole
