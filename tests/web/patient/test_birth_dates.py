"""A date of birth as people type it: read as they meant it, with every date that it may mean, or refused in words."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.patient import page_words
from web.patient.birth_dates import TypedDate, read_date

TODAY = date(2026, 11, 23)
BORN = date(1980, 3, 31)
_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "ur": "۰۱۲۳۴۵۶۷۸۹", "pa": "੦੧੨੩੪੫੬੭੮੯", "hi": "०१२३४५६७८९"}
ENGLISH = "January February March April May June July August September October November December".split()
# What dictionaries give, where the page itself says "stycznia" (of January).
POLISH = "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień".split()


@cache
def months(language: str) -> list[str]:
    return list(page_words.load_page_words()[language]["months"])


def read(day: str = "", month: str = "", year: str = "", *, language: str = "en") -> TypedDate:
    return read_date({"day": day, "month": month, "year": year}, months(language), TODAY)


def in_script(text: str, script: str) -> str:
    return text.translate(str.maketrans("0123456789", _DIGITS[script]))


# --- what people type ---


@pytest.mark.parametrize(
    "boxes",
    [
        ("31", "3", "1980"), ("31", "03", "1980"), ("031", "3", "1980"), ("31", "3", "80"), ("31", "March", "1980"),
        ("31", "march", "80"), ("31", "MAR", "1980"), ("31", "mar.", "1980"), ("31", " Mar ", "1980"),
        ("31.", "3.", "1980"), ("31st", "3", "1980"), ("31ST", "mar", "1980"), ("31st of", "March", "1980"),
        ("the 31st", "of March", "in 1980"), ("31,", "3,", "1980."), ("(31)", "(3)", "(1980)"), ("31", "III", "1980"),
        # the order of other countries, and of computers
        ("3", "31", "1980"), ("March", "31", "1980"), ("Mar", "31st", "80"), ("1980", "3", "31"),
        ("1980", "March", "31"),
        # all of it in one box, or in two, or all of it too early
        ("31/3/1980", "", ""), ("", "31/3/1980", ""), ("", "", "31/3/1980"), ("31 3", "1980", ""),
        ("31", "March 1980", ""), ("31 March", "", "1980"), ("", "31 March", "1980"),
    ],
)  # fmt: skip
def test_it_is_read_wherever_it_stands(boxes: tuple[str, str, str]) -> None:
    assert read(*boxes) == TypedDate((BORN,))


@pytest.mark.parametrize(
    "typed",
    [
        "31/3/80", "31/03/1980", "31-3-1980", "31.3.80", "31. 3. 1980", "31 3 1980", "31/3 1980", "31 / 3 / 1980",
        "31–3–1980", "31,3,1980", "31;3;1980", "31:3:1980", "31_3_1980", "31\\3\\1980", "31·3·1980", "31\t3\t1980",
        "31\u00a03\u00a01980", "'31/3/80'",
        "3/31/1980", "3-31-80", "March 31, 1980", "march 31 80", "Mar 31st, 1980", "mar/31/1980",
        "1980-03-31", "1980/3/31", "1980 March 31", "1980.03.31", "19800331", "31031980", "310380",
        "31 March 1980", "31 march '80", "31st of March, 1980", "the 31st of March 1980", "31-Mar-80", "31Mar1980",
        "31mar80", "Monday 31 March 1980", "Monday, March 31st, 1980", "born 31 March 1980", "31 Marh 1980",
        "31 III 1980", "31.iii.80", "1980年3月31日", "３１／３／１９８０",
    ],
)  # fmt: skip
def test_it_is_read_in_one_box(typed: str) -> None:
    assert read(typed) == TypedDate((BORN,))


@pytest.mark.parametrize("script", _DIGITS)
@pytest.mark.parametrize("typed", ["31/3/1980", "31 March 1980", "1980-03-31", "31031980", "310380", "31st March 80"])
def test_it_is_read_in_the_digits_of_other_scripts(script: str, typed: str) -> None:
    assert read(in_script(typed, script)) == TypedDate((BORN,))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("pl", "31 marca 1980"), ("pl", "31 marzec 1980 r."), ("pl", "31 mar 80"), ("pl", "31. III. 1980"),
        ("pl", "31 march 1980"), ("pl", "marca 31, 1980"),
        ("ar", "٣١ مارس ١٩٨٠"), ("ar", "31 مارس 1980"), ("ar", "٣١ من مارس، ١٩٨٠"), ("ar", "31 March 1980"),
        ("ur", "۳۱ مارچ ۱۹۸۰"), ("ur", "31 مارچ 1980ء"), ("ur", "۱۹۸۰ مارچ ۳۱"),
        ("pa", "੩੧ ਮਾਰਚ ੧੯੮੦"), ("pa", "31 ਮਾਰਚ 1980"), ("pa", "31 ਮਾਰ 80"),
    ],
)  # fmt: skip
def test_it_is_read_with_the_months_of_the_page_and_with_english_ones(language: str, typed: str) -> None:
    assert read(typed, language=language) == TypedDate((BORN,))


@pytest.mark.parametrize("typed", ["5 pazdziernika 1980", "5 październik 1980", "5 PAŹ 80", "5 PAZDZIERNIKA 1980"])
def test_accents_that_a_phone_has_not_are_not_needed(typed: str) -> None:
    assert read(typed, language="pl") == TypedDate((date(1980, 10, 5),))


def test_a_month_is_known_by_every_one_of_its_names() -> None:
    for language in page_words.load_page_words():
        for number, names in enumerate(zip(ENGLISH, POLISH, months(language), strict=True), 1):
            english, polish, own = names
            forms = [str(number), english, english[:3], english[:4], own, *([polish] if language == "pl" else [])]
            for form in forms:
                found = read("7", form, "1980", language=language).dates
                assert date(1980, number, 7) in found, (language, form)


# --- what it may mean ---


def test_day_and_month_may_have_changed_places_and_the_likelier_comes_first() -> None:
    assert read("4", "3", "1980").dates == (date(1980, 3, 4), date(1980, 4, 3))
    assert read("4", "March", "1980").dates == (date(1980, 3, 4),)
    assert read("4", "4", "1980").dates == (date(1980, 4, 4),)


def test_a_century_that_was_left_out_may_be_either_and_the_likelier_comes_first() -> None:
    assert read("31", "3", "05").dates == (date(2005, 3, 31), date(1905, 3, 31))
    assert read("31", "3", "27").dates == (date(1927, 3, 31),), "nobody was born in the future"
    assert read("4", "3", "05").dates == (date(2005, 3, 4), date(1905, 3, 4), date(2005, 4, 3), date(1905, 4, 3))


def test_the_limits_are_today_and_the_oldest_that_anybody_can_be() -> None:
    assert read("23", "11", "2026").dates == (TODAY,)
    assert read("24", "11", "2026").fault == "future"
    assert read("1", "1", "1900").dates == (date(1900, 1, 1),)
    assert read("31", "12", "1899").fault == "unreal"
    assert read("29", "2", "2024").dates == (date(2024, 2, 29),)


# --- what cannot be ---


@pytest.mark.parametrize(
    ("boxes", "fault", "parts"),
    [
        (("", "", ""), "missing", ("day", "month", "year")),
        ((" ", "\t", ""), "missing", ("day", "month", "year")),
        (("", "3", "1980"), "needs", ("day",)),
        (("31", "", "1980"), "needs", ("month",)),
        (("31", "3", ""), "needs", ("year",)),
        (("31", "", ""), "needs", ("month", "year")),
        (("", "March", ""), "needs", ("day", "year")),
        (("?", "", ""), "needs", ("month", "year")),
        (("32", "3", "1980"), "unreal", ("day", "month", "year")),
        (("31", "13", "1980"), "unreal", ("day", "month", "year")),
        (("31", "4", "1980"), "unreal", ("day", "month", "year")),
        (("31", "Apr", "1980"), "unreal", ("day", "month", "year")),
        (("29", "2", "1981"), "unreal", ("day", "month", "year")),
        (("0", "3", "1980"), "unreal", ("day", "month", "year")),
        (("31", "3", "0"), "unreal", ("day", "month", "year")),
        (("31", "3", "198"), "unreal", ("day", "month", "year")),
        (("31", "3", "19800"), "unreal", ("day", "month", "year")),
        (("31", "ma", "1980"), "unreal", ("day", "month", "year")),
        (("31", "Ju", "1980"), "unreal", ("day", "month", "year")),
        (("31", "spring", "1980"), "unreal", ("day", "month", "year")),
        (("?", "?", "?"), "unreal", ("day", "month", "year")),
        (("March", "March", "1980"), "unreal", ("day", "month", "year")),
        (("31/3/1980", "3", "1980"), "unreal", ("day", "month", "year")),
        (("31 3 1980 or 1 4 1980", "", ""), "unreal", ("day", "month", "year")),
        (("-31", "3", "1980 1980"), "unreal", ("day", "month", "year")),
        (("31", "3", "2027"), "future", ("day", "month", "year")),
        (("1/1/9999", "", ""), "future", ("day", "month", "year")),
    ],
)
def test_what_cannot_be_a_birthday_says_why(boxes: tuple[str, str, str], fault: str, parts: tuple[str, ...]) -> None:
    assert read(*boxes) == TypedDate(fault=fault, parts=parts)


# --- whatever it is ---

_WAYS = (
    "{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{yy}", "{m}/{d}/{y}", "{y}-{m:02}-{d:02}", "{d:02}{m:02}{y}",
    "{d:02}{m:02}{yy}", "{y}{m:02}{d:02}", "{d} {name} {y}", "{name} {d}, {y}", "{d}{short}{yy}", "{d}th of {name} {y}",
)  # fmt: skip


@settings(deadline=None)
@given(
    st.dates(min_value=date(1900, 1, 1), max_value=TODAY),
    st.sampled_from(_WAYS),
    st.sampled_from([None, *_DIGITS]),
    st.sampled_from(["day", "month", "year"]),
)
def test_every_birthday_that_a_person_can_write_is_among_those_it_may_mean(
    born: date, way: str, script: str | None, box: str
) -> None:
    name = ENGLISH[born.month - 1]
    typed = way.format(d=born.day, m=born.month, y=born.year, yy=f"{born.year % 100:02}", name=name, short=name[:3])
    found = read(**{box: in_script(typed, script) if script else typed})
    assert born in found.dates
    assert len(found.dates) <= 4, "no try compares more"


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.sampled_from(["en", "pl", "ar", "ur", "pa"]))
def test_whatever_is_typed_is_read_or_explained(day: str, month: str, year: str, language: str) -> None:
    found = read(day, month, year, language=language)
    assert bool(found.dates) != bool(found.fault)
    assert bool(found.parts) == bool(found.fault)
    assert len(found.dates) <= 4
    assert all(date(1900, 1, 1) <= born <= TODAY for born in found.dates)
