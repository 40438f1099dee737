"""Pigeon Post as a plug-in: its settings and what is to be known of them."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import SecretStr, field_validator

from notifier.providers.plugin import ProviderFeature, ProviderPlugin, SetupAdvice, missing_settings, server_address
from notifier.settings import ProviderSettings
from notifier.vocabulary import Channel, ConditionLevel

_PAGER = Channel.stored("pager")  # which the same distribution brings
_LOFT = "https://loft.pigeon.example"


class PigeonSettings(ProviderSettings):
    """The key, the number that texts come from, and what the company's calls are checked with."""

    page_settings: ClassVar[tuple[str, ...]] = ("pigeon_number",)

    pigeon_api_key: SecretStr = SecretStr("")
    pigeon_number: str = ""
    pigeon_ring: SecretStr = SecretStr("")  # what its calls are signed with
    pigeon_loft: str = _LOFT
    pigeon_flies_out: bool = False  # whether a loft on this very machine has pigeons that leave it

    @field_validator("pigeon_loft")
    @classmethod
    def _address(cls, value: str) -> str:
        return server_address(value, _LOFT)

    def missing(self) -> Sequence[str]:
        """The key and the number."""
        needed = {"pigeon_api_key": self.pigeon_api_key.get_secret_value(), "pigeon_number": self.pigeon_number}
        return missing_settings(needed, "to send texts by Pigeon Post")

    @property
    def text_number(self) -> str:
        """Every number of the company's takes answers."""
        return self.pigeon_number.replace("+44", "0", 1)


def _advice(own: PigeonSettings) -> Iterator[SetupAdvice]:
    if not own.pigeon_ring.get_secret_value():
        what = "pigeon_ring is missing, so that no landing can be believed"
        yield SetupAdvice(ConditionLevel.FAULT, what, "copy it from the foot of any pigeon")


PIGEON = ProviderPlugin(
    name="pigeon",
    title="Pigeon Post",
    channels=frozenset({Channel.SMS, _PAGER}),
    settings_model=PigeonSettings,
    built_by="pigeon_post.pigeon_provider:build_pigeon",
    webhooks={"landed": "what became of each text", "answers": "the texts that people send back"},
    host=lambda own: own.pigeon_loft,
    secret_patterns=(r"\bpigeon-[0-9a-f]{8,}",),
    advice=_advice,
    most_per_second=lambda _own: {Channel.SMS: 5.0, _PAGER: 5.0},
    features=frozenset({ProviderFeature.REPORTS, ProviderFeature.INBOUND_TEXTS, ProviderFeature.STAND_IN}),
)
