"""An encrypted file: it comes back whole with its key, and with nothing else, however it was damaged."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from notifier.backup.age_files import PIECE, AgeReader, AgeWriter
from notifier.errors import BackupFault

PAIR = X25519PrivateKey.generate()


def sealed(content: bytes, together: int = 10_000) -> tuple[bytes, bytes]:
    """The encrypted file, and its own key."""
    file = io.BytesIO()
    writer = AgeWriter(file, PAIR.public_key())
    for start in range(0, len(content), together):
        writer.write(content[start : start + together])
    writer.finish()
    return file.getvalue(), writer.file_key


def opened(file: bytes, key: X25519PrivateKey | bytes = PAIR) -> bytes:
    return AgeReader(io.BytesIO(file), key).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000])
def test_it_comes_back_with_either_key(size: int) -> None:
    content = bytes(place * 7 & 255 for place in range(size))
    file, file_key = sealed(content)
    assert opened(file) == opened(file, file_key) == content
    assert content[:30] not in file or size < 2


def test_it_is_read_in_parts_as_well() -> None:
    content = bytes(range(256)) * 600
    reader = AgeReader(io.BytesIO(sealed(content)[0]), PAIR)
    parts = iter(lambda: reader.read(1000), b"")
    assert b"".join(parts) == content


def test_it_begins_as_the_tool_age_expects() -> None:
    lines = sealed(b"words")[0].split(b"\n")
    assert lines[0] == b"age-encryption.org/v1"
    assert lines[1].startswith(b"-> X25519 ")
    assert lines[3].startswith(b"--- ")


def test_another_key_does_not_open_it() -> None:
    file, _ = sealed(b"words")
    with pytest.raises(BackupFault, match="this key does not open it"):
        opened(file, X25519PrivateKey.generate())
    with pytest.raises(BackupFault, match="damaged"):
        opened(file, bytes(16))


def test_every_change_of_a_byte_is_noticed() -> None:
    file, _ = sealed(b"words of a patient")
    for place in range(len(file)):
        with pytest.raises(BackupFault):
            opened(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])


@pytest.mark.parametrize("left", [0, 10, 150, 200, PIECE, PIECE + 300, 2 * PIECE])
def test_what_is_cut_off_is_noticed(left: int) -> None:
    file, _ = sealed(bytes(2 * PIECE + 500))
    with pytest.raises(BackupFault):
        opened(file[:left])


def test_pieces_that_changed_places_and_a_file_that_goes_on_are_noticed() -> None:
    file, _ = sealed(bytes(3 * PIECE))
    body = len(file) - 3 * (PIECE + 16)
    first, second = file[body : body + PIECE + 16], file[body + PIECE + 16 : body + 2 * (PIECE + 16)]
    with pytest.raises(BackupFault):
        opened(file[:body] + second + first + file[body + 2 * (PIECE + 16) :])
    with pytest.raises(BackupFault):
        opened(file + b"more")


def test_a_file_of_another_kind_says_so() -> None:
    with pytest.raises(BackupFault, match="no backup of"):
        opened(b"SQLite format 3\0" + bytes(500))
