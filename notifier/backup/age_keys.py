"""The practice's key pair for backups: X25519, in the words of the tool age, so that age alone can open a backup.

The public half, `age1...`, stays in the instance folder and only encrypts. The private half, `AGE-SECRET-KEY-1...`, is
written once, to a file that the practice keeps elsewhere. Both are Bech32 (BIP 173):
https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from notifier.errors import BackupFault

_PUBLIC, _PRIVATE = "age", "age-secret-key-"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_KEY_BYTES = 32
_SUM_LETTERS = 6


def written_public_key(key: X25519PublicKey) -> str:
    """`age1...`."""
    return _encoded(_PUBLIC, key.public_bytes_raw())


def written_private_key(key: X25519PrivateKey) -> str:
    """`AGE-SECRET-KEY-1...`."""
    return _encoded(_PRIVATE, key.private_bytes_raw()).upper()


def read_public_key(text: str) -> X25519PublicKey:
    """The key of `age1...`. Raises BackupFault where it is none."""
    return X25519PublicKey.from_public_bytes(_decoded(_PUBLIC, text.strip()))


def read_private_key(text: str) -> X25519PrivateKey:
    """The first key in a file of age's: lines that begin with # are remarks. Raises BackupFault where there is none."""
    for line in map(str.strip, text.splitlines()):
        if line and not line.startswith("#"):
            return X25519PrivateKey.from_private_bytes(_decoded(_PRIVATE, line))
    raise BackupFault("there is no private key in the file: give the one that was written at the first backup")


def _encoded(prefix: str, key: bytes) -> str:
    values = _regrouped(key, 8, 5, pad=True)
    remainder = _polymod([*_expanded(prefix), *values, *[0] * _SUM_LETTERS]) ^ 1
    check = [(remainder >> 5 * (5 - place)) & 31 for place in range(_SUM_LETTERS)]
    return f"{prefix}1{''.join(_LETTERS[value] for value in [*values, *check])}"


def _decoded(prefix: str, text: str) -> bytes:
    fault = BackupFault(f"a key of backups begins with {prefix}1 and was copied whole; this one is not")
    if text not in (text.lower(), text.upper()):
        raise fault
    found, _, letters = text.lower().rpartition("1")
    if found != prefix or not set(letters) <= set(_LETTERS) or len(letters) <= _SUM_LETTERS:
        raise fault
    values = [_LETTERS.index(letter) for letter in letters]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise fault
    key = bytes(_regrouped(bytes(values[:-_SUM_LETTERS]), 5, 8, pad=False))
    if len(key) != _KEY_BYTES:
        raise fault
    return key


def _expanded(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> place) & 1 else 0
    return check


def _regrouped(data: bytes, of: int, into: int, *, pad: bool) -> list[int]:
    """The same bits in groups of `into` instead of `of`; what is left over is filled up with zeros, or left out."""
    bits, held, groups = 0, 0, []
    for value in data:
        bits, held = bits << of | value, held + of
        while held >= into:
            held -= into
            groups.append((bits >> held) & (1 << into) - 1)
        bits &= (1 << held) - 1
    if pad and held:
        groups.append((bits << into - held) & (1 << into) - 1)
    return groups
