"""Names."""

import pytest

from notifier.patients.list_import.names import folded, split_full_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SMITH, John (Mr)", ("Mr", "John", "SMITH")),
        ("Smith, John", ("", "John", "Smith")),
        ("Smith, Mr John Paul", ("Mr", "John Paul", "Smith")),
        ("Mr John Smith", ("Mr", "John", "Smith")),
        ("Mrs. Ann VAN DER BERG", ("Mrs", "Ann", "VAN DER BERG")),
        ("SMITH John", ("", "John", "SMITH")),
        ("de la Cruz, María (Dr)", ("Dr", "María", "de la Cruz")),
        ("JOHN SMITH", ("", "JOHN", "SMITH")),
        ("Smith", ("", "", "Smith")),
        ("", ("", "", "")),
    ],
)
def test_it_takes_a_full_name_apart(text: str, parts: tuple[str, str, str]) -> None:
    assert split_full_name(text) == parts


@pytest.mark.parametrize(
    ("one", "other"), [("O'Brien", "O’BRIEN"), ("Łukasik", "lukasik"), ("Núñez", "Nunez"), ("ap-Rhys", "Ap Rhys")]
)
def test_two_spellings_are_one_name(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_two_names_stay_two() -> None:
    assert folded("Smith") != folded("Smythe")
