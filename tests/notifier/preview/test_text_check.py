"""What is said of a text while it is written."""

from time import process_time

import pytest

from notifier.campaigns import lifecycle
from notifier.messages.sms_text import SmsEncoding
from notifier.preview.text_check import LONGEST_BODY, TextCheck, check_text
from notifier.store.database import Database
from notifier.vocabulary import Channel
from tests.world import Begin, World

FOOTER = (Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER)


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """Three people, two with a mobile, one of whom declined; and a draft by every channel."""
    return begin(sqlite_database, drafted)


def drafted(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None), world.person(sms_declined=True))
    world.campaign(channels=FOOTER)


def test_what_ships_has_nothing_to_mend(world: World) -> None:
    with world.database.reading() as session:
        stored = lifecycle.texts_by_language(session, world.campaign_id)
    for language, texts in stored.items():
        for part, text in texts.items():
            found = checked(world, part, text.body, language)
            assert not found.faults, (language, part)
            assert not found.findings, (language, part)
            assert found.is_read == (language == "en")
            assert found.readability is None or found.readability.grade <= 7, (part, found.readability)


def test_a_text_message_is_counted_for_each_reader(world: World) -> None:
    found = checked(
        world, "sms", "{% if reminder %}Again: {% endif %}Tell us by {{ deadline_short }}: {{ link }} ł € 🙂"
    )
    assert [one.reader for one in found.readings] == ["To a patient", "To a child’s parent", "The reminder"]
    first, _, reminder = found.readings
    assert (first.encoding, first.dear) == (SmsEncoding.UCS2, ("🙂",)), "an l with a stroke is sent as an l"
    assert first.text == "Tell us by 4 Jan: https://surgery.example.com/r/7K3M92QX4TDP l € 🙂"
    assert (first.characters, first.parts, reminder.parts) == (66, 1, 2)
    assert found.price is not None
    assert (found.price.people, found.price.parts_each, found.price.pounds) == (1, 1, 0.02)
    assert [one.says for one in found.findings] == [
        "A way to answer is not named: the practice's phone number. Insert {{ practice_phone }}."
    ]


@pytest.mark.parametrize(
    ("part", "body", "line", "words"),
    [
        ("sms", " \n", 0, "The text is empty"),
        ("sms", "x" * (LONGEST_BODY + 1), 0, "too long"),
        ("sms", "One\n{{ deadlin }}", 2, "did you mean {{ deadline }}?"),
        ("sms", "One\n{% if link %}x{% endif %}", 2, "can only be printed"),
        ("email_text", "{{ link }}", 0, "has to begin with a line 'Subject: ...'"),
        ("footer", "One line. " * 40, 0, "takes 12 lines and 6 fit"),
        ("letter", "<p>\n{{ signed_by.title.x }}</p>", 0, "cannot be laid out"),
        ("kit", "in_short = 1", 0, "the words of the kit are not complete"),
    ],
)
def test_what_keeps_a_text_from_being_used_is_said(world: World, part: str, body: str, line: int, words: str) -> None:
    found = checked(world, part, body)
    assert words.casefold() in found.faults[0].says.casefold(), found.faults
    assert found.faults[0].line == line or not line
    assert not found.readings
    assert not found.findings


def test_hard_words_are_hinted_at(world: World) -> None:
    long = "We " + "and we " * 12 + "will notify you. Your institutional authorisation is outstanding."
    found = checked(world, "email_text", f"Subject: x\n{long}").readability
    assert found is not None
    assert not found.is_easy
    assert len(found.long_sentences) == 1
    assert found.long_words[0] == "authorisation"


def test_a_text_is_checked_between_two_letters_that_somebody_types(world: World) -> None:
    with world.database.reading() as session:
        body = lifecycle.current_texts(session, world.campaign_id)["letter"].body
    checked(world, "letter", body)  # what is read once for all
    began = process_time()
    checked(world, "letter", body + "<p>More.</p>")
    assert process_time() - began < 0.15


def checked(world: World, part: str, body: str, language: str = "en") -> TextCheck:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        return check_text(session, world.settings, campaign, part, language, body, world.now)
