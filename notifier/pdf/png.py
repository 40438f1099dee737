"""Pictures as PNG files (ISO/IEC 15948), which needs no library: no filter, no interlacing."""

import struct
import zlib
from typing import Literal

_GREY, _COLOUR = 0, 2


def grey_png(width: int, rows: bytes, bits: Literal[1, 8]) -> bytes:
    """`rows` one below the other, each padded to whole bytes; 0 is black. The same picture gives the same bytes."""
    return _png(width, rows, (width * bits + 7) // 8, bits, _GREY)


def colour_png(width: int, rows: bytes) -> bytes:
    """A colour picture as a PNG file: `rows` has three bytes to a pixel, red, green and blue."""
    return _png(width, rows, width * 3, 8, _COLOUR)


def _png(width: int, rows: bytes, step: int, bits: int, kind: int) -> bytes:
    # Each line starts with its filter type, 0: none.
    lines = [b"\0" + rows[start : start + step] for start in range(0, len(rows), step)]
    header = struct.pack(">IIBBBBB", width, len(lines), bits, kind, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
