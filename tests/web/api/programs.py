"""A program that calls the API with a token, as the tests of it have one."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from notifier.practice import personal_tokens
from notifier.practice.personal_tokens import NewApiToken
from notifier.vocabulary import Role
from tests.web.world import World

ROOT = "/api/v1"
PROBLEM = "application/problem+json"


def new_token(world: World, role: Role, *, is_proof: bool = True) -> str:
    """A token of the member of staff with that role."""
    asked = NewApiToken("a test", {role}, 1, is_proof)
    with world.database.writing() as session:
        return personal_tokens.make_api_token(session, world.accounts[role], asked, world.now).secret


class Program:
    """Calls with one token, or with none. It fails where a refusal is no problem as RFC 9457 has it."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self._client = app.test_client(use_cookies=False)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    @classmethod
    def of(cls, world: World, role: Role, *, is_proof: bool = True) -> "Program":
        """One that acts for the member of staff with that role."""
        return cls(world.app(), new_token(world, role, is_proof=is_proof))

    def call(self, method: str, path: str, **sent: Any) -> TestResponse:
        """The answer to a call."""
        headers = {**self._headers, **sent.pop("headers", {})}
        answer = self._client.open(f"{ROOT}{path}", method=method, headers=headers, **sent)
        if answer.status_code >= 400 and method != "HEAD":
            said = answer.get_json()
            assert answer.mimetype == PROBLEM, (method, path, answer.status_code, answer.mimetype)
            assert said.keys() - {"errors"} == {"type", "title", "status", "detail"}
            assert said["status"] == answer.status_code
        return answer

    def get(self, path: str, **sent: Any) -> Any:
        """What a GET that is answered shows."""
        return self._shown("GET", path, **sent)

    def post(self, path: str, **sent: Any) -> Any:
        """What a POST that is done shows."""
        return self._shown("POST", path, **sent)

    def _shown(self, method: str, path: str, **sent: Any) -> Any:
        answer = self.call(method, path, **sent)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.get_json(silent=True)
