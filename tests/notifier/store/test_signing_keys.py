"""The key that signs is for its owner alone, may live elsewhere, and is named by a few digits."""

import shlex
import stat
import sys
from pathlib import Path

import pytest

from notifier.errors import SettingsFault
from notifier.settings import Settings, build_settings
from notifier.store import signing_keys
from notifier.store.signing_keys import (
    SIGNING_FILE,
    SigningKey,
    has_signing_key,
    in_groups,
    is_signed_by,
    key_fingerprint,
    made_signing_key,
    signing_key,
)

# RFC 8032, section 7.1, test 2: private key, public key, message, signature.
SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_it_signs_as_the_standard_says() -> None:
    key = SigningKey(bytes.fromhex(SEED))
    assert key.public_key == PUBLIC
    assert key.sign(b"\x72").hex() == SIGNATURE
    assert is_signed_by(PUBLIC, bytes.fromhex(SIGNATURE), b"\x72")


@pytest.mark.parametrize(
    ("public_key", "signature", "signed"),
    [
        (PUBLIC, SIGNATURE, b"\x73"),
        (PUBLIC, "00" * 64, b"\x72"),
        (PUBLIC, "", b"\x72"),
        ("00" * 32, SIGNATURE, b"\x72"),
        ("00" * 31, SIGNATURE, b"\x72"),
    ],
)
def test_anything_else_is_not_signed(public_key: str, signature: str, signed: bytes) -> None:
    assert not is_signed_by(public_key, bytes.fromhex(signature), signed)


def test_a_key_is_named_by_five_groups_of_digits() -> None:
    fingerprint = key_fingerprint(PUBLIC)
    assert fingerprint == PUBLIC[:20]
    assert in_groups("0123456789abcdef0123") == "0123 4567 89ab cdef 0123"
    assert SigningKey(bytes.fromhex(SEED)).fingerprint == fingerprint


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = build_settings({"instance": tmp_path, "database_url": "sqlite://"})
    assert not has_signing_key(settings)
    made = made_signing_key(settings)
    assert has_signing_key(settings)
    assert stat.S_IMODE((tmp_path / SIGNING_FILE).stat().st_mode) == 0o600
    assert made_signing_key(settings).public_key == made.public_key == signing_key(settings).public_key


def test_without_a_key_it_says_what_to_do(tmp_path: Path) -> None:
    settings = build_settings({"instance": tmp_path, "database_url": "sqlite://"})
    with pytest.raises(SettingsFault, match="notifier init"):
        signing_key(settings)


def test_a_command_prints_the_key_and_no_file_is_made(tmp_path: Path) -> None:
    settings = printing(tmp_path, f"print('{SEED}')")
    assert has_signing_key(settings)
    assert made_signing_key(settings).public_key == PUBLIC
    assert not (tmp_path / SIGNING_FILE).exists()


def test_a_command_runs_without_a_shell(tmp_path: Path) -> None:
    command = f"echo {SEED} ; touch {tmp_path / 'made'}"
    with pytest.raises(SettingsFault, match="64 hexadecimal digits"):
        signing_key(with_command(tmp_path, command))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit('the vault is sealed')", r"ended with 1 \(the vault is sealed\)"),
        ("import sys; sys.exit(3)", r"ended with 3 \(it said nothing\)"),
        ("print('secret')", "64 hexadecimal digits"),
        (f"print('{SEED}ab')", "64 hexadecimal digits"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "64 hexadecimal digits"),
        ("pass", "64 hexadecimal digits"),
    ],
)
def test_a_command_that_prints_no_key_is_named_and_what_it_printed_is_not(
    tmp_path: Path, program: str, why: str
) -> None:
    with pytest.raises(SettingsFault, match=why) as refused:
        signing_key(printing(tmp_path, program))
    assert "secret" not in str(refused.value)
    assert SEED not in str(refused.value)


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"KEY_COMMAND cannot be run .*full path"):
        signing_key(with_command(tmp_path, str(tmp_path / "nothing")))


def test_a_command_that_waits_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "COMMAND_SECONDS", 0.2)
    with pytest.raises(SettingsFault, match=r"within 0\.2 seconds"):
        signing_key(printing(tmp_path, "import threading; threading.Event().wait(60)"))


def printing(folder: Path, program: str) -> Settings:
    """Settings whose command runs a line of Python."""
    return with_command(folder, shlex.join([sys.executable, "-c", program]))


def with_command(folder: Path, command: str) -> Settings:
    return build_settings({"instance": folder, "database_url": "sqlite://", "key_command": command})
