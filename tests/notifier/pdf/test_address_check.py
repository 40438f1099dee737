"""What each envelope takes of an address, before anything is printed. The rules of GOV.UK Notify are said again."""

import pytest

from notifier.contacts import PostalAddress
from notifier.pdf.address_check import AddressCheck, precompiled_fault
from notifier.pdf.fonts import LetterFont
from notifier.pdf.geometry import ENVELOPES
from tests.notifier.letter_samples import stationery

HOME = ("1 Elm Road", "Fleet")


def no_font() -> LetterFont:
    raise AssertionError("short lines need no font")


def fault(envelope: str, *parts: str, postcode: str, name: str = "Mrs Ada Test") -> str | None:
    address = PostalAddress.from_parts(parts, postcode)
    assert address.fault is None
    return AddressCheck(ENVELOPES[envelope], lambda: stationery().faces.regular).fault(
        (name, *address.lines_for_window)
    )


@pytest.mark.parametrize(
    "postcode", ["GU51 2QB", "gu512qb", "EC1A 1BB", "W1A 0AX", "IM1 2AB", "JE2 3AB", "GY1 1AA", "BF1 2AT", "GIR 0AA"]
)
def test_the_printer_takes_real_postcodes_those_of_the_islands_among_them(postcode: str) -> None:
    assert fault("printer", *HOME, postcode=postcode) is None


@pytest.mark.parametrize("postcode", ["XX99 9ZZ", "GU51 2QO", "QQ1 1AA", "GU51 2CB", "A1 1AA"])
def test_the_printer_refuses_a_postcode_that_there_cannot_be_and_no_address_with_one_is_mailable(postcode: str) -> None:
    address = PostalAddress.from_parts(HOME, postcode)
    assert "postcode" in str(precompiled_fault(("Mrs Ada Test", *address.lines_for_window)))
    assert "a postcode that there cannot be" in str(address.fault)


def test_a_number_of_the_forces_post_needs_a_unit_and_stands_once() -> None:
    assert fault("printer", "4 Signals", "BFPO 57", postcode="BFPO 57") is None
    assert fault("printer", "4 Signals", "BFPO 57", postcode="BF1 2AT") is None
    assert precompiled_fault(("Sgt Test", "BFPO 57")) is not None


def test_a_line_may_not_begin_with_a_sign() -> None:
    for sign in '@()=[]"\\/,<>~':
        assert sign in str(precompiled_fault(("Mrs Test", f"{sign}1 Elm Road", "GU51 2QB")))
        assert fault("printer", f"{sign}1 Elm Road", "Fleet", postcode="GU51 2QB") is None, "they are taken off"


def test_lines_are_counted_as_they_are_printed() -> None:
    long = ["Extraordinarily Long Premises of the Ancient and Honourable Company " + "of Makers " * 8] * 3
    parts = [f"{number} {line}" for number, line in enumerate(long)]
    assert "more lines as printed" in str(fault("printer", *parts, "Fleet", postcode="GU51 2QB"))
    assert "wider" in str(fault("c5", "W" * 60, "Fleet", postcode="GU51 2QB"))


def test_a_list_of_short_lines_needs_no_font() -> None:
    assert AddressCheck(ENVELOPES["printer"], no_font).fault(("Mrs Ada Test", *HOME, "GU51 2QB")) is None
