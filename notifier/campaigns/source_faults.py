"""What is wrong with the source of a text, and in which line: braces, unknown names, tables that say too little."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from notifier.campaigns.placeholders import FLAGS, LETTER_PLACES, is_letter, placeholders_of
from notifier.campaigns.published_pages import parse_page_words
from notifier.campaigns.translations import check_text_part
from notifier.campaigns.visible_text import is_table
from notifier.errors import RenderFault

_LINE = re.compile(r"\bline (\d+)")
_PLACE = re.compile(r'data-place="([^"]*)"')
_ONE_BRACE = re.compile(r"(?<![{%])\{\s*([a-z_]+)\s*\}(?!\})")
_PRINTED = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_QUOTED = re.compile(r"'([a-z_]+)'")
_FIELD = re.compile(r"(?:^|: )([a-z_]+(?:\.[a-z_0-9]+)*): ")
_PAGE = "page"


@dataclass(frozen=True)
class TextFault:
    """What keeps a text from being used."""

    line: int  # of the source; 0 where it is about the whole
    says: str  # what is wrong, and what to do


def source_faults(part: str, body: str) -> Iterator[TextFault]:
    """What keeps this source from being filled, as far as it can be told without filling it."""
    if is_table(part):
        yield from _faults_of_table(part, body)
    else:
        yield from _NameChecks(part, body).faults()


def _faults_of_table(part: str, body: str) -> Iterator[TextFault]:
    """What is wrong with a table of words; the kit's are looked at when it is filled."""
    try:
        if part == _PAGE:
            parse_page_words(body)
        else:
            check_text_part(part, body)
    except RenderFault as error:
        yield fault_at(str(error), body)


@dataclass(frozen=True)
class _NameChecks:
    """Whether a text asks only for what there is, in the form in which it is filled."""

    part: str
    body: str

    def faults(self) -> Iterator[TextFault]:
        try:
            tree = Environment(autoescape=True).parse(self.body)
        except TemplateSyntaxError as error:
            said = (error.message or "it cannot be read").rstrip(".")
            yield TextFault(
                error.lineno,
                f"The braces are broken here: {said}. Each {{{{ needs its }}}}, each {{% if %}} its {{% endif %}}.",
            )
            return
        unknown = meta.find_undeclared_variables(tree) - self._known.keys()
        for name in sorted(unknown):
            line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 0)
            yield TextFault(line, f"There is no {{{{ {name} }}}} here: {self._instead(name)}")
        yield from self._half_written()
        yield from self._printed_flags()
        if is_letter(self.part):
            yield from self._places()

    @cached_property
    def _known(self) -> dict[str, str]:
        """What can be asked for by a name in braces, each as it is written."""
        return {one.name: one.written for one in placeholders_of(self.part) if one.written.startswith("{")}

    def _instead(self, name: str) -> str:
        written = {one.name: one.written for one in placeholders_of(self.part)}
        if name in written:  # a letter's place
            return f"write {written[name]}."
        near = get_close_matches(name, written, n=1)
        return f"did you mean {written[near[0]]}?" if near else "take one from the list of what can be inserted."

    def _half_written(self) -> Iterator[TextFault]:
        """A name in one brace, which would be sent as it stands."""
        for number, line in enumerate(self.body.splitlines(), 1):
            for found in _ONE_BRACE.finditer(line):
                if found[1] in self._known:
                    yield TextFault(
                        number,
                        f"{found[0]} has one brace and would be sent as it stands: write {self._known[found[1]]}.",
                    )

    def _printed_flags(self) -> Iterator[TextFault]:
        """What a text can only decide by, and which would be sent as "True"."""
        for number, line in enumerate(self.body.splitlines(), 1):
            for name in _PRINTED.findall(line):
                if name in FLAGS:
                    said = f"{{{{ {name} }}}} would be sent as a word of the program: write {FLAGS[name][0]}."
                    yield TextFault(number, said)

    def _places(self) -> Iterator[TextFault]:
        for number, line in enumerate(self.body.splitlines(), 1):
            for name in _PLACE.findall(line):
                if name not in LETTER_PLACES:
                    near = get_close_matches(name, LETTER_PLACES, n=1)
                    yield TextFault(
                        number, f"A letter has no place {name!r}" + (f": did you mean {near[0]!r}?" if near else ".")
                    )


def fault_at(said: str, body: str) -> TextFault:
    """A refusal as a fault, at the line that it names or is about."""
    sentence = f"{said[:1].upper()}{said[1:].rstrip('.')}."
    if named := _LINE.search(said):
        return TextFault(int(named[1]), sentence)
    names = [found[1].split(".")[-1] for found in _FIELD.finditer(said)] + _QUOTED.findall(said)
    for name in names:
        for number, line in enumerate(body.splitlines(), 1):
            if re.search(rf"\b{re.escape(name)}\b", line):
                return TextFault(number, sentence)
    return TextFault(0, sentence)
