"""Which provider carries what, from the settings."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from notifier.errors import SettingsFault
from notifier.providers.base import Audience, CarriedChannels
from notifier.providers.message_types import SmsMessage
from notifier.providers.outbox import Outbox
from notifier.providers.plugin import Hearing
from notifier.providers.registry import called_by, carried, companies, hearing_of, providers
from notifier.providers.sendgrid_email.provider import SendGridEmail
from notifier.providers.twilio_sms.provider import TwilioSms
from notifier.settings import Settings, build_settings
from notifier.vocabulary import Channel
from tests.house.program import ROOT

TWILIO = {"twilio_account_sid": "AC1", "twilio_auth_token": "token", "twilio_from": "+447700900999"}
SENDGRID = {"sendgrid_api_key": "SG.key", "sendgrid_from": "surgery@example.com"}
STAND_IN = {"twilio_base_url": "http://127.0.0.1:8001", "sendgrid_host": "http://127.0.0.1:8001"}


def settings(folder: Path, **values: Any) -> Settings:
    return build_settings({"instance": folder, "database_url": "sqlite://", "outbox_unreachable": 0.5, **values})


def test_every_channel_has_a_provider(tmp_path: Path) -> None:
    assert set(providers(settings(tmp_path))) == set(Channel)
    assert set(providers(settings(tmp_path, **TWILIO, **SENDGRID))) == set(Channel)


def test_without_credentials_nothing_reaches_a_real_person(tmp_path: Path) -> None:
    for channel, provider in providers(settings(tmp_path)).items():
        assert isinstance(provider, Outbox)
        assert provider.audience is (Audience.NOBODY if channel is Channel.LETTER else Audience.SAMPLES)
        assert (provider.folder, provider.unreachable) == (tmp_path / "outbox", 0.5)


def test_letters_are_posted_by_themselves_only_where_that_is_said(tmp_path: Path) -> None:
    assert providers(settings(tmp_path))[Channel.LETTER].audience is Audience.NOBODY
    assert providers(settings(tmp_path, letter_provider="outbox"))[Channel.LETTER].audience is Audience.SAMPLES


def test_with_credentials_texts_and_emails_go_by_their_providers_and_paper_stays(tmp_path: Path) -> None:
    public = {"public_url": "https://surgery.example.com", "sendgrid_webhook_key": "AAAA", "provider_timeout": 7.0}
    chosen = providers(settings(tmp_path, **TWILIO, **SENDGRID, **public))
    twilio, sendgrid = chosen[Channel.SMS], chosen[Channel.EMAIL]
    assert isinstance(twilio, TwilioSms)
    assert (twilio.account_sid, twilio.auth_token, twilio.sender) == ("AC1", "token", "+447700900999")
    assert (twilio.callback_url, twilio.timeout) == ("https://surgery.example.com/hooks/twilio/status", 7.0)
    assert isinstance(sendgrid, SendGridEmail)
    assert (sendgrid.api_key, sendgrid.sender, sendgrid.webhook_key) == ("SG.key", "surgery@example.com", "AAAA")
    assert (sendgrid.host, sendgrid.timeout) == ("https://api.eu.sendgrid.com", 7.0)
    assert {chosen[channel].name for channel in (Channel.LETTER, Channel.FOOTER)} == {"outbox"}


def test_a_messaging_service_is_sender_enough(tmp_path: Path) -> None:
    service = TWILIO | {"twilio_from": "", "twilio_messaging_service_sid": "MG1"}
    provider = providers(settings(tmp_path, **service))[Channel.SMS]
    assert isinstance(provider, TwilioSms)
    assert (provider.sender, provider.messaging_service_sid) == ("", "MG1")


@pytest.mark.parametrize("missing", TWILIO)
def test_twilio_by_half_is_a_fault_that_names_what_is_missing(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SettingsFault, match=missing):
        providers(settings(tmp_path, **{name: value for name, value in TWILIO.items() if name != missing}))


@pytest.mark.parametrize("missing", SENDGRID)
def test_sendgrid_by_half_is_a_fault_that_names_what_is_missing(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SettingsFault, match=missing):
        providers(settings(tmp_path, **{name: value for name, value in SENDGRID.items() if name != missing}))


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as fault:
        providers(settings(tmp_path, twilio_base_url="http://127.0.0.1:8001", sendgrid_webhook_key="AAAA"))
    for name in (*TWILIO, *SENDGRID):
        assert name in str(fault.value)


def test_a_provider_that_is_named_carries_its_channel_whatever_else_is_set_up(tmp_path: Path) -> None:
    chosen = providers(settings(tmp_path, **TWILIO, **SENDGRID, sms_provider="outbox"))
    assert (chosen[Channel.SMS].name, chosen[Channel.EMAIL].name) == ("outbox", "sendgrid")


def test_the_calls_of_a_provider_that_carries_nothing_any_more_are_still_answered(tmp_path: Path) -> None:
    moved_away = settings(tmp_path, **TWILIO, sms_provider="outbox")
    assert {provider.name for provider in called_by(moved_away)} == {"outbox", "twilio"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sms_provider": "twilio"}, "twilio_account_sid is missing"),
        ({"sms_provider": "pigeon"}, "there is no provider pigeon; installed are outbox, sendgrid, smtp, twilio"),
        ({**SENDGRID, "sms_provider": "sendgrid"}, "sms_provider is sendgrid, which does not carry sms"),
    ],
)
def test_a_provider_that_is_named_and_cannot_carry_is_refused(
    tmp_path: Path, values: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsFault, match=said):
        providers(settings(tmp_path, **values))


# Said in a process of its own, for here a test before this one may have loaded anything.
LOADED = """
import os, sys
from notifier.providers.registry import carried
from notifier.settings import load_settings, provider_names

def loaded():
    return sorted({"twilio", "sendgrid", "python_http_client", "notifier.providers.twilio_sms"} & sys.modules.keys())

assert provider_names() and not loaded(), "to name providers loads none"
before = load_settings({"NOTIFIER_INSTANCE": "none", "NOTIFIER_SENDGRID_FROM": "surgery@example.com"})
assert not loaded(), "to read one's settings loads no company's library, and nothing of the other"
carried(load_settings({"NOTIFIER_INSTANCE": "none", **os.environ}))
print(*loaded())
"""


def test_only_the_library_of_a_provider_that_the_settings_choose_is_loaded() -> None:
    chosen = {f"NOTIFIER_{name.upper()}": value for name, value in TWILIO.items()}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=os.environ | chosen, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["notifier.providers.twilio_sms", "twilio"], "")


def test_where_no_provider_is_installed_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a checkout that was brought up to date and not set up again."""
    monkeypatch.setattr("notifier.settings._installed", lambda _path: {})
    with pytest.raises(
        SettingsFault, match="there is no provider outbox; installed are none: install Fair Notice anew"
    ):
        providers(build_settings({"instance": tmp_path, "database_url": "sqlite://"}))


def test_a_stand_in_on_this_machine_takes_samples_and_any_other_server_real_people(tmp_path: Path) -> None:
    both = (Channel.SMS, Channel.EMAIL)
    real = providers(settings(tmp_path, **TWILIO, **SENDGRID))
    stand_in = providers(settings(tmp_path, **TWILIO, **SENDGRID, **STAND_IN))
    assert {real[channel].audience for channel in both} == {Audience.REAL_PEOPLE}
    assert {stand_in[channel].audience for channel in both} == {Audience.SAMPLES}


@pytest.mark.parametrize(
    ("values", "real_people", "samples"),
    [
        ({}, {Channel.LETTER, Channel.FOOTER}, set(Channel)),
        (TWILIO, set(Channel) - {Channel.EMAIL}, set(Channel) - {Channel.SMS}),
        (TWILIO | SENDGRID, set(Channel), {Channel.LETTER, Channel.FOOTER}),
        (TWILIO | SENDGRID | STAND_IN, {Channel.LETTER, Channel.FOOTER}, set(Channel)),
    ],
)
def test_it_says_whom_each_channel_reaches(
    tmp_path: Path, values: dict[str, str], real_people: set[Channel], samples: set[Channel]
) -> None:
    assert carried(settings(tmp_path, **values)) == CarriedChannels(frozenset(real_people), frozenset(samples))


MAIL_SERVER = {"smtp_host": "127.0.0.1", "smtp_from": "surgery@example.com", "smtp_operator": "Sample Hosting"}
MAILBOX = {
    "smtp_bounce_imap_host": "127.0.0.1",
    "smtp_bounce_imap_user": "bounces",
    "smtp_bounce_imap_password": "sample",
}


@pytest.mark.parametrize(
    ("values", "name", "heard"),
    [
        (MAIL_SERVER, "smtp", Hearing.NOTHING),
        (MAIL_SERVER | MAILBOX, "smtp", Hearing.FAILURES),
        (SENDGRID, "sendgrid", Hearing.EVERYTHING),
        ({}, "outbox", Hearing.EVERYTHING),
        ({}, "a provider of former days", Hearing.EVERYTHING),
    ],
)
def test_it_says_what_is_heard_of_a_providers_messages(
    tmp_path: Path, values: dict[str, str], name: str, heard: Hearing
) -> None:
    own = settings(tmp_path, **values)
    assert hearing_of(own, name) is heard
    assert carried(own).unconfirmed == (frozenset({Channel.EMAIL}) if name == "smtp" else frozenset())


def test_patients_read_whom_the_settings_name_and_else_what_the_company_is_called(tmp_path: Path) -> None:
    assert companies(settings(tmp_path, **MAIL_SERVER, **TWILIO)) == ("Sample Hosting", "Twilio")


def test_choosing_providers_writes_nothing_before_something_is_sent(tmp_path: Path) -> None:
    chosen = providers(settings(tmp_path))
    assert not (tmp_path / "outbox").exists()
    list(chosen[Channel.SMS].send([SmsMessage("SMSSMSSMS0", "+447700900001", "x")]))
    assert (tmp_path / "outbox" / "sms").is_dir()
