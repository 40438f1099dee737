"""Looks at a tagged PDF as a reader of it would: does it keep the rules of PDF/UA-1 that a program can check?

Neither library had a part in writing the file: pypdf reads its objects and content, PDFium its structure tree. Each
rule is named by its clause of ISO 14289-1:2014, and its failure condition in the Matterhorn Protocol 1.1 ("MP").
"""

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PageObject, PdfReader

UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
STANDARD_TYPES = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure "
    "Formula Form RB RT RP WT WP".split()
)  # ISO 32000-1, 14.8.4
BLOCKS = frozenset({"P", "LI", "Figure", "H1", "H2", "H3", "H4", "H5", "H6"})
LIST_PARENTS = {"LI": "L", "Lbl": "LI", "LBody": "LI"}
TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
PAINT = TEXT | {b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"INLINE IMAGE"}


Operations = list[tuple[Any, bytes]]  # operands and operator, as pypdf reads the content of a page


@dataclass(frozen=True, slots=True)
class Painted:
    """An operator that paints, whether it stands in an artifact, and the numbers of the marked content around it."""

    operator: str
    artifact: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element, as far as it belongs to one page; `kids` are elements and numbers of marked content."""

    kind: str
    alt: str
    actual: str
    language: str
    kids: tuple["Element | int", ...]

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    @property
    def numbers(self) -> list[int]:
        """The marked content that belongs to this element itself."""
        return [kid for kid in self.kids if isinstance(kid, int)]


@dataclass(frozen=True, slots=True)
class PageTree:
    """The structure elements of a page, and the text of its marked content by number."""

    roots: tuple[Element, ...]
    text: Mapping[int, str]

    def walk(self) -> Iterator[Element]:
        """All elements in reading order."""
        for root in self.roots:
            yield from root.walk()

    def words(self, element: Element) -> str:
        """What is read for an element and all below it."""
        if element.actual or element.alt:
            return element.actual or element.alt
        kids = (self.words(kid) if isinstance(kid, Element) else self.text.get(kid, "") for kid in element.kids)
        return " ".join(" ".join(kids).split())


def assert_accessible(pdf: bytes) -> None:
    """Raise AssertionError that names every rule the file breaks."""
    found = breaches(pdf)
    assert not found, "\n".join(found)


def breaches(pdf: bytes) -> list[str]:
    """The clause and what is wrong, for every rule broken; nothing for a good file."""
    reader = PdfReader(io.BytesIO(pdf))
    trees = page_trees(pdf)
    found = [*_catalogue(reader), *_metadata(reader), *_fonts(reader), *_nesting(trees), *_headings(trees)]
    for number, (page, tree) in enumerate(zip(reader.pages, trees, strict=True), start=1):
        operations = _operations(page)
        painted = list(_painted(operations))
        broken = *_page(page), *_content(painted, tree), *_pictures(tree), *_unreadable(page, operations)
        found += [f"{breach} (page {number})" for breach in broken]
    return found


def read_aloud(pdf: bytes) -> list[str]:
    """The paragraphs, headings, list items and pictures of all pages, as the structure tree puts them."""
    return [
        words
        for tree in page_trees(pdf)
        for root in tree.roots
        for block in _outermost_blocks(root)
        if (words := tree.words(block))
    ]


def page_trees(pdf: bytes) -> list[PageTree]:
    """The structure tree of each page, as PDFium reads it."""
    with pdfium.PdfDocument(pdf) as document:
        return [_page_tree(page) for page in document]


def _catalogue(reader: PdfReader) -> Iterator[str]:
    root: Any = reader.root_object
    if not _is_true(root.get("/MarkInfo", {}).get("/Marked")):
        yield "6.2: the file does not say that it is tagged"
    if _is_true(root.get("/MarkInfo", {}).get("/Suspects")):
        yield "7.1 (MP 04-001): the file says that its tags are suspect"
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))):
        yield "7.2 (MP 11-001): the language of the file is not told"
    if not _is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "7.1 (MP 07-002): the title bar would show the name of the file"
    if "/StructTreeRoot" not in root:
        yield "7.1: there is no structure tree"


def _is_true(value: Any) -> bool:
    return value is not None and value.value is True  # pypdf's false is an object, and true as such


def _metadata(reader: PdfReader) -> Iterator[str]:
    metadata = reader.xmp_metadata
    if metadata is None:
        yield "5 (MP 06-001): there is no metadata"
        return
    if [node.nodeValue for node in metadata.get_element("", UA_NAMESPACE, "part")] != ["1"]:
        yield "5 (MP 06-002): the file does not say that it is PDF/UA-1"
    if not any((metadata.dc_title or {}).values()):
        yield "7.1 (MP 06-003): the file has no title"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for name, font in _fonts_of(page).items():
            yield from _font(name, font)


def _fonts_of(page: PageObject) -> dict[str, Any]:
    resources: Any = page["/Resources"]
    return {name: font.get_object() for name, font in resources.get("/Font", {}).items()}


def _font(name: str, font: Any) -> Iterator[str]:
    descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & descendant.get("/FontDescriptor", {}).keys():
        yield f"7.21.4.1 (MP 31-009): the font {name} is not embedded"
    if descendant.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in descendant:
        yield f"7.21.3.2: the font {name} does not say which glyph a code means"
    if "/ToUnicode" not in font:
        yield f"7.21.7 (MP 31-027): the font {name} does not say which characters its codes are"


def _nesting(trees: list[PageTree]) -> Iterator[str]:
    for element in (element for tree in trees for element in tree.walk()):
        if element.kind not in STANDARD_TYPES:
            yield f"7.1 (MP 02-001): {element.kind} is no standard type"
        kinds = [kid.kind if isinstance(kid, Element) else "content" for kid in element.kids]
        for kind in kinds:
            if element.kind != LIST_PARENTS.get(kind, element.kind):
                yield f"7.6 (MP 09-005): {kind} stands in {element.kind}"
            if element.kind == "L" and kind not in ("LI", "L", "Caption"):
                yield f"7.6 (MP 09-005): {kind} stands in a list"


def _headings(trees: list[PageTree]) -> Iterator[str]:
    kinds = [element.kind for tree in trees for element in tree.walk()]
    before = 0
    for level in (int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)):
        if level > before + 1:
            yield f"7.4.2 (MP 14-002, 14-003): a heading of level {level} follows one of level {before}"
        before = level


def _page(page: PageObject) -> Iterator[str]:
    if page.get("/Tabs") != "/S":
        yield "7.18.3 (MP 28-008): tabs do not follow the structure"
    for annotation in page.get("/Annots", ()):
        if not annotation.get_object().get("/Contents"):
            yield "7.18.5 (MP 28-012): a link has no description"


def _content(painted: list[Painted], tree: PageTree) -> Iterator[str]:
    for paint in painted:
        if paint.numbers and paint.artifact:
            yield f"7.1 (MP 01-003, 01-004): {paint.operator} paints what is both tagged and an artifact"
        if not paint.numbers and not paint.artifact:
            yield f"7.1 (MP 01-005): {paint.operator} paints what is neither tagged nor an artifact"
    counted = Counter(number for element in tree.walk() for number in element.numbers)
    if lost := {number for paint in painted for number in paint.numbers} - counted.keys():
        yield f"7.1: marked content {sorted(lost)} is not in the structure tree"
    if twice := [number for number, times in counted.items() if times > 1]:
        yield f"7.1: marked content {twice} is in the structure tree twice"


def _pictures(tree: PageTree) -> Iterator[str]:
    for element in tree.walk():
        if element.kind == "Figure" and not element.alt.strip():
            yield "7.3 (MP 13-004): a picture has no words in its place"


def _painted(operations: Operations) -> Iterator[Painted]:
    around: list[tuple[str, int | None]] = []
    for operands, operator in operations:
        if operator in (b"BMC", b"BDC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            around.append((str(operands[0]), properties.get("/MCID")))
        elif operator == b"EMC":
            around.pop()
        elif operator in PAINT:
            numbers = tuple(number for _, number in around if number is not None)
            yield Painted(operator.decode(), "/Artifact" in [tag for tag, _ in around], numbers)


def _unreadable(page: PageObject, operations: Operations) -> Iterator[str]:
    """Codes that are shown and have no character, or one that is none."""
    maps = {
        name: _characters(font["/ToUnicode"].get_data())
        for name, font in _fonts_of(page).items()
        if "/ToUnicode" in font
    }
    font = ""
    for operands, operator in operations:
        if operator == b"Tf":
            font = str(operands[0])
        elif operator in TEXT and font in maps:
            for code in _codes(operands[-1]):
                if maps[font].get(code, "") in ("", "\0", "\ufeff", "\ufffe"):
                    yield f"7.21.7 (MP 31-028, 31-029): code {code:04X} of {font} is shown and is no character"


def _characters(to_unicode: bytes) -> dict[int, str]:
    _, _, mapping = to_unicode.partition(b"endcodespacerange")
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]*)>", mapping)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _codes(shown: Any) -> Iterator[int]:
    for piece in shown if isinstance(shown, list) else [shown]:
        data = getattr(piece, "original_bytes", piece)
        if isinstance(data, bytes):
            yield from (int.from_bytes(data[start : start + 2], "big") for start in range(0, len(data), 2))


def _operations(page: PageObject) -> Operations:
    contents = page.get_contents()
    return [] if contents is None else contents.operations


def _outermost_blocks(element: Element) -> Iterator[Element]:
    if element.kind in BLOCKS:
        yield element
        return
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _outermost_blocks(kid)


def _page_tree(page: pdfium.PdfPage) -> PageTree:
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return PageTree((), _texts(page))
    try:
        count = raw.FPDF_StructTree_CountChildren(tree)
        roots = [_element(raw.FPDF_StructTree_GetChildAtIndex(tree, index)) for index in range(count)]
    finally:
        raw.FPDF_StructTree_Close(tree)
    return PageTree(tuple(roots), _texts(page))


def _element(handle: Any) -> Element:
    kids: list[Element | int] = []
    for index in range(raw.FPDF_StructElement_CountChildren(handle)):
        child = raw.FPDF_StructElement_GetChildAtIndex(handle, index)
        number = raw.FPDF_StructElement_GetChildMarkedContentID(handle, index)
        if child:
            kids.append(_element(child))
        elif number >= 0:
            kids.append(number)
    return Element(
        kind=_string(raw.FPDF_StructElement_GetType, handle),
        alt=_string(raw.FPDF_StructElement_GetAltText, handle),
        actual=_string(raw.FPDF_StructElement_GetActualText, handle),
        language=_string(raw.FPDF_StructElement_GetLang, handle),
        kids=tuple(kids),
    )


def _texts(page: pdfium.PdfPage) -> dict[int, str]:
    texts: dict[int, str] = {}
    textpage = page.get_textpage()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        number = raw.FPDFPageObj_GetMarkedContentID(item)
        texts[number] = texts.get(number, "") + _string(raw.FPDFTextObj_GetText, item, textpage)
    return texts


def _string(ask: Any, *of: Any) -> str:
    """A string of PDFium's: asked for its size in bytes, then for itself."""
    size = ask(*of, None, 0)
    if not size:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if len(of) > 1 else buffer, size)
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0")
