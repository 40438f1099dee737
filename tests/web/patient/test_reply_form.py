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
from web.patient.reply_form import ReplyForm, answerer_in, answerer_told, choice_in, likely_mistake, read_form

TODAY = date(2026, 11, 23)
LANGUAGES = page_words.load_page_words()
OTHERS = [one for one in Answerer if one is not Answerer.PATIENT]
FIELDS = ("dob-day", "dob-month", "dob-year", "name", "extent", "contact", "sitting")


def typed(*, by: Answerer = Answerer.PATIENT, language: str = "en", **fields: Any) -> ReplyForm:
    """Ada Test's form, with some fields changed; "_" stands for "-" in their names."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_form({**answer(), **named}, LANGUAGES[language], TODAY, by)


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
        typed(language=language, by=Answerer.GUARDIAN, **fields).faults
        for fields in ({"dob_day": ""}, {"dob_year": ""}, {"dob_month": "13"}, {"dob_year": "2027"})
    ]
    assert all(one.keys() == {"dob", "name"} and all(one.values()) for one in faults)
    assert not [one for one in faults if "{" in str(list(one.values()))]


@pytest.mark.parametrize("relation", OTHERS)
def test_whoever_answers_for_somebody_else_gives_their_name(relation: Answerer) -> None:
    form = typed(by=relation, name=" Sam\u00a0 Carer\n")
    assert (form.answered_by, form.typed["name"], form.faults) == (relation, "Sam Carer", {})
    for name in ("", " \u200b"):
        assert typed(by=relation, name=name).faults.keys() == {"name"}


def test_the_patient_gives_no_name() -> None:
    assert typed(name="Ada Test").typed["name"] == ""


@pytest.mark.parametrize("relation", [*Answerer, "other", "staff", "", "PATIENT", "patient "])
@pytest.mark.parametrize("for_guardian", [False, True])
def test_who_answers_is_one_of_ours_and_no_young_child(relation: str, for_guardian: bool) -> None:
    is_one = relation in set(Answerer) and not (for_guardian and relation == Answerer.PATIENT)
    for read in (answerer_in, answerer_told):
        assert read({"relation": relation}, for_guardian=for_guardian) == (relation if is_one else None)


def test_a_form_that_was_opened_before_the_question_came_is_the_patients_own_where_nobody_is_named() -> None:
    assert answerer_told({"name": ""}, for_guardian=False) is Answerer.PATIENT
    assert answerer_told({"name": "Sam Carer"}, for_guardian=False) is None
    assert answerer_told({}, for_guardian=True) is None
    assert answerer_in({}, for_guardian=False) is None


@pytest.mark.parametrize(
    ("by", "year", "asked"),
    [
        (Answerer.PATIENT, "1980", "wrong_patient"),
        (Answerer.GUARDIAN, "1980", "wrong_own"),
        (Answerer.GUARDIAN, "80", "wrong_own"),
        (Answerer.GUARDIAN, "2019", "wrong_child"),
        (Answerer.GUARDIAN, "19", "wrong_child"),
        (Answerer.CARER, "1980", "wrong_other"),
    ],
)
def test_a_wrong_date_is_asked_after_by_its_commonest_cause(by: Answerer, year: str, asked: str) -> None:
    assert likely_mistake(typed(by=by, name="Sam Carer", dob_year=year), TODAY) == asked
    assert all(words["you"][asked] for words in LANGUAGES.values())


@pytest.mark.parametrize("extent", [*Extent, "", "everything", "CORE"])
def test_how_much_may_be_seen_is_one_of_ours_or_nothing(extent: str) -> None:
    assert typed(extent=extent).extent == (extent if extent in set(Extent) else None)


@pytest.mark.parametrize("choice", ["", "perhaps", "KEEP", "keep ", "Choice.KEEP", "keep\x00"])
def test_a_choice_of_ours_is_needed(choice: str) -> None:
    assert choice_in({"choice": choice}) is None
    assert choice_in({}) is None
    assert [choice_in({"choice": one.value}) for one in Choice] == list(Choice)


def test_what_is_shown_again_is_what_was_typed_without_what_copying_leaves() -> None:
    form = typed(dob_day=" 31\u200f\t", name="\u202eSam\r\nCarer\x00", by=Answerer.CARER, contact="07700\u00a0900555")
    assert (form.typed["day"], form.typed["name"], form.typed["contact"]) == ("31", "Sam Carer", "07700 900555")
    assert form.dates == (date(1980, 3, 31),)


def test_what_is_too_long_is_cut() -> None:
    long: dict[str, Any] = dict.fromkeys(("name", "contact", "sitting", "extent"), "x" * 10_000)
    form = typed(by=Answerer.CARER, **long)
    assert [len(form.typed[name]) for name in ("name", "contact", "sitting")] == [60, 100, 16]


@settings(deadline=None)
@given(
    st.fixed_dictionaries({}, optional={name: st.text(max_size=200) for name in FIELDS}),
    st.sampled_from(Answerer),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_whatever_is_typed_is_read_or_explained(fields: Mapping[str, Any], by: Answerer, language: str) -> None:
    form = read_form(fields, LANGUAGES[language], TODAY, by)
    assert ("dob" in form.faults) == (not form.dates) == bool(form.parts)
    assert form.answered_by is by
    assert form.faults or (by is not Answerer.PATIENT) == bool(form.typed["name"])
    assert all(text.isprintable() and len(text) <= 100 for text in form.typed.values())
