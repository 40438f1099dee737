"""Each patient gets the letter that they can read, and what was said to them is on record."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pypdfium2 as pdfium
import pytest

from notifier.campaigns import presets
from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.presets import standard_letter_words
from notifier.campaigns.text_parts import REASON, TRANSLATION
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee
from notifier.messages.letters import LetterKind, Letters
from notifier.pdf.geometry import ENVELOPES
from notifier.pdf.letter_template import FilledLetter
from notifier.providers.message_types import LetterMessage, Transcript
from notifier.settings import Settings
from notifier.vocabulary import Pile, WrittenFormat
from tests.notifier.messages.test_rendering import ADA, CHILD, SENDER
from tests.notifier.own_presets import LETTER, REASONED, reason, record
from tests.world import load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

POLISH = standard_letter_words().replace("Dear parent or guardian of", "Do rodziców:").replace("Dear", "Dzień dobry,")
URDU = standard_letter_words().replace("ltr", "rtl")
URDU_LETTER = LETTER.replace('data-place="salutation"', 'data-place="name"').replace("LANGUAGE", "خط")
STANDARD, AUDIO, BRAILLE = WrittenFormat.STANDARD, WrittenFormat.AUDIO, WrittenFormat.BRAILLE


def as_texts(first_id: int, parts: Mapping[str, str]) -> dict[str, TextVersion]:
    return {part: TextVersion(number, part, 1, body, "") for number, (part, body) in enumerate(parts.items(), first_id)}


def translated(first_id: int, letter: str, words: str, reviewed_by: str) -> dict[str, TextVersion]:
    return as_texts(first_id, {"letter": letter, "letter_words": words, TRANSLATION: record(reviewed_by)})


ENGLISH_TEXTS = as_texts(1, {"letter": LETTER, "letter_words": standard_letter_words(), "letter_easy": LETTER})
TEXTS = {
    "en": ENGLISH_TEXTS,
    "pl": translated(11, LETTER, POLISH, "Ewa Nowak"),
    "ur": translated(21, URDU_LETTER, URDU, ""),
}


@cache
def letters() -> Letters:
    return Letters("Your record", TEXTS, SENDER, load_stationery)


def of(texts: Mapping[str, Mapping[str, TextVersion]]) -> Letters:
    return replace(letters(), texts=texts)


def needing(written_format: WrittenFormat = STANDARD, language: str = "en", **more: object) -> Addressee:
    return replace(ADA, written_format=written_format, language=language, **more)  # type: ignore[arg-type]


def words_of(message: LetterMessage) -> str:
    assert isinstance(message.letter, FilledLetter)
    with pdfium.PdfDocument(message.letter.pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\u00a0", " ")


# --- which letter ---


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        (needing(), LetterKind(STANDARD, "en")),
        (needing(WrittenFormat.LARGE_20), LetterKind(WrittenFormat.LARGE_20, "en")),
        (needing(WrittenFormat.EASY_READ), LetterKind(WrittenFormat.EASY_READ, "en")),
        (needing(language="pl"), LetterKind(STANDARD, "pl")),
        (needing(WrittenFormat.LARGE_28, "pl"), LetterKind(WrittenFormat.LARGE_28, "pl")),
        (needing(WrittenFormat.EASY_READ, "pl"), LetterKind(STANDARD, "pl")),  # there is no easy read in Polish
        (needing(BRAILLE, "pl"), LetterKind(BRAILLE, "en")),
        (needing(language="ro"), LetterKind(STANDARD, "en")),
        (needing(language="ur"), LetterKind(STANDARD, "en")),  # nobody has reviewed it
        (needing(language="ur", is_sample=True), LetterKind(STANDARD, "ur")),
    ],
)
def test_everybody_gets_the_nearest_that_there_is(to: Addressee, kind: LetterKind) -> None:
    assert letters().kind(to) == kind


def test_words_that_were_changed_after_the_review_are_not_reviewed() -> None:
    changed = {**TEXTS["pl"], "letter": TextVersion(90, "letter", 2, LETTER, "")}
    assert of({**TEXTS, "pl": changed}).kind(needing(language="pl")) == LetterKind(STANDARD, "en")
    again = {**changed, TRANSLATION: TextVersion(91, TRANSLATION, 2, record("Ewa Nowak"), "")}
    assert of({**TEXTS, "pl": again}).kind(needing(language="pl")) == LetterKind(STANDARD, "pl")


def test_a_language_is_used_once_the_practice_gives_its_reason_in_it() -> None:
    english = {**ENGLISH_TEXTS, REASON: TextVersion(92, REASON, 1, reason("en"), "")}
    in_english, in_polish, pole = LetterKind(STANDARD, "en"), LetterKind(STANDARD, "pl"), needing(language="pl")
    for given, kind in ((None, in_english), ("example = true\n", in_english), ("", in_polish)):
        texts = dict(TEXTS["pl"])
        if given is not None:
            texts[REASON] = TextVersion(10, REASON, 1, reason("pl") + given, "")
        assert of({**TEXTS, "en": english, "pl": texts}).kind(pole) == kind
    assert letters().kind(pole) == in_polish, "in a campaign from before there was a reason"


def test_what_a_letter_is_made_from_has_the_reason_where_it_says_it() -> None:
    texts = {**ENGLISH_TEXTS, REASON: TextVersion(92, REASON, 1, reason("en"), "")}
    assert 92 not in of({"en": texts}).text_ids(ADA)
    saying = {**texts, "letter": TextVersion(93, "letter", 2, REASONED, "")}
    assert of({"en": saying}).text_ids(ADA) == [93, 2, 92]


def test_without_an_easy_text_easy_read_is_the_standard_letter() -> None:
    without = {"en": {part: text for part, text in ENGLISH_TEXTS.items() if part != "letter_easy"}}
    assert of(without).kind(needing(WrittenFormat.EASY_READ)) == LetterKind(STANDARD, "en")


@pytest.mark.parametrize(
    ("to", "parts"),
    [
        (needing(), {("en", "letter"), ("en", "letter_words")}),
        (needing(WrittenFormat.EASY_READ), {("en", "letter_easy"), ("en", "letter_words")}),
        (needing(AUDIO), {("en", "letter"), ("en", "letter_words")}),
        (needing(language="pl"), {("pl", "letter"), ("pl", "letter_words")}),
    ],
)
def test_the_texts_that_a_letter_is_made_from_are_named(to: Addressee, parts: set[tuple[str, str]]) -> None:
    by_id = {text.id: (language, part) for language, texts in TEXTS.items() for part, text in texts.items()}
    assert {by_id[number] for number in letters().text_ids(to)} == parts


# --- what it says ---


def test_a_translated_letter_has_its_own_formulas_and_dates_and_an_english_envelope() -> None:
    message = letters().message(needing(language="pl"))
    assert (message.language, message.written_format, message.pile) == ("pl", STANDARD, Pile.POST)
    words = words_of(message)
    for needed in ("Dzień dobry, Ada Łuczak", "4 stycznia 2027", "23 listopada 2026", "7K3M-92QX-4TDP"):
        assert needed in words
    assert "Mrs Ada Łuczak" in words, "in the window, where the post reads it"
    assert "January" not in words


def test_dates_that_have_to_be_shaped_are_laid_out_with_the_plate() -> None:
    ada = needing(language="ur", is_sample=True)
    first, second = letters().message(ada), letters().message(replace(ada, given_name="Zofia"))
    later = letters().message(replace(ada, deadline_on=date(2027, 1, 5)))
    assert isinstance(first.letter, FilledLetter)
    assert isinstance(second.letter, FilledLetter)
    assert isinstance(later.letter, FilledLetter)
    assert first.letter.template is second.letter.template, "one layout for all letters of a day"
    assert later.letter.template is not first.letter.template
    assert first.letter.template.text.direction == "rtl"
    assert {"date", "deadline"}.isdisjoint(place.name for place in first.letter.template.layout.places)
    assert "Zofia Łuczak" in words_of(second)


def test_a_letter_for_the_desk_shows_a_name_and_no_address() -> None:
    message = letters().message(needing(by_hand=True))
    assert message.pile is Pile.HAND_OUT
    assert message.to == "Mrs Ada Łuczak\nBy hand"
    words = words_of(message)
    assert "By hand" in words
    assert "12 Mill Lane" not in words


@pytest.mark.parametrize("written_format", [AUDIO, BRAILLE])
def test_the_transcription_house_gets_a_text_with_what_was_asked_for(written_format: WrittenFormat) -> None:
    recorded = "Requires information in contracted (Grade 2) Braille"
    message = letters().message(needing(written_format, format_recorded=recorded))
    assert isinstance(message.letter, Transcript)
    assert (message.pile, message.written_format) == (Pile.TRANSCRIPTION, written_format)
    for needed in (recorded, "12 Mill Lane", "Dear Mrs Łuczak", "4 January 2027"):
        assert needed in message.letter.text
    assert letters().message(needing(written_format, format_recorded=recorded)) == message


def test_what_is_read_out_to_a_parent_says_so() -> None:
    message = letters().message(replace(CHILD, written_format=AUDIO))
    assert isinstance(message.letter, Transcript)
    assert "Dear parent or guardian of Bo Łuczak." in message.letter.text
    assert "To a parent." in message.letter.text


def test_a_campaign_from_before_there_were_formulas_has_the_standard_ones() -> None:
    old = of({"en": {"letter": ENGLISH_TEXTS["letter"]}})
    message = old.message(needing(BRAILLE))
    assert isinstance(message.letter, Transcript)
    assert "Dear Mrs Łuczak" in message.letter.text
    assert len(old.text_ids(ADA)) == 1


def test_a_translation_whose_record_is_broken_is_named() -> None:
    broken = {**TEXTS["pl"], TRANSLATION: TextVersion(99, TRANSLATION, 2, "language =", "")}
    with pytest.raises(RenderFault, match="who reviewed the translation"):
        of({**TEXTS, "pl": broken}).kind(ADA)


def test_every_envelope_that_can_be_chosen_is_one_that_the_press_knows() -> None:
    assert {*get_args(Settings.model_fields["envelope"].annotation)} == ENVELOPES.keys()


def test_what_is_shipped_in_other_languages_is_for_samples_only() -> None:
    nowhere = Path("/nowhere")
    for name in presets.preset_folders(nowhere):
        codes = presets.preset_languages(name, nowhere)
        shipped = of({code: as_texts(1, presets.preset_texts(name, nowhere, code)) for code in codes})
        assert {shipped.kind(needing(language=code)).language for code in codes} == {"en"}
        assert {shipped.kind(needing(language=code, is_sample=True)).language for code in codes} == set(codes)
        assert {shipped.message(needing(AUDIO, language=code)).language for code in codes} == {"en"}
