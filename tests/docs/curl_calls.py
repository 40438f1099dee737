"""What the pages tell people to type as `curl`, called in this process on the installation of the page's examples."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from notifier import settings
from notifier.practice import accounts, personal_tokens
from notifier.practice.personal_tokens import NewApiToken
from notifier.store.database import Database
from notifier.vocabulary import Role
from tests.journeys.driver import MANAGER
from tests.template_cache import compiled_once
from web.app import create_app

OPTIONS = ("-H", "-X", "--json", "--form")
OURS = "@header"  # the file with the token of the manager


class CurlCall:
    """One command line: its options, and the address at its end; it fails for an option that is not here."""

    def __init__(self, words: list[str]) -> None:
        *given, self.address = words
        self.options = [(given[at], given[at + 1]) for at in range(0, len(given), 2)]
        assert {name for name, _ in self.options} <= set(OPTIONS), f"no such option here: {words}"

    def run(self, environment: Mapping[str, str]) -> tuple[int, str]:
        """The status of the answer and its body."""
        found = settings.load_settings(environment)
        database = Database.open(found.database_url)
        now = datetime.fromisoformat(environment["NOTIFIER_NOW"])
        app = create_app(found, database, lambda _task: None, lambda: now, ("staff",), limited=False)
        headers = {"Authorization": f"Bearer {_token(database, now)}"}
        sent: dict[str, Any] = {}
        method = "GET"
        for name, value in self.options:
            match name:
                case "-H" if value != OURS:
                    header, _, said = value.partition(": ")
                    headers[header] = said
                case "--json":
                    sent, method = {"json": json.loads(value)}, "POST"
                case "--form":
                    part, _, file = value.partition("=@")
                    content = Path(file).read_bytes()
                    sent, method = {"data": {part: (io.BytesIO(content), Path(file).name)}}, "POST"
        method = dict(self.options).get("-X", method)
        where = urlsplit(self.address)
        client = compiled_once(app).test_client()
        answer = client.open(where.path, query_string=where.query, method=method, headers=headers, **sent)
        database.close()
        return answer.status_code, answer.get_data(as_text=True)


def _token(database: Database, now: datetime) -> str:
    with database.writing() as session:
        person = accounts.account_by_email(session, MANAGER)
        asked = NewApiToken("night run", {Role.MANAGER}, 1, is_proof=True)
        return personal_tokens.make_api_token(session, person, asked, now).secret
