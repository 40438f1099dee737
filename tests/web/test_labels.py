"""No word of the vocabulary, and no word of a page, is missing where somebody will read it."""

import re
from enum import StrEnum

import pytest

from notifier import vocabulary
from notifier.campaigns.published_pages import PageWords
from notifier.vocabulary import Channel
from web.labels import WORDS, label_of, letter_kind, sample_name
from web.patient.page_words import load_page_words
from web.templating import PAGES

# No page shows them.
UNSEEN = {
    vocabulary.AccountLinkKind,  # each has a page of its own words
    vocabulary.Wave,
    vocabulary.SigningPurpose,  # it stands in what is signed, and in the record of events
    vocabulary.CampaignEdit,  # a refusal has a sentence for each
    vocabulary.ReportKind,
    vocabulary.ChangeKind,
    vocabulary.TextMeaning,
    vocabulary.ConditionLevel,
    vocabulary.Task,
    vocabulary.PollSubject,  # the campaign's page has a sentence for each
    vocabulary.HealthStatus,
    vocabulary.TokenPurpose,  # one's account lists those for programs alone
    vocabulary.UploadStatus,  # the page of a list has a sentence for each
    vocabulary.Piece,  # named by `sample_name`, with what else a preview shows
}
PUBLISHED = {
    *(*PageWords.model_fields, "language", "direction", "text_number", "asks_extent", "campaign_status"),
    *("practice_name", "practice_phone", "practice_address", "practice_hours", "practice_email", "privacy_url"),
}


def test_staff_have_a_phrase_for_every_word_they_see() -> None:
    kinds = [kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, StrEnum)]
    seen = [kind for kind in kinds if kind is not StrEnum and kind not in UNSEEN]
    assert seen
    assert [kind for kind in seen if set(WORDS.get(kind, {})) != {word.value for word in kind}] == []


def test_staff_have_a_phrase_for_every_channel() -> None:
    assert [label_of(channel) for channel in Channel][:2] == ["Text message", "Email"]
    assert label_of(Channel.stored("owl")) == "owl (not usable here)"


def test_words_that_are_spelt_alike_keep_their_own_phrases() -> None:
    assert label_of(vocabulary.Doubt.UNVERIFIED) != label_of(vocabulary.DeliveryStatus.UNKNOWN)
    assert label_of(vocabulary.Source.PHONE) == "Phone"
    assert sample_name("letter_guardian") == "Letter, to a parent or guardian"


def test_formats_and_languages_are_named_and_what_is_unknown_is_shown_as_it_is() -> None:
    assert sample_name("letter_large-20_pl") == "Letter, large print, 20 point, in Polish"
    assert letter_kind("easy-read/en") == "Easy read"
    assert letter_kind("standard/ur") == "Standard print, in Urdu"
    assert [sample_name("phone-queue"), sample_name("footer")] == ["Phone queue", "Prescription footer"]
    assert sample_name("banner_not a language") == "banner, not a language"


@pytest.mark.parametrize(("prefix", "known"), [("own", set(load_page_words()["en"])), ("words", PUBLISHED)])
def test_every_word_that_a_patients_page_uses_exists(prefix: str, known: set[str]) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PAGES / "patient").glob("*.html"))
    used = set(re.findall(rf"\b{prefix}\.(\w+)", source))
    assert used
    assert used <= known
