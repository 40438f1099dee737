"""`notifier sandbox` in a process of its own, served as it really is."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from requests.exceptions import ConnectionError as Cut
from twilio.rest import Client

from notifier.cli import program
from tests.forked import Forked
from tests.waiting import eventually
from tests.web.stand_in import PATIENCE, Redirected, free_port

SAMPLE = "+447700900001"


@contextmanager
def sandbox(folder: Path, *options: str) -> Iterator[dict[str, str]]:
    """The settings that it prints once it listens."""
    words = ["sandbox", "--port", str(free_port()), *options]
    process = Forked(lambda: program(words), {"NOTIFIER_INSTANCE": str(folder)}, folder / "said.txt")
    try:
        assert eventually(lambda: re.search("NOTIFIER_SENDGRID_WEBHOOK_KEY=.+\n", process.said) is not None), (
            process.said
        )
        yield dict(re.findall("^(NOTIFIER_[A-Z_]+)=(.*)$", process.said, re.MULTILINE))
        process.send_signal(signal.SIGTERM)
        status, said = process.ended(PATIENCE)
        assert status == 0, said
    finally:
        process.kill()


def client(printed: dict[str, str]) -> Client:
    http_client = Redirected(printed["NOTIFIER_TWILIO_BASE_URL"], PATIENCE)
    return Client(
        printed["NOTIFIER_TWILIO_ACCOUNT_SID"], printed["NOTIFIER_TWILIO_AUTH_TOKEN"], http_client=http_client
    )


def send(printed: dict[str, str]) -> None:
    client(printed).messages.create(to=SAMPLE, from_=printed["NOTIFIER_TWILIO_FROM"], body="Hello")


def test_it_prints_what_an_installation_needs_to_use_it_and_shows_what_was_sent(tmp_path: Path) -> None:
    with sandbox(tmp_path, "--faults", "fair") as printed:
        send(printed)
        base = printed["NOTIFIER_SENDGRID_HOST"]
        with urlopen(f"{base}/sandbox/?sought=Hello") as page:  # noqa: S310 - on this computer
            assert SAMPLE in page.read().decode("utf-8")
        assert eventually(lambda: client(printed).messages.list(to=SAMPLE)[0].status == "delivered")


def test_a_cut_is_a_cut_behind_the_real_server_too(tmp_path: Path) -> None:
    with sandbox(tmp_path, "--faults", json.dumps({"faults": {"cut": 1}})) as printed:
        for _ in range(3):
            with pytest.raises(Cut):
                send(printed)
        calm = Request(  # noqa: S310 - on this computer
            f"{printed['NOTIFIER_SENDGRID_HOST']}/sandbox-api/scenario",
            json.dumps({"faults": {}}).encode("ascii"),
            {"Content-Type": "application/json"},
        )
        urlopen(calm).close()  # noqa: S310 - on this computer
        assert client(printed).messages.list(to=SAMPLE) == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--faults", "sunny"), "a scenario is one of"),
        (("--callbacks", "http://surgery.example.com"), "this computer only"),
    ],
)
def test_what_it_cannot_do_it_says(tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    ended = CliRunner().invoke(program, ["sandbox", *options], env={"NOTIFIER_INSTANCE": str(tmp_path)})
    assert ended.exit_code == 1
    assert why in ended.stderr
