"""The kit: the same words on every piece, nothing personal on any, each as large as it has to be read."""

import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import html5lib
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import delete

from notifier.campaigns import published_pages
from notifier.campaigns.presets import template_root
from notifier.campaigns.reasons import parse_reason
from notifier.errors import NotFound, RenderFault
from notifier.messages.addressee import Sender
from notifier.pdf.layout import Layout
from notifier.preview.kit import contents, pieces
from notifier.preview.kit.contents import Kit
from notifier.settings import ReplyChannels
from notifier.store.database import Database
from notifier.store.tables import CampaignText
from notifier.vocabulary import Channel, Choice, Piece, Source
from tests.pdf_ua import assert_accessible, read_aloud
from tests.world import World, load_stationery
from web.labels import label_of

SENDER = Sender("St Swithin's & Co", "01632 960123", ("1 Station Road",), ReplyChannels("https://surgery.example.com"))
POINTS_PER_MM = 72 / 25.4


def source(part: str, preset: str = "scr") -> str:
    return (template_root() / "messages" / preset / "en" / f"{part}.toml").read_text(encoding="utf-8")


def kit_of(words: str | None = None, *, preset: str = "scr") -> Kit:
    page = published_pages.parse_page_words(source("page", preset), parse_reason(source("reason", preset)))
    return Kit.of(page, source("kit", preset) if words is None else words, SENDER, 42, "")


def opening_words() -> str:
    text = source("kit")
    return text[text.index("Thank you for waiting.") : text.index("You can keep yours.")]


@cache
def made(piece: Piece) -> Mapping[str, bytes]:
    return pieces.kit_files(kit_of(), piece, load_stationery().fonts_of("en"))


def pdf_of(piece: Piece) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(made(piece)[f"{piece}.pdf"])


def text_of(piece: Piece) -> str:
    with pdf_of(piece) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


# --- the words ---


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_every_shipped_preset_has_words_for_a_kit(preset: str) -> None:
    kit = kit_of(preset=preset)
    assert "42 days" in " ".join(kit.words.briefing.dates)
    said = {one.do for one in kit.words.briefing.answers}
    assert {label_of(choice) for choice in Choice} <= said, "the briefing names the answers as the staff pages do"
    paper, phone, counter = (label_of(source) for source in (Source.PAPER, Source.PHONE, Source.COUNTER))
    assert all(re.search(rf"\b{name}\b", " ".join(said)) for name in (paper, phone, counter))
    assert "30 days" in " ".join(kit.words.briefing.complaints)


@pytest.mark.parametrize(
    ("changed", "into", "fault"),
    [
        ('choose = "You can choose"', "", "choose"),
        ('choose = "You can choose"', 'choose = "You can choose"\nchose = "x"', "chose"),
        ('choose = "You can choose"', "choose = You", "cannot be read"),
        ("Thank you for waiting.", "Thank you for waiting." + " Please go on waiting." * 4, "about 34 seconds"),
        (opening_words(), "", "about 12 seconds"),
        ("You can keep yours.", "Dear {{ salutation }}, you can keep yours.", "salutation"),
        ("You can keep yours.", "You can keep yours, 999 000 0018.", "NHS number"),
        ("You can keep yours.", "See surgery.example.com/r/7K3M92QX4TDP", "own link"),
    ],
)
def test_words_that_cannot_be_used_are_refused(changed: str, into: str, fault: str) -> None:
    assert changed in source("kit")
    with pytest.raises(RenderFault, match=fault) as refused:
        kit_of(source("kit").replace(changed, into))
    assert "999 000" not in str(refused.value)


def test_a_campaign_of_an_own_preset_may_have_no_kit(sqlite_database: Database, tmp_path: Path, now: Any) -> None:
    world = World(sqlite_database, tmp_path, now)
    campaign_id = world.campaign(channels=(Channel.SMS, Channel.FOOTER), notice_days=30)
    reply_channels = world.settings.reply_channels
    with world.database.writing() as session:
        kit = contents.gather_kit(session, world.practice_id, campaign_id, reply_channels)
        assert "30 days" in kit.words.briefing.dates[0]
        assert "|We plan to stop Summary Care Records." in kit.footer
        session.execute(delete(CampaignText).where(CampaignText.part == contents.PART))
        with pytest.raises(NotFound, match=r"no kit\.toml"):
            contents.gather_kit(session, world.practice_id, campaign_id, reply_channels)


# --- the pieces ---


def test_one_command_makes_every_piece() -> None:
    assert [name for piece in Piece for name in made(piece)] == [
        *("poster.pdf", "screen.pdf", "screen.png", "leaflet.pdf", "website.html", "website.txt"),
        *("phone-queue.txt", "briefing.txt", "briefing.pdf"),
    ]


def test_the_same_words_give_the_same_bytes() -> None:
    assert pieces.kit_files(kit_of(), Piece.SCREEN, load_stationery().fonts_of("en")) == made(Piece.SCREEN)


@pytest.mark.parametrize(
    ("piece", "sides", "width", "height"),
    [(Piece.POSTER, 1, 210, 297), (Piece.LEAFLET, 2, 148, 210), (Piece.BRIEFING, 2, 210, 297)],
)
def test_a_piece_has_the_paper_that_it_is_printed_on(piece: Piece, sides: int, width: int, height: int) -> None:
    with pdf_of(piece) as document:
        sizes = [tuple(round(edge / POINTS_PER_MM) for edge in page.get_size()) for page in document]
    assert sizes == [(width, height)] * sides


@pytest.mark.parametrize("piece", [Piece.POSTER, Piece.SCREEN, Piece.LEAFLET])
def test_the_code_on_a_piece_leads_to_the_page_that_asks_for_a_code(piece: Piece) -> None:
    with pdf_of(piece) as document:
        picture = document[len(document) - 1].render(scale=100 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "https://surgery.example.com/r"
    side_mm = abs(code.position.top_right.x - code.position.top_left.x) / 100 * 25.4
    assert side_mm / 29 >= 0.5, "the modules of a code of 29 a side"


@pytest.mark.parametrize("piece", [Piece.POSTER, Piece.LEAFLET, Piece.WEBSITE])
def test_both_choices_stand_there_in_the_words_of_the_page(piece: Piece) -> None:
    page = kit_of().page
    texts = text_of(piece) if piece is not Piece.WEBSITE else made(piece)["website.txt"].decode()
    for words in (page.keep_label, page.agree_label, "surgery.example.com/r", "01632 960123", "ask at the desk"):
        assert words in texts


@pytest.mark.parametrize("piece", [Piece.POSTER, Piece.LEAFLET, Piece.SCREEN])
def test_a_typed_address_stands_beside_the_code(piece: Piece) -> None:
    assert "surgery.example.com/r" in text_of(piece).replace(". ", ".").replace("/ ", "/")


@pytest.mark.parametrize("preset", ["scr", "records-access"])
def test_the_leaflet_and_the_section_for_the_website_begin_with_the_plan(preset: str) -> None:
    page = kit_of(preset=preset).page
    assert "add a note" in page.proposal[0]
    assert "add a note" in page.guardian["proposal"][0]
    section = pieces.kit_files(kit_of(preset=preset), Piece.WEBSITE, {})["website.txt"].decode()
    assert section.index(page.title) < section.index("add a note") < section.index("Why we plan this")


def test_the_slide_is_one_of_a_television_and_can_be_read_from_4_metres() -> None:
    with Image.open(io.BytesIO(made(Piece.SCREEN)["screen.png"])) as picture:
        assert picture.size == (1920, 1080)
        assert picture.getpixel((0, 0)) == (0x00, 0x5E, 0xB8)
    with pdf_of(Piece.SCREEN) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        heights = {
            c: top - bottom for i, c in enumerate(text) if c.isupper() for _, bottom, _, top in [page.get_charbox(i)]
        }
    assert min(heights.values()) / 540 * 498 >= 23, "in mm, on a screen of 40 inches"
    assert len(text.removeprefix(SENDER.practice_name).split()) <= 30


@pytest.mark.parametrize("piece", [Piece.POSTER, Piece.SCREEN, Piece.LEAFLET, Piece.BRIEFING])
def test_a_piece_on_paper_is_tagged_for_who_does_not_see_it(piece: Piece) -> None:
    (content,) = (content for name, content in made(piece).items() if name.endswith(".pdf"))
    assert_accessible(content)


def test_the_posters_code_says_what_it_opens() -> None:
    assert "QR code: opens surgery.example.com/r" in read_aloud(made(Piece.POSTER)["poster.pdf"])


def test_the_section_for_the_website_is_plain_html_that_fetches_nothing() -> None:
    html = made(Piece.WEBSITE)["website.html"].decode()
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    elements = list(parser.parseFragment(html).iter())
    names = [element.tag for element in elements if isinstance(element.tag, str)]
    assert not {"script", "style", "img", "link", "iframe", "form", "h1"} & set(names)
    assert next(name for name in names if name[0] == "h") == "h2"
    attributes = {(name, value) for element in elements for name, value in element.attrib.items()}
    assert {name for name, _ in attributes} == {"href", "id", "aria-labelledby"}
    assert ("href", "https://surgery.example.com/r") in attributes


def test_the_telephone_script_says_how_long_it_takes_and_how_that_was_counted() -> None:
    text = made(Piece.PHONE_QUEUE)["phone-queue.txt"].decode()
    script, _, note = " ".join(text.split()).partition("[")
    words = len(script.split())
    assert f"{words} words" in note
    assert f"about {round(words / 150 * 60)} seconds" in note
    assert "150 words a minute" in note


def test_the_briefing_reads_the_same_on_paper_and_as_a_text() -> None:
    words = kit_of().words.briefing
    paper, plain = text_of(Piece.BRIEFING), " ".join(made(Piece.BRIEFING)["briefing.txt"].decode().split())
    for line in (*words.why, *words.never, *words.complaints, *(one.answer for one in words.questions)):
        assert line in paper.replace("- ", "-")
        assert line in plain
    assert max(map(len, made(Piece.BRIEFING)["briefing.txt"].decode().splitlines())) <= 78


def test_long_words_are_set_smaller_and_too_long_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fits(at: str) -> Callable[..., Layout]:
        return lambda html, *_, **__: Layout(html.encode(), 1 if at in html else 2, ())

    monkeypatch.setattr(pieces, "lay_out", fits("html { font-size: 8.4pt }"))
    assert b"8.4pt" in pieces.kit_files(kit_of(), Piece.POSTER, {})["poster.pdf"]
    monkeypatch.setattr(pieces, "lay_out", fits("no size at all"))
    with pytest.raises(RenderFault, match="poster does not fit"):
        pieces.kit_files(kit_of(), Piece.POSTER, {})
