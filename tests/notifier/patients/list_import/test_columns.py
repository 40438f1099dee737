"""Headings and columns."""

import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.columns import CodeColumns, map_columns
from notifier.patients.list_import.headings import ALIASES, heading_meaning, plain_heading

_NEEDED = ["NHS Number", "Surname", "DOB"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("NHS Number", "nhs_number"),
        ("  nhs  NUMBER ", "nhs_number"),
        ("Patient's NHS No.", "nhs_number"),
        ("NHS_Number", "nhs_number"),
        ("Forename(s)", "given_name"),
        ("Patient Surname", "family_name"),
        ("D.O.B.", "date_of_birth"),
        ("Patient Details", "full_name"),
        ("House Name / Flat Number", "premises"),
        ("E-mail Address", "email"),
        ("Mobile telephone", "mobile"),
        ("Mobile phone", "mobile"),
        ("Village", "locality"),
        ("Date of death", "deceased"),
        ("Code 2", "code"),
        ("Code Date 2", "code_date"),
        ("SNOMED CT Concept ID", "code"),
        ("Address line 3", "address_3"),
        ("Usual GP's Full Name", ""),
        ("Organisation Name", ""),
        ("Home Telephone", ""),
        ("Age", ""),
        ("Gender", ""),
        ("", ""),
    ],
)
def test_it_knows_what_a_heading_means(heading: str, field: str) -> None:
    assert heading_meaning(heading).field == field


def test_no_spelling_means_two_things() -> None:
    spellings = [plain_heading(spelling) for names in ALIASES.values() for spelling in set(map(plain_heading, names))]
    assert sorted(spellings) == sorted(set(spellings))


def test_missing_columns_are_all_named_with_the_headings_there_are() -> None:
    with pytest.raises(ListFault) as fault:
        map_columns(["NHS Number", "Postcode"])
    assert "date of birth or surname" in str(fault.value)
    assert "“NHS Number”, “Postcode”" in str(fault.value)


@pytest.mark.parametrize("second", ["NHS No", "Family name", "Date of birth"])
def test_two_columns_for_one_thing_are_not_chosen_between(second: str) -> None:
    with pytest.raises(ListFault, match=f"Several columns could be the same thing: .*“{second}”"):
        map_columns([*_NEEDED, second])


def test_a_full_name_will_do_for_a_surname() -> None:
    assert map_columns(["NHS Number", "Full Name", "DOB"]).at["full_name"] == 1


def test_of_two_given_names_the_exact_one_is_taken() -> None:
    assert map_columns([*_NEEDED, "Calling Name", "Given Name"]).at["given_name"] == 4


def test_an_address_is_numbered_lines_or_parts_or_one_cell() -> None:
    assert map_columns([*_NEEDED, "Address 2", "Address 1", "Town"]).address == (4, 3, 5)
    assert map_columns([*_NEEDED, "Full address", "Number and Street", "Town"]).address == (4, 5)
    assert map_columns([*_NEEDED, "Full address", "County"]).address == (3,)


@pytest.mark.parametrize(
    ("headings", "groups"),
    [
        (["Code", "Code Term", "Code Date"], [((3,), 4, 5)]),
        (["Date", "Code Term", "Code"], [((5,), 4, 3)]),
        (["Code Term", "Date"], [((), 3, 4)]),
        (["Code 1", "Date 1", "Code 2", "Date 2"], [((3,), None, 4), ((5,), None, 6)]),
        (["Code", "Date", "Code", "Date"], [((3,), None, 4), ((5,), None, 6)]),
        (["Read code", "SNOMED code", "Code date"], [((3, 4), None, 5)]),
        (["Date"], []),
    ],
)
def test_code_term_and_date_columns_go_together(
    headings: list[str], groups: list[tuple[tuple[int, ...], int | None, int | None]]
) -> None:
    assert map_columns([*_NEEDED, *headings]).codes == tuple(CodeColumns(*group) for group in groups)


def test_it_says_what_it_took_each_column_for() -> None:
    columns = map_columns(["NHS  number", " Surname", "DOB", "Age", "Address", "Read code", "Term", "Date"])
    assert columns.taken == (
        ("nhs_number", "NHS number"),
        ("family_name", "Surname"),
        ("date_of_birth", "DOB"),
        ("full_address", "Address"),
        ("code", "Read code"),
        ("code_term", "Term"),
        ("code_date", "Date"),
    )
