"""Whose address a column belongs to."""

import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.address_headings import WhoseAddress
from notifier.patients.list_import.columns import map_columns
from notifier.patients.list_import.headings import heading_meaning

NEEDED = ["NHS Number", "Surname", "DOB"]
HOME, OTHER, TEMPORARY = WhoseAddress.HOME, WhoseAddress.CORRESPONDENCE, WhoseAddress.TEMPORARY
UNNAMED = WhoseAddress.UNNAMED


def addresses(*headings: str) -> list[tuple[WhoseAddress, list[str], str]]:
    """(kind, the headings of the lines, of the postcode) of each address of a list, in the order of choice."""
    columns = map_columns([*NEEDED, *headings])
    return [
        (
            one.kind,
            [columns.headings[column] for column in one.lines],
            columns.headings[one.postcode] if one.postcode is not None else "",
        )
        for one in columns.addresses
    ]


@pytest.mark.parametrize(
    ("heading", "field", "kind"),
    [
        ("Correspondence Address Line 1", "address_1", OTHER),
        ("Correspondence Postcode", "postcode", OTHER),
        ("Corr. Town", "town", OTHER),
        ("Postal Address", "full_address", OTHER),
        ("Mailing address line 2", "address_2", OTHER),
        ("Postcode (correspondence)", "postcode", OTHER),
        ("Patient's correspondence address", "full_address", OTHER),
        ("Temporary Address Line 1", "address_1", TEMPORARY),
        ("Home Postcode", "postcode", HOME),
        ("Usual address", "full_address", HOME),
        ("Home House Name/Flat Number", "premises", HOME),
        ("Postcode", "postcode", UNNAMED),
        ("Postal code", "postcode", UNNAMED),
        ("Post Town", "town", UNNAMED),
        ("Home telephone", "", UNNAMED),
        ("Correspondence language", "", UNNAMED),
    ],
)
def test_a_heading_names_the_kind_of_an_address(heading: str, field: str, kind: WhoseAddress) -> None:
    meaning = heading_meaning(heading)
    assert (meaning.field, meaning.kind) == (field, kind)


@pytest.mark.parametrize(
    "heading",
    [
        "Next of kin mobile",
        "Carer's mobile",
        "Carers Mobile Number",
        "Emergency contact",
        "Emergency contact mobile",
        "Emergency Contact Telephone",
        "NOK Email",
        "Parent mobile",
        "Patient's next of kin mobile",
        "Usual GP name",
        "Usual GP's Full Name",
        "Registered GP",
        "Responsible party",
        "Responsible Party Email",
        "Practice postcode",
        "GP Address",
        "Previous address",
        "Old Postcode",
        "Care home address",
        "Organisation Postcode",
    ],
)
def test_what_is_somebody_elses_is_never_the_patients(heading: str) -> None:
    columns = map_columns([*NEEDED, heading])
    assert not columns.mobiles
    assert not columns.emails
    assert not columns.addresses
    assert set(columns.at) == {"nhs_number", "family_name", "date_of_birth"}


def test_home_and_correspondence_are_two_addresses_and_correspondence_comes_first() -> None:
    assert addresses(
        *("Address Line 1", "Address Line 2", "Postcode"),
        *("Correspondence Address Line 1", "Correspondence Address Line 2", "Correspondence Postcode"),
    ) == [
        (OTHER, ["Correspondence Address Line 1", "Correspondence Address Line 2"], "Correspondence Postcode"),
        (UNNAMED, ["Address Line 1", "Address Line 2"], "Postcode"),
    ]


def test_a_column_has_the_kind_of_the_columns_before_it() -> None:
    assert addresses(
        *("Home Address Line 1", "Address Line 2", "Town", "Postcode"),
        *("Correspondence Address Line 1", "Address Line 2", "Town", "Postcode"),
    ) == [
        (OTHER, ["Correspondence Address Line 1", "Address Line 2", "Town"], "Postcode"),
        (HOME, ["Home Address Line 1", "Address Line 2", "Town"], "Postcode"),
    ]


def test_a_postcode_behind_the_other_address_is_the_first_ones_where_the_other_names_its_own() -> None:
    headings = ("Address 1", "Correspondence Address 1", "Postcode", "Correspondence Postcode")
    assert [(kind, postcode) for kind, _, postcode in addresses(*headings)] == [
        (OTHER, "Correspondence Postcode"),
        (UNNAMED, "Postcode"),
    ]


def test_a_postcode_in_front_of_the_only_address_is_its_own() -> None:
    assert addresses("Postcode", "Mobile", "Home Address") == [(HOME, ["Home Address"], "Postcode")]


def test_the_order_of_choice_is_that_of_the_personal_demographics_service() -> None:
    kinds = [kind for kind, _, _ in addresses("Home Address", "Address", "Temporary Address", "Postal Address")]
    assert kinds == [OTHER, TEMPORARY, UNNAMED, HOME]


def test_the_phone_and_the_address_behind_a_relatives_name_are_the_relatives() -> None:
    columns = map_columns(
        [*NEEDED, "Address", "Postcode", "Mobile", "Next of Kin Name", "Mobile", "Address", "Postcode"]
    )
    assert columns.mobiles == (5,)
    assert [(one.lines, one.postcode) for one in columns.addresses] == [((3,), 4)]
    assert map_columns([*NEEDED, "Next of Kin Name", "Relationship", "Mobile"]).mobiles == ()


def test_the_phone_behind_a_surgery_or_a_flag_is_the_patients() -> None:
    assert map_columns([*NEEDED, "Usual GP", "Mobile"]).mobiles == (4,)
    assert map_columns([*NEEDED, "Practice Postcode", "Mobile"]).mobiles == (4,)
    assert map_columns([*NEEDED, "Carer", "Mobile"]).mobiles == (4,)
    assert map_columns([*NEEDED, "Next of Kin Name", "Age", "Mobile"]).mobiles == (5,)


def test_two_unnamed_addresses_are_not_chosen_between() -> None:
    with pytest.raises(ListFault, match="“Postcode” and “Post code”"):
        map_columns([*NEEDED, "Address 1", "Postcode", "Address 2", "Post code"])


def test_the_preferred_phone_is_tried_first() -> None:
    assert map_columns([*NEEDED, "Mobile 1", "Mobile 2", "Preferred mobile"]).mobiles == (5, 3, 4)
    assert map_columns([*NEEDED, "Telecom Number", "Mobile"]).mobiles == (3, 4)
