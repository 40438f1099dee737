"""Which provider carries what, from the settings."""

from pathlib import Path

import pytest

from notifier.channels.base import SmsMessage, World
from notifier.channels.outbox import Outbox
from notifier.channels.registry import providers
from notifier.settings import Settings
from notifier.vocabulary import Channel


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, database_url="sqlite://", outbox_unreachable=0.5)


def test_every_channel_has_a_provider(settings: Settings) -> None:
    assert set(providers(settings)) == set(Channel)


def test_without_credentials_nothing_reaches_a_real_person(settings: Settings, tmp_path: Path) -> None:
    for provider in providers(settings).values():
        assert isinstance(provider, Outbox)
        assert provider.takes is World.SAMPLES
        assert (provider.folder, provider.unreachable) == (tmp_path / "outbox", 0.5)


def test_choosing_providers_writes_nothing_before_something_is_sent(settings: Settings, tmp_path: Path) -> None:
    chosen = providers(settings)
    assert not (tmp_path / "outbox").exists()
    list(chosen[Channel.SMS].send([SmsMessage("SMSSMSSMS0", "+447700900001", "x")]))
    assert (tmp_path / "outbox" / "sms").is_dir()
