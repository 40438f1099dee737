"""A reference as scanners and people give it."""

import pytest

from notifier.patients import access_codes
from notifier.patients.scans import reference_in

REFERENCE = "7K3M92QX4T"


@pytest.mark.parametrize(
    "text",
    [
        REFERENCE,
        " 7k3m92qx4t\r\n",
        "7K3M 92QX 4T",
        "7k3m-92qx-4t",
        f"https://surgery.example.com/s/{REFERENCE}",
        f"HTTPS://SURGERY.EXAMPLE.COM/S/{REFERENCE}\n",
        f"https://example.com/our/letters/s/{REFERENCE}/",
    ],
)
def test_a_reference_is_read_however_it_is_typed_or_scanned(text: str) -> None:
    assert reference_in(text) == REFERENCE


def test_what_people_misread_is_put_right() -> None:
    assert reference_in("O1lI2345AB") == "0111" + "2345AB"


def test_every_reference_that_is_made_is_read() -> None:
    assert all(reference_in(made) == made for made in (access_codes.new_reference() for _ in range(50)))


@pytest.mark.parametrize(
    "text",
    [
        *("", "Smith", "7K3M92QX4", "7K3M92QX4TDP", "U" * 10),
        f"https://surgery.example.com/r/{REFERENCE}",
        f"https://surgery.example.com/s/{REFERENCE}/more",
        f"a word https://surgery.example.com/s/{REFERENCE}",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert reference_in(text) is None
