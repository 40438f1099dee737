"""The pieces of the kit as files, each from its own shell in `templates/kit`; the same words give the same bytes."""

import re
import textwrap
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from notifier.campaigns.presets import template_root
from notifier.errors import RenderFault
from notifier.pdf.fonts import LetterFont
from notifier.pdf.layout import lay_out
from notifier.pdf.pictures import pages_as_png
from notifier.pdf.punctuation import NO_BREAK_SPACE
from notifier.pdf.qr import module_mm, named_qr_svg, qr_matrix
from notifier.preview.kit.contents import WORDS_A_MINUTE, Kit
from notifier.vocabulary import Piece

Fonts = Mapping[str, LetterFont]  # by the address that a style asks for

_TEXT_COLUMNS = 78
_SCREEN_DPI = 144  # the slide in 1920 by 1080 pixels

# How many pages a piece may have: whatever is written longer would be a sheet that nobody expects.
_MOST_PAGES = {Piece.POSTER: 1, Piece.SCREEN: 1, Piece.LEAFLET: 2, Piece.BRIEFING: 2}
_SCALES = (1, 0.92, 0.84)  # tried in turn; smaller than that, the words are too many
_TEXTS = {
    Piece.WEBSITE: ("website.html", "website.txt"),
    Piece.PHONE_QUEUE: ("phone-queue.txt",),
    Piece.BRIEFING: ("briefing.txt",),
}
_PROOFS = ("website", "phone-queue", "footer")  # have no paper of their own, and are shown as they read


def kit_files(kit: Kit, piece: Piece, fonts: Fonts) -> dict[str, bytes]:
    """The files of one piece by name, PDFs tagged. RenderFault: words that do not fit, or a letter without a shape."""
    made = {name: _text(kit, name).encode("utf-8") for name in _TEXTS.get(piece, ())}
    if piece in _MOST_PAGES:
        made[f"{piece}.pdf"] = pdf = _pages(kit, piece, fonts, tagged=True)
        if piece is Piece.SCREEN:
            made[f"{piece}.png"] = pages_as_png(pdf, _SCREEN_DPI, colour=True)[0]
    return made


def kit_pictures(kit: Kit, fonts: Fonts, dpi: int) -> dict[str, list[bytes]]:
    """Every piece and the prescription's footer as PNGs, a page each, by name. RenderFault as for `kit_files`."""
    proofs = [name for name in _PROOFS if name != "footer" or kit.footer]
    laid_out = {piece.value: _pages(kit, piece, fonts, tagged=False) for piece in _MOST_PAGES}
    laid_out |= {name: lay_out(_filled("proof.html", kit, proof=name, scale=1), fonts).pdf for name in proofs}
    return {name: pages_as_png(pdf, dpi, colour=True) for name, pdf in laid_out.items()}


def _pages(kit: Kit, piece: Piece, fonts: Fonts, *, tagged: bool) -> bytes:
    for scale in _SCALES:
        layout = lay_out(_filled(f"{piece}.html", kit, scale=scale), fonts, tagged=tagged)
        if layout.pages <= _MOST_PAGES[piece]:
            return layout.pdf
    raise RenderFault(f"The {piece} does not fit on {_MOST_PAGES[piece]} of its pages, set small: shorten its words.")


def _text(kit: Kit, name: str) -> str:
    return f"{_filled(name, kit).strip()}\n".replace(NO_BREAK_SPACE, " ")


def _filled(shell: str, kit: Kit, **values: object) -> str:
    sender = kit.sender
    link = f"{sender.reply_channels.public_url}/r"
    template = _shells().get_template(shell)
    return template.render(
        words=kit.words,
        page=kit.page,
        footer=kit.footer,
        practice=sender.practice_name,
        phone=sender.practice_phone.replace(" ", NO_BREAK_SPACE),
        general_url=sender.general_url,
        link=link,
        words_a_minute=WORDS_A_MINUTE,
        folded=_folded,
        breakable=_breakable,
        sentences=re.compile(r"(?<=[.!?]) ").split,
        qr=lambda side_mm: _code(link, sender.general_url, side_mm),
        **values,
    )


@cache
def _shells() -> Environment:
    return Environment(
        loader=FileSystemLoader(template_root() / "kit"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _breakable(address: str) -> Markup:
    """A web address that goes on in a second line behind a dot or a slash, and not in the middle of a word."""
    return Markup(re.sub(r"([./])(?=.)", r"\1<wbr>", str(escape(address))))  # noqa: S704 - escaped here


def _folded(text: str) -> str:
    """In lines for a plain text, the later ones as far in as the first."""
    margin = " " * (len(text) - len(text.lstrip("-> ")))
    return textwrap.fill(text, _TEXT_COLUMNS, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)


def _code(link: str, typed: str, side_mm: float) -> Markup:
    """The general QR code, the same for everybody. RenderFault when it would be too small to scan."""
    module_mm(len(qr_matrix(link)), side_mm)
    drawn = named_qr_svg(link, typed, f'style="width: {side_mm}mm; height: {side_mm}mm"')
    return Markup(drawn)  # noqa: S704 - our own drawing; the one text in it is escaped
