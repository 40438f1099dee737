"""Values are taken apart exactly, and what does not come out even is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.evidence.der_values import DerValue, as_set, only, sequence, values_in


def test_values_are_told_apart_with_their_tags() -> None:
    assert values_in(bytes.fromhex("0201050402abcd")) == [
        DerValue(2, b"\x05", bytes.fromhex("020105")),
        DerValue(4, b"\xab\xcd", bytes.fromhex("0402abcd")),
    ]


@given(st.binary(max_size=70_000))
def test_a_sequence_of_any_length_is_read_as_it_was_made(content: bytes) -> None:
    made = sequence(content)
    assert only(made) == DerValue(0x30, content, made)


def test_a_value_under_a_tag_of_its_own_becomes_the_set_that_it_is() -> None:
    assert as_set(only(bytes.fromhex("a003020105"))) == bytes.fromhex("3103020105")


@pytest.mark.parametrize("broken", ["02", "0202 05", "3080 0000", "0285 0000000001 05", "1f8101 00", "0281"])
def test_what_does_not_come_out_even_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"value|length"):
        values_in(bytes.fromhex(broken))


@pytest.mark.parametrize("content", ["", "020105020105"])
def test_one_value_is_neither_none_nor_two(content: str) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        only(bytes.fromhex(content))


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    try:
        found = values_in(content)
    except ValueError:
        return
    assert b"".join(one.whole for one in found) == content
