"""Markdown that reads as it stands: headings, tables, and text put into their cells."""

import re
from collections.abc import Iterable, Sequence

MARK = "<!-- Written from the code by `make docs`: change it there. -->"


def page(title: str, opening: str, *parts: str) -> str:
    """A whole page, with its mark."""
    return "\n\n".join(part.strip("\n") for part in (f"# {title}", MARK, opening, *parts) if part) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell is kept from ending it. Without rows there is none."""
    lines = [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *lines]) if lines else ""


def cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def sentence(text: str) -> str:
    """A remark as a sentence: a capital at its beginning, a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text if "`" in text[:1] else text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def code(text: str) -> str:
    return f"`{text}`"


def paragraphs(docstring: str | None) -> str:
    """A docstring as text: its own indentation gone, its paragraphs kept."""
    return "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in re.split(r"\n\s*\n", docstring or "")).strip()
