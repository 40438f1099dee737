"""The stand-in's account: the same each time, and what the product has to be told of it."""

from pathlib import Path

import pytest

from notifier import settings
from notifier.errors import SettingsFault
from notifier.providers.registry import carried, providers
from notifier.providers.sendgrid_email.sendgrid_plugin import SENDGRID
from notifier.vocabulary import Channel
from web.sandbox.account import Account


def test_an_account_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    assert Account.kept_in(folder) == Account.kept_in(folder)
    assert Account.kept_in(folder) != Account.new()
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_damaged_account_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "account.json").write_text("{}", encoding="ascii")
    with pytest.raises(SettingsFault, match=r"account\.json is damaged: remove it"):
        Account.kept_in(tmp_path)


def test_the_product_takes_its_settings_and_reaches_samples_only(tmp_path: Path) -> None:
    account = Account.new()
    environment = {"NOTIFIER_INSTANCE": str(tmp_path), **account.settings("http://127.0.0.1:8001")}
    chosen = settings.load_settings(environment)
    assert {channel: one.name for channel, one in providers(chosen).items()} == {
        Channel.SMS: "twilio",
        Channel.EMAIL: "sendgrid",
        Channel.LETTER: "outbox",
        Channel.FOOTER: "outbox",
    }
    assert carried(chosen).samples == set(Channel)
    assert not {Channel.SMS, Channel.EMAIL} & carried(chosen).real_people
    assert SENDGRID.own(chosen).sendgrid_webhook_key == account.webhook_key
