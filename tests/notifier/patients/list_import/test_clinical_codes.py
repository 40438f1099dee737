"""Clinical codes and texting preferences."""

from datetime import date

import pytest

from notifier.patients.list_import.clinical_codes import declines_texts, is_mangled, normal_codes
from notifier.patients.list_import.records import CodeEntry


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("9Ndo.", ["9Ndo"]),
        ("9Ndo.00", ["9Ndo"]),
        ("9Ndo", ["9Ndo"]),
        ("93C3.", ["93C3"]),
        ("9NdP0", ["9NdP0"]),
        ("9NdP000", ["9NdP0"]),
        ("XaXj6", ["XaXj6"]),
        ("XaXj600", ["XaXj6"]),
        ("416308001", ["416308001"]),
        ("416308001.0", ["416308001"]),
        ("513631000000106", ["513631000000106"]),
        ("9NdL.", ["9NdL"]),
        ("'416308001", ["416308001"]),
        ("9Ndo. Express dissent for SCR", ["9Ndo"]),
        ("Express dissent for SCR (XaXj6)", ["XaXj6"]),
        ("416308001 | Refused consent |", ["416308001"]),
        ("9Ndo.; 9Ndm.", ["9Ndo", "9Ndm"]),
        ("Express  dissent", ["Express dissent"]),
        ("4.16308E+08", []),
        ("", []),
    ],
)
def test_it_normalises_the_forms_of_every_terminology(text: str, codes: list[str]) -> None:
    assert normal_codes(text) == codes


def test_a_code_that_a_spreadsheet_shortened_is_noticed() -> None:
    assert is_mangled("5.13631E+14")
    assert not is_mangled("513631000000106")


@pytest.mark.parametrize(
    ("entries", "declined"),
    [
        ([("9NdQ", 2019)], True),
        ([("513631000000106", 2019)], True),
        ([("9NdQ", 2019), ("9NdP", 2021)], False),
        ([("9NdP", 2019), ("513631000000106", 2021)], True),
        ([("9NdQ", 2019), ("699237001", 2019)], True),
        ([("9NdQ", None), ("9NdP", 2021)], True),
        ([("9NdQ0", 2019)], True),
        ([("911401000000108", 2019), ("911361000000104", 2020)], False),
        ([("9NdQ0", 2019), ("9NdP", 2020)], False),
        ([("9NdQ", 2019), ("9NdP0", 2020)], True),
        ([("9NdP", 2019)], False),
        ([], False),
    ],
)
def test_the_latest_texting_preference_wins_and_a_doubt_is_a_no(
    entries: list[tuple[str, int | None]], declined: bool
) -> None:
    assert declines_texts(CodeEntry(code, date(year, 1, 1) if year else None) for code, year in entries) is declined
