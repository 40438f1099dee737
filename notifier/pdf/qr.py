"""QR codes: for the letter as rows of bits, for pages and posters as SVG and PNG.

Error level M, a quiet zone of four modules (ISO/IEC 18004) and modules of at least half a millimetre, which office
scanners and old telephones still read.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, QRData

from notifier.errors import RenderFault

Matrix = tuple[tuple[bool, ...], ...]

QUIET_MODULES = 4
MIN_MODULE_MM = 0.5
# Choosing the best of the eight masks takes most of the time and gains a scanner nothing at these sizes.
_MASK = 2
_MAX_BYTES = 504  # what GOV.UK Notify takes for a letter


def qr_matrix(text: str | bytes) -> Matrix:
    """The dark modules of `text`, row by row from the top, without the quiet zone. RenderFault: empty or too long."""
    data = text.encode() if isinstance(text, str) else text
    if not data:
        raise RenderFault("The QR code has no address to carry.")
    if len(data) > _MAX_BYTES:
        raise RenderFault(
            f"The address in the QR code is longer than {_MAX_BYTES} bytes: use a shorter public address."
        )
    code = QRCode(version=_version(len(data)), error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    code.add_data(QRData(data, mode=MODE_8BIT_BYTE, check_data=False))
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.modules)


@cache
def _version(length: int) -> int:
    """The smallest symbol that holds `length` bytes; asked once a length, for finding it is slow."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(QRData(bytes(length), mode=MODE_8BIT_BYTE, check_data=False))
    return int(code.best_fit())


def packed_rows(matrix: Matrix) -> bytes:
    """One bit a module, 0 for dark, each row padded to whole bytes: the samples of a 1-bit grey image."""
    width = len(matrix)
    row_bytes = (width + 7) // 8
    bits = ("".join("0" if dark else "1" for dark in row).ljust(row_bytes * 8, "1") for row in matrix)
    return b"".join(int(row, 2).to_bytes(row_bytes, "big") for row in bits)


def module_mm(modules: int, side_mm: float) -> float:
    """The size of a module when a code of `modules` a side and its quiet zone fill a square of `side_mm`.

    RenderFault: too small to scan.
    """
    size = side_mm / (modules + 2 * QUIET_MODULES)
    if size < MIN_MODULE_MM:
        raise RenderFault(
            f"The QR code's modules would be {size:.2f} mm and scanners need at least {MIN_MODULE_MM} mm: "
            "give the code a larger place or use a shorter public address."
        )
    return size


def qr_svg(text: str) -> str:
    """A standalone SVG, one unit a module, quiet zone included and painted white."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_MODULES
    dark = "".join(
        f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for x, length in _dark_runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


def named_qr_svg(text: str, opens: str, attributes: str) -> str:
    """An SVG of a QR code that tells a screen reader what it opens. `attributes` go on the picture."""
    title = f"<title>QR code: opens {escape(opens, quote=False)}</title>"
    return qr_svg(text).replace("<svg ", f'<svg role="img" {attributes} ', 1).replace(">", f">{title}", 1)


def _dark_runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where neighbouring dark modules begin, and how many they are."""
    start = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield start, length
        start += length
