"""What is unwise in a sender of texts, as far as the settings show it."""

import pytest

from notifier.providers.twilio_sms.twilio_plugin import TWILIO, TwilioSettings
from notifier.vocabulary import Channel, ConditionLevel


def said(sender: str, service: str = "") -> dict[str, ConditionLevel]:
    own = TwilioSettings(twilio_from=sender, twilio_messaging_service_sid=service)
    return {f"{one.what}: {one.advice}": one.level for one in TWILIO.advice(own)}


@pytest.mark.parametrize("sender", ["+447700900123", "66777", ""])
def test_a_british_number_needs_no_advice(sender: str) -> None:
    assert said(sender) == {}


def test_a_name_cannot_be_answered_and_may_need_a_letter_of_authority() -> None:
    ((words, level),) = said("ElmSurgery").items()
    assert level is ConditionLevel.WARNING
    assert "nobody can answer" in words
    assert "letter of authority" in words
    assert said("ElmSurgery", service="MG1") == {}, "a service may choose a number"


@pytest.mark.parametrize("sender", ["The Elm Surgery", "Elm_Surgery", "Ťhe Elm", "Elm+Oak"])
def test_a_name_that_cannot_be_is_a_fault(sender: str) -> None:
    faults = [words for words, level in said(sender).items() if level is ConditionLevel.FAULT]
    assert len(faults) == 1
    assert "11 letters" in faults[0]


@pytest.mark.parametrize("sender", ["GP Alert", "NHSNoReply", "SurgeryInfo", "HelpDesk", "Verify"])
def test_a_name_that_says_nothing_of_the_practice_is_a_warning(sender: str) -> None:
    assert any("British networks block" in words for words in said(sender))


def test_a_number_of_another_country_is_a_warning() -> None:
    ((words, level),) = said("+15005550006").items()
    assert (level, "other countries" in words) == (ConditionLevel.WARNING, True)


@pytest.mark.parametrize(
    ("sender", "service", "most"),
    [
        ("+447700900123", "", 1),
        ("447700900123", "", 1),
        ("ElmSurgery", "", 10),
        ("66777", "", 100),
        ("", "MG1", 100),
        ("+447700900123", "MG1", 100),
    ],
)
def test_a_sender_has_its_pace(sender: str, service: str, most: float) -> None:
    own = TwilioSettings(twilio_from=sender, twilio_messaging_service_sid=service)
    assert TWILIO.most_per_second(own) == {Channel.SMS: most}
