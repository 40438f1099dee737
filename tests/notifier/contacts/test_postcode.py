"""Postcodes: as people write them, and none that there cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.postcode import is_real_postcode, mended_postcode, normal_postcode, postcode_at_the_end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KT8  2QJ", "KT8 2QJ"),
        ("gu173np", "GU17 3NP"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("BFPO 57", "BFPO 57"),
        ("ZZ993VZ", "ZZ99 3VZ"),
        ("L S 1 1 A A", "LS1 1AA"),
        ("LS11AA", "LS1 1AA"),
        ("LS1\u00a01AA", "LS1 1AA"),
        ("LS1-1AA.", "LS1 1AA"),
        ("SW1A 1AA, UK", "SW1A 1AA"),
        ("SW1A 1AA United Kingdom", "SW1A 1AA"),
        ("SW1A 1AA (England)", "SW1A 1AA"),
        ("GU17", ""),
        ("GU46 OAA", ""),
        ("UK", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_it_normalises_a_postcode(text: str, expected: str) -> None:
    assert normal_postcode(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GU46 OAA", "GU46 0AA"),
        ("ox1o oaa", "OX10 0AA"),
        ("SE1 OAA", "SE1 0AA"),
        ("GUI7 3NP", ""),  # an I may be a 1 or an L
        ("GU46 0OA", ""),  # a letter that no postcode has, and nothing says which was meant
        ("XX46 OAA", ""),
        ("OOO OOO", ""),
        ("", ""),
    ],
)
def test_a_letter_o_becomes_a_nought_only_where_no_letter_can_stand(text: str, expected: str) -> None:
    assert mended_postcode(text) == expected


@pytest.mark.parametrize(
    "postcode",
    "GU46 7AA/M1 1AE/B33 8TH/CR2 6XH/DN55 1PT/W1A 1HQ/EC1A 1BB/GIR 0AA/BF1 2AT/GY1 1AA/JE2 3AB/IM1 2AB/ZE1 0AA".split(
        "/"
    ),
)
def test_every_form_of_the_guide_is_real(postcode: str) -> None:
    assert is_real_postcode(postcode)


@pytest.mark.parametrize(
    "postcode", "XX1 1AA,ZZ99 3VZ,GU46 7CA,GU46 7AO,QW1 1AA,GU4C 7AA,W1Z 1AA,BFPO 57,,GU46".split(",")
)
def test_no_area_and_no_letter_that_there_cannot_be_is_real(postcode: str) -> None:
    assert not is_real_postcode(postcode)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 High Street, Yateley GU46 7AA", ("1 High Street, Yateley", "GU46 7AA")),
        ("1 High Street, Yateley, gu467aa, U.K.", ("1 High Street, Yateley", "GU46 7AA")),
        ("GU46 7AA", ("", "GU46 7AA")),
        ("1 High Street, Yateley", ("", "")),
        ("XGU46 7AA", ("", "")),
    ],
)
def test_it_finds_the_postcode_behind_an_address(text: str, expected: tuple[str, str]) -> None:
    assert postcode_at_the_end(text) == expected


@given(st.text(max_size=12))
def test_what_is_read_is_read_the_same_again(text: str) -> None:
    once = normal_postcode(text)
    assert normal_postcode(once) == once
