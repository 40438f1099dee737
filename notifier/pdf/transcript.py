"""A letter for somebody who reads no print: a script to be read aloud, or a plain text to be set in braille.

Both are made from the letter's own body, its places filled with words. What is only of use on paper (the QR code, the
slip and whatever speaks of it, the page numbers) is left out; how to answer without it is said instead.

The body's boxes are those of `templates/print/letter.css`: `scan` has the QR code, `slip` is cut off, `fact` is a label
and its place on one line. What is of the class `paper-only` is about the printed letter, and left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal
from xml.etree.ElementTree import Element, TreeBuilder

from notifier.pdf.checks import CODES
from notifier.pdf.punctuation import NO_BREAK_SPACE, plain_punctuation

_VOID = frozenset({"br", "hr", "img", "wbr", "input"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_BLOCKS = _HEADINGS | {"p", "li", "div", "section", "ul", "ol"}
_LEFT_OUT = frozenset({"svg", "style", "figure"})  # a picture says again what the words beside it say
_ENDINGS = (".", "!", "?", ":", ";", ",")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# The words that go with letters on the telephone everywhere (ICAO Annex 10).
_LETTERS = """Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec
Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"""
_ALOUD = {str(number): word for number, word in enumerate(_DIGITS)}
_ALOUD |= {word[0]: f"{word[0]} for {word}" for word in _LETTERS.split()}
_SIGNS = {".": "dot", "/": "slash", "-": "dash", ":": "colon", "_": "underscore", "+": "plus"}
_HOST = r"(?<![\w.@-])[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:uk|com|org|net)\b"  # as in "or go to ico.org.uk"
_PHONE = re.compile(r"(?<![\w-])(?:\+44|0)[\d ]{8,14}\d(?![\w-])")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Block:
    kind: Literal["heading", "words", "item", "place", "scan", "slip", "break"]
    text: str = ""


def spoken(html_body: str, values: Values) -> str:
    """A script to be read aloud; what stands in square brackets is for the reader, and not read.

    `values` has what goes into the places, by their names, and practice_name, practice_address, address, and asked_for:
    what the record says of the format. A number is said digit by digit, and a code letter by letter.
    """
    aloud = {"code": _spelt(values["code"]), "reference": _spelt(values["reference"])}
    said = {**values, **aloud, "typed_url": _address_aloud(values["typed_url"])}
    first = ["[A script to be read aloud, slowly. What stands in square brackets is not read.]", *_to_the_house(values)]
    lines = [f"A letter from {values['practice_name']}."]
    for block in _blocks(html_body, said):
        lines += _aloud(block, said)
    lines += [f"This was the letter from {values['practice_name']}.", "[Offer to read it again.]"]
    return "\n".join([*first, "", *(_numbers_aloud(line, values["typed_url"]) for line in lines)]) + "\n"


def braille_ready(html_body: str, values: Values) -> str:
    """A plain text, a paragraph to the line, for whoever sets it; `values` as for `spoken`.

    The lines above the first blank one are for the transcription house.
    """
    grouped = {**values, "code": values["code"].replace("-", " ")}
    lines = [*_to_the_house(values), "", values["practice_name"]]
    for block in _blocks(html_body, grouped):
        lines += _in_braille(block, grouped)
    return plain_punctuation("\n".join(lines)).replace(NO_BREAK_SPACE, " ") + "\n"


def _to_the_house(values: Values) -> list[str]:
    """What the transcription house needs to know, and the patient not to hear."""
    lines = [f"[For: {values['address']}]", f"[Reference: {values['reference']}]"]
    return [*lines, f"[Asked for: {values['asked_for']}]"] if values["asked_for"] else lines


def _aloud(block: _Block, said: Values) -> list[str]:
    match block.kind:
        case "heading":
            return ["[Pause.]", f"Heading: {_sentence(block.text)}"]
        case "scan":
            go_to = [f"On a phone or computer, go to: {said['typed_url']}.", "Then type your answer code."]
            return [*go_to, "[Read the answer code slowly, and then once more.]", f"{said['code']}."]
        case "slip":
            return [_in_writing(said)]
    return [_sentence(block.text)]


def _in_braille(block: _Block, values: Values) -> list[str]:
    match block.kind:
        case "heading":
            return ["", block.text]
        case "item":
            return [f"- {block.text}"]
        case "scan":
            return [f"On a phone or computer, go to {values['typed_url']} and type your answer code:", values["code"]]
        case "slip":
            return [_in_writing(values)]
    return [block.text]


def _in_writing(values: Values) -> str:
    """What stands in place of the slip: whoever is read to can have it written, too."""
    return f"You can also write to us. Our address is: {values['practice_address']}."


# --- numbers and signs aloud ---


def _spelt(code: str) -> str:
    """`7K3M-92QX` as "seven, K for Kilo, three, M for Mike. Then: nine, two, Q for Quebec, X for X-ray"."""
    return ". Then: ".join(", ".join(_ALOUD.get(sign, sign) for sign in group) for group in code.split("-"))


def _address_aloud(address: str) -> str:
    """`surgery.example.com/r` as "surgery dot example dot com slash r"."""
    signs = re.findall(r"[^\W\d_]+|.", address)
    return " ".join(_SIGNS.get(sign) or (_ALOUD[sign] if sign.isdecimal() else sign) for sign in signs)


def _numbers_aloud(line: str, address: str) -> str:
    if line.startswith("["):
        return line
    named = re.compile(rf"{re.escape(address)}(?:/\w+)*|{_HOST}")
    return _PHONE.sub(lambda number: _phone_aloud(number[0]), named.sub(lambda found: _address_aloud(found[0]), line))


def _phone_aloud(number: str) -> str:
    """`01632 960123` as "zero one six three two, nine six zero one two three"."""
    return ", ".join(_address_aloud(group) for group in number.split())


def _sentence(text: str) -> str:
    return text if text.endswith(_ENDINGS) else f"{text}."


# --- the words of the body ---


def _blocks(html_body: str, values: Values) -> list[_Block]:
    """The body in reading order; a box that is of use on paper only is one block without words."""
    found: list[_Block] = []
    bits = _bits(_tree(html_body), values, "words", is_line=False)
    for is_break, together in groupby(bits, key=lambda bit: bit.kind == "break"):
        if is_break:
            continue
        run = list(together)
        text, kind = " ".join("".join(bit.text for bit in run).split()), run[0].kind
        before = found[-1] if found else None
        if kind == "place" and before and before.kind == "words" and not before.text.endswith(_ENDINGS):
            found[-1] = _Block("place", f"{before.text} {text}")  # "Please tell us by", and on its own line the date
        elif text or kind in ("scan", "slip"):
            found.append(_Block(kind, text))
    return found


def _bits(
    element: Element, values: Values, kind: Literal["heading", "words", "item"], *, is_line: bool
) -> Iterator[_Block]:
    """An element's words with a break wherever a new line begins; `is_line`: within one line whatever the tags."""
    place, boxes = element.get("data-place", ""), element.get("class", "").split()
    if element.tag in _LEFT_OUT or place in CODES or "paper-only" in boxes:
        return
    ends = [] if is_line or element.tag not in _BLOCKS else [_Block("break")]
    kind = "heading" if element.tag in _HEADINGS else "item" if element.tag == "li" else kind
    yield from ends
    if "scan" in boxes:
        yield _Block("scan")
    elif "slip" in boxes:
        yield _Block("slip")
    elif place:
        yield _Block("place" if ends else kind, f" {values.get(place, '')} ")
    else:
        yield _Block(kind, element.text or (" " if element.tag in _VOID else ""))
        for child in element:
            yield from _bits(child, values, kind, is_line=is_line or "fact" in boxes)
            yield _Block(kind, child.tail or "")
    yield from ends


def _tree(html_body: str) -> Element:
    reader = _Reader()
    reader.feed(html_body)
    return reader.finish()


class _Reader(HTMLParser):
    """Makes a tree of a body as people write it: a `p` or `li` may end where the next one begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = TreeBuilder()
        self._open: list[str] = []
        self.handle_starttag("body", [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        last = self._open[-1] if self._open else ""
        if (last == "p" and tag in _BLOCKS) or last == tag == "li":
            self.handle_endtag(last)
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        self._open.append(tag)
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            ended = self._open.pop()
            self._builder.end(ended)
            if ended == tag:
                return

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def finish(self) -> Element:
        """Everything that was read."""
        self.close()
        self.handle_endtag("body")
        return self._builder.close()
