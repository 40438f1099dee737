"""What is wrong with a source is said with its line, and with what to write instead."""

import pytest

from notifier.campaigns import presets
from notifier.campaigns.source_faults import source_faults
from notifier.vocabulary import Channel


@pytest.mark.parametrize(
    ("part", "body", "line", "words"),
    [
        ("sms", "Call us.\n{{ practise_phone }}", 2, "did you mean {{ practice_phone }}?"),
        ("sms", "{{ zebra }}", 1, "take one from the list"),
        ("sms", "One\nTwo { link }", 2, "{ link } has one brace and would be sent as it stands: write {{ link }}"),
        ("sms", "One\n{% if guardian %}Two", 2, "each {% if %} its {% endif %}"),
        ("sms", "One\n{{ link }", 2, "Each {{ needs its }}"),
        ("sms", "One {{ reminder }}", 1, "write {% if reminder %}…{% endif %}."),
        ("footer", "{{ link }}", 1, "There is no {{ link }} here"),
        ("letter", "<p>\n{{ code }}</p>", 2, 'write <div class="place" data-place="code"></div>'),
        ("letter", '<div data-place="dedline"></div>', 1, "did you mean 'deadline'?"),
        ("page", 'title = "One"\nlead = 7', 0, "The words of the page are not complete"),
        ("page", 'title = "One"\nlead "Two"', 2, "cannot be read"),
        ("reason", 'reason = "No full stop"\nsigned_by = "A"\nsigned_role = "B"', 1, "the last with its full stop"),
        ("letter_words", 'direction = "up"', 1, "Input should be 'ltr' or 'rtl'"),
    ],
)
def test_a_fault_has_its_line_and_its_remedy(part: str, body: str, line: int, words: str) -> None:
    found = list(source_faults(part, body))
    assert any(words in one.says for one in found), found
    assert next(one.line for one in found if words in one.says) == line or not line


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_what_ships_asks_only_for_what_there_is(preset: str) -> None:
    for language in presets.preset_languages(preset, None):
        for part, body in presets.preset_texts(preset, None, language, list(Channel)).items():
            assert not list(source_faults(part, body)), (language, part)
