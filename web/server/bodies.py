"""The body of a request as the server hands it on: in parts, as they come."""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]


class RequestRefused(Exception):
    """What came is not to be served: `status` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def parts_of_body(receive: Receive) -> AsyncIterator[bytes]:
    """The parts of a body as they come.

    Raises RequestRefused with 400 where the client hung up, or sent what is no chunk: the two look the same here.
    """
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise RequestRefused(400)
        yield event.get("body", b"")
        more = event.get("more_body", False)
