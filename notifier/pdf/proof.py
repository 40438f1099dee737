"""A proof: the pages of each kind of letter as small pictures, with places that say what they are filled with.

It shows nobody's name and opens nobody's page, so that it may lie about and be sent to whoever prints.
"""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin

from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf, String

from notifier.pdf.font_embedding import font_object
from notifier.pdf.fonts import alphabets_of
from notifier.pdf.geometry import A4, POINTS_PER_MM, Place, Zone
from notifier.pdf.letter_template import PERSONAL, FilledLetter, LetterFields, LetterTemplate
from notifier.pdf.overlay import Faces, draw_line

MOST_PAGES = 12
_STAMP = "PROOF: DO NOT POST"
_MARGIN_MM, _HEAD_MM, _CAPTION_MM, _GAP_MM = 12.0, 12.0, 8.0, 4.0
_HEAD_POINTS, _CAPTION_POINTS, _STAMP_POINTS = 13.0, 10.0, 48.0  # the stamp's before the picture is made smaller
_GREY = 0.82
_SLANT = pi / 4
# In the place of what is a patient's own. The codes can be scanned and say what they are.
_NAMED = LetterFields(
    address=("[title and name]", "[house and street]", "[town]", "[postcode]"),
    salutation="[greeting and name]",
    url="Proof: here is the link of the patient, which opens their own page",
    typed_url="[address to type]",
    code="[answer code]",
    deadline="[deadline]",
    reference="[reference]",
    date="[date]",
    name="[name]",
    slip_url="Proof: here is the reference of the letter, for reception",
)


@dataclass(frozen=True)
class LetterOfKind:
    """One kind of letter of a run, and what is said of it above its pictures."""

    caption: str
    template: LetterTemplate


def proof(kinds: Sequence[LetterOfKind], faces: Faces, title: str) -> bytes:
    """A page for each kind; more kinds than twelve share pages, so that all are shown on twelve at most. A PDF.

    RenderFault: a letter cannot be laid out without its patient.
    """
    pdf = Pdf.new()
    pdf.Root.Lang = String("en")
    pdf.docinfo[Name.Title] = title
    together = ceil(len(kinds) / MOST_PAGES)
    height = (A4.height - 2 * _MARGIN_MM - _HEAD_MM) / together
    said = "".join((title, _STAMP, *(kind.caption for kind in kinds)))
    fonts = Dictionary(
        {
            f"/{Faces.REGULAR_NAME}": font_object(pdf, faces.regular, alphabets_of(said)),
            f"/{Faces.BOLD_NAME}": font_object(pdf, faces.bold, alphabets_of(said)),
        }
    )
    resources_of_fonts = pdf.make_indirect(fonts)
    for start in range(0, len(kinds), together):
        forms = Dictionary()
        content = [_line(f"{_STAMP}. {title}", _MARGIN_MM, _HEAD_POINTS, faces)]
        for row, kind in enumerate(kinds[start : start + together]):
            top = _MARGIN_MM + _HEAD_MM + row * height
            content.append(_line(kind.caption, top, _CAPTION_POINTS, faces))
            content += _pictures(pdf, forms, kind, top, height, faces)
        pdf.add_blank_page(page_size=(A4.width * POINTS_PER_MM, A4.height * POINTS_PER_MM))
        page = pdf.pages[-1]
        page.obj.Resources = Dictionary(XObject=forms, Font=resources_of_fonts)
        page.obj.Contents = pdf.make_stream("\n".join(content).encode("ascii"))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return target.getvalue()


def unaddressed(template: LetterTemplate) -> FilledLetter:
    """The letter with the names of its places in them; a layout of its own where the template was made for a patient.

    RenderFault as for any letter.
    """
    if template.is_for_one:
        shared = {place: words for place, words in template.baked.items() if place not in PERSONAL}
        text, envelope = template.text, template.envelope
        template = LetterTemplate.lay_out(text, template.format, template.stationery, envelope, shared)
    return template.fill(_NAMED)


def _pictures(
    pdf: Pdf, forms: Dictionary, kind: LetterOfKind, top: float, height: float, faces: Faces
) -> Sequence[str]:
    """The operators that draw the pages of a letter as large as fits below its caption, framed and stamped."""
    with Pdf.open(io.BytesIO(unaddressed(kind.template).pdf)) as letter:
        pages = [pdf.copy_foreign(page.as_form_xobject()) for page in letter.pages]
    room = A4.width - 2 * _MARGIN_MM, height - _CAPTION_MM
    columns = max(range(1, len(pages) + 1), key=lambda across: _scale(across, len(pages), room))
    scale = _scale(columns, len(pages), room)
    drawn = []
    for number, page in enumerate(pages):
        name = f"/P{len(forms.keys())}"
        forms[name] = page
        left = _MARGIN_MM + (number % columns) * (scale * A4.width + _GAP_MM)
        foot = top + _CAPTION_MM + (number // columns) * (scale * A4.height + _GAP_MM) + scale * A4.height
        across, up = left * POINTS_PER_MM, (A4.height - foot) * POINTS_PER_MM
        wide, high = A4.width * POINTS_PER_MM, A4.height * POINTS_PER_MM
        drawn.append(
            f"q {scale:.4f} 0 0 {scale:.4f} {across:.2f} {up:.2f} cm {_stamp(faces)} "
            f"0.5 w 0 0 {wide:.2f} {high:.2f} re S {name} Do Q"
        )
    return drawn


def _scale(columns: int, pages: int, room: tuple[float, float]) -> float:
    """How large the pages become, beside a whole one, in so many columns."""
    rows = ceil(pages / columns)
    across = (room[0] - (columns - 1) * _GAP_MM) / (columns * A4.width)
    down = (room[1] - rows * _GAP_MM) / (rows * A4.height)
    return min(across, down, 1)


def _line(words: str, top: float, points: float, faces: Faces) -> str:
    zone = Zone(_MARGIN_MM, top, A4.width - _MARGIN_MM, top + _CAPTION_MM)
    return draw_line(Place("caption", 0, zone, points, bold=True, align_right=False), words, faces)


def _stamp(faces: Faces) -> str:
    """In grey, below the words of a page, from the lower left to the upper right."""
    glyphs = faces.bold.glyphs(_STAMP)
    half = faces.bold.width(glyphs) * _STAMP_POINTS / 2
    along, up = cos(_SLANT), sin(_SLANT)
    left, foot = A4.width * POINTS_PER_MM / 2 - half * along, A4.height * POINTS_PER_MM / 2 - half * up
    shown = struct.pack(f">{len(glyphs)}H", *glyphs).hex()
    turned = f"{along:.4f} {up:.4f} {-up:.4f} {along:.4f} {left:.2f} {foot:.2f} Tm"
    return f"q {_GREY} g BT /{Faces.BOLD_NAME} {_STAMP_POINTS:g} Tf {turned} <{shown}> Tj ET Q"
