"""Settings are frozen, come from the file and the environment, and every fault is named at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from notifier.errors import SettingsFault
from notifier.messages.prescription_footer import GUESSED_FORMS
from notifier.providers.outbox import OUTBOX
from notifier.providers.twilio_sms.twilio_plugin import TWILIO
from notifier.settings import FooterWindow, Settings, load_settings
from notifier.store.instance_keys import make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder with a key and no settings."""
    make_instance(tmp_path / "instance")
    return tmp_path / "instance"


def test_without_any_setting_it_is_one_practice_on_this_computer(instance: Path) -> None:
    settings = loaded(instance)
    assert settings.database_url == f"sqlite:///{instance}/fair-notice.sqlite3"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.now is None


def test_the_environment_overrides_the_file(instance: Path) -> None:
    write(instance, 'public_url = "https://file.example.com"\noutbox_unreachable = 0.5\n')
    settings = loaded(instance, PUBLIC_URL="https://environment.example.com")
    assert settings.public_url == "https://environment.example.com"
    assert OUTBOX.own(settings).outbox_unreachable == 0.5


def test_a_file_of_a_secret_overrides_both(instance: Path, tmp_path: Path) -> None:
    secret = tmp_path / "database"
    secret.write_text("postgresql://practice:secret@db/notices\n", encoding="utf-8")
    settings = loaded(instance, DATABASE_URL="sqlite:///other", DATABASE_URL_FILE=str(secret))
    assert settings.database_url == "postgresql://practice:secret@db/notices"


def test_a_blank_variable_counts_as_not_set(instance: Path) -> None:
    assert loaded(instance, PUBLIC_URL="").public_url == "http://127.0.0.1:8000"


def test_every_fault_is_named_at_once(instance: Path) -> None:
    write(instance, 'publik_url = "https://surgery.example.com"\noutbox_unreachable = 2\n')
    with pytest.raises(SettingsFault) as fault:
        loaded(instance, NOW="tomorrow", PUBLIC_URL="surgery.example.com", DATABASE_URL_FILE="/nowhere/url")
    for name in ("publik_url", "outbox_unreachable", "now", "public_url", "NOTIFIER_DATABASE_URL_FILE"):
        assert name in str(fault.value)


def test_a_fault_never_repeats_a_secret(instance: Path) -> None:
    write(instance, 'database_ulr = "postgresql://practice:hunter2@db/notices"\npublic_url = "hunter2"\n')
    with pytest.raises(SettingsFault) as fault:
        loaded(instance)
    assert "hunter2" not in str(fault.value)


@pytest.mark.parametrize("name", ["twilio_acount_sid", "provider_settings", "pigeon_api_key"])
def test_a_name_that_neither_we_nor_a_provider_knows_is_refused(instance: Path, name: str) -> None:
    write(instance, f'{name} = "hunter2"\n')
    with pytest.raises(SettingsFault, match=f"{name}: no setting has this name") as fault:
        loaded(instance)
    assert "hunter2" not in str(fault.value)


def test_a_providers_settings_come_from_file_environment_and_secret_files_as_ours_do(
    instance: Path, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("hunter2\n", encoding="utf-8")
    write(instance, 'twilio_account_sid = "AC1"\ntwilio_from = "Riverside"\n')
    settings = loaded(instance, TWILIO_FROM="+447700900999", TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "token"))
    own = TWILIO.own(settings)
    assert (own.twilio_account_sid, own.twilio_from) == ("AC1", "+447700900999")
    assert own.secret_words == ("hunter2",)
    assert settings.reply_channels.text_number == "07700 900999"
    assert "hunter2" not in repr(settings)


def test_a_fault_in_a_providers_setting_is_named_beside_ours(instance: Path) -> None:
    with pytest.raises(SettingsFault) as fault:
        loaded(instance, TWILIO_BASE_URL="ftp://hunter2", FIRST_SLICE="-1")
    assert "twilio_base_url: Value error, write an address such as" in str(fault.value)
    assert "first_slice" in str(fault.value)
    assert "hunter2" not in str(fault.value)


@pytest.mark.parametrize("content", [b"public_url = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(instance: Path, content: bytes) -> None:
    (instance / "settings.toml").write_bytes(content)
    with pytest.raises(SettingsFault, match=r"settings\.toml"):
        loaded(instance)


def test_a_folder_in_place_of_the_file_is_named(instance: Path) -> None:
    (instance / "settings.toml").mkdir()
    with pytest.raises(SettingsFault, match=r"settings\.toml"):
        loaded(instance)


@pytest.mark.parametrize("address", ["surgery.example.com", "ftp://surgery.example.com", "https://", "https://a/?b=1"])
def test_an_address_that_patients_cannot_open_is_refused(instance: Path, address: str) -> None:
    with pytest.raises(SettingsFault, match="full address"):
        loaded(instance, PUBLIC_URL=address)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quiet_hours", "18:00-25:00"),
        ("quiet_hours", "from 18:00-08:00"),
        ("quiet_hours", "18:00-08:00, not on Fridays"),
        ("quiet_hours", "none"),
        ("pause_share", "1.5"),
        ("pause_share", "0"),
    ],
)
def test_a_setting_that_would_stop_nothing_or_fail_later_is_refused(instance: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=name):
        loaded(instance, **{name.upper(): value})


def test_a_slash_at_the_end_of_the_address_is_dropped(instance: Path) -> None:
    assert loaded(instance, PUBLIC_URL="https://surgery.example.com/").public_url == "https://surgery.example.com"


@pytest.mark.parametrize("written", ["2026-06-01T10:00:00", "2026-06-01T11:00:00+01:00"])
def test_a_fixed_time_is_in_utc_however_it_is_written(instance: Path, written: str) -> None:
    settings = loaded(instance, NOW=written)
    assert settings.clock()() == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert settings.clock()().utcoffset() == datetime(2026, 6, 1, tzinfo=UTC).utcoffset()


def test_the_clock_runs_unless_a_time_is_fixed(instance: Path) -> None:
    before = datetime.now(UTC)
    assert before <= loaded(instance).clock()() <= datetime.now(UTC)


def test_settings_cannot_be_changed(instance: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        loaded(instance).public_url = "https://elsewhere.example.com"  # type: ignore[misc]


def test_the_window_of_the_prescription_text_is_as_the_practice_measured_it(instance: Path) -> None:
    assert loaded(instance).reply_channels.footer == FooterWindow()
    write(instance, 'footer_system = "vision"\nfooter_width = 44\n')
    assert loaded(instance).reply_channels.footer == FooterWindow("vision", 44, 0)


@pytest.mark.parametrize("setting", [{"FOOTER_SYSTEM": "microtest"}, {"FOOTER_WIDTH": "-1"}, {"FOOTER_LINES": "six"}])
def test_a_window_that_cannot_be_is_refused(instance: Path, setting: dict[str, str]) -> None:
    with pytest.raises(SettingsFault, match=next(iter(setting)).lower()):
        loaded(instance, **setting)


def test_every_clinical_system_of_the_settings_has_a_guessed_window() -> None:
    assert set(get_args(Settings.model_fields["footer_system"].annotation)) == set(GUESSED_FORMS)


def loaded(instance: Path, **environment: str) -> Settings:
    return load_settings(
        {"NOTIFIER_INSTANCE": str(instance)} | {f"NOTIFIER_{name}": value for name, value in environment.items()}
    )


def write(instance: Path, text: str) -> None:
    (instance / "settings.toml").write_text(text, encoding="utf-8")
