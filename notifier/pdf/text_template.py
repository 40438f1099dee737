"""A text laid out once, with known empty places, and filled for each patient.

The template is also the evidence of what was said: its fingerprint covers every word except the patient's own fields.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NoReturn, Self

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape as _markup_escape

from notifier.errors import RenderFault

Escape = Callable[[str], str]


def as_text(value: str) -> str:
    """How a field enters a plain text: unchanged."""
    return value


def as_html(value: str) -> str:
    """How a field enters HTML, between tags or inside a quoted attribute."""
    return str(_markup_escape(value))


@dataclass(frozen=True)
class TextTemplate:
    """Fixed `texts` with a place between each two: text, place, text, ..., text."""

    texts: tuple[str, ...]
    places: tuple[str, ...]
    optional: frozenset[str]
    escape: Escape

    @classmethod
    def lay_out(
        cls,
        source: str | Template,
        values: Mapping[str, Any],
        places: Collection[str],
        escape: Escape,
        *,
        optional: Collection[str] = (),
    ) -> Self:
        """Render `source` once with `values`, leaving the `places` (and the `optional` ones, which may be empty) open.

        A `str` source is rendered with autoescaping unless `escape` is `as_text`; a `Template` brings its own
        environment, which has to agree with `escape` and be strict about undefined names. A template may leave places
        out, and may only print the ones it has: deciding or filtering by a place is refused, for it has no value yet.
        RenderFault: a name is neither value nor place, a place is not merely printed, or the template is broken.
        """
        template = _template(source, escape) if isinstance(source, str) else source
        marks = {name: _Place(name) for name in (*places, *optional)}
        if shared := marks.keys() & values.keys():
            raise RenderFault(f"{_listed(shared)} cannot be both a value of the text and a place for each patient.")
        try:
            text = template.render({**values, **marks})
        except (TemplateError, TypeError) as error:
            raise RenderFault(f"The text cannot be laid out: {error}. Correct its template or its values.") from error
        texts, found = _split(text, marks)
        return cls(texts, found, frozenset(optional), escape)

    def fill(self, fields: Mapping[str, str]) -> str:
        """The text with each place filled. Fields without a place are ignored: one set serves a text's every template.

        RenderFault names a field that is missing or blank where the place is not optional.
        """
        values: dict[str, str] = {}
        for place in self._named_places:  # each once, however often it stands in the text
            value = fields.get(place, "")
            if place not in self.optional and not value.strip():
                raise RenderFault(f"The field '{place}' has no value for this patient; nothing was written.")
            values[place] = self.escape(value)
        filled = [self.texts[0]]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            filled += values[place], text
        return "".join(filled)

    @cached_property
    def _named_places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.places))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the segments: the texts and the names of the places between them."""
        return hashlib.sha256(json.dumps([self.texts, self.places]).encode()).hexdigest()


class _Place:
    """What stands for a place while the template is rendered: it can be printed, and nothing else.

    It prints as an unguessable mark, so no value can be taken for a place.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.mark = secrets.token_hex(16)

    def __str__(self) -> str:
        return self.mark

    def __html__(self) -> str:
        return self.mark

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"the place '{self.name}' has no value yet and can only be printed")

    __bool__ = __len__ = __iter__ = __eq__ = __lt__ = __gt__ = __hash__ = _refuse


@lru_cache(maxsize=256)  # the same text is laid out for parents and patients, first and again, and previewed
def _template(source: str, escape: Escape) -> Template:
    # Staff write these texts: they get the template language, and no way out of it into Python.
    # Plain texts are not HTML and must arrive as they are.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=escape is not as_text)
    try:
        return environment.from_string(source)
    except TemplateError as error:
        raise RenderFault(f"The text's template is broken: {error}. Correct it.") from error


def _split(text: str, marks: Mapping[str, _Place]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = {place.mark: name for name, place in marks.items()}
    if not names:
        return (text,), ()
    pieces = re.split(f"({'|'.join(names)})", text)
    texts = tuple(pieces[0::2])
    # A filter such as `upper` or `title` would have acted on the mark instead of the patient's value.
    remains = "".join(texts).lower()
    if changed := [name for mark, name in names.items() if mark in remains]:
        raise RenderFault(f"The template changes the place {_listed(changed)} with a filter; fill in the final form.")
    return texts, tuple(names[mark] for mark in pieces[1::2])


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))
