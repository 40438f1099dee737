"""What each provider brings to be tested with: a folder `payloads` beside the module that its plug-in is built by.

`settings.json`: settings of a sample account; what stands in braces a stand-in of the company fills in: "{server}" the
address of one that is asked over HTTP, "{mail_host}" and the like those of a mail server, see `stand_ins`.
`taken.json`: what the company answers when it takes a message; "{serial}" is another number each time.
`call_*.json`: a call as it came: which webhook, the address's query, when, headers, body, and what it says.
A provider without a folder needs no settings and is not called.
"""

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from notifier.providers.base import Provider, WebhookCall
from notifier.providers.plugin import ProviderPlugin
from notifier.settings import Settings, build_settings
from tests.notifier.providers.server import Answer, Asked

PUBLIC_URL = "https://surgery.example.com"


@dataclass(frozen=True)
class SampleCall:
    """One call; `says` has, of each report and text that it holds, some of the fields."""

    name: str
    webhook: str
    call: WebhookCall
    at: datetime
    says: dict[str, list[dict[str, Any]]]

    def without_signature(self) -> WebhookCall:
        """The same call by somebody who cannot sign."""
        kind = {name: value for name, value in self.call.headers.items() if name == "Content-Type"}
        return replace(self.call, headers=kind)


@dataclass(frozen=True)
class SampleProvider:
    """A provider's plug-in and its payloads; `folder` is where an instance may be."""

    plugin: ProviderPlugin[Any]
    folder: Path

    @property
    def blanks(self) -> set[str]:
        """What its settings leave to a stand-in: "server", "mail_host" and so on."""
        return {blank for value in self._account().values() for blank in re.findall(r"\{(\w+)\}", value)}

    def values(self, filled: Mapping[str, str]) -> dict[str, str]:
        """The sample account's settings, with what a stand-in fills in."""
        return {name: value.format_map(filled) for name, value in self._account().items()}

    def settings(self, filled: Mapping[str, str]) -> Settings:
        """An installation with that account."""
        core = {"instance": self.folder, "database_url": "sqlite://", "public_url": PUBLIC_URL, "provider_timeout": 5}
        return build_settings(core | self.values(filled))

    def built(self, filled: Mapping[str, str]) -> Provider:
        """The provider of that installation."""
        return self.plugin.build(self.settings(filled))

    def taken(self) -> Callable[[Asked], Answer]:
        """How the company answers when it takes each message."""
        texts = [path.read_text(encoding="utf-8") for path in self._payloads("taken.json")]
        serials = itertools.count(1)
        return lambda _asked: _answer(json.loads(texts[0].replace("{serial}", f"{next(serials):032d}")))

    def calls(self) -> Sequence[SampleCall]:
        """Every call that it brings."""
        return [self._call(path) for path in self._payloads("call_")]

    def _account(self) -> dict[str, str]:
        return {name: value for one in self._payloads("settings.json") for name, value in _read(one).items()}

    def _call(self, path: Traversable) -> SampleCall:
        read = _read(path)
        url = f"{PUBLIC_URL}/hooks/{self.plugin.name}/{read['webhook']}{read['query']}"
        call = WebhookCall(url, read["headers"], read["body"].encode("utf-8"))
        return SampleCall(path.name, read["webhook"], call, datetime.fromisoformat(read["at"]), read["says"])

    def _payloads(self, start: str) -> list[Traversable]:
        folder = files(self.plugin.built_by.partition(":")[0].rpartition(".")[0]) / "payloads"
        found = folder.iterdir() if folder.is_dir() else iter(())
        return sorted((path for path in found if path.name.startswith(start)), key=lambda path: path.name)


def _read(path: Traversable) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _answer(read: dict[str, Any]) -> Answer:
    return Answer(read["http_status"], read["body"] or b"", read["headers"])
