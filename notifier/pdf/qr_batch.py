"""QR codes for a print run: the package makes the first few, the rest follow from them by exclusive-or.

With size, mode and mask fixed, a QR code is linear over GF(2) in the bits of its text, check bytes included: to flip
one bit of the text flips the same modules, whatever the rest of it says. The links of a run share their length and
differ in a few bytes, so the modules of each differing bit are learnt once and every later code costs microseconds.
"""

from dataclasses import dataclass

from notifier.pdf.qr import packed_rows, qr_matrix


@dataclass(frozen=True, slots=True)
class QrBitmap:
    """A code as the samples of a 1-bit grey image: `modules` a side, `rows` as `packed_rows` gives them."""

    modules: int
    rows: bytes


class QrBatch:
    """Remembers what it has learnt, by length of text; it can serve any number of runs and threads."""

    def __init__(self) -> None:
        self._runs: dict[int, _Run] = {}

    def bitmap(self, text: str) -> QrBitmap:
        """The code of `text`. RenderFault: empty or too long."""
        data = text.encode()
        if len(data) not in self._runs:
            self._runs[len(data)] = _Run(data)
        return self._runs[len(data)].bitmap(data)


class _Run:
    """The codes of texts as long as `first`."""

    def __init__(self, first: bytes) -> None:
        matrix = qr_matrix(first)
        self._first = first
        self._modules = len(matrix)
        self._bytes = len(packed_rows(matrix))
        self._rows = int.from_bytes(packed_rows(matrix), "big")
        self._flips: dict[tuple[int, int], int] = {}

    def bitmap(self, data: bytes) -> QrBitmap:
        rows = self._rows
        for index, (byte, known) in enumerate(zip(data, self._first, strict=True)):
            if byte != known:
                rows ^= self._flip(index, byte ^ known)
        return QrBitmap(self._modules, rows.to_bytes(self._bytes, "big"))

    def _flip(self, index: int, bits: int) -> int:
        """The modules that change when these bits of one byte do."""
        key = index, bits
        if key not in self._flips:
            lowest, rest = bits & -bits, bits & (bits - 1)
            self._flips[key] = self._flip(index, lowest) ^ self._flip(index, rest) if rest else self._learn(index, bits)
        return self._flips[key]

    def _learn(self, index: int, bit: int) -> int:
        changed = bytearray(self._first)
        changed[index] ^= bit
        return self._rows ^ int.from_bytes(packed_rows(qr_matrix(bytes(changed))), "big")
