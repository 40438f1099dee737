"""Kinds of fields that the models of the API share: texts without what no table takes, moments, numbers in a query."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints, WithJsonSchema

_DIGITS = re.compile(r"[0-9]{1,9}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # beyond which nothing happens here
_NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps none in a text
MOST_ON_PAGE = 200

Line = Annotated[str, StringConstraints(max_length=300, pattern=_NO_NUL)]
Paragraph = Annotated[str, StringConstraints(max_length=12_000, pattern=_NO_NUL)]
RowId = Annotated[int, Field(ge=1, le=2_147_483_647)]


def _number(given: Any) -> Any:
    if isinstance(given, str) and not _DIGITS.fullmatch(given):
        raise ValueError("give a number in digits")
    return int(given) if isinstance(given, str) else given


def _moment(given: Any) -> Any:
    if isinstance(given, str):
        if not _MOMENT.fullmatch(given):
            raise ValueError("give a moment as RFC 3339 has it, such as 2026-12-01T09:30:00Z")
        return datetime.fromisoformat(given.upper())
    return given


def _in_reach(given: datetime) -> datetime:
    if not _FIRST <= given < _LAST:
        raise ValueError("give a moment between the years 2000 and 2100")
    return given.astimezone(UTC)


PageSize = Annotated[
    int,
    BeforeValidator(_number),
    Field(ge=1, le=MOST_ON_PAGE, description="How many at most."),
]
NumberInQuery = Annotated[int, BeforeValidator(_number), Field(ge=1, le=2_147_483_647)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_reach)]
Cursor = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]*$"),
    Field(description="The `next` of the page before; nobody else's business what is in it."),
]
AnyCounts = Annotated[dict[str, int], WithJsonSchema({"type": "object", "additionalProperties": {"type": "integer"}})]
ChannelName = Annotated[str, BeforeValidator(str)]  # channels are plug-ins, and no enumeration has them all
