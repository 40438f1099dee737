"""Terms are known in whatever length and with whatever abbreviations a list prints them."""

from pathlib import Path

import pytest

from notifier.patients.list_import.code_dictionary import (
    CodeDictionary,
    dictionary_of,
    plain_term,
    shipped_dictionary,
)


@pytest.fixture
def known() -> CodeDictionary:
    return shipped_dictionary()


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("Express dissent for Summary Care Record dataset upload", "9Ndo"),
        ("EXPRESS DISSENT FOR SUMMARY CARE RECORD DATASET UPLOAD", "9Ndo"),
        ("Express dissent for SCR data set upload (finding)", "9Ndo"),
        ("Express dissent for SCR", "9Ndo"),
        ("Ref cons upload to nat ele rec", "9Ndo"),
        ("Refused consent for upload to national shar electronic rec", "9Ndo"),
        ("Refused consent for upload to national shared electronic record (finding)", "9Ndo"),
        ("Express consent for core and additional Summary Care Record dataset upload", "9Ndn"),
        ("Express consent for core & additional SCR dataset upload", "9Ndn"),
        ("Express consent for core Summary Care Record dataset upload", "9Ndn"),
        ("Consent given for upload to national shared electronic record", "9Ndn"),
        ("Enhanced review indicated before granting access to own health record", "1364731000000104"),
    ],
)
def test_a_term_stands_for_its_code(known: CodeDictionary, term: str, code: str) -> None:
    meanings = known.meanings(term)
    assert meanings is not None
    assert [meaning.code for meaning in meanings] == [code]


@pytest.mark.parametrize(
    "term",
    [
        "Implied consent for core Summary Care Record dataset upload",
        "Implied",
        "Dissent from secondary use of GP patient identifiable data",
        "Refused consent for upload to local shared electronic record",
        "Ref cons uploa to loc elec rec",
    ],
)
def test_some_terms_are_known_to_change_nothing(known: CodeDictionary, term: str) -> None:
    assert known.meanings(term) == ()


@pytest.mark.parametrize(
    ("term", "alone", "beside_a_code"),
    [
        ("Express dissent for emergency care summary upload", True, True),
        ("SCR preference changed", True, True),
        ("Consent given for minor surgery", True, False),
        ("Patient opted out", True, False),
        ("Data shared with third party", True, False),
        ("Enhanced review pending", True, True),
        ("Asthma", False, False),
        ("Influenza vaccination declined", False, False),
        ("Shared care prescribing", False, False),
        ("Photograph uploaded", False, False),
    ],
)
def test_other_terms_may_matter(known: CodeDictionary, term: str, alone: bool, beside_a_code: bool) -> None:
    assert known.meanings(term) is None
    assert known.may_matter(term, has_code=False) is alone
    assert known.may_matter(term, has_code=True) is beside_a_code


def test_a_practice_adds_terms_by_a_preset_of_its_own(tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[4] / "templates/messages/scr/preset.toml").read_text(encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/preset.toml").write_text(
        shipped.replace('"Summary Care Record opt out",', '"Our own words for it",'), encoding="utf-8"
    )
    meanings = dictionary_of(tmp_path).meanings("our own WORDS, for it")
    assert meanings is not None
    assert [meaning.code for meaning in meanings] == ["9Ndo"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("No consent for elec recor shar", "No consent for electronic record sharing"),
        ("Exp dissent", "Express dissent"),
        ("Dec con", "Declined consent (finding)"),
    ],
)
def test_shortened_words_are_written_out(one: str, other: str) -> None:
    assert plain_term(one) == plain_term(other)
