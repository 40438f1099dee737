"""Puts what was typed back into a form of a page that is made already, whichever page it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import escape

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)  # the templates escape every > in an attribute
_ACTION = re.compile(r'\baction="([^"]*)"')
_UNTOUCHED = ("password", "file", "submit", "button", "image", "reset")
_TICKED = ("checkbox", "radio")
_Attributes = list[tuple[str, str | None]]


def put_back(html: str, page: str, sent_to: str, fields: Mapping[str, Sequence[str]]) -> str | None:
    """The page with the form that is sent to that path filled in; None where it has none that these fields are of.

    `page` is the page's own path, to which a form without an action is sent. A choice that was not made is unmade. Of
    several forms with one address it is the one whose hidden fields are those that were sent, but for the token.
    """
    found = [form for form in _FORM.finditer(html) if _path_of(form[1], page) == sent_to and "post" in form[1]]
    fitting = [form for form in found if _hidden_fit(form[2], fields)]
    chosen = fitting or (found if len(found) == 1 else [])
    if not chosen:
        return None
    form = chosen[0]
    return html[: form.start(2)] + _Filler(form[2], fields).filled() + html[form.end(2) :]


def _path_of(attributes: str, page: str) -> str:
    action = _ACTION.search(attributes)
    return urlsplit(unescape(action[1])).path if action else page


def _hidden_fit(form: str, fields: Mapping[str, Sequence[str]]) -> bool:
    hidden = _Hidden(form).values
    return all(value in fields[name] for name, value in hidden if name in fields)


class _Hidden(HTMLParser):
    """The names and values of the hidden fields of a form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        known = dict(attrs)
        if tag == "input" and known.get("type") == "hidden":
            self.values.append((known.get("name") or "", known.get("value") or ""))


class _Filler(HTMLParser):
    """Notes what has to be written where, and writes it in the end; all else stays as it was, to the letter."""

    def __init__(self, html: str, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._html = html
        self._left = {name: list(values) for name, values in fields.items()}
        self._lines = [0, *(end.end() for end in re.finditer("\n", html))]
        self._written: list[tuple[int, int, str]] = []
        self._select: str | None = None
        self._text_from: int | None = None
        self._text = ""

    def filled(self) -> str:
        """The form with its fields filled in."""
        self.feed(self._html)
        self.close()
        return "".join(self._pieces())

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        known = dict(attrs)
        name, start = known.get("name") or "", self._at()
        end = start + len(self.get_starttag_text() or "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select is not None and self._select in self._left:
            is_chosen = (known.get("value") or "") in self._left[self._select]
            self._written.append((start, end, _tag(tag, attrs, selected=is_chosen)))
        elif tag == "textarea" and name in self._left:
            self._text_from, self._text = end, self._next(name, "")
        elif tag == "input" and name and known.get("type") not in _UNTOUCHED:
            self._fill_input(name, known, attrs, (start, end))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._text_from is not None:
            # HTML drops one line feed at the beginning of a text area.
            self._written.append((self._text_from, self._at(), f"\n{escape(self._text)}"))
            self._text_from = None

    def _fill_input(
        self, name: str, known: Mapping[str, str | None], attrs: _Attributes, place: tuple[int, int]
    ) -> None:
        if known.get("type") in _TICKED:
            is_chosen = (known.get("value") or "on") in self._left.get(name, ())
            self._written.append((*place, _tag("input", attrs, checked=is_chosen)))
        elif name in self._left:
            self._written.append((*place, _tag("input", attrs, value=self._next(name, known.get("value") or ""))))

    def _next(self, name: str, there: str) -> str:
        """The next value of a field that stands there several times under one name."""
        values = self._left[name]
        return values.pop(0) if values else there

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _pieces(self) -> Iterator[str]:
        done = 0
        for start, end, text in sorted(self._written):
            yield self._html[done:start]
            yield text
            done = end
        yield self._html[done:]


def _tag(tag: str, attrs: _Attributes, **changed: str | bool) -> str:
    """The start tag with some attributes changed: True has it stand there without a value, False not at all."""
    merged: dict[str, str | bool | None] = {**dict(attrs), **changed}
    said = (
        f" {name}" if value is True or value is None else f' {name}="{escape(value)}"'
        for name, value in merged.items()
        if value is not False
    )
    return f"<{tag}{''.join(said)}>"
