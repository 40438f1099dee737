"""One letter as a PDF of its own, made by copying: what the letters of a template share is written as bytes once.

Body, fonts and page tree come first in the file, and behind them the contents of the pages, in which alone two letters
differ: a letter costs the compression of its own few words and a copy. PDF 32000-1, section 7.5, has the parts of a
file.
"""

import hashlib
import zlib
from collections.abc import Sequence

from pikepdf import Name, Object, Pdf, Stream

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # four bytes above 127 tell whoever copies the file that it is no text
_FREE = b"0000000000 65535 f \n"  # the entry 0 of every table of objects
_ID_BYTES = 16


class LetterFile:
    """A file but for the contents of its pages."""

    def __init__(self, pdf: Pdf) -> None:
        """`pdf` is the whole file, in which a page has one stream of contents or is blank; these are left out."""
        self._contents = [page.obj.Contents.objgen[0] for page in pdf.pages if "/Contents" in page.obj]
        parts = [_HEADER]
        length = len(_HEADER)
        self._table = [_FREE] * (len(pdf.objects) + 1)
        for number in range(1, len(pdf.objects) + 1):
            if number not in self._contents:
                part = _object(number, _value(pdf.get_object(number, 0)))
                self._table[number] = _entry(length)
                parts.append(part)
                length += len(part)
        self._shared = b"".join(parts)
        self._digest = hashlib.sha256(self._shared)
        self._trailer = b"/Size %d /Root %s /Info %s" % (
            len(self._table),
            pdf.trailer.Root.unparse(),
            pdf.trailer.Info.unparse(),
        )

    def with_contents(self, contents: Sequence[bytes]) -> bytes:
        """The whole file with the operators of each page that is not blank. The same operators give the same bytes."""
        parts = [self._shared]
        table = self._table.copy()
        digest = self._digest.copy()
        length = len(self._shared)
        for number, operators in zip(self._contents, contents, strict=True):
            part = _object(number, _stream(b"<< /Filter /FlateDecode >>", zlib.compress(operators)))
            table[number] = _entry(length)
            parts.append(part)
            digest.update(part)
            length += len(part)
        name = digest.hexdigest()[: 2 * _ID_BYTES].encode()
        trailer = b"trailer\n<< %s /ID [<%s> <%s>] >>\n" % (self._trailer, name, name)
        parts += b"xref\n0 %d\n" % len(table), *table, trailer, b"startxref\n%d\n%%%%EOF\n" % length
        return b"".join(parts)


def _object(number: int, value: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, value)


def _value(found: Object) -> bytes:
    """An object as it stands in a file; a stream that is not compressed yet becomes so."""
    if not isinstance(found, Stream):
        return found.unparse(resolved=True)
    entries = found.stream_dict.copy()
    if "/Length" in entries:
        del entries["/Length"]
    data = found.read_raw_bytes()
    if "/Filter" not in entries:
        entries.Filter, data = Name.FlateDecode, zlib.compress(data)
    return _stream(entries.unparse(), data)


def _stream(entries: bytes, data: bytes) -> bytes:
    """`entries` is a dictionary, as it is written, without a length."""
    return b"%s /Length %d >>\nstream\n%s\nendstream" % (entries.removesuffix(b">>"), len(data), data)


def _entry(offset: int) -> bytes:
    """Where an object begins, as the table of objects has it: twenty bytes."""
    return b"%010d 00000 n \n" % offset
