"""The page of words: every enumeration of the program, as tables, exports and `--json` carry its values."""

import inspect
from enum import StrEnum

from docs.generator.comments import remarks
from docs.generator.markdown import code, page, paragraphs, sentence, table
from notifier import vocabulary
from notifier.vocabulary import answering, conclusions, paper, people, running, telling

OPENING = """
The values that tables, exports and `--json` carry, and what each means. They are part of what others rely on: none is
renamed.
"""


def words_page() -> str:
    return page("Values", OPENING, *(enumeration(kind) for kind in enumerations()))


def enumerations() -> list[type[StrEnum]]:
    """In the order of the files, which is that of a notice's life, and within each in its own."""
    kinds = [kind for _, kind in inspect.getmembers(vocabulary, inspect.isclass) if issubclass(kind, StrEnum)]
    order = (telling, answering, conclusions, paper, running, people)
    places = {module.__name__: place for place, module in enumerate(order)}
    return sorted(kinds, key=lambda kind: (places[kind.__module__], inspect.getsourcelines(kind)[1]))


def enumeration(kind: type[StrEnum]) -> str:
    said = remarks(kind)
    rows = ((code(member.value) if member.value else "(empty)", sentence(said.get(member.name, ""))) for member in kind)
    return "\n\n".join((f"## {kind.__name__}", paragraphs(kind.__doc__), table(("value", "meaning"), rows)))
