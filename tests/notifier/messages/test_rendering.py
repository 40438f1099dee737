"""What a patient is sent: complete, addressed to the right person, and nothing when a value is missing."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pypdfium2 as pdfium
import pytest

from notifier.campaigns import presets
from notifier.campaigns.lifecycle import TextVersion
from notifier.contacts import PostalAddress
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee, Sender, long_date
from notifier.messages.rendering import MessageTemplates, without_letters
from notifier.messages.sms_text import SmsEncoding, sms_parts
from notifier.pdf.letter_template import FilledLetter
from notifier.providers.message_types import EmailMessage, LetterMessage, SmsMessage
from notifier.settings import ReplyChannels
from notifier.vocabulary import Channel
from tests.world import load_stationery

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

CODE = "7K3M92QX4TDP"
LINK = f"https://surgery.example.com/r/{CODE}"
SENDER = Sender(
    "Riverside Surgery", "01632 960123", ("1 Station Road", "Blackwater"), ReplyChannels("https://surgery.example.com")
)
ADA = Addressee(
    reference="QX4TDP7K3M",
    title="Mrs",
    given_name="Ada",
    family_name="Łuczak",
    mobile="+447700900001",
    email="ada@example.com",
    address_lines=("12 Mill Lane", "Blackwater", "GU17 9XX"),
    code=CODE,
    deadline_on=date(2027, 1, 4),
    written_on=date(2026, 11, 23),
    guardian=False,
)
CHILD = replace(ADA, title="", given_name="Bo", guardian=True)
INDIVIDUAL = (Channel.SMS, Channel.EMAIL, Channel.LETTER)


@cache
def texts(preset: str = "scr") -> dict[str, TextVersion]:
    sources = presets.preset_texts(preset, presets.template_root() / "none", "en")
    return {part: TextVersion(number, part, 1, body, "") for number, (part, body) in enumerate(sources.items(), 1)}


@cache
def templates(preset: str = "scr") -> MessageTemplates:
    return MessageTemplates("Your Summary Care Record", texts(preset), SENDER, load_stationery)


def with_text(part: str, body: str) -> MessageTemplates:
    return replace(templates(), texts={**texts(), part: replace(texts()[part], body=body)})


def sms(to: Addressee = ADA, of: MessageTemplates | None = None) -> SmsMessage:
    message = (of or templates()).message(Channel.SMS, to)
    assert isinstance(message, SmsMessage)
    return message


def email(to: Addressee = ADA, of: MessageTemplates | None = None) -> EmailMessage:
    message = (of or templates()).message(Channel.EMAIL, to)
    assert isinstance(message, EmailMessage)
    return message


@cache
def letter(to: Addressee = ADA) -> tuple[LetterMessage, str]:
    message = templates().message(Channel.LETTER, to)
    assert isinstance(message, LetterMessage)
    assert isinstance(message.letter, FilledLetter)
    with pdfium.PdfDocument(message.letter.pdf) as document:
        return message, "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_text_has_the_link_the_deadline_and_no_name() -> None:
    message = sms()
    assert (message.reference, message.to) == (ADA.reference, ADA.mobile)
    assert LINK in message.body
    assert "4 Jan:" in message.body
    assert "Ada" not in message.body
    assert "uczak" not in message.body


def test_a_text_stays_in_the_cheap_characters() -> None:
    message = sms(of=with_text("sms", "“Keep” your record – by {{ deadline_short }}: {{ link }}\n"))
    assert sms_parts(message.body).encoding is SmsEncoding.GSM7
    assert message.body == f'"Keep" your record - by 4 Jan: {LINK}'


def test_an_email_has_a_subject_both_forms_and_every_way_to_answer() -> None:
    message = email()
    assert (message.to, message.subject) == (
        ADA.email,
        "Riverside Surgery: your Summary Care Record - please tell us what you want",
    )
    assert message.text.startswith("Dear Mrs Łuczak,")
    for form in (message.text, message.html):
        for needed in (LINK, "7K3M-92QX-4TDP", "4 January 2027", "01632 960123"):
            assert needed in form


def test_an_email_is_a_document_that_says_its_language_width_and_colours_and_fetches_nothing() -> None:
    html = email().html
    assert html.startswith("<!doctype html>")
    assert '<html lang="en" dir="ltr">' in html
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert f"<title>{email().subject}</title>" in html
    assert not re.search(r"<(img|script|link|iframe|table|form|input)\b|url\(|@import|\bsrc=", html)
    assert set(re.findall(r'href="([^"]*)"', html)) == {LINK, "https://surgery.example.com/r/privacy"}


def test_both_forms_of_an_email_say_who_signs_why_and_where_to_complain_with_the_answer_first() -> None:
    for form in (email().text, email(CHILD).text, email().html, email(CHILD).html):
        for needed in ("Why we plan this", "Dr Robin Example", "GP partner", "Information Commission", "/r/privacy"):
            assert needed in form
        assert form.index(LINK) < form.index("01632 960123") < form.index("7K3M-92QX-4TDP") < form.index("What ")


def test_an_emails_own_document_is_left_as_it_is() -> None:
    own = '<!DOCTYPE html>\n<HTML lang="en"><p>Ours {{ link }}</p></HTML>'
    assert email(of=with_text("email_html", own)).html == own.replace("{{ link }}", LINK)


def test_an_emails_html_cannot_be_broken_by_a_name() -> None:
    message = email(replace(ADA, family_name="<b>O'Test & <Sons"))
    assert "Dear Mrs O&#39;Test &amp; Sons" in message.html
    assert "Dear Mrs O'Test & Sons," in message.text
    assert "Dear Mrs A&lt;b" in email(replace(ADA, family_name="A<b")).html


def test_a_letter_is_addressed_and_has_the_typed_way_in_as_well_as_the_code() -> None:
    message, words = letter()
    assert message.to == "Mrs Ada Łuczak\n12 Mill Lane\nBlackwater\nGU17 9XX"
    assert message.reference == ADA.reference
    plain = words.replace("\u00a0", " ")
    for needed in (
        "Mrs Ada Łuczak",
        "GU17 9XX",
        "Dear Mrs Łuczak",
        "surgery.example.com/r",
        "7K3M-92QX-4TDP",
        "4 January 2027",
        "23 November 2026",
        "01632 960123",
    ):
        assert needed in plain


def test_a_childs_messages_are_for_the_parent_or_guardian() -> None:
    message, words = letter(CHILD)
    assert message.to.startswith("Parent or guardian of Bo Łuczak\n")
    assert "Dear parent or guardian of Bo Łuczak" in words
    assert "Dear parent or guardian of Bo Łuczak," in email(CHILD).text
    assert sms(CHILD).body.startswith("To the parent or guardian: ")
    assert "Bo" not in sms(CHILD).body


@pytest.mark.parametrize(
    ("changes", "salutation", "first_line"),
    [
        ({}, "Dear Mrs Łuczak", "Mrs Ada Łuczak"),
        ({"title": ""}, "Dear Ada Łuczak", "Ada Łuczak"),
        ({"title": "", "given_name": ""}, "Dear Łuczak", "Łuczak"),
        ({"guardian": True, "given_name": ""}, "Dear parent or guardian of Łuczak", "Parent or guardian of Mrs Łuczak"),
    ],
)
def test_nobody_is_addressed_with_a_gap(changes: dict[str, object], salutation: str, first_line: str) -> None:
    to = replace(ADA, **changes)  # type: ignore[arg-type]
    assert (to.salutation, to.window[0]) == (salutation, first_line)


@pytest.mark.parametrize(
    ("channel", "changes"),
    [
        (Channel.SMS, {"mobile": None}),
        (Channel.EMAIL, {"email": None}),
        (Channel.EMAIL, {"email": ""}),
        (Channel.LETTER, {"address_lines": ("x" * 200,)}),
        (Channel.LETTER, {"family_name": "\U00030001"}),  # no glyph in any font: it would print an empty box
    ],
)
def test_what_lacks_a_value_or_does_not_fit_is_refused(channel: Channel, changes: dict[str, object]) -> None:
    with pytest.raises(RenderFault):
        templates().message(channel, replace(ADA, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "body", "channel"),
    [
        ("sms", "{{ nothing_of_this_name }}", Channel.SMS),
        ("email_text", "no subject\n{{ link }}", Channel.EMAIL),
        ("letter", "<p>no places</p>", Channel.LETTER),
    ],
)
def test_a_broken_text_is_refused_for_everybody(part: str, body: str, channel: Channel) -> None:
    with pytest.raises(RenderFault):
        with_text(part, body).message(channel, ADA)


def test_an_address_with_more_lines_than_the_window_is_printed_whole() -> None:
    parts = ["Flat 12", "Rose Cottage", "142 The Crescent", "Mill Hill", "Frogmore", "Blackwater", "Surrey"]
    lines = PostalAddress.from_parts(parts, "GU17 9XX").lines_for_window
    letter = templates().message(Channel.LETTER, replace(ADA, address_lines=lines))
    assert isinstance(letter, LetterMessage)
    assert all(part in letter.to for part in parts)


def test_only_a_letter_needs_stationery() -> None:
    without = replace(templates(), load_stationery=without_letters)
    assert isinstance(without.message(Channel.SMS, ADA), SmsMessage)
    with pytest.raises(RenderFault, match="no letter"):
        without.message(Channel.LETTER, ADA)


def test_nothing_individual_goes_by_the_footer() -> None:
    with pytest.raises(RenderFault):
        templates().message(Channel.FOOTER, ADA)


def test_the_footer_is_the_same_for_everybody_and_fits_the_clinical_system() -> None:
    footer = templates().footer("REF0000000")
    assert (footer.reference, footer.to) == ("REF0000000", "")
    assert footer.body.isascii()
    assert "surgery.example.com/r" in footer.body.replace("\n", "")


def test_each_channel_names_the_texts_it_is_made_from() -> None:
    by_id = {text.id: text.part for text in texts().values()}
    made_from = {channel: {by_id[number] for number in templates().text_ids(channel, ADA)} for channel in Channel}
    assert made_from == {
        Channel.SMS: {"sms"},
        Channel.EMAIL: {"email_text", "email_html", "reason"},
        Channel.LETTER: {"letter", "letter_words", "reason"},
        Channel.FOOTER: {"footer"},
    }


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_every_shipped_preset_renders_for_adults_and_children(preset: str) -> None:
    of = templates(preset)
    for to in (ADA, CHILD):
        for channel in INDIVIDUAL:
            assert of.message(channel, to).reference == ADA.reference


def test_a_long_date_has_no_leading_zero() -> None:
    assert long_date(date(2027, 1, 4)) == "4 January 2027"
