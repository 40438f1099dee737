"""Whatever a record calls a language, its speakers are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.languages import language_code
from notifier.patients.samples.frequencies import LANGUAGES


@pytest.mark.parametrize(
    ("recorded", "code"),
    [
        ("Polish", "pl"),
        (" polish ", "pl"),
        ("pl", "pl"),
        ("POL", "pl"),
        ("pl-PL", "pl"),
        ("Panjabi", "pa"),
        ("Punjabi", "pa"),
        ("Punjabi (Gurmukhi script)", "pa"),
        ("Punjabi (Shahmukhi)", "pnb"),  # written in another script than Panjabi from India
        ("Main spoken language Urdu", "ur"),
        ("First language: Romanian", "ro"),
        ("Interpreter needed - Tamil", "ta"),
        ("Polish interpreter required", "pl"),
        ("Farsi", "fa"),
        ("Persian/Farsi", "fa"),
        ("Dari", "fa"),
        ("Kurdish (Sorani)", "ckb"),
        ("Kurdish", "ku"),
        ("Chinese (Mandarin)", "zh"),
        ("Cantonese", "yue"),
        ("Bengali", "bn"),
        ("Brazilian Portuguese", "pt"),
        ("Urdu and English", "ur"),
        ("English and Urdu", "en"),
    ],
)
def test_a_language_is_known_by_what_records_call_it(recorded: str, code: str) -> None:
    assert language_code(recorded) == code


@pytest.mark.parametrize(
    "recorded",
    [
        "",
        "English",
        "british english",
        "en",
        "en-GB",
        "British Sign Language",
        "No",
        "N/A",
        "Unknown",
        "Klatchian",
        "7",
    ],
)
def test_english_and_what_cannot_be_told_is_english(recorded: str) -> None:
    assert language_code(recorded) == "en"


def test_every_language_of_the_sample_lists_is_known() -> None:
    named = {name for name, _share in LANGUAGES} - {"", "English"}
    assert len({language_code(name) for name in named} - {"en"}) == len(named)


@given(st.text())
def test_whatever_is_recorded_it_is_a_code(recorded: str) -> None:
    assert 2 <= len(language_code(recorded)) <= 3
