"""What is logged can be read by anybody: ids, counts and places in the program, and nothing about a person."""

import json
import logging
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from notifier.contacts import Mobile
from notifier.errors import NotAllowed
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.providers.base import Accepted, Result, Unknown, WebhookCall, WebhookContent
from notifier.providers.message_types import Message
from notifier.providers.plugin import plugin_named
from notifier.settings import provider_names
from notifier.store.database import Database
from notifier.store.instance_keys import master_key
from notifier.store.tables import Patient, Practice
from notifier.vocabulary import Channel, Choice, Task
from notifier.worker import logs
from notifier.worker.queue import open_queue
from notifier.worker.worker import Worker
from tests.notifier.provider_stand_in import StandIn
from tests.world import World, sample_number
from web.app import create_app

LOUD = ("sqlalchemy.engine", "twilio", "urllib3", "huey", "werkzeug", "notifier", "web")
SECRETS = {
    "+447700900123": "[number]",
    "07700 900123": "[number]",
    "(07700) 900-123": "([number]",
    "To=%2B447700900123&x=1": "To=[number]&x=1",
    "+353 85 012 3456": "[number]",
    "01632 960 456": "[number]",
    "9990000018": "[number]",
    "999 000 0018": "[number]",
    "ada.o'test+x@example.com": "[address]",
    "ada%40example.com": "[address]",
    "https://surgery.example.com/r/7K3M92QX4TDP": "https://surgery.example.com/r/[link]",
    "/r/whatever-is-typed?x": "/r/[link]?x",
    "7K3M92QX4TDP": "[code]",
    "7k3m-92qx-4tdp": "[code]",
    "7K3M 92QX 4TDP": "[code]",
    "SG.aBcDeFgHiJ.kLmNoPqRsTuV-wXyZ": "[key]",
    "AC0123456789abcdef0123456789abcdef:fedcba9876543210fedcba9876543210": "[key]",
    "Authorization: Bearer abc.def": "[key]",
    "Bearer abc.def": "[key]",
    'twilio_auth_token="hunter2hunter2"': 'twilio_auth_[key]"',
    "postgresql://notifier:hunter2@db.example/x": "postgresql://[key]db.example/x",
    "[SQL: INSERT] [parameters: ('Ada', {'born': '1980'})]": "[SQL: INSERT] [parameters]",
    "x\nDETAIL:  Failing row contains (1, Ada, Test).": "x\n[parameters]",
}


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Whatever a test makes loggers do, they do as before afterwards."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *LOUD)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=False)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_put_out(secret: str) -> None:
    patterns = [re.compile(one, re.I) for name in provider_names() for one in plugin_named(name).secret_patterns]
    assert logs.redact(f"before {secret}", logs.Unspeakable(patterns=patterns)) == f"before {SECRETS[secret]}"


@pytest.mark.parametrize(
    "harmless",
    [
        "campaign 12: 10250 of 10300 sent by sms, 3 unknown",
        "delivery 123456 was not rendered: RenderFault",
        'File "/srv/fair-notice/notifier/delivery/sending.py", line 238, in _rendered',
        "lease until 2026-11-23T10:00:00.123456+00:00, 0.123456789 seconds, 404 answers",
        "a worker begins",
        "sqlalchemy.exc.OperationalError",
    ],
)
def test_what_helps_and_harms_nobody_stays(harmless: str) -> None:
    assert logs.redact(harmless) == harmless


@given(st.integers(0, 2**55 - 1), st.sampled_from(["", "-"]), st.booleans())
def test_no_code_gets_through(number: int, gap: str, lower: bool) -> None:
    letters = "".join(access_codes.ALPHABET[number >> shift & 31] for shift in range(0, 60, 5))
    code = gap.join((letters[:4], letters[4:8], letters[8:]))
    said = logs.redact(f"code={code.lower() if lower else code}.")
    assert said == ("code=[number]." if letters.isdigit() else "code=[code].")


@given(st.integers(0, 99_999), st.sampled_from(["+447700{}", "07700 {}", "+44 (0)7700-{}", "00447700{}"]))
def test_no_mobile_gets_through(number: int, form: str) -> None:
    written = form.format(f"9{number:05d}")
    assert Mobile.parse(written)
    assert logs.redact(f"to {written}!") == "to [number]!"


@given(st.integers(1, 99_999))
def test_no_nhs_number_gets_through(serial: int) -> None:
    number = str(sample_number(serial))
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    assert logs.redact(f"{number}, {spaced}") == "[number], [number]"


def test_a_line_is_one_object_with_our_own_ids(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False)
    logging.getLogger("notifier.test").warning("drained %s", "sms", extra={"campaign": 7, "done": 25})
    (line,) = lines(capsys)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo
    assert line == {
        "event": "drained sms",
        "level": "warning",
        "logger": "notifier.test",
        "campaign": 7,
        "done": 25,
    }


def test_on_a_terminal_a_line_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=True)
    logging.getLogger("notifier.test").warning("to 07700 900123")
    said = capsys.readouterr().err
    assert "to [number]" in said
    assert not said.startswith("{")


def test_configuring_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False)
    logs.configure(readable=False)
    logging.getLogger("notifier").warning("once")
    assert len(lines(capsys)) == 1


def test_of_foreign_lines_the_words_are_kept_and_the_values_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False, level=logging.DEBUG)
    logging.getLogger("urllib3.connectionpool").warning("Retrying (%r) after '%r': %s", 2, OSError("Ada"), "/?to=Ada")
    logging.getLogger("werkzeug").error("Error handling request %s", "/staff?query=Ada")
    logging.getLogger("twilio").info("Data: Dear Ada")
    logging.getLogger("mapping").warning("%(name)s", {"name": "Ada"})
    events = [line["event"] for line in lines(capsys)]
    assert events == ["Retrying (%r) after '%r': %s (2)", "Error handling request %s", "%(name)s"]


def test_of_an_exception_its_type_and_place_are_told_and_its_words_only_if_they_are_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(readable=False)
    name = "Ada"
    try:
        try:
            raise ExceptionGroup(f"about {name}", [ValueError(f"born to {name}")])
        except ExceptionGroup as group:
            raise NotAllowed("the campaign is paused") from group
    except NotAllowed:
        logging.getLogger("notifier").exception("not sent")
    told = lines(capsys)[0]["exception"]
    assert "builtins.ExceptionGroup" in told
    assert "builtins.ValueError" in told
    assert "test_logs.py" in told
    assert told.endswith("notifier.errors.NotAllowed: the campaign is paused")
    assert name not in told.replace('name = "Ada"', "")


def test_a_line_with_wrong_arguments_is_said_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False)
    record = logging.LogRecord("notifier.test", logging.WARNING, __file__, 1, "%d deliveries", ("Ada",), None)
    logging.getLogger().handlers[-1].handle(record)
    assert capsys.readouterr().err == "a line of notifier.test cannot be written: TypeError\n"


def test_a_secret_of_the_settings_is_put_out_wherever_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False, secrets=logs.Unspeakable(["hunter2"]))
    logging.getLogger("notifier").warning("it is hunter2", extra={"given": "xhunter2x"})
    (line,) = lines(capsys)
    assert (line["event"], line["given"]) == ("it is [key]", "x[key]x")


def test_numbers_that_could_reach_somebody_are_put_out_even_where_they_are_no_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(readable=False)
    logging.getLogger("notifier").warning("%d", 447700900123, extra={"nhs": 9990000018, "id": 999_999_999})
    (line,) = lines(capsys)
    assert (line["event"], line["nhs"], line["id"]) == ("[number]", "[number]", 999_999_999)


def test_a_warning_of_a_library_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.configure(readable=False)
        warnings.warn("about 07700 900123", stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = lines(capsys)
    assert line["logger"] == "py.warnings"
    assert "900123" not in str(line)


class Talkative(StandIn):
    """Puts everything that it is handed into what it raises, as libraries do, and loses half of the rest."""

    def talk(self, message: Message) -> Result:
        number = len(self.sent)
        if number % 3 == 0:
            logging.getLogger("twilio.http_client").info("Data: %s", message)
            raise ConnectionError(f"could not send {message!r} with Bearer hunter2")
        return Accepted(f"id-{number}") if number % 3 == 1 else Unknown()

    def look_up(self, lost: Any) -> Any:
        self.asked += lost
        raise requests.ConnectionError(f"cannot ask about {lost!r}")

    def reports(self, waiting: Any, now: datetime) -> Any:
        raise TimeoutError(f"no reports on {waiting!r}")


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def everything_goes_wrong(world: World) -> None:
    """A campaign with providers that raise what they know, a web that breaks, and tables that refuse rows."""
    people = [*(world.person() for _ in range(8)), world.person(mobile=None)]
    world.import_people(*people)
    world.launched()
    provider = Talkative()
    provider.answer = provider.talk
    world.providers = dict.fromkeys(Channel, provider)
    with world.task_runner() as own:
        worker = Worker(own, lambda: world.now)
        while not (provider.asked and len(provider.sent) > 3):
            for task in Task:
                worker.wake(task)
            own.plan(world.now)
        assert worker.end(60)
        for _ in range(3):
            with pytest.raises((OSError, requests.ConnectionError)):
                own.run_pass(world.now)
            logging.getLogger("notifier").error("a pass failed", exc_info=_last(own.run_pass, world.now))
    world.answer(people[0], Choice.KEEP)
    logging.getLogger("notifier").error("refused", exc_info=_last(_twice, world))
    _web_that_breaks(world)


def _last(work: Any, *given: Any) -> BaseException:
    try:
        work(*given)
    except Exception as error:  # whatever it is, the log is to be told
        return error
    raise AssertionError("nothing went wrong")


def _twice(world: World) -> None:
    """A row that is refused, with a person's values in it."""
    with world.database.writing() as session:
        patient = session.get_one(Patient, 1)
        row = {column.key: getattr(patient, column.key) for column in Patient.__table__.columns}
        session.execute(insert(Patient).values(**row))


def _web_that_breaks(world: World) -> None:
    person = world.people[1]
    code = world.code_of(person.nhs_number)

    def breaks(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError(f"{person!r} {code}")

    def hook(call: WebhookCall, now: datetime) -> WebhookContent:
        raise RuntimeError(f"{person.mobile} said {call.body!r}")

    wake = open_queue(world.settings, world.keys).wake
    app = create_app(
        *(world.settings, world.database, wake, lambda: world.now),
        hooks={"twilio": {"inbound": hook}},
    )
    app.testing = False
    client = app.test_client()
    assert client.post("/hooks/twilio/inbound", data={"From": person.mobile, "Body": f"KEEP {code}"}).status_code == 500
    for endpoint in list(app.view_functions):
        if endpoint.startswith("patient."):
            app.view_functions[endpoint] = breaks
    born = date(1980, 3, 31)
    form = {"choice": "keep", "dob-day": born.day, "dob-month": born.month, "dob-year": born.year}
    assert client.get(f"/r/{code}").status_code == 500
    assert client.post(f"/r/{code}/you", data=form).status_code == 500


def known_of(world: World, person: Person) -> list[str]:
    """Whatever names a person, reaches them, or opens their page."""
    code = world.code_of(person.nhs_number)
    known = [person.given_name, person.family_name, person.nhs_number, person.date_of_birth.isoformat()]
    known += [code, access_codes.spaced_code(code), person.email or "", str(person.mobile or "")]
    known += [person.mobile.national] if person.mobile else []
    known += person.address.lines
    return [one for one in known if one]


def test_nothing_of_anybody_is_in_the_log_whatever_goes_wrong(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(readable=False, level=logging.DEBUG)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    everything_goes_wrong(world)
    said = capsys.readouterr().err
    events = [json.loads(line)["event"] for line in said.splitlines()]
    assert {"send sms failed", "look up failed", "a pass failed", "refused"} <= set(events)
    assert sum(event.startswith("exception in") for event in events) == 3
    told = [secret for person in world.people for secret in known_of(world, person) if secret in said]
    assert not told
    assert "hunter2" not in said
    assert "KEEP" not in said
    assert master_key(world.settings.instance).hex() not in said


def test_no_value_of_a_statement_gets_into_an_errors_text(database: Database) -> None:
    row = insert(Practice).values(id=1, name="Ada's Surgery")
    with pytest.raises(SQLAlchemyError, match="hide_parameters") as refused, database.writing() as session:
        session.execute(row)
    assert "Ada" not in str(refused.value).partition("DETAIL")[0]  # PostgreSQL's own remark: the log drops it
    assert "Ada" not in logs.describe(refused.value)
