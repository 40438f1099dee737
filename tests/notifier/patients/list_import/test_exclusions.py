"""Who is held out, and why."""

from pathlib import Path

import pytest

from notifier.patients.list_import.exclusions import exclusion
from notifier.vocabulary import SkipReason
from tests.notifier.list_files import ONE, RULES, read_person, read_rows


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({}, None),
        ({"Date_of_Death": "01-Jan-2020", "Deducted_Date": "01-Jan-2020", "Sensitive_Flag": "Y"}, "deceased"),
        ({"Deducted_Date": "01-Jan-2020", "Sensitive_Flag": "Y"}, "left"),
        ({"Sensitive_Flag": "Y", "Code": "9Ndo."}, "sensitive"),
        ({"Code": "9Ndo.00", "Code_Date": "01-Jan-2020"}, "already opted out"),
        ({"Code": "9Ndn.", "Code_Date": "01-Jan-2020"}, "express consent"),
        ({"Code": "9Ndl.", "Code_Date": "01-Jan-2020"}, None),
        ({"Code": "9NDO.", "Code_Date": "01-Jan-2020"}, "in doubt"),
        ({"Deceased": "Yes"}, "deceased"),
        ({"Deceased": "No"}, None),
        ({"Date_of_Death": "some time in 2020"}, "deceased"),
        ({"Date_of_Death": "01/02/63"}, "deceased"),
        ({"Sensitive_Flag": "perhaps"}, "sensitive"),
        ({"Registration_status": "Deducted"}, "left"),
        ({"Registration_status": "Temporary resident"}, "left"),
        ({"Registration_status": "Fully registered"}, None),
        ({"Registration_status": "Deceased"}, "deceased"),
        ({"Registration_status": "???"}, "left"),
    ],
)
def test_the_standing_comes_before_the_codes(tmp_path: Path, cells: dict[str, str], label: str | None) -> None:
    found = exclusion(read_person(tmp_path, **cells), RULES)
    assert (found[1] if found else None) == label


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ([("9Ndo.", "01-Jan-2020"), ("9Ndm.", "02-Jan-2020")], SkipReason.EXPRESS_CONSENT),
        ([("XaXbZ", "01-Jan-2020"), ("416308001", "02-Jan-2020")], SkipReason.ALREADY_CODED),
        ([("93C3.", "01-Jan-2020"), ("9Ndl.", "02-Jan-2024")], SkipReason.ALREADY_CODED),
        ([("9Ndo.", "01-Jan-2020"), ("9Ndm.", "01-Jan-2020")], SkipReason.EXPRESS_CONSENT),
        ([("9Ndo.", "01-Jan-2020"), ("9Ndm.", "")], SkipReason.EXPRESS_CONSENT),
        ([("9Ndo.", ""), ("9Ndl.", "01-Jan-2020")], SkipReason.ALREADY_CODED),
        ([("9Ndm.", "01-Jan-2020"), ("9Ndo.", "")], SkipReason.EXPRESS_CONSENT),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_code_wins_whatever_the_order_of_rows(
    tmp_path: Path, codes: list[tuple[str, str]], reason: SkipReason, order: int
) -> None:
    (person,) = read_rows(tmp_path, *({"Code": code, "Code Date": day} for code, day in codes[::order])).people
    found = exclusion(person, RULES)
    assert found is not None
    assert (found[0], person.nhs_number) == (reason, ONE)
