"""Pages of what is too much for one answer, each with the way to the next: an opaque cursor."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from web.problems import FieldError, Problem

Held = TypeVar("Held")


def next_cursor(value: object) -> str:
    """What leads on from a value: plain JSON, which the next request brings back."""
    return urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(kind: Any, cursor: str) -> Any:
    """The value of that kind, a type or one of `fields`, which a cursor holds. Raises Problem for what is no such."""
    try:
        plain = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return TypeAdapter(kind).validate_json(plain)
    except (ValueError, ValidationError):
        said = "give the `next` of the page before, as it came"
        raise Problem(422, "the cursor leads nowhere", [FieldError("query.after", said)]) from None


def split_page(found: Sequence[Held], size: int) -> tuple[Sequence[Held], bool]:
    """The page of that size, and whether more is behind it: one more than a page has to be looked for."""
    return found[:size], len(found) > size
