"""What a patient typed into the form: read once, with each fault in words, and nothing taken that is not ours."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.vocabulary import Answerer, Choice, Extent
from tests.web.world import answer
from web.patient import page_words
from web.patient.reply_form import ReplyForm, choice_in, read_form

TODAY = date(2026, 11, 23)
LANGUAGES = page_words.load_page_words()
OTHERS = [one for one in Answerer if one is not Answerer.PATIENT]
FIELDS = ("dob-day", "dob-month", "dob-year", "relation", "name", "extent", "contact", "sitting")


def typed(*, for_guardian: bool = False, language: str = "en", **fields: Any) -> ReplyForm:
    """Ada Test's form, with some fields changed; "_" stands for "-" in their names."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_form({**answer(), **named}, LANGUAGES[language], TODAY, for_guardian=for_guardian)


def test_a_date_is_all_that_is_needed() -> None:
    form = typed()
    assert (form.dates, form.answered_by, form.extent) == ((date(1980, 3, 31),), Answerer.PATIENT, None)
    assert (form.faults, form.parts) == ({}, ())


@pytest.mark.parametrize(
    ("fields", "fault", "parts"),
    [
        ({"dob_day": "", "dob_month": "", "dob_year": ""}, "Enter a date of birth", ("day", "month", "year")),
        ({"dob_day": ""}, "Date of birth must include a day", ("day",)),
        ({"dob_month": "", "dob_year": ""}, "Date of birth must include a month and year", ("month", "year")),
        ({"dob_month": "13"}, "Date of birth must be a real date, like 31 3 1980", ("day", "month", "year")),
        ({"dob_year": "2027"}, "Date of birth must be in the past", ("day", "month", "year")),
    ],
)
def test_a_fault_of_the_date_is_said_in_words(fields: dict[str, Any], fault: str, parts: tuple[str, ...]) -> None:
    form = typed(**fields)
    assert (form.faults, form.parts, form.dates) == ({"dob": fault}, parts, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_words_in_every_language(language: str) -> None:
    faults = [
        typed(language=language, for_guardian=True, **fields).faults
        for fields in ({"dob_day": ""}, {"dob_year": ""}, {"dob_month": "13"}, {"dob_year": "2027"})
    ]
    assert all(one.keys() == {"dob", "relation", "name"} and all(one.values()) for one in faults)
    assert not [one for one in faults if "{" in str(list(one.values()))]


@pytest.mark.parametrize("relation", OTHERS)
@pytest.mark.parametrize("for_guardian", [False, True])
def test_whoever_answers_for_the_patient_says_who_they_are(relation: Answerer, for_guardian: bool) -> None:
    form = typed(relation=relation.value, name=" Sam\u00a0 Carer\n", for_guardian=for_guardian)
    assert (form.answered_by, form.typed["name"], form.faults) == (relation, "Sam Carer", {})


@pytest.mark.parametrize(
    ("fields", "for_guardian", "faulty"),
    [
        ({"name": "Sam Carer"}, False, {"relation"}),
        ({"name": "Ada Test", "relation": "patient"}, False, set()),  # who first thought that they had to say so
        ({"name": "Sam Carer", "relation": "staff"}, False, {"relation"}),
        ({"relation": "carer"}, False, {"name"}),
        ({"relation": "carer", "name": " \u200b"}, False, {"name"}),
        ({}, True, {"relation", "name"}),
        ({"name": "Sam Carer"}, True, {"relation"}),
        ({"relation": "patient", "name": "Sam Carer"}, True, {"relation"}),
        ({"relation": "guardian"}, True, {"name"}),
        ({"relation": "staff"}, False, set()),  # no relation of ours, and nobody named: the patient's own
    ],
)
def test_half_of_who_it_is_is_not_enough(fields: dict[str, Any], for_guardian: bool, faulty: set[str]) -> None:
    assert typed(for_guardian=for_guardian, **fields).faults.keys() == faulty


@pytest.mark.parametrize("extent", [*Extent, "", "everything", "CORE"])
def test_how_much_may_be_seen_is_one_of_ours_or_nothing(extent: str) -> None:
    assert typed(extent=extent).extent == (extent if extent in set(Extent) else None)


@pytest.mark.parametrize("choice", ["", "perhaps", "KEEP", "keep ", "Choice.KEEP", "keep\x00"])
def test_a_choice_of_ours_is_needed(choice: str) -> None:
    assert choice_in({"choice": choice}) is None
    assert choice_in({}) is None
    assert [choice_in({"choice": one.value}) for one in Choice] == list(Choice)


def test_what_is_shown_again_is_what_was_typed_without_what_copying_leaves() -> None:
    form = typed(dob_day=" 31\u200f\t", name="\u202eSam\r\nCarer\x00", relation="carer", contact="07700\u00a0900555")
    assert (form.typed["day"], form.typed["name"], form.typed["contact"]) == ("31", "Sam Carer", "07700 900555")
    assert form.dates == (date(1980, 3, 31),)


def test_what_is_too_long_is_cut() -> None:
    long: dict[str, Any] = dict.fromkeys(("name", "contact", "sitting", "extent", "relation"), "x" * 10_000)
    form = typed(**long)
    assert [len(form.typed[name]) for name in ("name", "contact", "sitting")] == [60, 100, 16]


@settings(deadline=None)
@given(
    st.fixed_dictionaries({}, optional={name: st.text(max_size=200) for name in FIELDS}),
    st.booleans(),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_whatever_is_typed_is_read_or_explained(fields: Mapping[str, Any], for_guardian: bool, language: str) -> None:
    form = read_form(fields, LANGUAGES[language], TODAY, for_guardian=for_guardian)
    assert ("dob" in form.faults) == (not form.dates) == bool(form.parts)
    named = form.answered_by is not Answerer.PATIENT
    assert form.faults or named == bool(form.typed["name"])
    assert form.faults or named or not for_guardian
    assert all(text.isprintable() and len(text) <= 100 for text in form.typed.values())
