"""Tables as CSV files that a spreadsheet opens: UTF-8 with its mark, lines as RFC 4180 has them, and no formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from notifier.store.csv_cells import safe_cell


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file; an empty cell for None."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(head)
    for row in rows:
        writer.writerow(["" if cell is None else safe_cell(str(cell)) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def csv_answer(content: bytes, filename: str) -> Response:
    """Sends it as a file to be kept."""
    kept_apart = {"Content-Disposition": f"attachment; filename={filename}"}
    return Response(content, mimetype="text/csv", headers=kept_apart)
