"""What is not fair in a campaign's words is found, and what ships is found fair."""

import pytest

from notifier.campaigns import presets
from notifier.campaigns.fairness import (
    FairnessReport,
    FairnessRule,
    FairnessTerms,
    check_fairness,
    choices_of,
    text_findings,
)
from notifier.contacts.languages import ENGLISH
from notifier.vocabulary import Channel

EVERY_CHANNEL = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER)
QR, OVERLEAF = '<div class="place" data-place="qr"></div>', '<h2 class="overleaf">More</h2><h1>'


def report_on(preset: str, *, takes_texts: bool = True) -> FairnessReport:
    return check_fairness(texts_of(preset), terms(preset, takes_texts=takes_texts))


@pytest.mark.parametrize("preset", ["scr", "records-access"])
@pytest.mark.parametrize("takes_texts", [True, False])
def test_what_ships_is_fair_in_every_language(preset: str, takes_texts: bool) -> None:
    assert report_on(preset, takes_texts=takes_texts).findings == ()


def test_what_nobody_could_look_at_is_said() -> None:
    (said,) = report_on("scr").unchecked
    assert said.startswith("Of the texts in Arabic, Polish, Punjabi and Urdu only the ways to answer")
    assert report_on("records-access").unchecked == ()


# What is put in the place of what, and what then is found in the letter or the email.
@pytest.mark.parametrize(
    ("part", "was", "becomes", "rule", "words"),
    [
        ("sms", " or call {{ practice_phone }}", "", "way", "phone number"),
        ("sms", "{{ link }}", "our website", "way", "Insert {{ link }}"),
        ("sms", " by {{ deadline_short }}", "", "day", "Insert {{ deadline }} or {{ deadline_short }}"),
        ("email_html", ", or come to the desk", "", "way", "coming to the desk"),
        ("email_html", 'href="{{ link }}"', 'href="#"', "first_page", "way to answer"),
        ("letter", QR, "", "way", f"Insert {QR}"),
        ("letter", "{{ text_number }}", "us", "way", "answers by text"),
        ("letter", '<div class="place" data-place="slip_reference"></div>', "", "way", "the slip"),
        ("letter", "<h1>", OVERLEAF, "first_page", "day to answer comes after the first page"),
        ("letter", "<h1>", OVERLEAF, "first_page", "way to answer comes after the first page"),
        ("email_text", "You can choose", "We could tell you much. " * 40 + "You can choose", "", ""),
        ("email_text", "{{ salutation }},", "We could tell you much. " * 40, "first_page", "day to answer"),
        ("letter", 'agree = "I do not want a Summary', 'agree = "Opt for no Summary', "choice", "“I do not want a"),
        ("letter", "In an emergency they may not know {{ your }} medicines or allergies.", "", "one_sided", "keeping"),
        ("email_text", "- Less of your information can be seen outside this practice.", "", "one_sided", "the other"),
        ("page", 'nothing = "If you do not answer', 'nothing = "Else', "silence", "whoever does not answer"),
        ("sms", "You can keep it.", "You should simply let it go.", "argues", "“you should” takes a side"),
        ("reason", "We want to", "Unfortunately we have to", "argues", "“unfortunately”"),
        ("letter", "other places will not see", "other places could sell a leak and will not see", "argues", "“leak”"),
        ("kit", "You do not have to give a reason.", "You need not opt out.", "misread", "“opt out” is often misread"),
    ],
)  # fmt: skip
def test_what_is_not_fair_is_found(part: str, was: str, becomes: str, rule: str, words: str) -> None:
    bodies = texts_of("scr")[ENGLISH]
    assert was in bodies[part], "the text has changed"
    found = text_findings(part, ENGLISH, bodies[part].replace(was, becomes), choices_of(bodies["page"]), terms("scr"))
    assert any(one.rule == rule and words in one.says for one in found) == bool(rule), found


def test_a_finding_names_line_and_sentence() -> None:
    (found,) = text_findings("email_text", ENGLISH, EMAIL.format(words="Sadly it\nmust be. "), None, bare_terms())
    assert (found.rule, found.line) == (FairnessRule.ARGUES, 3)
    assert found.sentence == "Sadly it"


def test_of_a_translation_only_what_is_filled_in_is_looked_for() -> None:
    polish = texts_of("scr")["pl"]
    without_phone = polish["letter"].replace("{{ practice_phone }}", "").replace("Można wybrać", "Sadly you should")
    found = text_findings("letter", "pl", without_phone, choices_of(polish["page"]), terms("scr"))
    assert [one.says[:40] for one in found] == ["A way to answer is not named: the practi"]


def test_a_text_that_cannot_be_read_was_not_checked() -> None:
    (found,) = text_findings("sms", ENGLISH, "{% if %}", None, terms("scr"))
    assert found.rule is FairnessRule.BROKEN
    assert found.says.startswith("Nothing of it was checked")


def test_what_no_channel_says_is_not_held_against_anybody() -> None:
    texts = {ENGLISH: {**texts_of("scr")[ENGLISH], "sms": "Nothing", "letter": "<p>Nothing</p>"}}
    only_email = FairnessTerms(presets.load_preset("scr", None), [Channel.EMAIL], takes_texts=True)
    assert check_fairness(texts, only_email).findings == ()


EMAIL = (
    "Subject: x\n{{{{ deadline }}}} {{{{ link }}}} {{{{ code }}}} {{{{ practice_phone }}}} or come to the desk.\n"
    "{words}If you do nothing, we add it.\n"
)


def texts_of(preset: str) -> dict[str, dict[str, str]]:
    languages = presets.preset_languages(preset, None)
    return {language: presets.preset_texts(preset, None, language, EVERY_CHANNEL) for language in languages}


def terms(preset: str, *, takes_texts: bool = True) -> FairnessTerms:
    return FairnessTerms(presets.load_preset(preset, None), EVERY_CHANNEL, takes_texts)


def bare_terms() -> FairnessTerms:
    """Of a preset that does not say what speaks for either side."""
    bare = presets.load_preset("scr", None).model_copy(update={"fairness": presets.FairnessPhrases()})
    return FairnessTerms(bare, EVERY_CHANNEL, takes_texts=True)
