"""What is said of the writing of names and addresses: what was left out of them, and what looks wrong.

Characters that are no writing are left out when a list is read, so that they get nowhere. Everything else stays as the
record has it: what was garbled, or is a note, is for the practice to correct in the clinical system.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from notifier.contacts.clean_text import clean_text, left_out, named_characters, unusual_spaces
from notifier.contacts.garbled import find_garbling
from notifier.contacts.written_names import has_note

# How practices mark records that are no patients. Test alone is a name as well, so that it is only asked about.
_TEST_ENTRY = re.compile(r"\b(z{2,}\w*|x?test(ing|patient)?|dummy|do not use|donotuse|duplicate)\b", re.I)


class Finding(NamedTuple):
    """One thing to say of a cell."""

    why: str
    shown: str


def clean_lines(text: str) -> str:
    """A cell of an address without what is no writing, its line breaks kept."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(map(clean_text, text.splitlines()))


def is_plainly_written(text: str) -> bool:
    """Whether a cell of a phone, an email or an address surely has nothing that there is to say of: most have not."""
    return text.isascii() and text.isprintable() and "?" not in text and "&" not in text


def debris_in(text: str) -> Iterator[Finding]:
    """What was left out of a cell."""
    if debris := left_out(text):
        yield Finding(f"left out, for it is no writing: {named_characters(debris)}", clean_text(text))


def findings_of_address(text: str) -> Iterator[Finding]:
    """What is to be said of a part of an address."""
    yield from debris_in(text)
    if garbling := find_garbling(text):
        likely = f", likely {clean_text(garbling.likely)}" if garbling.likely else ""
        yield Finding(f"looks garbled ({garbling.why}{likely}): correct it in the clinical system", text)


@lru_cache(maxsize=8192)
def read_name(text: str) -> tuple[str, tuple[Finding, ...]]:
    """A part of a name without what is no writing, and what is to be said of it. Most names stand on many records."""
    return clean_text(text), tuple(findings_of_name(text))


def findings_of_name(name: str) -> Iterator[Finding]:
    """What is to be said of a part of a name."""
    if not _is_letters(name):
        yield from _findings_of_signs(name)
    if _TEST_ENTRY.search(name):
        yield Finding("may be no patient but a test entry: told like anybody else, until it leaves the list", name)


def _is_letters(name: str) -> bool:
    """Whether a name is plain letters, as most are: then nothing in it is a note, garbled or no writing."""
    return name.isascii() and (not name or name.replace(" ", "").replace("-", "").replace("'", "").isalpha())


def _findings_of_signs(name: str) -> Iterator[Finding]:
    yield from findings_of_address(name)
    if spaces := unusual_spaces(name):
        yield Finding(f"read as a space: {named_characters(spaces)}", clean_text(name))
    if has_note(name):
        yield Finding("a note in the name, which the patient does not read: move it out of the name", clean_text(name))
