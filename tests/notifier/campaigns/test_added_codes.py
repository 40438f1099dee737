"""Which code comes to whose record: by what it rests on, by what its words say, in the practice's own terminology."""

import pytest

from notifier.campaigns import presets
from notifier.campaigns.added_codes import AddedCode, FreeText, codes_for, says_what_a_patient_said, silent_sign_off
from notifier.errors import ValueRefused
from notifier.vocabulary import ClinicalSystem, OutcomeKind

ASKED, SILENT, HOLD = OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT, OutcomeKind.HOLD
SCR = presets.load_preset("scr", None)
DISSENT = AddedCode(terminology="Read v2", code="9Ndo", term="Express dissent for Summary Care Record dataset upload")
NEUTRAL = AddedCode(terminology="Read v2", code="9Zzz", term="Summary Care Record upload stopped by practice")


@pytest.mark.parametrize(
    "term",
    [
        "Express dissent for Summary Care Record dataset upload",
        "Refused consent for upload to national shared electronic record",
        "Ref cons upload to nat ele rec",
        "Online access declined by patient",
        "Declined online access to own health record",
        "Opted out of Summary Care Record",
        "Summary Care Record opt-out",
        "No consent for electronic record sharing",
        "Patient objects to sharing",
        "Objection to processing recorded",
        "Consent withdrawn",
        "Withdrawal of consent",
        "Dissent from secondary use of GP patient identifiable data",
        "Does not want a Summary Care Record",
        "Patient's choice recorded",
        "Express consent for core Summary Care Record dataset upload",
        "Denied permission to share",
        "Requested no upload",
    ],
)
def test_a_term_that_says_what_a_patient_said_is_known_for_one(term: str) -> None:
    assert says_what_a_patient_said(term)
    assert says_what_a_patient_said(term.upper())


@pytest.mark.parametrize(
    "term",
    [
        "Enhanced review indicated before granting access to own health record",
        "Summary Care Record upload stopped by practice",
        "Record not to be shared: practice policy",
        "Referral for access review",  # not "ref", which shortens "refused"
        "Subject access reviewed",
        "Practice administration",
    ],
)
def test_a_neutral_term_is_none(term: str) -> None:
    assert not says_what_a_patient_said(term)


def test_every_shipped_term_by_which_somebody_is_known_to_have_refused_is_found() -> None:
    refused = [term for group in SCR.groups for term in group.terms]
    assert [term for term in refused if not says_what_a_patient_said(term)] == []


def test_the_shipped_codes_are_for_those_who_asked_alone() -> None:
    assert [add.code for add in SCR.adds if add.is_for(ASKED)] == ["9Ndo", "XaXj6"]
    assert [add.code for add in SCR.adds if add.is_for(SILENT)] == []
    access = presets.load_preset("records-access", None)
    assert [add.code for add in access.adds if add.is_for(SILENT)] == ["1364731000000104"]


def test_a_code_of_before_that_says_dissent_is_no_longer_for_who_was_silent() -> None:
    assert DISSENT.basis == ("asked", "silent"), "as presets of earlier releases meant it"
    assert DISSENT.is_for(ASKED)
    assert not DISSENT.is_for(SILENT)
    assert DISSENT.is_for(SILENT, {"9Ndo"}), "the approver named it"
    assert not DISSENT.is_for(HOLD, {"9Ndo"})
    assert NEUTRAL.is_for(SILENT)


@pytest.mark.parametrize(
    ("system", "codes"),
    [
        (ClinicalSystem.EMIS, ["9Ndo"]),
        (ClinicalSystem.VISION, ["9Ndo"]),
        (ClinicalSystem.SYSTMONE, ["XaXj6"]),
        (None, ["9Ndo", "XaXj6"]),
    ],
)
def test_the_codes_are_those_of_the_practices_own_system(system: ClinicalSystem | None, codes: list[str]) -> None:
    assert [add.code for add in codes_for(SCR.adds, ASKED, (), system)] == codes
    assert codes_for(SCR.adds, SILENT, (), system) == []
    assert [add.code for add in codes_for(SCR.adds, SILENT, ("9Ndo", "XaXj6"), system)] == codes


def test_a_snomed_code_goes_first_where_there_is_one() -> None:
    snomed = AddedCode(terminology="SNOMED-CT", code="1364731000000104", term="Enhanced review indicated")
    assert codes_for([NEUTRAL, snomed], SILENT, (), ClinicalSystem.EMIS) == [snomed]


def test_the_dates_stand_where_the_preset_wants_them_or_behind_its_words() -> None:
    basis = "told by text on 3 June 2026, no objection by 15 July 2026"
    own = FreeText(may_code_asked="{basis}; at the patient's wish", may_code_silent="{basis}; practice decision")
    assert own.beside(SILENT, basis) == f"Told{basis[4:]}; practice decision"
    old = FreeText(may_code_asked="Patient asked", may_code_silent="Practice decision")
    assert old.beside(SILENT, basis) == f"Practice decision ({basis})"
    assert old.beside(ASKED, "agreed on 6 June 2026 by page") == "Patient asked (agreed on 6 June 2026 by page)"
    assert old.beside(HOLD, "asked to keep it on 6 June 2026 by page") == "Asked to keep it on 6 June 2026 by page"
    assert old.beside(HOLD, "") == ""


def test_a_sign_off_names_a_code_of_the_campaign_and_why() -> None:
    assert silent_sign_off(SCR.adds, ("9Ndo ", ""), " the partners\n decided it ") == (
        ["9Ndo"],
        "the partners decided it",
    )
    assert silent_sign_off(SCR.adds, (), "") == ([], "")


@pytest.mark.parametrize(
    ("codes", "because", "says"),
    [
        (("9Ndo",), " ", "both, which it is and why"),
        ((), "the partners decided it", "both, which it is and why"),
        (("9Nd0",), "the partners decided it", "does not add the code 9Nd0; it adds: 9Ndo, XaXj6"),
        (("9Ndo",), "x" * 1001, "up to 1000 letters"),
    ],
)
def test_a_sign_off_that_is_not_whole_is_refused(codes: tuple[str, ...], because: str, says: str) -> None:
    with pytest.raises(ValueRefused, match=says):
        silent_sign_off(SCR.adds, codes, because)
