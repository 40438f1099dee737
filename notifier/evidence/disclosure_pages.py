"""A disclosure as pages: plain headings, London times, each table explained, and what is left out with the reason."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notifier.campaigns.calendar import LONDON
from notifier.campaigns.presets import template_root
from notifier.contacts import NhsNumber
from notifier.contacts.languages import ENGLISH
from notifier.evidence.disclosed_tables import NOT_DISCLOSED
from notifier.evidence.disclosure import DisclosedSection, Disclosure
from notifier.messages.addressee import long_date
from notifier.pdf.fonts import NoShape
from notifier.pdf.layout import lay_out
from notifier.pdf.name_fonts import NameFace
from notifier.pdf.stationery import Stationery, names_style

# What a column is called where its name says too little.
_LABELS: Mapping[str, str] = {
    "id": "Number",
    "anew": "Told anew so many times before",
    "attempts": "Tries",
    "at": "When",
    "cost": "Cost in thousandths of a penny",
    "claimed": "What the list said",
    "before": "What was there before",
    "place": "Address said to be wrong",
    "raw": "As it came",
    "basis": "Numbers of the rows that it rests on",
    "codes": "Codes on the record that matter here",
    "told": "What would be sent",
    "is_same": "Found to be one person",
    "wave": "Round",
    "born": "Date of birth as written",
    "left": "Has left the practice",
    "deadline_on": "Last day to answer",
    "sha256": "Fingerprint of the file",
    "nhs_number": "NHS number",
    "provider_id": "Number at the provider",
    "mailable": "Address can be written to",
    "on_repeats": "Has repeat prescriptions",
    "sms_declined": "Wants no texts",
    "email_declined": "Wants no emails",
    "for_guardian": "Written to a parent or guardian",
    "acknowledges": "Says that this answer came",
    "text_ids": "Numbers of the words that were sent",
}


_NOTHING_AT_0 = {"anew", "acknowledges", "attempts"}


class ShownRow(NamedTuple):
    """A row as label and words; what is empty is not shown."""

    cells: list[tuple[str, str]]


def disclosure_pdf(disclosure: Disclosure, stationery: Stationery) -> bytes:
    """The pages as a tagged PDF.

    A character that no font has is a question mark there; the JSON has it as it is. RenderFault: a font is missing.
    """
    page = _shell().render(**_words(disclosure))
    page, faces = with_fonts(page, stationery)
    fonts = dict(stationery.fonts_of(ENGLISH))
    for face in faces:
        fonts |= face.addresses
    return lay_out(page.replace("/*names*/", names_style(faces)), fonts, tagged=True).pdf


def _words(disclosure: Disclosure) -> dict[str, object]:
    filled = [section for section in disclosure.sections if section.rows]
    return {
        "practice": disclosure.practice,
        "full_name": disclosure.full_name,
        "born": long_date(disclosure.date_of_birth),
        "nhs_numbers": [NhsNumber.parse(number).spaced for number in disclosure.nhs_numbers],
        "made_at": moment_in_words(disclosure.made_at),
        "sections": [(section.kind, list(_rows(section))) for section in filled],
        "empty": [section.kind.heading for section in disclosure.sections if not section.rows],
        "events": [(moment_in_words(event.at), event.sentence) for event in disclosure.events],
        "files": list(disclosure.files),
        "left_out": [
            (section.kind.heading, [(column_label(name), why) for name, why in section.kind.left_out.items()])
            for section in filled
            if section.kind.left_out
        ],
        "not_included": [(name.replace("_", " ").capitalize(), why) for name, why in NOT_DISCLOSED.items()],
    }


def _rows(section: DisclosedSection) -> Iterator[ShownRow]:
    for row in section.rows:
        told = ((name, value) for name, value in row.items() if value or name not in _NOTHING_AT_0)
        cells = [(column_label(name), value_in_words(value)) for name, value in told]
        yield ShownRow([(label, words) for label, words in cells if words])


def column_label(column: str) -> str:
    """What a column is called for a patient: its own name in words, where no plainer one stands here."""
    if column in _LABELS:
        return _LABELS[column]
    words = column.removesuffix("_id").removesuffix("_ids").removesuffix("_at").removesuffix("_on").replace("_", " ")
    return words.capitalize()


def value_in_words(value: object) -> str:
    """A value as people read it: London times, yes and no, lists with commas; nothing for what is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return moment_in_words(value)
        case date():
            return long_date(value)
        case Enum():
            return str(value.value).replace("_", " ")
        case Mapping():
            parts = ((column_label(str(name)), value_in_words(part)) for name, part in value.items())
            return "; ".join(f"{label}: {words}" for label, words in parts if words)
        case list() | tuple():
            return ", ".join(filter(None, map(value_in_words, value)))
        case _:
            return str(value)


def moment_in_words(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{long_date(local.date())}, {local:%H:%M}"


def with_fonts(page: str, stationery: Stationery) -> tuple[str, list[NameFace]]:
    """The page, a question mark for each character that no font has, and the fonts beside the letter's own."""
    # What steers writing and prints nothing has no shape, and is none of the reader's.
    page = "".join(c for c in page if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn"})
    shown = "".join(sorted(set(page)))
    try:
        return page, list(stationery.name_faces(ENGLISH, shown))
    except NoShape as fault:
        unknown = {ord(character): "?" for character in fault.characters}
    page = page.translate(unknown)
    return page, list(stationery.name_faces(ENGLISH, "".join(sorted(set(page)))))


@cache
def _shell() -> Template:
    environment = Environment(
        loader=FileSystemLoader(template_root() / "disclosure"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("disclosure.html")
