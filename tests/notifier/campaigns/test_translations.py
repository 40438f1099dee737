"""What a translation brings beside its letter is whole, or is refused with what is wrong."""

import pytest

from notifier.campaigns import presets
from notifier.campaigns.translations import parse_letter_words, parse_translation
from notifier.errors import RenderFault
from tests.notifier.own_presets import record

ENGLISH = presets.standard_letter_words()


def test_the_standard_formulas_are_english() -> None:
    words = parse_letter_words(ENGLISH)
    assert words.direction == "ltr"
    assert words.salutation_guardian.format(name="Bo Nowak") == "Dear parent or guardian of Bo Nowak"
    assert words.page_line.format(page=1, pages=2) == "Page 1 of 2"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('direction = "ltr"', 'direction = "up"', "direction"),
        ('salutation = "Dear {name}"', 'salutation = "Dear all"', r"salutation: .*\{name\}"),
        ('salutation = "Dear {name}"', 'salutation = "Dear {name.__class__}"', "salutation"),
        ('salutation = "Dear {name}"', 'salutation = "Dear {name!r}"', "salutation"),
        ('salutation = "Dear {name}"', 'salutation = "Dear {name"', "salutation"),
        ('salutation = "Dear {name}"', 'greeting = "Dear {name}"', "salutation: .*; greeting"),
        ("Page {page} of {pages}", "Page {page}", r"page_line: .*\{page\} and \{pages\}"),
        ('phone_line = "', "phone_line = ", "cannot be read"),
    ],
)
def test_a_formula_that_would_say_something_else_is_refused(old: str, new: str, named: str) -> None:
    assert old in ENGLISH
    with pytest.raises(RenderFault, match=named):
        parse_letter_words(ENGLISH.replace(old, new))


def test_somebody_has_to_be_named_as_who_reviewed_it() -> None:
    assert parse_translation(record("Ewa Nowak")).is_reviewed
    assert not parse_translation(record("  ")).is_reviewed
    assert not parse_translation(record("Ewa Nowak").replace("false", "true")).is_reviewed, "a pseudo one never is"


@pytest.mark.parametrize("source", ["", "language = 'Polski'", record("Ewa") + "kind = 'best'", "language ="])
def test_a_record_that_is_not_whole_is_refused(source: str) -> None:
    with pytest.raises(RenderFault, match="who reviewed the translation"):
        parse_translation(source)
