"""Tokens of the API at the command line: printed once, listed without themselves, and withdrawn."""

import pytest

from tests.journeys.driver import RECEPTION, Practice
from tests.notifier.cli.test_slip_commands import practice

__all__ = ["practice"]
pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


def test_a_token_of_the_api_is_made_listed_and_withdrawn(practice: Practice) -> None:
    secret = practice.run("token", "make", "--name", "a script", "--days", 3, "--staff", RECEPTION).strip()
    assert secret.startswith("fair-notice-")
    (kept,) = practice.json("token", "list", "--staff", RECEPTION)["tokens"]
    assert (kept["name"], kept["roles"], kept["is_proof"]) == ("a script", ["reception"], False)
    practice.run("token", "withdraw", kept["token"], "--staff", RECEPTION)
    assert practice.json("token", "list", "--staff", RECEPTION)["tokens"] == []
    assert "no such token" in practice.run("token", "withdraw", kept["token"], "--staff", RECEPTION, status=1)
