"""The practice's signing key (Ed25519, RFC 8032): a file beside the master key, or what a command prints."""

import shlex
import subprocess

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from notifier.errors import SettingsFault
from notifier.settings import Settings
from notifier.store.instance_keys import ensure_key_file, read_key

SIGNING_FILE = "signing.key"
COMMAND_SECONDS = 15.0  # that KEY_COMMAND may take: it may have to ask a device or another machine
_LENGTH = 32  # bytes of an Ed25519 key, private and public
_FINGERPRINT = 20  # hexadecimal digits: few enough to write down, too many to make another key with the same
_LONGEST_REASON = 200


class SigningKey:
    """The private half; what others may see of it is in `public_key` and `fingerprint`."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._private.public_key().public_bytes_raw().hex()  # 64 hexadecimal digits

    @property
    def fingerprint(self) -> str:
        """What the key is called, see `key_fingerprint`."""
        return key_fingerprint(self.public_key)

    def sign(self, signed: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(signed)


def key_fingerprint(public_key: str) -> str:
    """The first 20 hexadecimal digits of a public key: what people note, and what the verifier of packs takes."""
    return public_key[:_FINGERPRINT]


def in_groups(fingerprint: str) -> str:
    """A fingerprint as people read it out: five groups of four digits."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def is_signed_by(public_key: str, signature: bytes, signed: bytes) -> bool:
    """Whether this key's private half signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def has_signing_key(settings: Settings) -> bool:
    """Whether there is a key file here, or a command that prints the key."""
    return bool(settings.key_command) or (settings.instance / SIGNING_FILE).exists()


def signing_key(settings: Settings) -> SigningKey:
    """The key that KEY_COMMAND prints or else the instance folder has.

    Raises SettingsFault where there is none, or the command does not print one in time; it says what to do.
    """
    if settings.key_command:
        return SigningKey(_printed_key(settings.key_command))
    return SigningKey(read_key(settings.instance / SIGNING_FILE, _LENGTH))


def made_signing_key(settings: Settings) -> SigningKey:
    """As `signing_key`, and the key is made where there is neither a file nor a command."""
    if not settings.key_command:
        ensure_key_file(settings.instance / SIGNING_FILE)
    return signing_key(settings)


def _printed_key(command: str) -> bytes:
    """Run the command without a shell. What it printed stands in no error: it may be the key."""
    try:
        done = subprocess.run(  # noqa: S603 - whoever writes the settings may run anything as this account already
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
    except OSError as error:
        raise SettingsFault(
            f"KEY_COMMAND cannot be run ({error.strerror}): write the full path of a program that this account may run"
        ) from error
    except subprocess.TimeoutExpired:
        raise SettingsFault(
            f"KEY_COMMAND printed no key within {COMMAND_SECONDS:g} seconds: run it by hand, it may be waiting for you"
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0][:_LONGEST_REASON]
        raise SettingsFault(f"KEY_COMMAND ended with {done.returncode} ({said or 'it said nothing'}): run it by hand")
    try:
        key = bytes.fromhex(done.stdout.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        raise SettingsFault(f"KEY_COMMAND has to print {2 * _LENGTH} hexadecimal digits and nothing else")
    return key
