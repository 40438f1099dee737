"""Keys as the tool age writes them: whole, or refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from notifier.backup import age_keys
from notifier.errors import BackupFault

# Made by age's Rust implementation (pyrage 1.4).
PRIVATE = "AGE-SECRET-KEY-1K3TEK6984JZKD8CNULWLX72KR3GUGWPUE722KWDWXUVV3SWXJ8CQVJVEGE"
PUBLIC = "age1y88qzymveyjzdzfhv95enw4hszhcyauagez8fpug93q5rh2k3pzqdnsf6f"


def test_a_pair_comes_back_from_its_words() -> None:
    pair = X25519PrivateKey.generate()
    private = age_keys.read_private_key(f"# a remark\n\n{age_keys.written_private_key(pair)}\n")
    public = age_keys.read_public_key(age_keys.written_public_key(pair.public_key()))
    assert private.private_bytes_raw() == pair.private_bytes_raw()
    assert public.public_bytes_raw() == pair.public_key().public_bytes_raw()


def test_it_is_the_pair_that_age_makes_of_it() -> None:
    assert age_keys.written_public_key(age_keys.read_private_key(PRIVATE).public_key()) == PUBLIC


@pytest.mark.parametrize("place", [0, 5, 20, 60])
def test_a_key_that_was_copied_wrongly_is_refused(place: int) -> None:
    words = age_keys.written_private_key(X25519PrivateKey.generate())
    other = "Q" if words[place] != "Q" else "P"
    with pytest.raises(BackupFault, match="copied whole"):
        age_keys.read_private_key(words[:place] + other + words[place + 1 :])


@pytest.mark.parametrize(
    "words", ["age1", "AGE-SECRET-KEY-1", "1", "age1qqqqqq", PRIVATE[:-1], PRIVATE.swapcase()[:30]]
)
def test_what_is_no_key_is_refused(words: str) -> None:
    with pytest.raises(BackupFault):
        age_keys.read_private_key(words)
    with pytest.raises(BackupFault):
        age_keys.read_public_key(words)


def test_a_file_without_a_key_is_refused() -> None:
    with pytest.raises(BackupFault, match="no private key"):
        age_keys.read_private_key("# only a remark\n")
