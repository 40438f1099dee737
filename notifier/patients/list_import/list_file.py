"""A file as it comes: what kind it is by how it begins, its fingerprint, and how its text is written.

Nothing here holds a whole file in memory. A text is looked through once in pieces before it is read, so that a file
that was cut short or is no text is refused at once, with the line, and not after a minute in the middle of the list.
"""

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from notifier.errors import ListFault

LARGEST = 512 << 20  # bytes; a million patients make about 230 MiB
_PIECE = 256 << 10  # bytes that are looked at together
_LONGEST_LINE = 1 << 20  # bytes; the widest row of a list has a few thousand
_START = 4096

AS_CSV = "Export the list again as CSV, or open it in a spreadsheet program and save it as “CSV UTF-8”."
# How the files begin that people send in place of a list.
_ZIP = b"PK\x03\x04"
_NOT_A_LIST = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one protected by a password"),
    (b"{\\rtf", "a word processor document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_NOT_A_LIST_TEXT = (
    (("<!doctype html", "<html", "<table", "<head", "<body", "<meta"), "a web page"),
    (("<?xml", "<workbook"), "an XML file"),
)
_JSON = re.compile(r'(\[\s*)?\{\s*"')
_BINARY_SIGNS = frozenset(map(chr, range(1, 9)))  # control characters that no text has; a NUL is found with its line
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class ListFile:
    """One file, which may be opened as often as need be."""

    path: Path
    data: bytes | None = None  # of a pipe, which can be read but once

    @classmethod
    def of(cls, path: Path) -> "ListFile":
        """Raises `ListFault` for a file that is not there, is empty, or is larger than a list can be."""
        try:
            whole = cls(path) if path.is_file() else cls(path, path.read_bytes())
            size = len(whole.data) if whole.data is not None else path.stat().st_size
            if size > LARGEST:
                raise ListFault(f"{path.name} has {size >> 20} MiB, more than a patient list can have. {AS_CSV}")
            if not whole.start.strip() and all(not piece.strip() for piece in whole.pieces()):
                raise ListFault(f"{path.name} is empty. Export the list again and check that it found patients.")
        except OSError as fault:
            raise ListFault(f"{path.name} cannot be opened: {fault.strerror}. Check the name and try again.") from fault
        return whole

    def open(self) -> BinaryIO:
        """The bytes from the first on."""
        return self.path.open("rb") if self.data is None else io.BytesIO(self.data)

    def pieces(self) -> Iterator[bytes]:
        """All bytes, in pieces."""
        with self.open() as file:
            while piece := file.read(_PIECE):
                yield piece

    @property
    def start(self) -> bytes:
        """The first bytes, by which the kind of the file is told."""
        with self.open() as file:
            return file.read(_START)

    @property
    def is_zip(self) -> bool:
        """Whether it may be a workbook."""
        return self.start.startswith(_ZIP)

    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()

    def lines(self, encoding: str) -> Iterator[str]:
        """Lines with their endings: CR, LF, CRLF, or all of them in one file. No other sign ends a line."""
        with io.TextIOWrapper(self.open(), encoding=encoding, errors="replace", newline="") as text:
            yield from text


class TextFacts(NamedTuple):
    """What looking through a text file tells."""

    sha256: str
    encoding: str


def look_through(file: ListFile) -> TextFacts:
    """The fingerprint and the encoding of a text: by its mark, else UTF-16 by its zeros, else UTF-8, else cp1252.

    Raises `ListFault` for what is no text, and with its number for a line that holds a NUL or has no end.
    """
    start = file.start
    _refuse_other_kinds(start, file.path.name)
    encoding = _encoding_by_start(start)
    decoder = codecs.getincrementaldecoder(encoding if encoding.startswith("utf-16") else "utf-8")("strict")
    digest, lines = hashlib.sha256(), _LineCheck(file.path.name)
    is_utf_8 = True
    for piece in file.pieces():
        digest.update(piece)
        if encoding.startswith("utf-16"):
            decoder.errors = "replace"
            lines.take(decoder.decode(piece).encode("utf-8", "replace"))
        else:
            lines.take(piece)
            is_utf_8 = is_utf_8 and _decodes(decoder, piece)
    if not encoding:
        encoding = "utf-8" if is_utf_8 and _decodes(decoder, b"", final=True) else "cp1252"
    return TextFacts(digest.hexdigest(), encoding)


class _LineCheck:
    """Goes through the bytes of a text and refuses a NUL, and a line without end, by the number of the line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ended = 0  # lines
        self._open = 0  # bytes since the last of them ended
        self._last = b""

    def take(self, piece: bytes) -> None:
        if (nul := piece.find(0)) >= 0:
            line = self._ended + self._endings(piece[:nul]) + 1
            raise ListFault(
                f"{self._name} is damaged: line {line} holds a NUL character, which no text has. It was cut short or "
                "spoilt while it was copied. Copy it again, or export the list again."
            )
        ends = [at for at in (piece.find(b"\n"), piece.find(b"\r")) if at >= 0]
        if self._open + (min(ends) if ends else len(piece)) > _LONGEST_LINE:
            raise ListFault(
                f"{self._name} is no list that can be read: line {self._ended + 1} has more than "
                f"{_LONGEST_LINE >> 20} MiB and no end. {AS_CSV}"
            )
        last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self._ended += self._endings(piece)
        self._open = len(piece) - 1 - last if ends else self._open + len(piece)
        self._last = piece[-1:]

    def _endings(self, piece: bytes) -> int:
        parted = self._last == b"\r" and piece.startswith(b"\n")  # a CRLF of which the piece before had the CR
        return piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n") - parted


def _refuse_other_kinds(start: bytes, name: str) -> None:
    kind = next((kind for magic, kind in _NOT_A_LIST if start.startswith(magic)), "")
    if not kind:
        text = start.decode(_encoding_by_start(start) or "cp1252", errors="replace")
        plain = text.lstrip("\ufeffï»¿ \t\r\n").lower()
        kind = next((kind for marks, kind in _NOT_A_LIST_TEXT if plain.startswith(marks)), "")
        if not kind and _JSON.match(plain):
            kind = "a JSON file"
        if not kind and not _BINARY_SIGNS.isdisjoint(text):
            kind = "no text file"
    if kind:
        raise ListFault(f"{name} is {kind}, whatever its name says, and no list that can be read. {AS_CSV}")


def _encoding_by_start(start: bytes) -> str:
    """The encoding, or empty where the first bytes do not tell."""
    if marked := next((name for mark, name in _MARKS if start.startswith(mark)), ""):
        return marked
    if len(start) < 4 or start.count(0) < len(start) // 4:
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True
