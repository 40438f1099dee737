"""A file that is encrypted to one public key, in the format of age v1: `age --decrypt -i KEY FILE` opens it as well.

A key of the file's own is wrapped to the practice's by X25519 and HKDF, and what follows is ChaCha20-Poly1305 in pieces
of 64 KiB, each bound to its place and the last one marked, so that nothing is changed, swapped or cut off unnoticed.
Source: https://github.com/C2SP/C2SP/blob/main/age.md
"""

import hmac
import os
from base64 import b64decode, b64encode
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from notifier.errors import BackupFault

PIECE = 64 * 1024
_TAG = 16
_VERSION = b"age-encryption.org/v1\n"
_WRAPPING = b"age-encryption.org/v1/X25519"
_LONGEST_LINE = 200
_DAMAGED = "the backup is damaged or was changed, or was not written to its end: take another one"


class _Sink(Protocol):
    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


class AgeWriter:
    """What is written to it goes encrypted into `file`. `file_key` opens this one file, for whoever has made it."""

    def __init__(self, file: _Sink, public_key: X25519PublicKey) -> None:
        self.file_key = os.urandom(16)
        nonce = os.urandom(16)
        file.write(_header(self.file_key, public_key) + nonce)
        self._file, self._cipher = file, ChaCha20Poly1305(_derived(self.file_key, nonce, b"payload"))
        self._waiting, self._place = bytearray(), 0

    def write(self, data: bytes) -> int:
        """Take bytes in; a piece is written when more follows, for the last one is marked."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece: without it nobody takes the file for whole."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._place, is_last=is_last), piece, None))
        self._place += 1


class AgeReader:
    """What `AgeWriter` was given, from the beginning. Raises BackupFault at the first piece that is not as written."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey | bytes) -> None:
        """`key` is the private key of the practice, or the key of this one file. Raises BackupFault for another."""
        self._file = file
        file_key = _opened_header(file, key)
        nonce = file.read(16)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._ready, self._place = bytearray(), 0
        self._next = file.read(PIECE + _TAG)
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or fewer at the end; all that are left without a size."""
        while not self._is_over and (size < 0 or len(self._ready) < size):
            self._ready += self._piece()
        found = bytes(self._ready if size < 0 else self._ready[:size])
        del self._ready[: len(found)]
        return found

    def _piece(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + _TAG)
        self._is_over = not self._next
        try:
            piece = self._cipher.decrypt(_nonce(self._place, is_last=self._is_over), sealed, None)
        except InvalidTag:
            raise BackupFault(_DAMAGED) from None
        self._place += 1
        return piece


def _header(file_key: bytes, public_key: X25519PublicKey) -> bytes:
    own = X25519PrivateKey.generate()
    share = own.public_key().public_bytes_raw()
    wrapping = _derived(own.exchange(public_key), share + public_key.public_bytes_raw(), _WRAPPING)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    lines = b"-> X25519 " + _base64(share) + b"\n" + _base64(wrapped) + b"\n---"
    return _VERSION + lines + b" " + _base64(_sum_of(file_key, _VERSION + lines)) + b"\n"


def _opened_header(file: BinaryIO, key: X25519PrivateKey | bytes) -> bytes:
    """The key of the file, from its header."""
    lines = [file.readline(_LONGEST_LINE) for _ in range(4)]
    if lines[0] != _VERSION or not lines[1].startswith(b"-> X25519 ") or not lines[3].startswith(b"--- "):
        raise BackupFault("it is no backup of `notifier backup`, or its beginning is damaged: name the right file")
    try:
        share, wrapped, total = (_unbase64(line) for line in (lines[1][10:], lines[2], lines[3][4:]))
        file_key = key if isinstance(key, bytes) else _unwrapped(share, wrapped, key)
    except InvalidTag:
        raise BackupFault("this key does not open it: give the private key that was made with its practice's") from None
    except ValueError:
        raise BackupFault(_DAMAGED) from None
    if not hmac.compare_digest(total, _sum_of(file_key, b"".join(lines[:3]) + b"---")):
        raise BackupFault(_DAMAGED)
    return file_key


def _unwrapped(share: bytes, wrapped: bytes, key: X25519PrivateKey) -> bytes:
    salt = share + key.public_key().public_bytes_raw()
    wrapping = _derived(key.exchange(X25519PublicKey.from_public_bytes(share)), salt, _WRAPPING)
    return ChaCha20Poly1305(wrapping).decrypt(bytes(12), wrapped, None)


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _sum_of(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")


def _nonce(place: int, *, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _base64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _unbase64(line: bytes) -> bytes:
    text = line[:-1]
    data = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if not line.endswith(b"\n") or _base64(data) != text:  # the last letter has bits that mean nothing
        raise ValueError(line)
    return data
