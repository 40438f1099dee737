"""A letter with its places filled by real text, instead of drawn over: it wraps, is shaped, and can be tagged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from notifier.errors import RenderFault
from notifier.pdf.checks import CODES
from notifier.pdf.layout import FILLED
from notifier.pdf.qr import named_qr_svg


def filled_html(html_body: str, values: Mapping[str, str]) -> str:
    """`html_body` with the places named in `values` filled; the others stay empty places.

    A filled place keeps its element and gets the attribute `data-filled`. Its words are escaped and may wrap; `qr` and
    `slip_qr` take the address that they lead to and get a picture with a title. A place that stands twice is filled
    twice. RenderFault: a place is named that the body does not have, or has something in it.
    """
    finder = _Finder(html_body)
    if missing := values.keys() - finder.places.keys():
        raise RenderFault(f"The letter's text has no place for {', '.join(sorted(missing))}.")
    chosen = sorted((start, end, name) for name in values for start, end in finder.places[name])
    pieces: list[str] = []
    done = 0
    for start, end, name in chosen:
        pieces += html_body[done : start - 1], f" {FILLED}>", _content(name, values)
        done = end
    return "".join((*pieces, html_body[done:]))


def _content(name: str, values: Mapping[str, str]) -> str:
    if name not in CODES:
        return escape(values[name], quote=False)
    shown = values.get("typed_url", values[name]) if name == "qr" else values[name]
    return named_qr_svg(values[name], shown, 'lang="en"')


class _Finder(HTMLParser):
    """Where the empty places of a body are: by name, the offsets behind each start tag and before its end tag."""

    def __init__(self, html_body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lines: Sequence[int] = [0, *accumulate(len(line) + 1 for line in html_body.split("\n"))]
        self._open: tuple[str, int] | None = None
        self.feed(html_body)
        self.close()

    def handle_starttag(self, _tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._refuse_content()
        found = dict(attrs)
        name = found.get("data-place")
        if name and FILLED not in found:
            self._open = name, self._here() + len(self.get_starttag_text() or "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._refuse_content()

    def handle_endtag(self, _tag: str) -> None:
        if self._open:
            name, start = self._open
            self.places[name].append((start, self._here()))
            self._open = None

    def _refuse_content(self) -> None:
        if self._open:
            raise RenderFault(f"The letter's place for {self._open[0]} is not empty: take out what stands in it.")

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
