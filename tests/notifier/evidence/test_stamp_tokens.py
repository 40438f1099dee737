"""A token counts only when it holds, and is of what was asked; trusted roots tell whose it is."""

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from notifier.errors import EvidenceFault
from notifier.evidence.stamp_tokens import received_token, stamp_request, stamped_time
from tests.time_stamp_authority import Key, TimeStampAuthority

SIGNED = b'{"number":7}'


@pytest.fixture
def authority(tmp_path: Path) -> TimeStampAuthority:
    return TimeStampAuthority(tmp_path / "tsa")


@pytest.mark.parametrize("kind", [rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_stamp_is_taken_and_checked_again_without_a_network(tmp_path: Path, kind: type[Key], digest: str) -> None:
    authority = TimeStampAuthority(tmp_path / "tsa", kind, digest)
    request = stamp_request(SIGNED)
    token = received_token(authority.stamp(request.query), SIGNED, request.nonce, [authority.root])
    assert stamped_time(token.token, SIGNED) == token.stamped_at
    assert stamped_time(token.token, SIGNED, [authority.root]) == token.stamped_at


def test_only_a_hash_is_asked_for(authority: TimeStampAuthority) -> None:
    assert SIGNED not in stamp_request(SIGNED).query
    assert authority.stamp(stamp_request(SIGNED).query)


def test_a_stamp_of_something_else_is_refused(authority: TimeStampAuthority) -> None:
    request = stamp_request(b"something else")
    answer = authority.stamp(request.query)
    with pytest.raises(EvidenceFault, match="of something else"):
        received_token(answer, SIGNED, request.nonce)


def test_an_earlier_answer_is_not_taken_again(authority: TimeStampAuthority) -> None:
    answer = authority.stamp(stamp_request(SIGNED).query)
    with pytest.raises(EvidenceFault, match="another question"):
        received_token(answer, SIGNED, stamp_request(SIGNED).nonce)


def test_a_service_that_no_root_vouches_for_is_refused(authority: TimeStampAuthority, tmp_path: Path) -> None:
    request = stamp_request(SIGNED)
    answer = authority.stamp(request.query)
    stranger = TimeStampAuthority(tmp_path / "stranger").root
    with pytest.raises(EvidenceFault, match="TIMESTAMP_ROOTS"):
        received_token(answer, SIGNED, request.nonce, [stranger])


def test_a_refusal_is_said(authority: TimeStampAuthority) -> None:
    with pytest.raises(EvidenceFault, match="refused, with the status 2"):
        received_token(authority.stamp(b"\x30\x00"), SIGNED, None)


@pytest.mark.parametrize("answer", [b"", b"not found", b"<html>", b"\x30\x00", b"0" * 5000])
def test_an_answer_that_is_none_is_refused(answer: bytes) -> None:
    with pytest.raises(EvidenceFault, match=r"no time stamp|refused"):
        received_token(answer, SIGNED, None)


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_a_token_that_was_changed_anywhere_holds_no_more_or_says_the_same(authority: TimeStampAuthority) -> None:
    request = stamp_request(SIGNED)
    answer = authority.stamp(request.query)
    token = received_token(answer, SIGNED, request.nonce)
    chance = random.Random(7)
    refused = 0
    for _ in range(500):
        changed = bytearray(token.token)
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
        try:
            assert stamped_time(bytes(changed), SIGNED) == token.stamped_at
        except EvidenceFault:
            refused += 1
    assert refused > 400


def test_the_library_and_ours_agree_on_what_holds(authority: TimeStampAuthority) -> None:
    """The time in a token cannot be moved: neither our own check nor the library's lets it pass."""
    request = stamp_request(SIGNED)
    token = received_token(authority.stamp(request.query), SIGNED, request.nonce).token
    place = token.index(b"\x18\x0f20") + 2
    moved = token[:place] + b"1999" + token[place + 4 :]
    with pytest.raises(EvidenceFault):
        stamped_time(moved, SIGNED)
    with pytest.raises(EvidenceFault):
        stamped_time(moved, SIGNED, [authority.root])
