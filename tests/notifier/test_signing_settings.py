"""A command is written as in a shell, and services by their full addresses."""

from pathlib import Path
from typing import Any

import pytest

from notifier.errors import SettingsFault
from notifier.settings import build_settings


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("key_command", "vault 'read", "close every quotation mark"),
        ("timestamp_url", "tsa.example.com", "full addresses"),
        ("timestamp_url", "https://tsa.example.com, ftp://tsa.example.com", "full addresses"),
        ("timestamp_url", "https://tsa.example.com/#part", "full addresses"),
        ("timestamp_url", "https://name:secret@tsa.example.com", "without a name and a password"),
        ("timestamp_url", f"https://tsa.example.com/{'x' * 200}", "up to 200 letters"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsFault, match=why):
        built(tmp_path, **{name: value})


def test_services_are_told_apart_by_commas_and_each_is_asked_once(tmp_path: Path) -> None:
    first, second = "https://tsa.example.com/tsr", "http://other.example.com"
    settings = built(tmp_path, timestamp_url=f" {first},{second}, {first},")
    assert settings.timestamp_services == (first, second)
    assert built(tmp_path).timestamp_services == ()


def test_what_signs_is_no_part_of_what_is_approved(tmp_path: Path) -> None:
    signed = built(tmp_path, key_command="print-key", timestamp_url="https://tsa.example.com", timestamp_roots="a.pem")
    assert signed.reply_channels == built(tmp_path).reply_channels


def built(folder: Path, **values: Any) -> Any:
    return build_settings({"instance": folder, "database_url": "sqlite://", **values})
