"""What a reader sees of a text's source: its words, with a mark wherever something is filled in.

For checks that ask what a text says and in which order, before anything is laid out.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from jinja2 import Environment, TemplateError, meta

from notifier.campaigns.text_parts import PARTS, TRANSLATION
from notifier.errors import RenderFault
from notifier.pdf.text_template import TextTemplate, as_text

OVERLEAF = "\N{SYMBOL FOR FORM FEED}"  # where a letter's text goes over to the second page
_BLOCKS = frozenset("p h1 h2 h3 li ul ol div section td tr br".split())
_UNSEEN = frozenset({"title", "style", "script"})
_MARK = re.compile("⟦([a-z_]+)⟧")
_SENTENCE = re.compile(r"(?<=[.?!])[\s\u00a0]+|\n+")


@dataclass(frozen=True)
class VisibleText:
    """The words of one text as one kind of reader gets it, with ⟦marks⟧ for what is filled in."""

    words: str

    @property
    def filled_in(self) -> frozenset[str]:
        """The names of what is filled in."""
        return frozenset(_MARK.findall(self.words))

    def beginning(self, characters: int) -> "VisibleText":
        """What stands before the text says that its second page begins, or else this many characters of it."""
        before, overleaf, _ = self.words.partition(OVERLEAF)
        return VisibleText(before if overleaf else " ".join(self.words.split())[:characters])

    def sentences(self) -> list[str]:
        """Its sentences, headings and items, in order."""
        parts = (" ".join(part.split()) for part in _SENTENCE.split(self.words.replace(OVERLEAF, "\n")))
        return [part for part in parts if part]

    def sentence_with(self, phrase: str) -> str:
        """The first sentence that has this phrase, however it is written; empty where none has."""
        return next((one for one in self.sentences() if phrase.casefold() in one.casefold()), "")


def visible_text(part: str, source: str, given: Iterable[str], *, guardian: bool, reminder: bool) -> VisibleText:
    """A text as a reader sees it; `given` are the names that have a value here, and any other is empty.

    Raises RenderFault for a template that is broken, or a table that cannot be read.
    """
    if is_table(part):
        return VisibleText("\n".join(_strings(_table(source))))
    values: dict[str, object] = dict.fromkeys(asked_for(source), "")
    values |= {name: f"⟦{name}⟧" for name in given}
    values |= {"guardian": guardian, "reminder": reminder, "large": False}
    made = TextTemplate.lay_out(source, values, (), as_text).fill({})
    if not is_html(part):
        return VisibleText(made)
    reader = _Reader()
    reader.feed(made)
    return VisibleText("".join(reader.seen))


def is_table(part: str) -> bool:
    """Whether a part is written as TOML, and not as the words themselves."""
    return PARTS.get(part, "").endswith(".toml") or part == TRANSLATION


def is_html(part: str) -> bool:
    """Whether a part is written as HTML."""
    return PARTS.get(part, "").endswith(".html")


@lru_cache(maxsize=64)
def asked_for(source: str) -> frozenset[str]:
    """The names of what a template asks for. Raises RenderFault for a broken one."""
    try:
        return frozenset(meta.find_undeclared_variables(Environment(autoescape=True).parse(source)))
    except TemplateError as error:
        raise RenderFault(f"The text's template is broken: {error}. Correct it.") from error


def _table(source: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"The words cannot be read: {error}.") from error


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


class _Reader(HTMLParser):
    """Collects the words between the tags, a mark for each place, and where the second page begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = 0  # how many tags are open whose words nobody reads in line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        if "overleaf" in given.get("class", "").split():
            self.seen.append(OVERLEAF)
        if tag in _BLOCKS:
            self.seen.append("\n")
        self.seen.extend(f"⟦{name}⟧" for name in (given.get("data-place", ""),) if name)
        self.seen.extend(_MARK.findall(given.get("href", "")) and [given["href"]])

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen -= 1
        if tag in _BLOCKS:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(data)
