"""What one operation of the API is, declared once: who may, what goes in, what comes out, what it may refuse with.

The declaration stands at the method that does it. The guard, the reading of what was sent, the document that is served
and the page of the documentation all go by it.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from flask import Response
from pydantic import BaseModel, ConfigDict

from notifier.vocabulary import Role

View = TypeVar("View", bound=Callable[..., Any])
Shown = TypeVar("Shown", bound=BaseModel)
EVERYBODY = tuple(Role)
READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
DESK = (Role.RECEPTION, Role.MANAGER)

JSON = "application/json"
FORM = "multipart/form-data"
PDF = "application/pdf"
FILE = "application/octet-stream"
JPEG = "image/jpeg"
TEXT = "text/plain"
LIST_PART = "list"  # of a form with a list, as on the pages
# Headers that an operation can ask for, by the name of the parameter that takes one.
_KEY = (
    "A text of your own, of 8 to 100 letters, digits, `-` and `_`, for this one act. Sent again within a day, the act "
    "is not done again, and the first answer comes back."
)
HEADERS = {
    "if_match": ("If-Match", "The ETag of what you read and are about to change."),
    "idempotency_key": ("Idempotency-Key", _KEY),
}


class ApiModel(BaseModel):
    """What goes in or out: nothing that is not declared, and no value taken for one of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, from_attributes=True)


@dataclass(frozen=True)
class Tagged(Generic[Shown]):
    """An answer with the ETag by which somebody may change what it shows."""

    body: Shown
    etag: str


@dataclass(frozen=True)
class Operation:
    """One operation. `refuses` are statuses besides those that every operation of its kind may answer with."""

    name: str
    method: str
    path: str  # below the root of the API, as /campaigns/{campaign_id}
    roles: frozenset[Role]
    needs_proof: bool
    status: int
    refuses: frozenset[int]
    summary: str
    description: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answers: type[BaseModel] | None = None  # none: a file, or nothing
    media: str = JSON  # of the answer
    takes_file: str = ""  # the part of a form that a file comes in
    is_tagged: bool = False
    headers: tuple[str, ...] = ()  # of HEADERS, which it needs
    path_parameters: tuple[str, ...] = field(default=())

    @property
    def tag(self) -> str:
        """The noun that it is about."""
        return self.path.split("/")[1]

    @property
    def rule(self) -> str:
        """Its path as Flask writes it. Every part that differs is the number of a row, or a word of the document."""
        return "/".join(f"<int:{part[1:-1]}>" if part.startswith("{") else part for part in self.path.split("/"))

    def statuses(self) -> list[int]:
        """Every status that it may refuse with, in order."""
        found = {400, 401, 403, 406, 429, 500, 503} | self.refuses
        found |= {404} if self.path_parameters else set()
        found |= {409} if self.method != "GET" else set()
        found |= {413, 415, 422} if self.body or self.takes_file else set()
        found |= {422} if self.query else set()
        found |= {412, 428} if "if_match" in self.headers else set()
        return sorted(found)


def operation(
    method: str,
    path: str,
    roles: Iterable[Role],
    *,
    status: int = 200,
    proof: bool = False,
    refuses: Iterable[int] = (),
    media: str = JSON,
    takes_file: str = "",
) -> Callable[[View], View]:
    """Declare a method as an operation of the API.

    The rest is read from its signature: the signed-in person comes first; `body` and `query` are models, read from the
    request; a parameter of HEADERS is that header; every other one stands in braces in the path. What it returns is a
    model, one that is `Tagged`, nothing, or, with another `media`, an answer of its own. With `proof` it is refused to
    a token that was not made for acts that cannot be taken back. The first line of its docstring says what it does.
    """

    def mark(view: View) -> View:
        hints = get_type_hints(view)
        returned, is_tagged = hints.pop("return"), False
        if get_origin(returned) is Tagged:
            (returned,), is_tagged = get_args(returned), True
        names = tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))
        summary, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n")
        view.operation = Operation(  # type: ignore[attr-defined]  # what `operations_of` looks for
            name=view.__name__,
            method=method,
            path=path,
            roles=frozenset(roles),
            needs_proof=proof,
            status=status,
            refuses=frozenset(refuses),
            summary=summary.rstrip("."),
            description=rest.strip(),
            body=hints.get("body"),
            query=hints.get("query"),
            answers=None if returned in (Response, type(None)) else returned,
            media=media,
            takes_file=takes_file,
            is_tagged=is_tagged,
            headers=tuple(name for name in HEADERS if name in hints),
            path_parameters=names,
        )
        return view

    return mark


def operations_of(resource: type) -> Iterator[tuple[Operation, str]]:
    """Every operation that a resource declares, in the order in which they stand there, with the name of its method."""
    for name, member in vars(resource).items():
        if isinstance(found := getattr(member, "operation", None), Operation):
            yield found, name
